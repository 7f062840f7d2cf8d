import { matchAt, sticky } from "./pattern.ts";
import type { Found } from "./pattern.ts";
import { dayNumber, civilDay } from "../workdays.ts";
import { mondayOf, readNumber, weekdayOf } from "./days.ts";
import type { Scene } from "./days.ts";
import { dayNum, weekdayName, weekdayNumber, weekWord } from "./pieces.ts";
import { onMonthDay, ruleOf, weekly } from "./rhythm.ts";
import type { Rhythm } from "./rhythm.ts";
import { dayOfMonth } from "./rhythm-month.ts";

/** 工作日上午9点, 单周周五, 逢五逢十, 每逢5号: what comes again without 每周 or 每月 in front. */

const workdays = sticky(
  "(?<![个第下每首末一前后上班\\d两三四五六七八九十])工作日(?:的?每[天日])?(?=的?,?(?:[上中下]午|早|晚|傍晚|\\d))",
);
const oddEven = sticky(
  `(?<![\\d一二三四五六七八九十])(?:每个?|逢)?(?<which>[单双])(?:数)?周的?(?:每个?)?(?:${weekWord})?(?<weekday>${weekdayName})`,
);
const digit = "(?:10|[1-9]|[一二三四五六七八九十])";
const onDigits = sticky(
  `(?:每月?)?逢(?<a>${digit})(?:,?[和与]?逢?(?<b>${digit}))?(?=$|[,.的上中下早晚日赶])`,
);
const onDay = sticky(`(?:每月?)?逢(?<day>${dayNum})[日号](?![议提楼栋路线])`);

const eachWeekday = sticky(
  `(?<![下本这上每])${weekWord}(?<from>${weekdayName})[到至-]${weekWord}?(?<to>${weekdayName})的?每个?[天日]的?`,
);

const oddMonth = sticky("(?:每个?|每?逢)?(?<which>[单双])(?:数)?月的?");

/** 双月10号: the interval of two months begins with the first of them. */
function inOddMonths(text: string, at: number, scene: Scene): Found<Rhythm> | undefined {
  const match = matchAt(oddMonth, text, at);
  const found = match && dayOfMonth(text, match.end, scene);
  if (found === undefined || found.end === match?.end) return undefined;
  const rest = match?.groups["which"] === "单" ? 1 : 0;
  const { parts, isOn: isDay, assumed } = found.words;
  const isOn = (day: number): boolean => civilDay(day).month % 2 === rest && isDay(day);
  const rule = ruleOf("MONTHLY", 2, ...parts);
  return { words: { rule, isOn, ...(assumed && { assumed }) }, end: found.end };
}

export function numberedAt(text: string, at: number, scene: Scene): Found<Rhythm> | undefined {
  switch (text.charAt(at)) {
    case "工":
      return onWorkdays(text, at);
    case "周":
    case "星":
    case "礼":
      return onEachWeekday(text, at);
    default:
      return inOddMonths(text, at, scene) ?? inOddWeeks(text, at) ?? onNumbers(text, at);
  }
}

function onWorkdays(text: string, at: number): Found<Rhythm> | undefined {
  const match = matchAt(workdays, text, at);
  const words: Rhythm = { ...weekly([1, 2, 3, 4, 5], 1), assumed: "plainWeekdays" };
  return match && { words, end: match.end };
}

function onEachWeekday(text: string, at: number): Found<Rhythm> | undefined {
  const each = matchAt(eachWeekday, text, at);
  if (each === undefined) return undefined;
  const [from, to] = [weekdayNumber(each.groups["from"]), weekdayNumber(each.groups["to"])];
  const days = Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, index) => from + index);
  return {
    words: weekly(
      days.map((day) => ((day - 1) % 7) + 1),
      1,
    ),
    end: each.end,
  };
}

function onNumbers(text: string, at: number): Found<Rhythm> | undefined {
  const day = matchAt(onDay, text, at);
  if (day !== undefined) {
    return { words: monthly([readNumber(day.groups["day"]) ?? 0]), end: day.end };
  }
  const digits = matchAt(onDigits, text, at);
  if (digits === undefined) return undefined;
  const { a, b } = digits.groups;
  const days = [a, b].flatMap((each) => endingIn(readNumber(each)));
  return { words: monthly(days), end: digits.end };
}

/** 逢五 are the 5th, 15th and 25th, 逢十 the 10th, 20th and 30th. */
function endingIn(number: number | undefined): readonly number[] {
  return number === undefined ? [] : [number, number + 10, number + 20];
}

function monthly(days: readonly number[]): Rhythm {
  const sorted = [...new Set(days)].toSorted((one, other) => one - other);
  return {
    rule: ruleOf("MONTHLY", 1, `BYMONTHDAY=${sorted.join(",")}`),
    isOn: onMonthDay(sorted),
  };
}

/** By the weeks of the year (GB/T 7408); the first week is odd. */
function inOddWeeks(text: string, at: number): Found<Rhythm> | undefined {
  const match = matchAt(oddEven, text, at);
  if (match === undefined) return undefined;
  const rest = match.groups["which"] === "单" ? 1 : 0;
  const weekday = weekdayNumber(match.groups["weekday"]);
  const isOn = (day: number): boolean => weekdayOf(day) === weekday && weekOfYear(day) % 2 === rest;
  const { rule } = weekly([weekday], 2);
  return { words: { rule, isOn, assumed: "weekNumber" }, end: match.end };
}

/** The year of a week is the one its Thursday lies in. */
function weekOfYear(day: number): number {
  const thursday = mondayOf(day) + 3;
  const first = dayNumber({ year: civilDay(thursday).year, month: 1, day: 1 });
  return Math.floor((thursday - first) / 7) + 1;
}
