import {
  firstLunarYear,
  firstNewYear,
  firstTermYear,
  lunarYears,
  termDays,
} from "./lunar-table.ts";
import { civilDay, dayNumber } from "./workdays.ts";
import type { CivilDay } from "./workdays.ts";

/** A day of the 农历: 闰六月初一 is month 6, day 1, isLeapMonth. */
export interface LunarDay {
  readonly year: number;
  /** 1 (正月) to 12 (腊月). */
  readonly month: number;
  readonly day: number;
  readonly isLeapMonth: boolean;
}

/**
 * Undefined for a day that is not in that year (三十 of a short month, a leap month it has not)
 * and outside 1999–2100.
 */
export function toSolar({ year, month, day, isLeapMonth }: LunarDay): CivilDay | undefined {
  const months = monthsOf(year);
  const found = months.find((it) => it.month === month && it.isLeap === isLeapMonth);
  if (found === undefined || day < 1 || day > found.length) return undefined;
  return civilDay(found.start + day - 1);
}

/** Undefined before February 1999 and after the 农历 year 2100. */
export function toLunar(day: CivilDay): LunarDay | undefined {
  const number = dayNumber(day);
  // The 农历 year begins in January or February of the civil year.
  for (const year of [day.year, day.year - 1]) {
    const month = monthsOf(year).findLast(({ start }) => start <= number);
    if (month !== undefined && number < month.start + month.length) {
      return {
        year,
        month: month.month,
        day: number - month.start + 1,
        isLeapMonth: month.isLeap,
      };
    }
  }
  return undefined;
}

/** Undefined if it has none, and outside 1999–2100. */
export function leapMonthOf(year: number): number | undefined {
  return monthsOf(year).find(({ isLeap }) => isLeap)?.month;
}

/**
 * The day of 清明, 冬至 and the other 22 in that civil year.
 * Undefined for another name and outside 2000–2100.
 */
export function solarTerm(name: string, year: number): CivilDay | undefined {
  const index = solarTerms.indexOf(name);
  cachedTerms ??= termDays.split(" ");
  const code = cachedTerms[year - firstTermYear]?.[index];
  if (index === -1 || code === undefined) return undefined;
  return { year, month: Math.floor(index / 2) + 1, day: Number.parseInt(code, 36) };
}

/** From January on, two in every month. */
export const solarTerms: readonly string[] = (
  "小寒 大寒 立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 " +
  "小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至"
).split(" ");

interface LunarMonth {
  readonly month: number;
  readonly isLeap: boolean;
  /** As `dayNumber` counts. */
  readonly start: number;
  readonly length: number;
}

let cachedTerms: readonly string[] | undefined;
let cached: readonly (readonly LunarMonth[])[] | undefined;

/** In their order; empty for a year outside the table. */
function monthsOf(year: number): readonly LunarMonth[] {
  cached ??= readTable();
  return cached[year - firstLunarYear] ?? [];
}

function readTable(): LunarMonth[][] {
  let start = dayNumber(firstNewYear);
  return lunarYears.split(" ").map((code) => {
    const leap = Number.parseInt(code.slice(0, 1), 16);
    const long = Number.parseInt(code.slice(1), 16);
    return Array.from({ length: leap === 0 ? 12 : 13 }, (_, index) => {
      const isAfterLeap = leap > 0 && index >= leap;
      const length = Math.floor(long / 2 ** index) % 2 === 1 ? 30 : 29;
      const month = isAfterLeap ? index : index + 1;
      const found = { month, isLeap: leap > 0 && index === leap, start, length };
      start += length;
      return found;
    });
  });
}
