import { statutoryName, statutoryNames } from "./statutory-days.ts";
import { civilDay, dayNumber, isPlainWorkday, spanOf, workedInstead } from "./workdays.ts";
import type { CivilDay, DayRule, Workdays } from "./workdays.ts";

/**
 * The calendar that the notices of these years make; after the last of them weekdays and the days
 * the law gives.
 * @param notices by the year of the days: `国庆节1001-1005,1007-1008+0928+1011` in one string per
 *   year, separated by blanks: name, days off, and with + the days worked instead
 */
export function workdaysOfNotices(notices: Readonly<Record<string, string>>): Workdays {
  const years = Object.keys(notices).map(Number);
  const coveredUntil: CivilDay = { year: Math.max(...years), month: 12, day: 31 };
  const rules = Object.entries(notices).flatMap(([year, text]) => rulesIn(Number(year), text));
  const byDay = new Map(rules.map((rule) => [dayNumber(rule.day), rule]));
  const end = dayNumber(coveredUntil);
  const estimatedName = (day: CivilDay) => (dayNumber(day) > end ? statutoryName(day) : undefined);
  return {
    isWorkday(day) {
      const number = dayNumber(day);
      const rule = byDay.get(number);
      if (rule !== undefined) return rule.isWorkday;
      return isPlainWorkday(number) && estimatedName(day) === undefined;
    },
    nameOf: (day) => byDay.get(dayNumber(day))?.name ?? estimatedName(day),
    coveredUntil,
    // 2020 has no 中秋节 of its own in the notice: it fell on 国庆节.
    holiday: (name, year) =>
      (year > coveredUntil.year ? undefined : spanOf(rules, name, year)) ??
      spanOf(estimatedRules(year), name, year),
  };
}

const estimated = new Map<number, readonly DayRule[]>();

/** Kept: a year has few of them, and finding them goes through all its days. */
function estimatedRules(year: number): readonly DayRule[] {
  const known = estimated.get(year);
  if (known !== undefined) return known;
  const first = dayNumber({ year, month: 1, day: 1 });
  const rules: DayRule[] = [];
  for (let number = first; number < first + 366; number += 1) {
    const day = civilDay(number);
    for (const name of statutoryNames(day)) rules.push({ day, isWorkday: false, name });
  }
  estimated.set(year, rules);
  return rules;
}

function rulesIn(year: number, text: string): DayRule[] {
  const rules: DayRule[] = [];
  for (const notice of text.split(" ")) {
    const name = /^[^\d+]+/u.exec(notice)?.[0] ?? "";
    const [off = "", ...worked] = notice.slice(name.length).split("+");
    for (const day of off.split(",").flatMap((span) => daysIn(year, span))) {
      rules.push({ day, isWorkday: false, name });
    }
    for (const day of worked.flatMap((span) => daysIn(year, span))) {
      rules.push({ day, isWorkday: true, name: workedInstead });
    }
  }
  return rules;
}

/** `1001-1005` or `1001`; nothing for the empty text. */
function daysIn(year: number, span: string): CivilDay[] {
  if (span === "") return [];
  const [first = "", last = first] = span.split("-");
  const [from, to] = [numberOf(year, first), numberOf(year, last)];
  return Array.from({ length: to - from + 1 }, (_, index) => civilDay(from + index));
}

function numberOf(year: number, digits: string): number {
  return dayNumber({ year, month: Number(digits.slice(0, 2)), day: Number(digits.slice(2)) });
}
