import { matchAt } from "./pattern.ts";
import type { Found } from "./pattern.ts";
import { parseChineseNumber } from "../chinese-number.ts";
import { civilDay, dayNumber } from "../workdays.ts";
import type { Workdays } from "../workdays.ts";
import type { Assumption, RefusalCode } from "./reading.ts";

/** Calendar days as numbers since 1970-01-01, both ends included. */
export interface Span {
  readonly first: number;
  readonly last: number;
  /** The days off around a feast, for 国庆节前 and 国庆节后; asked for only where it matters. */
  readonly daysOff?: (() => Span) | undefined;
}

/** The days that some words name. */
export interface Days extends Span {
  /** Taken without a question if the days above are over: bare 周三, 20号, 3月5日. */
  readonly roll?: Span | undefined;
  /** Offered if the days above are over, which they must not be: 本周三, 3月10日. */
  readonly hint?: Span | undefined;
  readonly assumed?: Assumption | undefined;
  readonly rollAssumed?: Assumption | undefined;
  /** What the words may mean as well; then the person is asked. */
  readonly others?: readonly Span[];
  /** It depends on days off that nobody has announced yet. */
  readonly isProvisional?: boolean;
  readonly refusal?: RefusalCode;
}

/** What the words are read against. */
export interface Scene {
  readonly now: Date;
  /** The day of `now` in Shanghai. */
  readonly today: number;
  readonly workdays: Workdays;
  /** What the words before 到 named: its month and week go on. */
  readonly after?: Days | undefined;
  /** The day of the time before it in the same text, for an hour that has none. */
  readonly carried?: Days | undefined;
}

/** One rule of the grammar: recognises its words at one place of a folded text. */
export type Rule = (text: string, at: number, scene: Scene) => Found<Days> | undefined;

/** The days off around it, if it is a feast that has some. */
export function withDaysOff({ first, last, daysOff }: Span): Span {
  return daysOff?.() ?? { first, last };
}

/** What is meant: the days themselves, or those they roll on to once they are over. */
export function taken(days: Days, { today }: Scene): Days {
  const { roll, rollAssumed, assumed } = days;
  if (days.last >= today || roll === undefined) return days;
  return { ...roll, assumed: rollAssumed ?? assumed };
}

export function oneDay(day: number, more: Omit<Partial<Days>, "first" | "last"> = {}): Days {
  return { first: day, last: day, ...more };
}

export function refused(refusal: RefusalCode, hint?: Span): Days {
  return { first: 0, last: 0, refusal, hint };
}

/** Undefined unless that day is in the calendar. */
export function realDay(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > monthLength(year, month)) return undefined;
  return dayNumber({ year, month, day });
}

export function monthLength(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

export function mondayOf(day: number): number {
  return day - weekdayOf(day) + 1;
}

export interface YearMonth {
  readonly year: number;
  readonly month: number;
}

/** Months beyond 12 and below 1 carry over into the years. */
export function monthSpan({ year, month }: YearMonth): Span {
  const first = dayNumber({ year, month, day: 1 });
  return { first, last: dayNumber({ year, month: month + 1, day: 1 }) - 1 };
}

export function monthsFrom(day: number, months: number): YearMonth {
  const { year, month } = civilDay(day);
  const count = year * 12 + month - 1 + months;
  return { year: Math.floor(count / 12), month: (((count % 12) + 12) % 12) + 1 };
}

/** The same day some months on; the last one of a shorter month. */
export function addMonths(day: number, months: number): number {
  const { year, month } = monthsFrom(day, months);
  const wanted = civilDay(day).day;
  return dayNumber({ year, month, day: Math.min(wanted, monthLength(year, month)) });
}

/** 两三 and 七八 are no number: 两三天后 is not 23 days. */
export const rough = /^(?:一二|一两|[二两]三|三[两四五]|四五|五六|六七|七八|八九)$/;

/** 廿一, 卅 and 初五 as well as what `parseChineseNumber` reads. */
export function readNumber(text: string | undefined): number | undefined {
  if (text === undefined || text === "" || rough.test(text)) return undefined;
  const plain = text.replace(/^初/, "");
  if (/^[廿卅]/.test(plain)) {
    const tens = plain.startsWith("廿") ? 20 : 30;
    const ones = plain.length === 1 ? 0 : parseChineseNumber(plain.slice(1));
    return ones === undefined || ones > 9 ? undefined : tens + ones;
  }
  return parseChineseNumber(plain);
}

/** The first rule that recognises something. */
export function firstOf(rules: readonly Rule[]): Rule {
  return (text, at, scene) => {
    for (const rule of rules) {
      const found = rule(text, at, scene);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** A rule of one pattern. */
export function rule(
  pattern: RegExp,
  read: (groups: Readonly<Record<string, string | undefined>>, scene: Scene) => Days | undefined,
): Rule {
  return (text, at, scene) => {
    const match = matchAt(pattern, text, at);
    const words = match && read(match.groups, scene);
    return match && words && { words, end: match.end };
  };
}

/** Applies to the days, to what they roll on to and to the other readings alike. */
export function mapDays(days: Days, change: (span: Span) => Span): Days {
  const { roll, hint, others } = days;
  return {
    ...days,
    ...change(days),
    roll: roll && change(roll),
    hint: hint && change(hint),
    ...(others && { others: others.map(change) }),
  };
}
