import { findTaking, insertLine, listLines, type Minutes, withdrawLine } from "../../db/minutes.ts";
import { listMeetingPeople } from "../../db/meeting-people.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { ofKind, readLine, type SaidLine } from "../../domain/minutes.ts";
import { fold } from "../../domain/normalize.ts";
import { lineKept, taskWithoutDay } from "../../text/minutes.ts";
import { lineWithdrawn } from "../../text/minutes-taking.ts";
import { lines } from "../../text/phrases.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { readEntry } from "../minutes-reading.ts";
import type { RawArgs } from "../question.ts";

/**
 * 共识 …, 建议 张建国 …, 待办 县住建局 4月10日前 …: what whoever records says, one line each, alone
 * or by @ in the group, there also behind a quotation.
 */
export const minutesLine = defineCommand({
  id: "minutes-line",
  name: "共识",
  aliases: [],
  example: "共识 2栋、5栋、9栋各建一处充电棚",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: { said: arg.block("内容", "请接着告诉我内容") },
  match: matchLine,
  async run(context, { said }) {
    const { tx, tenantId, person, message } = context;
    const minutes = await findTaking(tx, tenantId, person.id);
    if (minutes === undefined) throw new UserError("minutesNotTaking");
    const people = await listMeetingPeople(tx, { tenantId, id: minutes.meetingId });
    const answers: string[] = [];
    for (const line of readLines(said, message.quoted)) {
      const entry = await readEntry(context, people, line);
      answers.push(await keep(context, minutes, entry));
    }
    return lines(...answers.slice(0, ANSWERS_SHOWN_MAX));
  },
});

/** More lines at once are all kept; an answer says the first. */
const ANSWERS_SHOWN_MAX = 12;

function matchLine({ original, plain }: MatchText): RawArgs | undefined {
  const first = plain.split("\n")[0] ?? "";
  if (/[?？]\s*$/.test(first) || /(?:怎么|什么时候|哪里|吗$)/.test(first.slice(0, 10)))
    return undefined;
  if (readLine(plain, original) !== undefined) return { said: original };
  return quoting.test(plain) ? { said: original } : undefined;
}

/** 共识, 建议 张建国: the words are those quoted. */
const quoting =
  /^(?:记为)?(?:共识|建议|发言)(?:\s+\S{2,8})?\s*$|^记为(?:待办|记录)(?:\s+\S{2,12}){0,2}\s*$/;

/** A line without a word at its start goes on from the one before. */
function readLines(said: string, quoted: string | undefined): readonly SaidLine[] {
  const read: SaidLine[] = [];
  const whole = quoted === undefined ? said : `${said.replace(/^记为/, "")} ${quoted}`;
  for (const original of whole.split("\n").filter((line) => line.trim() !== "")) {
    const line = readLine(fold(original), original);
    const last = read.at(-1);
    if (line !== undefined) read.push(line);
    else if (last !== undefined) {
      read[read.length - 1] = { kind: last.kind, words: `${last.words} ${original.trim()}` };
    }
  }
  if (read.length === 0) throw new UserError("minutesNobody", { kind: "建议" });
  return read;
}

async function keep(
  context: PersonContext,
  minutes: Minutes,
  entry: Awaited<ReturnType<typeof readEntry>>,
): Promise<string> {
  const { tx, person, saidAt, now, place } = context;
  const before = await listLines(tx, minutes);
  const max = limits.minutesLinesMax;
  if (before.length >= max) throw new UserError("minutesLinesFull", { max });
  await insertLine(tx, minutes, { ...entry, by: person.id, at: saidAt });
  const number = ofKind(before, entry.kind).length + 1;
  const kept = lineKept(entry, number, now);
  return entry.kind === "task" && entry.dueAt === undefined
    ? lines(kept, taskWithoutDay(place))
    : kept;
}

/** 撤回上一条 */
export const minutesLineWithdraw = defineCommand({
  id: "minutes-line-withdraw",
  name: "撤回上一条",
  aliases: [],
  example: "撤回上一条",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: {},
  match: ({ plain }) =>
    /^(?:撤回|收回|删掉|删除)(?:上一条|上条|前一条)[\s。.！!]*$/.test(plain) ? {} : undefined,
  async run({ tx, tenantId, person }) {
    const minutes = await findTaking(tx, tenantId, person.id);
    if (minutes === undefined) throw new UserError("minutesNotTaking");
    const last = (await listLines(tx, minutes)).at(-1);
    if (last === undefined) throw new UserError("minutesEmpty");
    await withdrawLine(tx, last);
    return lineWithdrawn(last.kind, last.words);
  },
});
