import { maskPhone } from "../domain/duty.ts";
import { formatDate } from "../domain/time.ts";
import { itemNumber, lines, pleaseReply, type Place } from "./phrases.ts";

export const visitQuestions = {
  matter: "请告诉我来访人反映了什么",
  number: "请告诉我是第几条接待记录",
} as const;

export interface VisitWords {
  readonly number: number;
  readonly place: string;
  readonly visitor: string | undefined;
  readonly persons: number;
  readonly matter: string;
  readonly phone: string | undefined;
  readonly receiverName: string;
  readonly visitedAt: Date;
  readonly state: "kept" | "topic" | "passed";
  readonly topicNumber: number | undefined;
  readonly topicYear: number | undefined;
  readonly markedByName: string | undefined;
}

interface Told {
  readonly now: Date;
  readonly thisYear: number;
}

/** @param enteredBy undefined = whoever was on duty wrote it down */
export function visitKept(visit: VisitWords, enteredBy: string | undefined, now: Date): string {
  const { number, phone, persons, visitor } = visit;
  return lines(
    `接待记录${number}记下了：`,
    sayReceived(visit, enteredBy, now),
    `来访：${visitor ?? "没有留姓名"}，${persons}人次`,
    `事由：${visit.matter}`,
    phone === undefined ? undefined : "电话加密另存了，只有接待的人和联络员看得到。",
    "",
    `可以接着办，请回复：转议题 ${number}　或者：转社情民意 ${number}`,
  );
}

/** One of them, in full: alone, to whoever received it and the staff. */
export function visitShown(visit: VisitWords, { now, thisYear }: Told): string {
  const { number, persons, visitor, phone, state } = visit;
  return lines(
    `接待记录${number}`,
    sayReceived(visit, undefined, now),
    `来访：${visitor ?? "没有留姓名"}，${persons}人次`,
    visit.matter === "" ? "内容已按规定删除" : `事由：${visit.matter}`,
    phone === undefined
      ? undefined
      : `电话：${sayMasked(phone)}　看全号请回复：接待日 电话 ${number}`,
    sayOutcome(visit, thisYear),
    state === "kept" ? "" : undefined,
    state === "kept"
      ? `可以接着办，请回复：转议题 ${number}　或者：转社情民意 ${number}`
      : undefined,
  );
}

/** What is answered is kept, and may not hold the number. */
function sayMasked(phones: string): string {
  return phones.split("、").map(maskPhone).join("、");
}

/** @param minutes for which the link is good */
export function visitPhoneLinked(number: number, link: string, minutes: number): string {
  return lines(
    `接待记录${number}的电话在这里看，${minutes}分钟内有效，看过会留下记录，请不要转发：`,
    link,
  );
}

export function visitPhoneNone(number: number): string {
  return `接待记录${number}没有留电话。看记录请回复：接待日 记录 ${number}`;
}

/** On the page behind the link. */
export function visitPhonePage({ number, visitor, phone }: VisitWords): string {
  return `接待记录${number}，${visitor ?? "来访人"}的电话：${phone ?? ""}`;
}

function sayReceived(visit: VisitWords, enteredBy: string | undefined, now: Date): string {
  const entered = enteredBy === undefined ? "" : `（${enteredBy}代录）`;
  const when = formatDate(visit.visitedAt, now);
  return `${when}，${visit.place}，${visit.receiverName}接待${entered}`;
}

function sayOutcome(visit: VisitWords, thisYear: number): string | undefined {
  const { state, topicNumber: number, topicYear: year, markedByName: name } = visit;
  if (state === "passed") return `要转社情民意（${name ?? ""}标记）`;
  if (number === undefined || year === undefined) return undefined;
  const topic = itemNumber({ year, number }, thisYear);
  return `已转为${topic}议题（${name ?? ""}办）`;
}

interface Counted {
  /** Days that were held. */
  readonly held: number;
  readonly visits: number;
  readonly persons: number;
  readonly topics: number;
  readonly passed: number;
}

/** 接待日 记录. @param counts of the year; undefined = only one's own are listed */
export function visitList(
  visits: readonly VisitWords[],
  counts: Counted | undefined,
  thisYear: number,
): string {
  return lines(
    counts === undefined ? "您接待的记录：" : sayCounts(counts),
    ...visits.map((visit) => sayLine(visit, thisYear)),
    visits.length === 0 ? "还没有接待记录。" : undefined,
    visits[0] === undefined
      ? "来了人，请回复，例：接待记录 来访人：张大爷 事由：楼道路灯不亮"
      : `看一条请回复，例：接待日 记录 ${visits[0].number}`,
  );
}

function sayCounts({ held, visits, persons, topics, passed }: Counted): string {
  const more = topics + passed === 0 ? "" : `，转议题${topics}条，转社情民意${passed}条`;
  return `今年接待日${held}次，接待记录${visits}条，来访${persons}人次${more}。`;
}

function sayLine(visit: VisitWords, thisYear: number): string {
  const outcome = sayOutcome(visit, thisYear);
  const matter = Array.from(visit.matter.replaceAll(/\s+/g, " "));
  const short =
    matter.length > SHOWN_CHARS
      ? `${matter.slice(0, SHOWN_CHARS).join("")}…`
      : visit.matter.replaceAll(/\s+/g, " ");
  const who = visit.visitor === undefined ? "" : `${visit.visitor}，`;
  const end = outcome === undefined ? "" : `（${outcome.replace(/（.*）$/, "")}）`;
  return `${visit.number}　${who}${short}${end}`;
}

const SHOWN_CHARS = 24;

export function visitToTopic(
  visit: { readonly number: number },
  topic: { readonly number: number; readonly title: string },
  place: Place,
): string {
  return lines(
    `接待记录${visit.number}转为${topic.number}号议题「${topic.title}」，来源各方征题，来访人的姓名和电话没有写进去。`,
    `看议题${pleaseReply(place)}：议题 ${topic.number}`,
  );
}

export function visitPassed(number: number, liaisonName: string | undefined): string {
  const told =
    liaisonName === undefined ? "请告诉联络员。" : `已经告诉${liaisonName}，由联络员报送。`;
  return `接待记录${number}标上要转社情民意了，${told}`;
}

/** To the 联络员. */
export function visitPassedTold(
  salutation: string,
  visit: VisitWords,
  byName: string,
  now: Date,
): string {
  return lines(
    `${salutation}您好，${byName}把接待记录${visit.number}标为要转社情民意（${formatDate(visit.visitedAt, now)}，${visit.place}）：`,
    visit.matter,
    `看全部请回复：接待日 记录 ${visit.number}`,
  );
}

/** What has become of it, inside a sentence: 转为9号议题. */
export function sayMoved(visit: VisitWords, thisYear: number): string {
  const { topicNumber: number, topicYear: year } = visit;
  if (number === undefined || year === undefined) return "标为要转社情民意";
  const topic = itemNumber({ year, number }, thisYear);
  return `转为${topic}议题`;
}
