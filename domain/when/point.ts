import { matchAt, small, sticky } from "./pattern.ts";
import { periodAt, waitAt } from "./clock-words.ts";
import { clockWordsAt } from "./clocks.ts";
import { dayAt } from "./day.ts";
import { readNumber, refused } from "./days.ts";
import type { Days, Scene } from "./days.ts";
import type { HourWords } from "./hours.ts";
import { after, before, num } from "./pieces.ts";

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

const joint = sticky("[,的t( \"'”’\\])】」]{0,2}");
const loose = sticky("(?:左右|许|前后|多钟?|之后|以后|后(?![天来续勤备台面]))");
const looseDay = sticky("(?:左右|前后)");
const afterDay = sticky("(?:之后|以后|过后|后(?![天来续勤备台面]))");
const wholeDay = sticky("(?:全天|一?整天)");
const closing = sticky("下班(?=[之以]?[前后]|时|$)");
const hoursWithin = sticky(
  "(?<![\\d/第])(?<!\\d[.:])(?:(?<half>半)个?|(?<n>\\d{1,4}|[一二两三四五六七八九十]{1,3})个?(?<andHalf>半)?)",
  "(?<unit>小时|钟头|分钟|刻钟)(?:之内|以内|内(?![容部外面]))",
);
/** 三个钟后, as it is said in the south. */
const hoursLater = sticky(`(?<![\\d第])(?<n>${num})个钟${after}`);
const hourMs = 60 * 60_000;
const soonHours = sticky(`(?:未来|接下来|今后)的?(?<n>${num})个?(?<unit>小时|钟头|分钟)(?:之?内)?`);
const present = sticky("(?:现在|此时此刻|此时|此刻|当前|目前|即刻|立刻)");
const mayBeginHour =
  /[\d零〇一二两三四五六七八九十凌清早大晨上中正下午傍晚夜半深晏现此当目即立未接今再过差欠缺]/;

export function pointAt(text: string, start: number, scene: Scene): Point | undefined {
  const exact = exactAt(text, start, scene);
  if (exact !== undefined) return exact;
  const day = dayAt(text, start, scene);
  if (day === undefined) return withLaterDay(text, hourAt(text, start, false), scene);
  const joined = matchAt(joint, text, day.end)?.end ?? day.end;
  const hour = day.isDeadline
    ? undefined
    : (hourAt(text, joined, true) ?? sameHourAt(text, joined, scene));
  const end = hour?.end ?? day.end;
  const { isDeadline, words: days } = day;
  const point = { ...hour, start, end, days, isDeadline, isLoose: hour?.isLoose === true };
  return hour === undefined ? withDayTail(text, point) : withTail(text, point);
}

/** 早些, 晚点 and 晚会 name no part of the day. */
const lessExact = /^(?:[些餐饭会报期]|[日点](?![\d半一二三四五六七八九十]))/;
/** 两三小时后. */
const roughAhead =
  /^(?:再?过)?(?:一二|一两|[二两]三|三[两四五]|四五|五六|六七|七八|八九)(?![点时])/;
const beforeDay = sticky("[,的(]?");

/** 下午3点，周四: the day is said behind the hour. */
function withLaterDay(text: string, hour: Point | undefined, scene: Scene): Point | undefined {
  if (hour?.clock === undefined) return hour;
  const from = matchAt(beforeDay, text, hour.end)?.end ?? hour.end;
  const day = dayAt(text, from, scene);
  if (day === undefined || day.isDeadline || day.words.refusal !== undefined) return hour;
  if (hourAt(text, matchAt(joint, text, day.end)?.end ?? day.end, true)) return hour;
  return { ...hour, days: day.words, end: day.end };
}

const sameHour = sticky("(?:这个|同一?个?|此)(?:时候|时间|时刻|钟点)|这会儿?|这时候?");

/** 明天这个时候: the hour that the clock shows now. */
function sameHourAt(text: string, start: number, { now }: Scene): Point | undefined {
  const match = matchAt(sameHour, text, start);
  if (match === undefined) return undefined;
  const minutes = Math.floor((now.getTime() / 60_000 + shanghaiMinutes) % dayMinutes);
  const clock = {
    hour: Math.floor(minutes / 60),
    minute: minutes % 60,
    second: 0,
    isTwentyFourHour: true,
  };
  return { start, end: match.end, clock, isDeadline: false, isLoose: true };
}

const shanghaiMinutes = 8 * 60;
const dayMinutes = 24 * 60;

/** 半小时后, 两小时内, 现在. */
function exactAt(text: string, start: number, { now }: Scene): Point | undefined {
  if (!mayBeginHour.test(text.charAt(start))) return undefined;
  if (roughAhead.test(text.slice(start, start + 4))) return undefined;
  const plain = { start, isDeadline: false, isLoose: false };
  const wait = waitAt(text, start);
  if (wait !== undefined) {
    return { ...plain, at: new Date(now.getTime() + wait.words), end: wait.end };
  }
  const hours = matchAt(hoursLater, text, start);
  if (hours !== undefined) {
    const length = (readNumber(hours.groups["n"]) ?? 0) * hourMs;
    return { ...plain, at: new Date(now.getTime() + length), end: hours.end };
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
  const clock = clockWordsAt(text, start);
  if (clock !== undefined) {
    if (!hasDay && !isClockAlone(text, start, clock.end)) return undefined;
    return withTail(text, { ...plain, ...clock.words, end: clock.end });
  }
  const period = periodAt(text, start);
  if (period === undefined) return undefined;
  const said = text.slice(start, period.end);
  if (said.length === 1 && lessExact.test(text.slice(period.end))) return undefined;
  if (!hasDay && (said.length === 1 || /^[早晚]/.test(text.slice(period.end)))) return undefined;
  return { ...plain, end: period.end, period: period.words };
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
  `(?:的|,)?(?:结束)?(?:${before}|止|为止|截止|截至)(?![一两二三四五六七八九十\\d]{1,2}[个天日周晚夜年月])(?![夕夜晚往来去进台门厅面期景程提途后言天年])`,
);
