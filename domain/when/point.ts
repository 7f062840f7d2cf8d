import { matchAt, small, sticky } from "../time-pattern.ts";
import type { Found } from "../time-pattern.ts";
import { clockAt, periodAt, waitAt } from "../time-words.ts";
import type { ClockWords } from "../time-words.ts";
import { dayAt } from "./day.ts";
import { refused } from "./days.ts";
import type { Days, Scene } from "./days.ts";
import type { HourWords } from "./hours.ts";
import { before, num } from "./pieces.ts";

/** Words for one time: 明天下午3点, 周三, 半小时后. Either a moment, or the rest. */
export interface Point extends HourWords {
  readonly start: number;
  readonly end: number;
  /** Exactly this moment. */
  readonly at?: Date;
  readonly days?: Days;
  /** 三天内, 两小时内: the words themselves say that it is the latest time. */
  readonly isDeadline: boolean;
  /** 下午3点左右, 20天以后. */
  readonly isLoose: boolean;
}

const joint = sticky("[,的t( ]{0,2}");
const loose = sticky("(?:左右|许|前后|多钟?|之后|以后|后(?![天来续勤备台面]))");
const looseDay = sticky("(?:左右|前后)");
const afterDay = sticky("(?:之后|以后|过后|后(?![天来续勤备台面]))");
const wholeDay = sticky("(?:全天|一?整天)");
const closing = sticky("下班(?=[之以]?[前后]|时|$)");
const hoursWithin = sticky(
  "(?<![\\d/第])(?<!\\d[.:])(?:(?<half>半)个?|(?<n>\\d{1,4}|[一二两三四五六七八九十]{1,3})个?(?<andHalf>半)?)",
  "(?<unit>小时|钟头|分钟|刻钟)(?:之内|以内|内(?![容部外面]))",
);
const soonHours = sticky(`(?:未来|接下来|今后)的?(?<n>${num})个?(?<unit>小时|钟头|分钟)(?:之?内)?`);
const present = sticky("(?:现在|此时此刻|此时|此刻|当前|目前|即刻|立刻)");
const mayBeginHour =
  /[\d零〇一二两三四五六七八九十凌清早大晨上中正下午傍晚夜半深晏现此当目即立未接今再过]/;

export function pointAt(text: string, start: number, scene: Scene): Point | undefined {
  const exact = exactAt(text, start, scene);
  if (exact !== undefined) return exact;
  const day = dayAt(text, start, scene);
  if (day === undefined) return hourAt(text, start, false);
  const joined = matchAt(joint, text, day.end)?.end ?? day.end;
  const hour = day.isDeadline ? undefined : hourAt(text, joined, true);
  const end = hour?.end ?? day.end;
  const { isDeadline, words: days } = day;
  const point = { ...hour, start, end, days, isDeadline, isLoose: hour?.isLoose === true };
  return hour === undefined ? withDayTail(text, point) : withTail(text, point);
}

/** 半小时后, 两小时内, 现在. */
function exactAt(text: string, start: number, { now }: Scene): Point | undefined {
  if (!mayBeginHour.test(text.charAt(start))) return undefined;
  const plain = { start, isDeadline: false, isLoose: false };
  const wait = waitAt(text, start);
  if (wait !== undefined) {
    return { ...plain, at: new Date(now.getTime() + wait.words), end: wait.end };
  }
  const until = matchAt(hoursWithin, text, start);
  if (until !== undefined) {
    const said = text.slice(start, until.end).replace(/(?:之内|以内|内)$/, "后");
    const length = waitAt(said, 0)?.words;
    if (length === undefined) return undefined;
    return { ...plain, at: new Date(now.getTime() + length), end: until.end, isDeadline: true };
  }
  const soon = matchAt(soonHours, text, start);
  if (soon !== undefined) {
    const length = waitAt(`${soon.groups["n"]}${soon.groups["unit"]}后`, 0)?.words;
    if (length === undefined) return undefined;
    return { ...plain, at: new Date(now.getTime() + length), end: soon.end, isDeadline: true };
  }
  const here = matchAt(present, text, start);
  return here && { ...plain, at: now, end: here.end };
}

/** A part of the day and a clock time, or one of them. */
export function hourAt(text: string, start: number, hasDay: boolean): Point | undefined {
  if (!mayBeginHour.test(text.charAt(start))) return undefined;
  const plain = { start, isDeadline: false, isLoose: false };
  const off = matchAt(closing, text, start);
  if (off !== undefined) return { ...plain, end: off.end, isClosing: true };
  const period = periodAt(text, start);
  const clock = roughClockAt(text, period?.end ?? start) ?? clockAt(text, period?.end ?? start);
  if (clock !== undefined) {
    if (!hasDay && !isClockAlone(text, start, clock.end)) return undefined;
    const words = { clock: clock.words, ...(period && { period: period.words }) };
    return withTail(text, { ...plain, ...words, end: clock.end });
  }
  if (period === undefined) return undefined;
  const said = text.slice(start, period.end);
  if (!hasDay && (said.length === 1 || /^[早晚]/.test(text.slice(period.end)))) return undefined;
  return { ...plain, end: period.end, period: period.words };
}

const roughHours = "一二三四五六七八九十";
const roughly = sticky("(?<from>[一二三四五六七八九])(?<to>[二三四五六七八九十])点(?!半)");

/** 七八点 begins at seven. */
function roughClockAt(text: string, at: number): Found<ClockWords> | undefined {
  const { groups: { from = "", to = "" } = {}, end = 0 } = matchAt(roughly, text, at) ?? {};
  const hour = roughHours.indexOf(from) + 1;
  if (hour === 0 || roughHours.indexOf(to) !== hour) return undefined;
  return { words: { hour, minute: 0, second: 0, isTwentyFourHour: false }, end };
}

/** 早一点 is "a little earlier", and 一点 alone hardly ever a time. */
function isClockAlone(text: string, start: number, end: number): boolean {
  const said = text.slice(start, end);
  if (/^[早晚]?一点$/.test(said)) return text.length === said.length && said === "一点";
  return !(
    /^[\d一二两三四五六七八九十]/.test(said) && /^[\d一二三四五六七八九十]/.test(text.slice(end))
  );
}

function withTail(text: string, point: Point): Point {
  const tail = point.isDeadline ? undefined : matchAt(loose, text, point.end);
  return tail === undefined ? point : { ...point, end: tail.end, isLoose: true };
}

/** 国庆节后 names no day: it only says when it has not begun yet. */
function withDayTail(text: string, point: Point): Point {
  if (point.isDeadline) return point;
  const whole = matchAt(wholeDay, text, point.end);
  if (whole !== undefined) return { ...point, end: whole.end };
  const about = matchAt(looseDay, text, point.end);
  if (about !== undefined) return { ...point, end: about.end, isLoose: true };
  const open = matchAt(afterDay, text, point.end);
  return open === undefined ? point : { ...point, end: open.end, days: refused("vague") };
}

/** 9 of 9-11点, which says 点 only once. */
export const leadingHour = sticky(
  `(?<![\\d/第])(?<!\\d[.:])(?<hour>${small})(?=(?:到|至|-|~|—)(?:${small})(?:点|时))`,
);
export const beforeWord = sticky(
  `(?:的|,)?(?:${before}|止|为止|截止|截至)(?![往来去进台门厅面期景程提途后言天年])`,
);
