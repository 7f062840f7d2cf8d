import { matchAt, sticky } from "./pattern.ts";
import type { Found } from "./pattern.ts";
import { civilDay } from "../workdays.ts";
import { readNumber } from "./days.ts";
import type { Scene } from "./days.ts";
import { feastAliases, feastDays } from "./feast-names.ts";
import { dayNum, weekdayName, weekdayNumber, weekWord, workday } from "./pieces.ts";
import { codes, onMonthDay, onNthWeekday, onNthWorkday, ruleOf } from "./rhythm.ts";
import type { Rhythm } from "./rhythm.ts";
import { dayOfMonth, nthWords, placeOf } from "./rhythm-month.ts";

interface YearWords {
  readonly text: string;
  /** Where the words behind 每年 begin. */
  readonly end: number;
  readonly interval: number;
}

const yearDay = sticky(
  `的?(?<month>\\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份?的?(?<day>${dayNum})[日号])?`,
);
const lunarYearDay = sticky(
  "的?(?:农历|阴历|正月|腊月|冬月|除夕|春节|中秋|端午|元宵|重阳|清明|腊八|七夕|小年)(?:节|大年)?",
);
const names = [...Object.keys(feastDays), ...Object.keys(feastAliases)].toSorted(
  (one, other) => other.length - one.length,
);
const yearFeast = sticky(`的?(?<feast>${names.join("|")})节?`);

/** 3月5日, 教师节, 最后一个工作日 behind 每年. */
export function byYear(
  { text, end, interval }: YearWords,
  scene: Scene,
): Found<Rhythm> | undefined {
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
  if (feast === undefined) return inYear({ text, end, interval }, scene);
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

const nthWorkday = sticky(`的?${nthWords}个?${workday}`);
const nthWeekday = sticky(`的?${nthWords}个?${weekWord}(?<weekday>${weekdayName})`);
const nthDay = sticky(`的?(?:${nthWords}[天日]|(?<edge>年?[底末]))`);
/** A month has more workdays and weeks than these. */
const workdaysInMonth = 15;
const weeksInMonth = 4;

/** The first and last days of a year lie in January and December. */
function inYear({ text, end, interval }: YearWords, scene: Scene): Found<Rhythm> | undefined {
  const work = matchAt(nthWorkday, text, end);
  if (work !== undefined) {
    const nth = placeOf(work.groups);
    if (Math.abs(nth) > workdaysInMonth) return undefined;
    const rule = ruleOf("YEARLY", interval, "BYDAY=MO,TU,WE,TH,FR", `BYSETPOS=${nth}`);
    const isOn = inEdgeMonth(nth, onNthWorkday(nth, scene));
    return { words: { rule, isOn, assumed: "plainWeekdays" }, end: work.end };
  }
  const week = matchAt(nthWeekday, text, end);
  if (week !== undefined) {
    const [nth, day] = [placeOf(week.groups), weekdayNumber(week.groups["weekday"])];
    if (Math.abs(nth) > weeksInMonth) return undefined;
    const rule = ruleOf("YEARLY", interval, `BYDAY=${nth}${codes[day - 1] ?? "MO"}`);
    return { words: { rule, isOn: inEdgeMonth(nth, onNthWeekday(nth, day)) }, end: week.end };
  }
  const day = matchAt(nthDay, text, end);
  if (day !== undefined) {
    const isEdge = day.groups["edge"] !== undefined;
    const nth = isEdge ? -1 : placeOf(day.groups);
    if (nth !== 1 && nth !== -1) return undefined;
    const words = nth === 1 ? yearly(interval, 1, 1) : yearly(interval, 12, 31);
    return { words: isEdge ? { ...words, assumed: "partOfMonth" } : words, end: day.end };
  }
  const words = { ...yearly(interval, 1, 1), rule: ruleOf("YEARLY", interval) };
  return { words: { ...words, assumed: "firstDay" }, end };
}

function inEdgeMonth(nth: number, isOn: (day: number) => boolean): (day: number) => boolean {
  return (number) => civilDay(number).month === (nth > 0 ? 1 : 12) && isOn(number);
}
