import { fold } from "./normalize.ts";
import { toLocal } from "./time.ts";
import { type CivilDay, civilDay, dayNumber, type Workdays } from "./workdays.ts";
import { morningOf, onOrAfter } from "./working-time.ts";

/** 审定: a vote recommends, a ruling decides. Pure. */
export type Decision = "listed" | "reserve" | "deferred" | "referred";

/** Bodies as offices name them; others may be typed, these are recognised without a space. */
export const rulingBodies = [
  "党委常委会会议",
  "县委常委会会议",
  "市委常委会会议",
  "区委常委会会议",
  "常委会会议",
  "党组会议",
  "主席会议",
  "街道党工委",
  "党工委",
  "三办会同",
  "群众",
] as const;

/** What was said of one topic or of several at once. */
export interface SaidDecision {
  readonly numbers: readonly { readonly year: number | undefined; readonly number: number }[];
  readonly words: string;
}

/**
 * Reads 7 4 3 or 7 现场协商 刘志强；4 专题协商: numbers, then what is said of them. Pieces without a
 * number in front are none.
 */
export function readDecisions(words: string): readonly SaidDecision[] | undefined {
  const pieces = words.split(/[;；\n]/).flatMap((piece) => piece.trim() || []);
  const read = pieces.map((piece) => {
    const numbers = numbersAhead.exec(fold(piece))?.[0] ?? "";
    const found = [...numbers.matchAll(/(?:(\d{4})-)?(\d{1,4})/g)].map((match) => ({
      year: match[1] === undefined ? undefined : Number(match[1]),
      number: Number(match[2]),
    }));
    const rest = Array.from(piece).slice(Array.from(numbers).length).join("");
    return { numbers: found, words: rest.replace(/^[\s,，、:：]+/, "").trim() };
  });
  return read.every(({ numbers }) => numbers.length > 0) ? read : undefined;
}

/** 7, 7号, 7、4和3, 2025-7; a number that counts something (3个月, 4月底) is not one of them. */
const numbersAhead = /^(?:第?(?:\d{4}-)?\d{1,4}号?(?![\d月日年个天点万元件人户])[\s,、和及]*)+/;

export interface Departure {
  /** Recommended, within the number that was listed, and not listed. */
  readonly out: readonly number[];
  /** Listed instead. */
  readonly in: readonly number[];
}

/**
 * Where the ruling departs from the recommendation: of the first so many of the ranking, as were
 * listed of it, those that were not. Of equal ones whichever was listed is within the number.
 * @param ranking best first, those of one group equal
 */
export function findDepartures(
  ranking: readonly (readonly number[])[],
  listed: readonly number[],
): Departure {
  const ranked = new Set(ranking.flat());
  const chosen = listed.filter((number) => ranked.has(number));
  const expected: number[] = [];
  for (const group of ranking) {
    const room = chosen.length - expected.length;
    const inOrder = [
      ...group.filter((number) => chosen.includes(number)),
      ...group.filter((number) => !chosen.includes(number)),
    ];
    expected.push(...inOrder.slice(0, Math.max(0, room)));
  }
  return {
    out: expected.filter((number) => !chosen.includes(number)),
    in: chosen.filter((number) => !expected.includes(number)),
  };
}

/** A moment that was put off to a workday. */
export interface WorkdayMoment {
  /** 9:00 */
  readonly at: Date;
  /** The day that was meant. */
  readonly meant: CivilDay;
}

/**
 * When something put off is looked at again: shortly after the time its reason names (4月底前, 5月20日),
 * else after a quarter of a year; at nine on a workday.
 */
export function reviewTime(reason: string, now: Date, workdays: Workdays): WorkdayMoment {
  const { year, month } = toLocal(now);
  const words = fold(reason);
  const end = /(\d{1,2})月(?:底|末)/.exec(words)?.[1];
  const day = /(\d{1,2})月(\d{1,2})[日号]/.exec(words);
  const inMonth = (said: number) => (said < month ? year + 1 : year);
  const named =
    end !== undefined
      ? { year: inMonth(Number(end)), month: Number(end) + 1, day: 6 }
      : day !== null
        ? { year: inMonth(Number(day[1])), month: Number(day[1]), day: Number(day[2]) + 3 }
        : { ...toLocal(new Date(now.getTime() + quarterMs)) };
  return onWorkday({ year: named.year, month: named.month, day: named.day }, workdays);
}

function onWorkday(day: CivilDay, workdays: Workdays): WorkdayMoment {
  // Day 34 of a month is one of the next.
  const meant = civilDay(dayNumber(day));
  return { at: morningOf(onOrAfter(workdays, meant)), meant };
}

/** The first workday of the quarter. */
export function quarterStart(year: number, quarter: number, workdays: Workdays): Date {
  return onWorkday({ year, month: quarter * 3 - 2, day: 1 }, workdays).at;
}

/** 二季度, 第2季度, Q2; undefined if none is named. */
export function readQuarter(words: string): number | undefined {
  const found = /第?([一二三四1-4])季度|q([1-4])/.exec(fold(words));
  const digit = found?.[1] ?? found?.[2];
  if (digit === undefined) return undefined;
  const inChinese = "一二三四".indexOf(digit);
  return inChinese === -1 ? Number(digit) : inChinese + 1;
}

const quarterMs = 91 * 24 * 60 * 60_000;
