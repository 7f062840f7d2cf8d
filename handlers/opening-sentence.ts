import { parseChineseNumber } from "../domain/chinese-number.ts";
import { fold } from "../domain/normalize.ts";
import type { Rhythm } from "../domain/selection-opening.ts";
import { readTime } from "../domain/time-reader.ts";
import { fromLocal, toLocal } from "../domain/time.ts";

/** 3月20日上午9点发出, taken out of 发起推荐 …; the rest keeps its own time, the deadline. */
export interface OpeningWish {
  readonly at: Date;
  /** 准时: even in the quiet hours. */
  readonly isInsisted: boolean;
}

export interface OpeningCut {
  readonly opening: OpeningWish | undefined;
  readonly rest: string;
}

const opens =
  /[,，\s]*(?:准时|按时)?(?:自动|再)?(?:发出(?:去)?|开始推荐|开始)(?:[,，\s]*(?:准时|照发))?/g;

/** Undefined opening = nothing is said of when it goes out. */
export function cutOpening(words: string, now: Date): OpeningCut {
  const plain = maskTitle(fold(words));
  for (const mark of [...plain.matchAll(opens)].slice(0, MARKS_MAX)) {
    const from = startOfPhrase(plain, mark.index, now);
    if (from === undefined) continue;
    const end = mark.index + mark[0].length;
    const said = plain.slice(from, mark.index);
    const at = readOpening(said, now);
    if (at === undefined) continue;
    const isInsisted = /准时|照发|按时/.test(plain.slice(from, end));
    const rest = `${words.slice(0, from)} ${words.slice(end)}`;
    return { opening: { at, isInsisted }, rest };
  }
  return { opening: undefined, rest: words };
}

/** What stands in 《》 is a title, whatever it says; nothing moves. */
function maskTitle(plain: string): string {
  return plain.replaceAll(/[《「『“][^》」』”]*[》」』”]/g, (title) => "□".repeat(title.length));
}

/** 3月20日上午9点, 3月20日上午9点 准时: what is said in a line of its own or in 发出改到 …. */
export function readOpeningWish(words: string, now: Date): OpeningWish | undefined {
  const at = readOpening(fold(words), now);
  return at && { at, isInsisted: /准时|照发|按时/.test(fold(words)) };
}

/** The longest piece before the mark that is one time and nothing else. */
function startOfPhrase(plain: string, end: number, now: Date): number | undefined {
  const line = Math.max(plain.lastIndexOf("\n", end - 1), ...separators.map(last)) + 1;
  function last(separator: string): number {
    return plain.lastIndexOf(separator, end - 1);
  }
  let found: number | undefined;
  const first = Math.max(line, end - PHRASE_CHARS_MAX);
  for (let from = end - 1; from >= first; from -= 1) {
    const piece = plain.slice(from, end);
    const reading = readTime(piece, now);
    if (reading?.start === 0 && reading.end === piece.length) found = from;
  }
  return found;
}

/** Nobody says a time in more; every further place is looked at once more. */
const PHRASE_CHARS_MAX = 30;
const MARKS_MAX = 5;

const separators = [",", "，", ";", "；", "。"] as const;

/** Of 3点, the one in which an office is at work. */
function readOpening(words: string, now: Date): Date | undefined {
  const reading = readTime(words, now);
  if (reading === undefined || reading.kind === "refused") return undefined;
  if (reading.kind === "moment") return reading.at;
  const { morning, afternoon } = reading;
  return toLocal(morning).hour >= WORK_BEGINS_HOUR ? morning : afternoon;
}

const WORK_BEGINS_HOUR = 8;

export interface RhythmCut {
  readonly rhythm: Rhythm | undefined;
  /** 到12月31日为止: the end of that day. */
  readonly endsAt: Date | undefined;
  readonly rest: string;
}

const rhythms =
  /每(?:个)?(?<every>月|季度|季)(?:的)?(?:第?一个月|首月)?(?:的)?\s?(?:(?<day>\d{1,2}|[一二三四五六七八九十]{1,3})[日号]|(?<first>第一天|月初))?\s?(?<clock>(?:早上|上午|中午|下午)?\s?(?:\d{1,2}|[一二三四五六七八九十两]{1,3})(?:点半|点(?:\d{1,2}分)?|:\d{2}))?(?:发起|发出)?/;

/** 每月1日上午9点, 每季度1日, 每季度第一天 …; without an hour it is 9 o'clock. */
export function cutRhythm(words: string, now: Date): RhythmCut {
  const found = rhythms.exec(maskTitle(fold(words)));
  if (found === null) return { rhythm: undefined, endsAt: undefined, rest: words };
  const { every, day, clock } = found.groups ?? {};
  const date = day === undefined ? 1 : (parseChineseNumber(day) ?? 0);
  if (date < 1 || date > 31) return { rhythm: undefined, endsAt: undefined, rest: words };
  const at = clock === undefined ? undefined : readOpening(`明天${clock}`, now);
  const { hour, minute } = at === undefined ? { hour: 9, minute: 0 } : toLocal(at);
  const rhythm = { every: every === "月" ? "month" : "quarter", day: date, hour, minute } as const;
  const open = `${words.slice(0, found.index)} ${words.slice(found.index + found[0].length)}`;
  return { rhythm, ...cutEnd(open, now) };
}

const ends = /[,，\s]*(?:直)?到(?<day>[^\s,，]{2,12}?)(?:为止|结束|止)/;

function cutEnd(words: string, now: Date): Pick<RhythmCut, "endsAt" | "rest"> {
  const found = ends.exec(fold(words));
  const day = found?.groups?.["day"];
  const isYear = day !== undefined && /^(?:今年)?年底$/.test(day);
  const reading = day === undefined ? undefined : readTime(isYear ? "12月31日" : day, now);
  if (found === null || reading?.kind !== "moment") return { endsAt: undefined, rest: words };
  const endsAt = fromLocal({ ...toLocal(reading.at), hour: 23, minute: 59 });
  return {
    endsAt,
    rest: `${words.slice(0, found.index)} ${words.slice(found.index + found[0].length)}`,
  };
}
