import Router from "@koa/router";
import Koa from "koa";
import type { Context } from "koa";
import { BusyError, ForgedError } from "../domain/errors.ts";
import type { CardTap, ConversationRef, GroupChange, InboundMessage } from "../domain/inbound.ts";
import type { Message } from "../domain/message.ts";
import { readBody } from "./body.ts";
import { causeOf } from "./cause.ts";
import type { Door, RawReply, RawRequest, Received } from "./platform.ts";

export interface Handled {
  /** `undefined` = nothing to say. */
  readonly answer: Message | undefined;
  /** To be called, once, if the answer did not reach the platform in time. */
  undelivered(): Promise<void>;
  /** True if there is nowhere to keep the answer yet, so that `undelivered` does nothing. */
  readonly isUnkept?: boolean;
}

/** Fields are ids and causes, never words or secrets. */
export interface Log {
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export interface ServerOptions {
  /**
   * The doors of each account. Accounts may join later; paths are those of the accounts given at
   * the start.
   */
  readonly accounts: ReadonlyMap<string, readonly Door[]>;
  /** Keeps the message and finds its answer. @throws BusyError before anything is written */
  handle(accountKey: string, platform: string, message: InboundMessage): Promise<Handled>;
  /** Handles a tap on a card; undefined if there is no such card. */
  tap(accountKey: string, platform: string, tap: CardTap): Promise<Handled | undefined>;
  /** Keeps what became of a group itself. */
  groupChanged(accountKey: string, platform: string, change: GroupChange): Promise<void>;
  /** The answer that was given under this name, for a platform that asks again. */
  recall(
    accountKey: string,
    platform: string,
    conversation: ConversationRef,
    replyRef: string,
  ): Promise<Message | undefined>;
  /** True when everything a message needs is there. */
  ready(): Promise<boolean>;
  /** Pages that are not webhooks. */
  readonly extraRoutes?: readonly Router[];
  readonly log: Log;
  /** The wall clock. */
  now(): Date;
}

/** The account whose keys come from the environment; its webhooks need no key in the path. */
const defaultAccount = "env";

/**
 * The HTTP side of the bot: `<door>` and `<door>/:account` for every door, `/healthz`, `/readyz`
 * and whatever pages are given. Start it with `http.createServer(createServer(…).callback())`.
 */
export function createServer(options: ServerOptions): Koa {
  const app = new Koa();
  // Koa would print to the console by itself.
  app.silent = true;
  app.on("error", (error: unknown) => options.log.error(causeOf(error), "response failed"));
  app.use(guard(options));
  for (const router of [createRouter(options), ...(options.extraRoutes ?? [])]) {
    app.use(router.routes());
  }
  return app;
}

/** The last net: a fault of ours is a 500 without a word about it, and the platform repeats. */
function guard({ log }: ServerOptions) {
  return async (ctx: Context, next: () => Promise<void>): Promise<void> => {
    ctx.set("X-Content-Type-Options", "nosniff");
    ctx.set("Referrer-Policy", "no-referrer");
    try {
      await next();
    } catch (error) {
      if (!(error instanceof BusyError)) {
        log.error({ path: ctx.path, ...causeOf(error) }, "request failed");
      }
      answerEmpty(ctx, error instanceof BusyError ? 503 : 500);
    }
  };
}

function createRouter(options: ServerOptions): Router {
  const router = new Router();
  router.get("/healthz", (ctx) => {
    ctx.body = "alive";
  });
  router.get("/readyz", async (ctx) => {
    const isReady = await options.ready();
    ctx.status = isReady ? 200 : 503;
    ctx.body = isReady ? "ready" : "not ready";
  });
  const paths = new Set([...options.accounts.values()].flat().map((door) => door.path));
  for (const path of paths) {
    router.all(path, async (ctx) => await enter(ctx, path, defaultAccount, options));
    router.all(`${path}/:account`, async (ctx) => {
      await enter(ctx, path, ctx.params["account"] ?? "", options);
    });
  }
  return router;
}

/** Every refusal looks alike, so that nobody learns which check failed. */
async function enter(
  ctx: Context,
  path: string,
  accountKey: string,
  options: ServerOptions,
): Promise<void> {
  const startedAt = options.now();
  ctx.set("Cache-Control", "no-store");
  try {
    const door = options.accounts.get(accountKey)?.find((door) => door.path === path);
    if (door === undefined) throw new ForgedError("unknown account");
    const received = door.receive(await readRequest(ctx, door), startedAt);
    await answer(ctx, { received, door, accountKey, startedAt }, options);
  } catch (error) {
    if (!(error instanceof ForgedError)) throw error;
    options.log.warn({ path, reason: error.message }, "request refused");
    answerEmpty(ctx, 403);
  }
}

async function readRequest(ctx: Context, door: Door): Promise<RawRequest> {
  const method = door.methods.find((method) => method === ctx.method);
  if (method === undefined) throw new ForgedError("method not taken here");
  return {
    method,
    query: new URLSearchParams(ctx.querystring),
    headers: ctx.req.headers,
    body: method === "POST" ? await readBody(ctx.req) : Buffer.alloc(0),
  };
}

interface Entered {
  readonly received: Received;
  readonly door: Door;
  readonly accountKey: string;
  readonly startedAt: Date;
}

async function answer(ctx: Context, entered: Entered, options: ServerOptions): Promise<void> {
  const { received, door, accountKey } = entered;
  const { inbound } = received;
  switch (inbound.kind) {
    case "handshake":
    case "ignored":
      answerWith(ctx, received.reply(undefined));
      return;
    case "group":
      await options.groupChanged(accountKey, door.platform, inbound.change);
      answerWith(ctx, received.reply(undefined));
      return;
    case "refresh": {
      const { conversation, replyRef } = inbound;
      answerWith(
        ctx,
        received.reply(await options.recall(accountKey, door.platform, conversation, replyRef)),
      );
      return;
    }
    case "tap": {
      const handled = await options.tap(accountKey, door.platform, inbound.tap);
      answerWith(ctx, received.reply(handled?.answer));
      if (handled !== undefined) await watchDelivery(ctx, entered, handled, options);
      return;
    }
    case "message": {
      const handled = await options.handle(accountKey, door.platform, inbound.message);
      answerWith(ctx, received.reply(handled.answer));
      await watchDelivery(ctx, entered, handled, options);
    }
  }
}

/**
 * The answer is committed by now. If it comes too late, or the connection closes before all of it
 * is written, it has to go another way; an answer that is only late is still written.
 */
async function watchDelivery(
  ctx: Context,
  { door, startedAt }: Entered,
  handled: Handled,
  options: ServerOptions,
): Promise<void> {
  const report = async (): Promise<void> => {
    try {
      await handled.undelivered();
    } catch (error) {
      options.log.error({ path: door.path, ...causeOf(error) }, "undelivered answer was not kept");
    }
  };
  const isLate = options.now().getTime() - startedAt.getTime() > door.answerWithinMs;
  if (isLate || ctx.res.closed || ctx.req.socket.destroyed) {
    await report();
    return;
  }
  ctx.res.once("close", () => {
    if (!ctx.res.writableFinished) void report();
  });
}

function answerWith(ctx: Context, { status, type, body }: RawReply): void {
  // Named in full and first: Koa would else guess a type and look its name up for every answer.
  ctx.set("Content-Type", `${type}; charset=utf-8`);
  ctx.body = body;
  ctx.status = status;
}

/** The body is set first: Koa takes an empty one for a wish to answer 204. */
function answerEmpty(ctx: Context, status: number): void {
  ctx.body = "";
  ctx.status = status;
}
