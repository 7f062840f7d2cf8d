import { matchAt, sticky } from "./pattern.ts";
import type { Found } from "./pattern.ts";
import { civilDay } from "../workdays.ts";
import {
  mondayOf,
  monthLength,
  monthsFrom,
  oneDay,
  readNumber,
  realDay,
  refused,
  rule,
  weekdayOf,
} from "./days.ts";
import type { Days, Rule, Scene, Span, YearMonth } from "./days.ts";
import { lunarDay } from "./lunar-words.ts";
import { dayNum, notInNumber, stepsOf, weekdayName, weekdayNumber, weekWord } from "./pieces.ts";
import { yearOf, yearWords } from "./years.ts";
import type { YearMeant } from "./years.ts";

/** 3月18日, 2026-03-18, 3/18, 20号 and the days of the week. */

/** A civil date; without a year this year's, or next year's once it is over. */
export function onDate(
  { year, month, day }: { year: YearMeant | undefined; month: number; day: number },
  scene: Scene,
): Days {
  if (year !== undefined) {
    const only = realDay(year.year, month, day);
    if (only === undefined) return refused("noSuchDay", lastOf({ year: year.year, month }));
    const hint = nextWithDay(day, scene);
    return oneDay(only, { hint, assumed: year.isShort ? "century" : undefined });
  }
  const { after } = scene;
  const base = civilDay(after === undefined ? scene.today : after.first).year;
  const [first, next] = [realDay(base, month, day), realDay(base + 1, month, day)];
  // 12月30日至1月2日 goes over the turn of the year, 3月25日到3月20日 is a slip.
  const isOver = first !== undefined && next !== undefined && after !== undefined;
  if (isOver && first < after.first && next - after.first > rangeDaysMax) return oneDay(first);
  if (after !== undefined && first !== undefined && first < after.first) {
    return next === undefined ? refused("noSuchDay") : oneDay(next);
  }
  if (first === undefined && (next === undefined || after !== undefined)) {
    return refused("noSuchDay", lastOf({ year: base, month }));
  }
  const roll = next === undefined ? undefined : { first: next, last: next };
  if (first !== undefined) return oneDay(first, { roll, rollAssumed: "nextYear" });
  return refused("noSuchDay", lastOf({ year: base, month }));
}

/** Longer ranges of dates without a year are slips. */
const rangeDaysMax = 300;
/** What goes on into the next month without a word is hardly longer. */
const shortRangeDays = 14;

function lastOf({ year, month }: YearMonth): Span | undefined {
  if (month < 1 || month > 12) return undefined;
  const day = realDay(year, month, monthLength(year, month));
  return day === undefined ? undefined : { first: day, last: day };
}

function nextWithDay(day: number, scene: Scene): Span | undefined {
  for (let months = 0; months <= 12; months += 1) {
    const { year, month } = monthsFrom(scene.today, months);
    const found = realDay(year, month, day);
    if (found !== undefined && found > scene.today) return { first: found, last: found };
  }
  return undefined;
}

const written = rule(
  sticky(
    notInNumber,
    `(?:${yearWords})?(?<month>\\d{1,2}|[一二三四五六七八九十]{1,2})月份?的?`,
    `(?<day>${dayNum})(?<mark>[日号]|(?![\\d个年周星礼天月季旬半点:次回]|工作日))`,
  ),
  (groups, scene) => {
    const month = readNumber(groups["month"]);
    const day = readNumber(groups["day"]);
    if (month === undefined || day === undefined) return undefined;
    const year = yearOf(groups, scene);
    const solar = onDate({ year, month, day }, scene);
    if (groups["mark"] !== "") return solar;
    const isPlain = /^\d+$/.test(groups["day"] ?? "");
    if (isPlain) return { ...solar, assumed: solar.assumed ?? "solar" };
    // 八月十五 is said of both calendars.
    const lunar = lunarDay({ year: year?.year, month, day, isLeapMonth: false }, scene);
    if (lunar === undefined || lunar.refusal !== undefined) return solar;
    if (solar.refusal !== undefined) return { ...lunar, assumed: "lunar" };
    const [one, other] = [ahead(solar, scene), ahead(lunar, scene)];
    return { ...one, others: [other] };
  },
);

/** The days themselves, or those they roll on to. */
function ahead(days: Days, { today }: Scene): Span {
  const taken = days.last < today && days.roll !== undefined ? days.roll : days;
  return { first: taken.first, last: taken.last };
}

const numeric = (pattern: string): Rule =>
  rule(sticky(notInNumber, "(?<!\\d{4}-)(?<!\\d{4}-\\d{1,2}-)", pattern), (groups, scene) => {
    const month = readNumber(groups["month"]);
    const day = readNumber(groups["day"]);
    if (month === undefined || day === undefined || month > 12 || day > 31) return undefined;
    const digits = groups["year"];
    if (digits === undefined) {
      const days = onDate({ year: undefined, month, day }, scene);
      return { ...days, assumed: "dotted", rollAssumed: "nextYear" };
    }
    return onDate({ year: yearOf({ year: digits }, scene), month, day }, scene);
  });

const [y, m, d] = ["(?<year>\\d{4})", "(?<month>\\d{1,2})", "(?<day>\\d{1,2})"];

/** A number of the month, this one or the next; a month without it is not passed over silently. */
const bareDay = rule(
  sticky(
    notInNumber,
    // 政协发〔2026〕3号 and 第一组三号 are no days.
    "(?<!\\d{4}[〕\\])】])(?<![组楼室])",
    `(?<!月)(?<day>${dayNum})[日号]`,
    String.raw`(?![议提楼栋路线文件院门厅窗通机店区馆桌员]|会议|[之以]?[内后前](?=$|[,.交完报])|[之以][内后])`,
  ),
  ({ day }, scene) => onDayOfMonth(readNumber(day) ?? 0, scene),
);

/** 20号前, where 20日内 is a duration. */
const bareDayBefore = rule(
  sticky(notInNumber, `(?<!月)(?<day>${dayNum})[日号](?=[之以]?前)`),
  ({ day }, scene) => onDayOfMonth(readNumber(day) ?? 0, scene),
);

function onDayOfMonth(day: number, scene: Scene): Days {
  if (day < 1 || day > 31) return refused("noSuchDay");
  const from = scene.after?.first ?? scene.today;
  const { year, month } = civilDay(from);
  const first = realDay(year, month, day);
  const next = monthsFrom(from, 1);
  const second = realDay(next.year, next.month, day);
  if (scene.after !== undefined && first !== undefined && first >= from) return oneDay(first);
  if (scene.after !== undefined && second !== undefined) {
    return oneDay(second, second - from > shortRangeDays ? { assumed: "overMonth" } : {});
  }
  const isOver = first !== undefined && first < scene.today;
  if (first !== undefined && !isOver && second !== undefined) {
    return oneDay(first, { roll: { first: second, last: second }, rollAssumed: "nextMonth" });
  }
  if (first !== undefined && !isOver) return oneDay(first);
  if (first !== undefined && second !== undefined) return oneDay(second, { assumed: "nextMonth" });
  // 31号 said in April: its last day, or the next month that has a 31st.
  const end = lastOf(first === undefined ? { year, month } : next);
  const later = nextWithDay(day, scene);
  if (end === undefined || later === undefined) return refused("noSuchDay");
  return { ...end, others: [later] };
}

/** 5 of 5-7号, which says 号 only once. */
const leadingDay = rule(
  sticky(notInNumber, `(?<!月)(?<day>${dayNum})(?=(?:到|至|-|~|—|,|和)${dayNum}[日号])`),
  ({ day }, scene) => onDayOfMonth(readNumber(day) ?? 0, scene),
);

const weekday = rule(
  sticky(
    "(?<![下每逢隔周])(?<which>再?下{1,3}|这|本|上{1,2}|今(?=个|周|星|礼))?一?个?(?<![第半一二两三四五六七八九十\\d][一个])",
    `(?<![半一二两三四五六七八九十\\d]个?)${weekWord}(?<weekday>${weekdayName})(?![次场回篇]|(?<=日)常|(?<=六)[和,]?${weekWord}?[日天])`,
  ),
  ({ which, weekday: name }, scene) => {
    const weekdaySaid = weekdayNumber(name);
    const from = scene.after?.last ?? scene.today;
    const next = from + ((weekdaySaid - weekdayOf(from) + 7) % 7);
    if (which === undefined && scene.after !== undefined) return oneDay(next);
    if (which === undefined) {
      const roll = { first: next + 7, last: next + 7 };
      const assumed = next === scene.today ? "today" : undefined;
      return oneDay(next, { roll, assumed, rollAssumed: "nextWeek" });
    }
    const said = mondayOf(scene.today) + stepsOf(which) * 7 + weekdaySaid - 1;
    const hint = next > said ? next : next + 7;
    return oneDay(said, { hint: { first: hint, last: hint } });
  },
);

const claimAfter = sticky(`,?\\(?${weekWord}(?<weekday>${weekdayName})\\)?`);
const between = sticky(",?\\(?");
const close = sticky("\\)");

/** 3月13日（星期五）: the two must agree. */
export function claimed(plain: Rule): Rule {
  return (text, at, scene) => {
    const found = plain(text, at, scene);
    const claim = found && matchAt(claimAfter, text, found.end);
    if (found === undefined || claim === undefined) return found;
    const wanted = weekdayNumber(claim.groups["weekday"]);
    return { words: agreeing(found.words, wanted), end: claim.end };
  };
}

function agreeing(days: Days, wanted: number): Days {
  if (days.refusal !== undefined || weekdayOf(days.first) === wanted) return days;
  return refused("wrongWeekday", { first: days.first, last: days.last });
}

/** 下周三（18号） and 周日，二月十号. */
function weekdayWithDate(text: string, at: number, scene: Scene): Found<Days> | undefined {
  const found = weekday(text, at, scene);
  if (found === undefined) return undefined;
  const from = matchAt(between, text, found.end)?.end ?? found.end;
  // 周四12号: what stands in front is no part of the number.
  const rest = text.slice(from);
  const date = written(rest, 0, scene) ?? bareDay(rest, 0, scene);
  if (date === undefined) return found;
  const end = from + (matchAt(close, rest, date.end)?.end ?? date.end);
  const words = agreeing(date.words, weekdayOf(found.words.first));
  // 下周三 is one day, so 下周三（25号） is a slip even if that is a Wednesday too.
  const isNamed = /[下本这今上]/.test(text.slice(at, at + 2));
  const isOther = isNamed && words.refusal === undefined && words.first !== found.words.first;
  const { first, last } = found.words;
  return { words: isOther ? refused("wrongWeekday", { first, last }) : words, end };
}

export const dateRules: readonly Rule[] = [
  claimed(written),
  claimed(numeric(`${y}[-/.]${m}[-/.]${d}(?!\\d)`)),
  claimed(numeric(`${y} ${m} ${d}(?!\\d)`)),
  claimed(numeric("(?<year>(?:19|20)\\d{2})(?<month>0[1-9]|1[0-2])(?<day>[0-3]\\d)(?!\\d)")),
  claimed(numeric(`${m}/${d}/(?<year>\\d{4}|\\d{2})(?!\\d)`)),
  claimed(
    numeric(`${m}[/.·]${d}[日号]?(?![\\d./:%个天人年月周星小分元万亿千米公克倍吨]|的?[人票委])`),
  ),
  claimed(numeric(`${m}-${d}(?![\\d./:%点日号时个天人年月周星小分-])`)),
  claimed(bareDay),
  leadingDay,
  claimed(bareDayBefore),
  weekdayWithDate,
];
