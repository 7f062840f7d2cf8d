import { listPeople } from "../db/people.ts";
import type { MeetingPerson } from "../db/meeting-people.ts";
import { readWorkdays } from "../db/workdays.ts";
import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import { callNameless } from "../domain/meeting-people.ts";
import { type ParticipantCategory, participantCategoryNames } from "../domain/meeting.ts";
import { type MinutesEntry, minutesLineNames, type SaidLine } from "../domain/minutes.ts";
import { findNamed } from "../domain/named.ts";
import { lengthOf } from "../domain/topic.ts";
import { readWhen } from "../domain/when/read.ts";
import type { PersonContext } from "./command.ts";

/** From a line as it was said to one that can be kept. */

export interface ReadEntry extends MinutesEntry {
  /** The line of whoever said it among those asked to come. */
  readonly saidByLine: number | undefined;
}

/** @throws UserError for a line without a name where one is needed, or one that is too long */
export async function readEntry(
  context: Pick<PersonContext, "tx" | "tenantId" | "now">,
  people: readonly MeetingPerson[],
  { kind, words }: SaidLine,
): Promise<ReadEntry> {
  const max = limits.minutesLineCharsMax;
  if (lengthOf(words) > max) throw new UserError("minutesLineTooLong", { max });
  if (kind === "consensus" || kind === "note") {
    return { kind, words, saidBy: undefined, saidByLine: undefined, dueAt: undefined };
  }
  const name = minutesLineNames[kind];
  const { first, rest } = splitFirst(words);
  if (rest === "") throw new UserError("minutesNobody", { kind: name });
  if (kind === "task") {
    const { dueAt, rest: matter } = await readDue(context, rest);
    return { kind, words: matter, saidBy: first, saidByLine: undefined, dueAt };
  }
  const joined = joinCategory(first, rest);
  const who = await findSpeaker(context, people, joined.first);
  if (who === undefined) throw new UserError("minutesNameUnknown", { name: first, kind: name });
  if (joined.rest === "") throw new UserError("minutesNobody", { kind: name });
  return { kind, words: joined.rest, saidBy: who.name, saidByLine: who.line, dueAt: undefined };
}

function splitFirst(words: string): { readonly first: string; readonly rest: string } {
  const found = /^(?<first>[^\s:：,，]+)[\s:：,，]+(?<rest>[^]+)$/.exec(words.trim());
  const { first, rest } = found?.groups ?? {};
  return first === undefined || rest === undefined
    ? { first: words.trim(), rest: "" }
    : { first, rest: rest.trim() };
}

/** 居民代表 黄春梅 夜间充电要有断电保护: the name is in two words. */
function joinCategory(first: string, rest: string) {
  if (!prefixes.includes(first)) return { first, rest };
  const next = splitFirst(rest);
  return next.rest === "" || lengthOf(next.first) > 4
    ? { first, rest }
    : { first: `${first}${next.first}`, rest: next.rest };
}

const prefixes: readonly string[] = [
  ...(["resident"] as const).map((category) => callNameless(category)),
  ...Object.values(participantCategoryNames),
];

interface Speaker {
  readonly name: string;
  readonly line: number | undefined;
}

/** Undefined = nobody of that name, and no word that says who they are. */
async function findSpeaker(
  { tx, tenantId }: Pick<PersonContext, "tx" | "tenantId">,
  people: readonly MeetingPerson[],
  words: string,
): Promise<Speaker | undefined> {
  const prefix = prefixes.find((each) => words.startsWith(each));
  const bare = prefix === undefined ? words : words.slice(prefix.length);
  const names = new Set([words, bare, bare.replace(titles, "")].filter((each) => each !== ""));
  const invited = people.find(({ name }) => names.has(name));
  if (invited !== undefined) {
    return { name: callSpeaker(invited), line: invited.id };
  }
  if (prefix !== undefined) return { name: words, line: undefined };
  const named = findNamed(await listPeople(tx, tenantId), words);
  const [only] = named.kind === "people" ? named.people : [];
  if (only !== undefined) return { name: only.name, line: undefined };
  return offices.test(words) ? { name: words, line: undefined } : undefined;
}

const titles = /(?:委员|副?主席|副?主任|同志|老师|代表)$/;
const offices = /(?:局|委|办|院|所|站|镇|乡|街道|社区|公司|中心|代表|同志|物业)$/;

/** 张建国; 居民代表黄春梅. */
function callSpeaker({ name, category }: { name: string; category: ParticipantCategory }): string {
  if (category !== "resident" || name.startsWith(callNameless(category))) return name;
  return `${callNameless(category)}${name}`;
}

/**
 * 4月10日前 完成现场勘查: the deadline at the start. The only place that reads one of a 待办; a day
 * lasts until 23:59.
 */
async function readDue(
  { tx, tenantId, now }: Pick<PersonContext, "tx" | "tenantId" | "now">,
  words: string,
): Promise<{ readonly dueAt: Date | undefined; readonly rest: string }> {
  const workdays = await readWorkdays(tx, tenantId);
  for (const { said, rest } of deadlineCuts(words)) {
    const reading = readWhen(said, { now, workdays });
    if (reading.kind === "none" || reading.kind === "recurrence") continue;
    const dueAt = reading.end ?? reading.start;
    if (dueAt !== undefined && rest !== "") return { dueAt, rest };
  }
  return { dueAt: undefined, rest: words };
}

/** What may be the time: up to 前, or the first one or two words. */
function deadlineCuts(words: string): readonly { readonly said: string; readonly rest: string }[] {
  const patterns = [
    /^(.{1,20}?(?:之前|以前|前))[\s,，]*(?!期|往|去|来|后|面)([^]+)$/,
    /^(\S+\s+\S+)\s+([^]+)$/,
    /^(\S+)\s+([^]+)$/,
  ];
  return patterns.flatMap((pattern) => {
    const [, said, rest] = pattern.exec(words) ?? [];
    return said === undefined || rest === undefined ? [] : [{ said, rest: rest.trim() }];
  });
}
