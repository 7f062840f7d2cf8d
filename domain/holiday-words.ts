import { parseChineseNumber } from "./chinese-number.ts";
import { fold } from "./normalize.ts";
import { isRealDay } from "./time.ts";
import { civilDay, type CivilDay, type DayRule, type DaySpan, dayNumber } from "./workdays.ts";
import { holidayName, workedInstead } from "./workdays.ts";

/** One run of days as it was said: 4月18日至20日 放假 三月三. */
export interface SaidDays extends DaySpan {
  readonly isWorkday: boolean;
  readonly name: string;
}

/**
 * Reads how notices and people say days off: lines of a name and days, `春节：2月15日（周日）至23日放假
 * 调休，共9天。2月14日（周六）、2月28日（周六）上班。` Words that are no days are skipped.
 * @param yearOf the year of a day that was said without one
 * @returns undefined if there is no such day, or none is said to be off or worked
 */
export function readDays(
  words: string,
  yearOf: (month: number, day: number) => number,
): readonly SaidDays[] | undefined {
  const said: SaidDays[] = [];
  for (const line of words.split("\n")) {
    const read = readLine(plainOf(line), yearOf);
    if (read === undefined) return undefined;
    said.push(...read);
  }
  return said.length === 0 ? undefined : said;
}

/** 取消 4月18日: days alone. Undefined if they are none. */
export function readSpan(
  words: string,
  yearOf: (month: number, day: number) => number,
): DaySpan | undefined {
  const found = spanPattern().exec(plainOf(words));
  return found === null ? undefined : spanOfMatch(found, yearOf);
}

/** The rules of each of the days. */
export function toRules(said: readonly SaidDays[]): readonly DayRule[] {
  return said.flatMap(({ first, last, isWorkday, name }) => {
    const [from, to] = [dayNumber(first), dayNumber(last)];
    return Array.from({ length: to - from + 1 }, (_, index) => ({
      day: civilDay(from + index),
      isWorkday,
      name,
    }));
  });
}

/** A day said without a year: this year's, or next year's if that one is over. */
export function comingYear(today: CivilDay): (month: number, day: number) => number {
  const isOver = (month: number, day: number) =>
    month < today.month || (month === today.month && day < today.day);
  return (month, day) => (isOver(month, day) ? today.year + 1 : today.year);
}

/** 2027年放假安排: a whole notice follows. @returns the year, and what follows */
export function cutNotice(
  words: string,
): { readonly year: number; readonly rest: string } | undefined {
  const head =
    /^\s*(\d{4})年?[^\n]{0,30}?(?:放假|节假日)[^\n]{0,12}?(?:安排|通知)[^\n]{0,8}\n/.exec(
      fold(words),
    );
  if (head === null) return undefined;
  return { year: Number(head[1]), rest: words.slice(head[0].length) };
}

const month = "([0-9]{1,2}|[一二三四五六七八九十]{1,2})月";
/** 三月三 is the name of a feast, 三月三日 and 3月3 are days. */
const dayOfMonth = "(?:([0-9]{1,2})[日号]?|([一二三四五六七八九十]{1,3})[日号])";

function spanPattern(): RegExp {
  return new RegExp(
    `(?:(\\d{4})年)?${month}${dayOfMonth}` +
      `(?:\\s?(?:至|到|-|~|—)\\s?(?:${month})?${dayOfMonth})?`,
    "g",
  );
}

/** Without what stands in brackets, 二、 in front, and the number of days. */
function plainOf(line: string): string {
  return fold(line)
    .replaceAll(/\([^()]{0,30}\)/g, "")
    .replaceAll(/共[^,，。;；]{1,4}天/g, "")
    .replace(/^\s*[一二三四五六七八九十\d]{1,2}[、,.]\s?/, "")
    .trim();
}

function readLine(
  line: string,
  yearOf: (month: number, day: number) => number,
): readonly SaidDays[] | undefined {
  const said: SaidDays[] = [];
  let waiting: DaySpan[] = [];
  const pattern = new RegExp(`${spanPattern().source}|放假|休息|调休|上班|补班|照常工作`, "g");
  let name = "";
  let end = 0;
  for (const found of line.matchAll(pattern)) {
    if (end === 0) name = trimName(line.slice(0, found.index));
    end = found.index + found[0].length;
    const isVerb = found[2] === undefined;
    if (!isVerb) {
      const span = spanOfMatch(found, yearOf);
      if (span === undefined) return undefined;
      waiting.push(span);
      continue;
    }
    const isWorkday = !/放假|休息|调休/.test(found[0]);
    for (const span of waiting) said.push({ ...span, isWorkday, name: "" });
    waiting = [];
  }
  if (waiting.length > 0) return undefined;
  const called = holidayName(name === "" ? trimName(line.slice(end)) : name) || "放假";
  return said.map(({ first, last, isWorkday }) => ({
    first,
    last,
    isWorkday,
    name: isWorkday ? workedInstead : called,
  }));
}

function trimName(words: string): string {
  const name = words.replaceAll(/[\s:：,，、。;；.「」“”"]+/g, "");
  return Array.from(name).slice(0, NAME_CHARS_MAX).join("");
}

const NAME_CHARS_MAX = 12;

function spanOfMatch(
  found: RegExpExecArray | RegExpMatchArray,
  yearOf: (month: number, day: number) => number,
): DaySpan | undefined {
  const [, saidYear, month = 0, ...days] = Array.from(found, (part) =>
    part === undefined ? undefined : (parseChineseNumber(part) ?? 0),
  );
  const day = days[0] ?? days[1] ?? 0;
  const saidMonth = days[2];
  const saidDay = days[3] ?? days[4];
  const year = saidYear ?? yearOf(month, day);
  const first = { year, month, day };
  const lastMonth = saidMonth ?? month;
  const lastYear = lastMonth < month ? year + 1 : year;
  const last = { year: lastYear, month: lastMonth, day: saidDay ?? day };
  if (![first, last].every((each) => isRealDay(each.year, each.month, each.day))) return undefined;
  const length = dayNumber(last) - dayNumber(first) + 1;
  return length >= 1 && length <= SPAN_DAYS_MAX ? { first, last } : undefined;
}

/** No holiday is longer. */
const SPAN_DAYS_MAX = 31;
