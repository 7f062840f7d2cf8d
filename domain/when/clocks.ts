import { matchAt, small, sticky } from "./pattern.ts";
import type { Found } from "./pattern.ts";
import { clockAt, periodAt } from "./clock-words.ts";
import type { ClockWords } from "./clock-words.ts";
import { readNumber } from "./days.ts";
import type { HourWords } from "./hours.ts";

/** 下午3点, 七八点, 差五分三点, 下午三点差一刻, 下午3.30: a clock time with its part of the day. */

const roughHours = "一二三四五六七八九十";
const roughly = sticky("(?<from>[一二三四五六七八九])(?<to>[二三四五六七八九十])点(?!半)");
const missing = `[差欠缺](?:(?<minutes>${small})分钟?|(?<quarter>[一1])刻钟?)`;
const missingAhead = sticky(`${missing}(?:到|就)?`);
const missingBehind = sticky(missing);
const dotted = sticky(
  "(?<![\\d.])(?<hour>\\d{1,2})\\.(?<minute>[0-5]\\d)(?![\\d.元万亿个%米折分月日号天小])",
);

/** 13:30分 says 分 once too often. */
const minuteMark = sticky("(?<=:\\d\\d)分(?!钟)");

/** Undefined without a clock time; a part of the day alone is none. */
export function clockWordsAt(text: string, start: number): Found<HourWords> | undefined {
  const ahead = periodAt(text, start);
  const next = ahead?.end ?? start;
  const less = /[差欠缺]/.test(text.charAt(next)) ? matchAt(missingAhead, text, next) : undefined;
  const period = ahead ?? (less && periodAt(text, less.end));
  const at = (less !== undefined && ahead === undefined ? period?.end : undefined) ?? less?.end;
  const from = at ?? period?.end ?? start;
  const said = period && { period: period.words };
  const rough = roughClockAt(text, from);
  const plain = rough ?? clockAt(text, from);
  if (plain === undefined) {
    const clock = period && less === undefined ? dottedClockAt(text, from) : undefined;
    return clock && { words: { ...said, clock: clock.words, isDotted: true }, end: clock.end };
  }
  const isFull = plain.words.minute === 0;
  const mayLack = isFull && less === undefined && /[差欠缺]/.test(text.charAt(plain.end));
  const behind = mayLack ? matchAt(missingBehind, text, plain.end) : undefined;
  const groups = (less ?? behind)?.groups;
  const lessSeconds = groups && secondsOf(groups);
  const words = {
    ...said,
    clock: plain.words,
    ...(rough && { isLoose: true }),
    ...(lessSeconds !== undefined && { lessSeconds }),
  };
  return { words, end: behind?.end ?? matchAt(minuteMark, text, plain.end)?.end ?? plain.end };
}

/** 4.30 behind 下午2.30- is a clock time as well. */
export function dottedClockAt(text: string, at: number): Found<ClockWords> | undefined {
  const match = matchAt(dotted, text, at);
  if (match === undefined) return undefined;
  const [hour, minute] = [Number(match.groups["hour"]), Number(match.groups["minute"])];
  return { words: { hour, minute, second: 0, isTwentyFourHour: false }, end: match.end };
}

function secondsOf({ minutes }: Readonly<Record<string, string | undefined>>): number {
  return (minutes === undefined ? 15 : (readNumber(minutes) ?? 0)) * 60;
}

/** 七八点 begins at seven. */
function roughClockAt(text: string, at: number): Found<ClockWords> | undefined {
  const { groups: { from = "", to = "" } = {}, end = 0 } = matchAt(roughly, text, at) ?? {};
  const hour = roughHours.indexOf(from) + 1;
  if (hour === 0 || roughHours.indexOf(to) !== hour) return undefined;
  return { words: { hour, minute: 0, second: 0, isTwentyFourHour: false }, end };
}
