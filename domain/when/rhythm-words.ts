import { matchAt, sticky } from "./pattern.ts";
import type { Found } from "./pattern.ts";
import { civilDay } from "../workdays.ts";
import { readNumber } from "./days.ts";
import type { Scene } from "./days.ts";
import { num, weekdayName, weekdayNumber, weekWord } from "./pieces.ts";
import { daily, hourly, ruleOf, weekly } from "./rhythm.ts";
import type { Rhythm } from "./rhythm.ts";
import { dayOfMonth } from "./rhythm-month.ts";
import { numberedAt } from "./rhythm-numbers.ts";
import { byYear } from "./rhythm-year.ts";

/** 每周一, 每月最后一个工作日, 每两周周三: the words in front of the hour. */
export function rhythmAt(text: string, at: number, scene: Scene): Found<Rhythm> | undefined {
  if (!/[每逢隔天单双工周星礼]/.test(text.charAt(at))) return undefined;
  const named = numberedAt(text, at, scene);
  if (named !== undefined) return named;
  if (text.startsWith("天天", at)) return { words: daily(1), end: at + 2 };
  const head = matchAt(every, text, at);
  if (head === undefined) return undefined;
  const { unit = "", apart, alternate } = head.groups;
  const said = readNumber(head.groups["n"]);
  const isHalf = head.groups["half"] !== undefined;
  const interval =
    alternate !== undefined || (apart !== undefined && (said ?? 1) === 1) ? 2 : (said ?? 1);
  if (interval < 1) return undefined;
  if (isHalf && unit !== "年" && unit !== "小时") return undefined;
  const times: Times = { text, end: head.end, interval, isHalf };
  const found = byUnit(unit, times, scene);
  const isUnclear = apart !== undefined && said !== undefined && said > 1;
  if (found === undefined || !isUnclear) return found;
  const otherRule = found.words.rule.replace(`INTERVAL=${said}`, `INTERVAL=${said + 1}`);
  return { ...found, words: { ...found.words, otherRule } };
}

const every = sticky(
  "(?:(?<alternate>隔)|(?:每逢?|逢)(?<apart>间?隔)?)",
  `(?:(?<half>半)|(?<n>${num}))?个?`,
  `(?<unit>工作日|周末|${weekWord}|月(?!底前)|季度?|年|天|日|晚|早|小时|分钟)?`,
);

interface Times {
  readonly text: string;
  readonly end: number;
  readonly interval: number;
  readonly isHalf: boolean;
}

function byUnit(unit: string, times: Times, scene: Scene): Found<Rhythm> | undefined {
  const { end, interval, isHalf } = times;
  switch (unit) {
    case "":
      return undefined;
    case "工作日":
      return { words: { ...weekly([1, 2, 3, 4, 5], 1), assumed: "plainWeekdays" }, end };
    case "周末":
      return { words: weekly([6, 7], 1), end };
    case "天":
    case "日":
      return { words: daily(interval), end };
    case "晚":
    case "早":
      return { words: daily(interval), end: end - 1 };
    case "小时":
    case "分钟": {
      if (isHalf) return { words: hourly("MINUTELY", 30, 60_000), end };
      const isHours = unit === "小时";
      const words = isHours
        ? hourly("HOURLY", interval, 3_600_000)
        : hourly("MINUTELY", interval, 60_000);
      return { words, end };
    }
    case "月":
      return byMonth(times, scene, 1);
    case "季":
    case "季度":
      return byMonth(times, scene, 3);
    case "年":
      return isHalf ? byMonth({ ...times, isHalf: false }, scene, 6) : byYear(times, scene);
    default:
      return byWeek(times);
  }
}

const firstWeekday = sticky(
  `(?:的?(?:${weekWord})?|一[次回],?(?:在|于|逢)?${weekWord})(?<weekday>${weekdayName})(?![个次回])`,
);
const moreWeekday = sticky(
  `(?<to>[到至-])?[,和及与]?(?:${weekWord})?(?<weekday>${weekdayName})(?![\\d个点:月])`,
);

function byWeek({ text, end, interval }: Times): Found<Rhythm> {
  const first = matchAt(firstWeekday, text, end);
  if (first === undefined) {
    return { words: { ...weekly([1], interval), assumed: "firstDay" }, end };
  }
  const days = [weekdayNumber(first.groups["weekday"])];
  let at = first.end;
  for (let more = matchAt(moreWeekday, text, at); more; more = matchAt(moreWeekday, text, at)) {
    const day = weekdayNumber(more.groups["weekday"]);
    const from = more.groups["to"] === undefined ? day : (days.at(-1) ?? day) + 1;
    for (let each = from; each <= day; each += 1) days.push(each);
    at = more.end;
  }
  return { words: weekly(days, interval), end: at };
}

const monthOfQuarter = sticky(
  "的?(?:第(?<n>[一二三1-3])个?月|(?<last>最后一个?月|末月)|(?<first>首月))",
);

/** Months, or quarters and half years by their months. */
function byMonth(times: Times, scene: Scene, unitMonths: number): Found<Rhythm> {
  const { text, interval } = times;
  const count = times.isHalf ? 1 : interval * unitMonths;
  const month = unitMonths === 3 ? matchAt(monthOfQuarter, text, times.end) : undefined;
  const end = month?.end ?? times.end;
  const { words, end: to, isLast } = dayOfMonth(text, end, scene);
  const named = month?.groups["last"] !== undefined ? 3 : (readNumber(month?.groups["n"]) ?? 1);
  const which = month === undefined ? (isLast ? unitMonths : 1) : named;
  const isOn = (day: number): boolean =>
    words.isOn(day) && (unitMonths === 1 || (civilDay(day).month - 1) % unitMonths === which - 1);
  const rule = ruleOf("MONTHLY", count, ...words.parts);
  const { assumed } = words;
  return { words: { rule, isOn, ...(assumed && { assumed }) }, end: to };
}
