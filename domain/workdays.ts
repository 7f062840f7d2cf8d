/**
 * Which days are worked on. A `Workdays` is a value: whoever counts is handed one, so that the
 * rules neither read a table nor look at a clock.
 */

/** A day of the civil calendar; `LocalTime` is one too. */
export interface CivilDay {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

export interface DaySpan {
  readonly first: CivilDay;
  readonly last: CivilDay;
}

export interface Workdays {
  isWorkday(day: CivilDay): boolean;
  /** 国庆节, 三月三; 补班 for a day worked instead; undefined for ordinary weekdays and weekends. */
  nameOf(day: CivilDay): string | undefined;
  /** The last day the published notices cover. Whatever lies after it is an estimate. */
  readonly coveredUntil: CivilDay;
  /**
   * The days off of that name, weekend and exchanged days included: 国庆 2026 is 10-01 to 10-07.
   * 元旦 of a year may begin in the December before. Beyond `coveredUntil` the days that the law
   * itself gives. Undefined for a name or a year that is not known.
   */
  holiday(name: string, year: number): DaySpan | undefined;
}

/** What a later notice or the place itself says about one day. */
export interface DayRule {
  readonly day: CivilDay;
  readonly isWorkday: boolean;
  /** 三月三; for a day worked instead usually 补班. */
  readonly name: string;
}

export interface CountedDay {
  readonly day: CivilDay;
  /** The day lies beyond the published notices and may move once the next one appears. */
  readonly isProvisional: boolean;
}

/**
 * The nth workday after `from`, counted from the next workday on; a negative `count` goes back.
 * 0 is `from` itself, whatever day it is.
 */
export function addWorkdays(workdays: Workdays, from: CivilDay, count: number): CountedDay {
  const step = count < 0 ? -1 : 1;
  let number = dayNumber(from);
  for (let left = Math.abs(count); left > 0;) {
    number += step;
    if (workdays.isWorkday(civilDay(number))) left -= 1;
  }
  const day = civilDay(number);
  return { day, isProvisional: isBeyond(workdays, day) };
}

/** The first workday after that day. */
export function nextWorkday(workdays: Workdays, day: CivilDay): CivilDay {
  return addWorkdays(workdays, day, 1).day;
}

/** The last workday before that day. */
export function previousWorkday(workdays: Workdays, day: CivilDay): CivilDay {
  return addWorkdays(workdays, day, -1).day;
}

/** The inverse of `addWorkdays`: workdays after `from` up to and with `to`; negative if before. */
export function workdaysBetween(workdays: Workdays, from: CivilDay, to: CivilDay): number {
  const [start, end] = [dayNumber(from), dayNumber(to)];
  const step = end < start ? -1 : 1;
  let count = 0;
  for (let number = start; number !== end;) {
    number += step;
    if (workdays.isWorkday(civilDay(number))) count += step;
  }
  return count;
}

export function isBeyond(workdays: Workdays, day: CivilDay): boolean {
  return dayNumber(day) > dayNumber(workdays.coveredUntil);
}

/**
 * Lays what is known in addition over a calendar: local days off, or a whole new notice.
 * @param coveredUntil with a notice: up to here every day it does not name is a plain weekday
 */
export function withLocalDays(
  base: Workdays,
  rules: readonly DayRule[],
  coveredUntil: CivilDay = base.coveredUntil,
): Workdays {
  const byDay = new Map(rules.map((rule) => [dayNumber(rule.day), rule]));
  const newEnd = Math.max(dayNumber(coveredUntil), dayNumber(base.coveredUntil));
  const isNewlyCovered = (number: number) =>
    number > dayNumber(base.coveredUntil) && number <= newEnd;
  const isWorkday = (day: CivilDay) => {
    const number = dayNumber(day);
    const rule = byDay.get(number);
    if (rule !== undefined) return rule.isWorkday;
    return isNewlyCovered(number) ? isPlainWorkday(number) : base.isWorkday(day);
  };
  return {
    isWorkday,
    nameOf(day) {
      const number = dayNumber(day);
      const rule = byDay.get(number);
      if (rule !== undefined) return rule.name;
      return isNewlyCovered(number) ? undefined : base.nameOf(day);
    },
    coveredUntil: civilDay(newEnd),
    holiday(name, year) {
      const below = isNewlyCovered(dayNumber({ year, month: 12, day: 31 }))
        ? undefined
        : base.holiday(name, year);
      const span = spanOf([...rules], name, year);
      const joined = span && below ? joinedSpan(span, below) : (span ?? below);
      return joined && trimmed(joined, isWorkday);
    },
  };
}

/** 国庆 and 十一 are 国庆节; other names stay as they are. */
export function holidayName(said: string): string {
  return otherNames[said] ?? said;
}

/** First and last day off of that name among the rules. */
export function spanOf(rules: readonly DayRule[], said: string, year: number): DaySpan | undefined {
  const name = holidayName(said);
  const numbers = rules
    .filter((rule) => !rule.isWorkday && rule.name === name && holidayYear(rule) === year)
    .map(({ day }) => dayNumber(day));
  if (numbers.length === 0) return undefined;
  return { first: civilDay(Math.min(...numbers)), last: civilDay(Math.max(...numbers)) };
}

/** Days since 1970-01-01; days of two calendars are compared by it. */
export function dayNumber({ year, month, day }: CivilDay): number {
  return Math.floor(Date.UTC(year, month - 1, day) / dayMs);
}

export function civilDay(number: number): CivilDay {
  const at = new Date(number * dayMs);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

/** Monday to Friday, as if there were no holidays. */
export function isPlainWorkday(number: number): boolean {
  // 1970-01-01 was a Thursday.
  return (number + 3) % 7 < 5;
}

/** A day worked instead of another has no name of its own. */
export const workedInstead = "补班";

const dayMs = 24 * 60 * 60_000;

const otherNames: Readonly<Record<string, string>> = {
  新年: "元旦",
  元旦节: "元旦",
  过年: "春节",
  大年: "春节",
  清明: "清明节",
  五一: "劳动节",
  五一节: "劳动节",
  五一劳动节: "劳动节",
  端午: "端午节",
  中秋: "中秋节",
  国庆: "国庆节",
  十一: "国庆节",
};

/** The 元旦 that begins on 12-30 is next year's. */
function holidayYear({ day, name }: DayRule): number {
  return name === "元旦" && day.month === 12 ? day.year + 1 : day.year;
}

function joinedSpan(one: DaySpan, other: DaySpan): DaySpan {
  const numbers = [one.first, one.last, other.first, other.last].map(dayNumber);
  return { first: civilDay(Math.min(...numbers)), last: civilDay(Math.max(...numbers)) };
}

/** Without the days at either end that a later rule made workdays. */
function trimmed(
  { first, last }: DaySpan,
  isWorkday: (day: CivilDay) => boolean,
): DaySpan | undefined {
  let [from, to] = [dayNumber(first), dayNumber(last)];
  while (from <= to && isWorkday(civilDay(from))) from += 1;
  while (to > from && isWorkday(civilDay(to))) to -= 1;
  return from <= to ? { first: civilDay(from), last: civilDay(to) } : undefined;
}
