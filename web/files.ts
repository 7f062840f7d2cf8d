import Router from "@koa/router";
import type { Context } from "koa";

import type { Database, Tx } from "../db/database.ts";
import { appendEvent } from "../db/events.ts";
import {
  type FileRef,
  findFileRef,
  type KeptFile,
  lockFile,
  updateFileOpened,
} from "../db/files.ts";
import { enterTenant, getTenant } from "../db/tenants.ts";
import { endingOf, type MadeContent } from "../domain/file.ts";
import { limits } from "../domain/limits.ts";
import {
  botNameOnPages,
  calendarOver,
  linkOver,
  noSuchLink,
  notMade,
  openedOften,
  phoneOver,
  pictureOver,
} from "../text/papers.ts";
import { pagePolicy, sentencePage } from "./page.ts";

export interface FilePorts {
  readonly db: Database;
  /** The bytes of the file. @throws Error if it cannot be made now */
  render(content: MadeContent): Promise<Uint8Array>;
  /** A fault of ours; the link is a secret and no part of it. */
  reportFault(error: unknown): void;
  /** The wall clock. */
  readonly now: () => Date;
}

/** `GET /d/:token`: a paper or a picture for whoever holds its link. */
export function createFileRoutes(ports: FilePorts): Router {
  const router = new Router();
  router.get("/d/:token", async (ctx) => {
    ctx.set("Cache-Control", "no-store");
    ctx.set("X-Robots-Tag", "noindex");
    try {
      await answer(ctx, ctx.params["token"] ?? "", ports);
    } catch (error) {
      // Caught here and not by the server, whose log would hold the path and so the token.
      ports.reportFault(error);
      answerPage(ctx, 503, notMade);
    }
  });
  return router;
}

async function answer(ctx: Context, token: string, ports: FilePorts): Promise<void> {
  const opened = await open(ports, token);
  switch (opened.kind) {
    case "unknown":
      // One answer for all of them: nobody learns whether a token was ever good.
      answerPage(ctx, 404, noSuchLink);
      return;
    case "over":
      answerPage(ctx, 410, opened.sentence);
      return;
    case "sentence":
      answerPage(ctx, 200, opened.sentence);
      return;
    case "file": {
      const { mime, name, content } = opened;
      const bytes = await ports.render(content);
      ctx.set("Content-Type", mime);
      ctx.set("Content-Disposition", dispositionOf(name, content));
      ctx.body = Buffer.from(bytes);
    }
  }
}

type Opened =
  | { readonly kind: "unknown" }
  | { readonly kind: "over"; readonly sentence: string }
  | { readonly kind: "sentence"; readonly sentence: string }
  | {
      readonly kind: "file";
      readonly name: string;
      readonly mime: string;
      readonly content: MadeContent;
    };

/** Counts it as opened before it is made: what was asked for is written down, whatever becomes of it. */
function open({ db, now }: FilePorts, token: string): Promise<Opened> {
  return db.transaction(async (tx) => {
    const ref = await findFileRef(tx, token);
    if (ref === undefined) return { kind: "unknown" };
    await enterTenant(tx, ref.tenantId);
    const file = await lockFile(tx, ref);
    if (file === undefined) return { kind: "unknown" };
    const at = now();
    const { content, name, mime } = file;
    const isPicture = content.kind === "picture";
    if (file.expiresAt <= at) return { kind: "over", sentence: overSentences[content.kind] };
    if (!isPicture && file.openCount >= limits.fileOpensMax) {
      return { kind: "over", sentence: openedOften };
    }
    await updateFileOpened(tx, ref, at);
    // A picture is fetched by every phone of a group: there the count is enough.
    if (!isPicture) await recordOpened(tx, ref, at);
    if (content.kind !== "sealed") return { kind: "file", name, mime, content };
    const sentence = tx.sealer.open(Buffer.from(content.sealed, "base64"));
    if (sentence === undefined) throw new Error("a sealed page cannot be opened with this key");
    return { kind: "sentence", sentence };
  });
}

const overSentences: Readonly<Record<KeptFile["content"]["kind"], string>> = {
  paper: linkOver,
  picture: pictureOver,
  calendar: calendarOver,
  data: linkOver,
  sealed: phoneOver,
};

/** Who opened it is not known, only that somebody with the link did. */
async function recordOpened(tx: Tx, { tenantId, id }: FileRef, wallNow: Date): Promise<void> {
  const { clockOffsetMs } = await getTenant(tx, tenantId);
  appendEvent(tx, {
    tenantId,
    objectKind: "file",
    objectId: id,
    kind: "opened",
    actorId: undefined,
    at: new Date(wallNow.getTime() + clockOffsetMs),
    receiptId: undefined,
    words: {},
  });
}

/** A paper is saved under its name; a picture is looked at. */
function dispositionOf(name: string, { kind }: MadeContent): string {
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const how = kind === "picture" ? "inline" : "attachment";
  // The plain name is for browsers that do not read the other.
  return `${how}; filename="${kind}${endingOf[kind]}"; filename*=UTF-8''${encoded}`;
}

function answerPage(ctx: Context, status: number, sentence: string): void {
  ctx.set("Content-Security-Policy", pagePolicy);
  ctx.type = "text/html; charset=utf-8";
  ctx.body = sentencePage(botNameOnPages, sentence);
  ctx.status = status;
}
