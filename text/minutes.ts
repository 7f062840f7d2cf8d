import type { Turnout } from "../domain/attendance.ts";
import {
  type MinutesEntry,
  type MinutesLineKind,
  minutesLineKinds,
  minutesLineNames,
  ofKind,
} from "../domain/minutes.ts";
import { formatDate, formatDateTime, toLocal } from "../domain/time.ts";
import { sayDay } from "./moment.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";

/** 记录 and 纪要 as people read them. */

/** 7号「老旧小区没地方充电」现场协商会，3月25日 */
export interface MinutesTitle {
  /** 7号, or nothing where it is about no topic. */
  readonly number: string | undefined;
  readonly title: string;
  readonly startsAt: Date;
}

export function sayMinutesTitle({ number, title, startsAt }: MinutesTitle): string {
  return `${number ?? ""}${title}，${sayDay(startsAt)}`;
}

/** How the meeting is named in a command: 7号, or its day. */
export function sayMinutesKey({ number, startsAt }: MinutesTitle): string {
  return number ?? sayDay(startsAt);
}

/** 4月10日（星期五）前, with the hour where one was said. */
export function sayDue(dueAt: Date, now: Date): string {
  const { hour, minute } = toLocal(dueAt);
  const isDay = hour === 23 && minute === 59;
  return `${isDay ? formatDate(dueAt, now) : formatDateTime(dueAt, now)}前`;
}

/** 记下待办1：县住建局，4月10日（星期五）前，完成现场勘查。 */
export function lineKept(entry: MinutesEntry, number: number, now: Date): string {
  const { kind, saidBy, dueAt, words } = entry;
  const parts = [saidBy, dueAt === undefined ? undefined : sayDue(dueAt, now), words];
  const said = parts.filter((part) => part !== undefined).join("，");
  return `记下${minutesLineNames[kind]}${number}：${said.replace(/[。.]$/, "")}。`;
}

export function taskWithoutDay(place: Place): string {
  return `没说期限。要补上，${pleaseReply(place)}：撤回上一条，再说一次`;
}

export interface Attended {
  readonly title: MinutesTitle;
  readonly turnout: Turnout;
  readonly entries: readonly MinutesEntry[];
  readonly now: Date;
}

/** 应到15人，实到14人，请假1人。 */
export function sayTurnout(turnout: Turnout): string {
  const { expected, present, late, left, onLeave, absent } = turnout;
  const among = [late > 0 ? `迟到${late}人` : "", left > 0 ? `提前离会${left}人` : ""].filter(
    (part) => part !== "",
  );
  const more = [
    among.length > 0 ? `其中${among.join("、")}` : "",
    onLeave > 0 ? `请假${onLeave}人` : "",
    absent > 0 ? `未到${absent}人` : "",
  ].filter((part) => part !== "");
  return `${[`应到${expected}人，实到${present}人`, ...more].join("，")}。`;
}

/** The sections, a blank line between them. */
export function minutesSections(entries: readonly MinutesEntry[], now: Date): readonly string[] {
  return minutesLineKinds.flatMap((kind) => {
    const all = ofKind(entries, kind);
    if (all.length === 0) return [];
    return ["", sectionNames[kind]].concat(all.map((entry, index) => sayEntry(entry, index, now)));
  });
}

const sectionNames: Readonly<Record<MinutesLineKind, string>> = {
  ...minutesLineNames,
  note: "其他记录",
};

export function sayEntry(entry: MinutesEntry, index: number, now: Date): string {
  const { kind, words, saidBy, dueAt } = entry;
  const said = words.replace(/[。.]$/, "");
  if (kind === "task") {
    const due = dueAt === undefined ? "" : sayDue(dueAt, now);
    return `${saidBy ?? ""}　${due}${said}`;
  }
  return `${index + 1}、${said}${saidBy === undefined ? "" : `（${saidBy}）`}`;
}

/** As much of the sections as a message takes. */
export function fitted(attended: Attended): readonly string[] {
  const [first = [], ...rest] = minutesPages(attended.entries, attended.now);
  if (rest.length === 0) return first;
  const key = sayMinutesKey(attended.title);
  return [...first, `后面还有${rest.length}页，要看请回复：纪要 ${key} 第2页`];
}

/** The sections cut to what one message takes. */
export function minutesPages(
  entries: readonly MinutesEntry[],
  now: Date,
): readonly (readonly string[])[] {
  const pages: string[][] = [[]];
  let bytes = 0;
  for (const line of minutesSections(entries, now)) {
    const size = new TextEncoder().encode(line).length + 1;
    const page = pages.at(-1) ?? [];
    if (page.length >= PAGE_LINES_MAX || bytes + size > PAGE_BYTES_MAX) {
      pages.push(line === "" ? [] : [line]);
      bytes = size;
    } else {
      page.push(line);
      bytes += size;
    }
  }
  return pages;
}

const PAGE_LINES_MAX = 16;
const PAGE_BYTES_MAX = 1_200;

/** What a leader reads, and what is kept: the same at any moment. */
export function minutesFull(attended: Attended): string {
  const { title, turnout } = attended;
  return lines(`【纪要】${sayMinutesTitle(title)}`, "", sayTurnout(turnout), ...fitted(attended));
}

/** To whoever releases it; nobody has seen it yet. */
export function minutesDrafted(
  attended: Attended,
  { ways, days }: { readonly ways: readonly string[]; readonly days: number },
): string {
  const { title, turnout } = attended;
  return lines(
    `【请先过目】${sayMinutesTitle(title)}，纪要还没有发出`,
    "",
    sayTurnout(turnout),
    ...fitted(attended),
    "",
    `发出后请到会同志${days}个工作日内核对。`,
    ...ways,
  );
}
