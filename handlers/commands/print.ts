import { appendEvent } from "../../db/events.ts";
import { insertFile } from "../../db/files.ts";
import { UserError } from "../../domain/errors.ts";
import { endingOf, mimeOf } from "../../domain/file.ts";
import { limits } from "../../domain/limits.ts";
import type { Paper } from "../../domain/paper.ts";
import { pagesOf } from "../../domain/paper-pages.ts";
import { hasRight, sayHolders } from "../../domain/rights.ts";
import { printed, printQuestion, sayPrintDay } from "../../text/papers.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { either, question } from "../ordinary.ts";
import { matchWhich } from "../minutes-words.ts";
import { rawArgs } from "../proxy.ts";
import { findPrintable, linkTo, type Printable, printableNames } from "../printing.ts";

/** 打印: a paper for A4, by a link that is for this person alone, so never in a group. */
export const print = defineCommand({
  id: "print",
  name: "打印",
  aliases: ["打印一下", "打印一份", "帮我打印"],
  summary: "可以送签的A4文件，例：打印 议题清单",
  example: "打印 议题清单",
  audience: "staff",
  place: "single",
  needs: "person",
  isWriting: true,
  rejects: either(question, /^[机店纸室费社]/),
  args: { what: arg.words("打印什么", printQuestion) },
  // The one paper that is called by its name alone, on the way to the room.
  match: (text) => {
    const which = matchWhich(text, /^签到表(?:[\s:：]+|[。.]?$)/);
    return which && rawArgs({ what: `签到表 ${which["which"] ?? ""}` });
  },
  async run(context, { what }) {
    const found = findPrintable(what);
    if (found === undefined) throw new UserError("printUnknown", { names: printableNames() });
    const { printable, name, rest } = found;
    checkRight(context, printable, name);
    const { paper, next } = await printable.build(context, rest);
    const url = await keepPaper(context, printable.kind, paper);
    const isToSign = paper.signColumns.length > 0;
    return printed({
      name: printable.names[0] ?? name,
      pages: pagesOf(paper),
      isToSign,
      next,
      url,
    });
  },
});

/** @throws UserError if this paper is for others to have */
function checkRight({ person }: PersonContext, { right }: Printable, name: string): void {
  if (hasRight(person.roles, right)) return;
  throw new UserError("notAllowed", { name: `打印${name}`, who: sayHolders(right), right });
}

async function keepPaper(context: PersonContext, kind: string, paper: Paper): Promise<string> {
  const { tx, tenantId, person, now, wallNow, receiptId } = context;
  const { id, token } = await insertFile(tx, {
    tenantId,
    kind,
    name: `${paper.title}${endingOf.paper}`,
    mime: mimeOf.paper,
    content: { kind: "paper", printed: { paper, printedOn: sayPrintDay(now) } },
    personId: person.id,
    at: wallNow,
    expiresAt: new Date(wallNow.getTime() + limits.fileKeepHours * HOUR_MS),
  });
  const file = { tenantId, objectKind: "file", objectId: id, receiptId } as const;
  appendEvent(tx, { ...file, kind: "made", actorId: person.id, at: now, words: { kind } });
  return linkTo(context.ports, token);
}

const HOUR_MS = 60 * 60 * 1000;
