import { matchAt, sticky } from "./pattern.ts";
import type { Found } from "./pattern.ts";
import { civilDay, dayNumber } from "../workdays.ts";
import { mondayOf, monthsFrom, monthSpan, readNumber, rule } from "./days.ts";
import type { Days, Rule, Scene, Span, YearMonth } from "./days.ts";
import { notInNumber, stepsOf, weekWord, which } from "./pieces.ts";
import { partAt } from "./parts.ts";
import type { Unit } from "./parts.ts";
import { yearOf, yearWords } from "./years.ts";

/** 本周, 下个月, 四季度, 2027年, 国庆假期: whole stretches, and the parts of them that are meant. */

interface Container {
  readonly unit: Unit;
  readonly find: Rule;
}

const month = rule(
  sticky(
    notInNumber,
    `(?:${yearWords})?(?<month>\\d{1,2}|[一二三四五六七八九十]{1,2})月份?(?!\\d)`,
  ),
  (groups, scene) => {
    const number = readNumber(groups["month"]);
    if (number === undefined || number < 1 || number > 12) return undefined;
    const year = yearOf(groups, scene);
    const thisYear = civilDay(scene.after?.first ?? scene.today).year;
    const first = monthSpan({ year: year?.year ?? thisYear, month: number });
    if (year !== undefined) return { ...first, assumed: year.isShort ? "century" : undefined };
    const roll = monthSpan({ year: thisYear + 1, month: number });
    if (scene.after !== undefined) return first.last < scene.after.first ? roll : first;
    return { ...first, roll, rollAssumed: "nextYear" };
  },
);

/** 4-6月, 一到三月: 月 is said once. */
const monthRange = rule(
  sticky(
    notInNumber,
    `(?:${yearWords})?(?<from>\\d{1,2}|[一二三四五六七八九十]{1,2})(?:到|至|-|~)`,
    "(?<to>\\d{1,2}|[一二三四五六七八九十]{1,2})月份?(?![\\d初廿一二三四五六七八九十])",
  ),
  (groups, scene) => {
    const [from, to] = [readNumber(groups["from"]) ?? 0, readNumber(groups["to"]) ?? 0];
    if (from < 1 || from > 12 || to < 1 || to > 12) return undefined;
    const said = yearOf(groups, scene);
    const year = said?.year ?? civilDay(scene.today).year;
    const count = to - from + (to < from ? 13 : 1);
    const span = months({ year, month: from }, count);
    if (said !== undefined) return { ...span, assumed: said.isShort ? "century" : undefined };
    const roll = months({ year: year + 1, month: from }, count);
    return { ...span, roll, rollAssumed: "nextYear" };
  },
);

const relativeMonth = rule(sticky(`${which}月份?`), ({ which: word }, scene) =>
  monthSpan(monthsFrom(scene.today, stepsOf(word))),
);

const quarter = rule(
  sticky(notInNumber, `(?:${yearWords})?(?:第?(?<number>[一二三四1-4])季度?|q(?<q>[1-4]))(?!\\d)`),
  (groups, scene) => {
    const number = readNumber(groups["number"] ?? groups["q"]) ?? 1;
    const year = yearOf(groups, scene);
    const thisYear = civilDay(scene.today).year;
    const first = months({ year: year?.year ?? thisYear, month: number * 3 - 2 }, 3);
    if (year !== undefined) return { ...first, assumed: year.isShort ? "century" : undefined };
    return {
      ...first,
      roll: months({ year: thisYear + 1, month: number * 3 - 2 }, 3),
      rollAssumed: "nextYear",
    };
  },
);

const relativeQuarter = rule(sticky(`${which}季度?`), ({ which: word }, scene) => {
  const steps = stepsOf(word) * 3 - ((civilDay(scene.today).month - 1) % 3);
  return months(monthsFrom(scene.today, steps), 3);
});

const halfYear = rule(sticky(`(?:${yearWords})?(?<half>[上下])半年度?`), (groups, scene) => {
  const year = yearOf(groups, scene)?.year ?? civilDay(scene.today).year;
  return months({ year, month: groups["half"] === "上" ? 1 : 7 }, 6);
});

const year = rule(
  sticky(
    "(?<![\\d第每零〇一二两三四五六七八九十百半])",
    `${yearWords}(?:(?<=[今明后来]年)|(?!多?[前后以之半来多期间度]))`,
  ),
  readYear,
);
const fullYear = rule(
  sticky("(?<!\\d)(?<year>\\d{4}|[一二][零〇一二三四五六七八九]{3})年度?"),
  readYear,
);

function readYear(
  groups: Readonly<Record<string, string | undefined>>,
  scene: Scene,
): Days | undefined {
  const meant = yearOf(groups, scene);
  if (meant === undefined) return undefined;
  const span = months({ year: meant.year, month: 1 }, 12);
  return { ...span, assumed: meant.isShort ? "century" : undefined };
}

const week = rule(
  sticky(`${which}${weekWord}(?![一二三四五六日天末\\d]|期[一二三四五六日天\\d])`),
  ({ which: word }, scene) => {
    const first = mondayOf(scene.today) + stepsOf(word) * 7;
    return { first, last: first + 6 };
  },
);

const weekend = rule(
  sticky(
    `${which.replace(/\)$/, ")?")}(?:周末|星期末|双休日|${weekWord}六(?:和|,|、)?${weekWord}?[日天](?!常))(?:两天|2天)?`,
  ),
  ({ which: word }, scene) => {
    const first = mondayOf(scene.today) + stepsOf(word) * 7 + 5;
    return { first, last: first + 1, assumed: "weekend" };
  },
);

/** 月底, 年底, 季度末: of the one that is running, or of the next if it is over. */
function bareAt(text: string, at: number, scene: Scene): Found<Days> | undefined {
  const unit = bareTenDays.test(text.slice(at, at + 3)) ? "month" : bareUnits[text.charAt(at)];
  if (matchAt(weekWithin, text, at)) {
    const first = mondayOf(scene.today);
    return { words: { first, last: first + 6 }, end: at + 1 };
  }
  if (unit === undefined || !matchAt(bare, text, at)) return undefined;
  const count = bareMonths[unit];
  const base = scene.after?.first ?? scene.today;
  const back = (civilDay(base).month - 1) % count;
  const now = months(monthsFrom(base, -back), count);
  const roll = months(monthsFrom(base, count - back), count);
  const rollAssumed = unit === "year" ? "nextYear" : "nextMonth";
  const words = { ...now, roll, rollAssumed } as const;
  const whole = matchAt(bareWithin, text, at);
  if (whole !== undefined) return { words: now, end: whole.end };
  return withParts(text, { words, end: at }, unit, scene);
}

const weekWithin = sticky("(?<![\\d个一二两三四五六七八九十半多每])周(?=[之以]?内(?![容部外]))");
const bareWithin = sticky("(?:月|季度|年)(?=[之以]?内)");

const bare = sticky(
  "(?<![\\d个一二两三四五六七八九十半多正冬腊每])(?:月头|(?:月|季度?|年)[初中底末尾](?![午秋])|(?:月|季度|年)(?=[之以]?内)|上中旬|中下旬|[上中下]旬|[上下前后]半月)",
);
const bareTenDays = /^(?:[上中下]{1,2}旬|[上下前后]半)/;
const bareUnits: Readonly<Record<string, "month" | "quarter" | "year">> = {
  月: "month",
  季: "quarter",
  年: "year",
};
const bareMonths = { month: 1, quarter: 3, year: 12 } as const;

export function months({ year, month }: YearMonth, count: number): Span {
  const first = dayNumber({ year, month, day: 1 });
  return { first, last: dayNumber({ year, month: month + count, day: 1 }) - 1 };
}

const containers: readonly Container[] = [
  { unit: "quarter", find: quarter },
  { unit: "quarter", find: relativeQuarter },
  { unit: "halfYear", find: halfYear },
  { unit: "month", find: month },
  { unit: "quarter", find: monthRange },
  { unit: "month", find: relativeMonth },
  { unit: "weekend", find: weekend },
  { unit: "week", find: week },
  { unit: "year", find: year },
  { unit: "year", find: fullYear },
];
/** A stretch with the parts that follow it: 明年3月第一周. */
export function containerAt(text: string, at: number, scene: Scene): Found<Days> | undefined {
  for (const { unit, find } of containers) {
    const found = find(text, at, scene);
    if (found !== undefined) return withParts(text, found, unit, scene);
  }
  return bareAt(text, at, scene);
}

export function withParts(text: string, found: Found<Days>, unit: Unit, scene: Scene): Found<Days> {
  let [current, kind] = [found, unit];
  for (let depth = 0; depth < 3; depth += 1) {
    const part = partAt(text, current, kind, scene);
    if (part === undefined) return current;
    [current, kind] = [part, part.unit];
  }
  return current;
}
