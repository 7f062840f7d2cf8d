import { solarTerm, toLunar } from "./lunar.ts";
import { civilDay, dayNumber } from "./workdays.ts";
import type { CivilDay } from "./workdays.ts";

/**
 * The days that the regulation on national holidays itself gives (as amended from 2025 on). A
 * notice exchanges days around them, but never takes one away: the best estimate for a year whose
 * notice has not appeared.
 */
export function statutoryName(day: CivilDay): string | undefined {
  return statutoryNames(day)[0];
}

/** Two when 中秋节 falls on 国庆节, as in 2031. */
export function statutoryNames(day: CivilDay): readonly string[] {
  const names: string[] = [];
  const fixed = fixedDays[`${day.month}-${day.day}`];
  if (fixed !== undefined) names.push(fixed);
  const term = solarTerm("清明", day.year);
  if (term !== undefined && dayNumber(term) === dayNumber(day)) names.push("清明节");
  const tomorrow = toLunar(civilDay(dayNumber(day) + 1));
  if (tomorrow?.month === 1 && tomorrow.day === 1) names.push("春节");
  const lunar = toLunar(day);
  if (lunar === undefined || lunar.isLeapMonth) return names;
  const name = lunarDays[`${lunar.month}-${lunar.day}`];
  return name === undefined ? names : [...names, name];
}

const fixedDays: Readonly<Record<string, string>> = {
  "1-1": "元旦",
  "5-1": "劳动节",
  "5-2": "劳动节",
  "10-1": "国庆节",
  "10-2": "国庆节",
  "10-3": "国庆节",
};

const lunarDays: Readonly<Record<string, string>> = {
  "1-1": "春节",
  "1-2": "春节",
  "1-3": "春节",
  "5-5": "端午节",
  "8-15": "中秋节",
};
