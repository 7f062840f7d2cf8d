import { matchAt, sticky } from "../time-pattern.ts";
import type { Found } from "../time-pattern.ts";
import { civilDay } from "../workdays.ts";
import { readNumber } from "./days.ts";
import type { Scene } from "./days.ts";
import { feastAliases, feastDays } from "./feast-names.ts";
import { dayNum, num, weekdayName, weekdayNumber, weekWord } from "./pieces.ts";
import { codes, daily, hourly, onMonthDay, onNthWeekday, ruleOf, weekly } from "./rhythm.ts";
import type { Rhythm } from "./rhythm.ts";
import { dayOfMonth } from "./rhythm-month.ts";

/** 每周一, 每月最后一个工作日, 每两周周三: the words in front of the hour. */
export function rhythmAt(text: string, at: number, scene: Scene): Found<Rhythm> | undefined {
  if (!/[每逢隔天]/.test(text.charAt(at))) return undefined;
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

const firstWeekday = sticky(`的?(?:${weekWord})?(?<weekday>${weekdayName})(?!个)`);
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

const yearDay = sticky(
  `的?(?<month>\\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份?的?(?<day>${dayNum})[日号])?`,
);
const lunarYearDay = sticky(
  "的?(?:农历|阴历|正月|腊月|冬月|除夕|春节|中秋|端午|元宵|重阳|清明|腊八|七夕)",
);
const names = [...Object.keys(feastDays), ...Object.keys(feastAliases)].toSorted(
  (one, other) => other.length - one.length,
);
const yearFeast = sticky(`的?(?<feast>${names.join("|")})节?`);

function byYear({ text, end, interval }: Times, scene: Scene): Found<Rhythm> | undefined {
  const lunar = matchAt(lunarYearDay, text, end);
  if (lunar !== undefined) return { words: refusedRule, end: lunar.end };
  const date = matchAt(yearDay, text, end);
  if (date !== undefined) {
    const month = readNumber(date.groups["month"]) ?? 0;
    const on: { month: number; day?: number } = { month };
    const named = date.groups["day"];
    if (named !== undefined) on.day = readNumber(named) ?? 0;
    if (named !== undefined) return { words: yearly(interval, month, on.day ?? 0), end: date.end };
    const within = dayOfMonth(text, date.end, scene);
    const isOn = (day: number): boolean => civilDay(day).month === month && within.words.isOn(day);
    const rule = ruleOf("YEARLY", interval, `BYMONTH=${month}`, ...within.words.parts);
    const { assumed } = within.words;
    return { words: { rule, isOn, ...(assumed && { assumed }) }, end: within.end };
  }
  const feast = matchAt(yearFeast, text, end);
  if (feast === undefined)
    return {
      words: { ...yearly(interval, 1, 1), rule: ruleOf("YEARLY", interval), assumed: "firstDay" },
      end,
    };
  const said = feast.groups["feast"] ?? "";
  const on = feastDays[feastAliases[said] ?? said];
  if (on === undefined || !("month" in on)) return { words: refusedRule, end: feast.end };
  if ("day" in on) return { words: yearly(interval, on.month, on.day), end: feast.end };
  const { month, nth, weekday } = on;
  const isNth = onNthWeekday(nth, weekday);
  const rule = ruleOf(
    "YEARLY",
    interval,
    `BYMONTH=${month}`,
    `BYDAY=${nth}${codes[weekday - 1] ?? "MO"}`,
  );
  return {
    words: { rule, isOn: (day) => civilDay(day).month === month && isNth(day) },
    end: feast.end,
  };
}

const refusedRule: Rhythm = { rule: "", isOn: () => false, refusal: "lunarRule" };

function yearly(interval: number, month: number, day: number): Rhythm {
  const isDay = onMonthDay([day]);
  return {
    rule: ruleOf("YEARLY", interval, `BYMONTH=${month}`, `BYMONTHDAY=${day}`),
    isOn: (number) => civilDay(number).month === month && isDay(number),
  };
}
