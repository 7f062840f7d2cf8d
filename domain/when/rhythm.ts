import { civilDay } from "../workdays.ts";
import { monthLength, weekdayOf } from "./days.ts";
import type { Scene } from "./days.ts";
import type { Assumption, RefusalCode } from "./reading.ts";

/** What comes again: an RRULE and the days it falls on, for the first time. */
export interface Rhythm {
  readonly rule: string;
  /** True on the days of the rule. */
  isOn(day: number): boolean;
  /** Hours or minutes: no day at all. */
  readonly everyMs?: number;
  readonly assumed?: Assumption;
  /** 每隔三天 is said for every third and for every fourth day. */
  readonly otherRule?: string;
  readonly refusal?: RefusalCode;
}

export const codes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

export function ruleOf(frequency: string, interval: number, ...parts: readonly string[]): string {
  const every = interval === 1 ? [] : [`INTERVAL=${interval}`];
  return [`FREQ=${frequency}`, ...every, ...parts].join(";");
}

export function weekly(weekdays: readonly number[], interval: number): Rhythm {
  const sorted = [...new Set(weekdays)].toSorted((one, other) => one - other);
  const byDay = `BYDAY=${sorted.map((day) => codes[day - 1] ?? "MO").join(",")}`;
  return {
    rule: ruleOf("WEEKLY", interval, byDay),
    isOn: (day) => sorted.includes(weekdayOf(day)),
  };
}

/** The first day from today on, within some years; an interval begins with it. */
export function firstDayOf(rhythm: Rhythm, from: number): number | undefined {
  for (let day = from; day < from + searchDays; day += 1) {
    if (rhythm.isOn(day)) return day;
  }
  return undefined;
}

/** 29 February comes after eight years at the latest. */
const searchDays = 366 * 8 + 3;

export function onMonthDay(days: readonly number[]): (day: number) => boolean {
  return (number) => {
    const { year, month, day } = civilDay(number);
    const length = monthLength(year, month);
    return days.some((wanted) => (wanted < 0 ? length + 1 + wanted : wanted) === day);
  };
}

export function onNthWeekday(nth: number, weekday: number): (day: number) => boolean {
  return (number) => {
    if (weekdayOf(number) !== weekday) return false;
    const { year, month, day } = civilDay(number);
    if (nth > 0) return Math.ceil(day / 7) === nth;
    return Math.ceil((monthLength(year, month) - day + 1) / 7) === -nth;
  };
}

/** The nth workday of its month, from the end if negative. */
export function onNthWorkday(nth: number, { workdays }: Scene): (day: number) => boolean {
  return (number) => {
    const { year, month, day } = civilDay(number);
    if (!workdays.isWorkday(civilDay(number))) return false;
    const [from, to] = nth > 0 ? [1, day] : [day, monthLength(year, month)];
    let count = 0;
    for (let each = from; each <= to; each += 1) {
      if (workdays.isWorkday({ year, month, day: each })) count += 1;
    }
    return count === Math.abs(nth);
  };
}

export function hourly(frequency: string, interval: number, unitMs: number): Rhythm {
  return { rule: ruleOf(frequency, interval), isOn: () => true, everyMs: interval * unitMs };
}

export function daily(interval: number): Rhythm {
  return { rule: ruleOf("DAILY", interval), isOn: () => true };
}
