import { leapMonthOf, toLunar, toSolar } from "../lunar.ts";
import type { LunarDay } from "../lunar.ts";
import { sticky } from "./pattern.ts";
import { civilDay, dayNumber } from "../workdays.ts";
import { oneDay, readNumber, refused, rule } from "./days.ts";
import type { Days, Rule, Scene, Span } from "./days.ts";
import { dayNum } from "./pieces.ts";
import { yearOf, yearWords } from "./years.ts";

/** A day of the 农历; without a year the one that comes next. */
export function lunarDay(
  said: Omit<LunarDay, "year"> & { readonly year: number | undefined },
  scene: Scene,
): Days | undefined {
  const on = (year: number): Span | undefined => {
    const solar = toSolar({ ...said, year });
    return solar && { first: dayNumber(solar), last: dayNumber(solar) };
  };
  if (said.year !== undefined) {
    const only = on(said.year);
    return only === undefined ? refused("noSuchDay") : only;
  }
  return nextOf(on, scene);
}

const lunarDate = rule(
  sticky(
    "(?<!\\d)(?:(?<calendar>农历|阴历|旧历))?",
    `(?:${yearWords})?(?<inner>农历|阴历|旧历)?的?`,
    "(?<leap>闰)?(?<month>正|冬|腊|\\d{1,2}|[一二三四五六七八九十]{1,2})月份?",
    `(?:(?<day>${dayNum})(?<mark>[日号])?(?![\\d个年周星礼天月季旬半点:次回]|工作日))?`,
  ),
  (groups, scene) => {
    const { calendar, inner, leap, month: monthName = "", day: dayName, mark } = groups;
    const isNamed = (calendar ?? inner ?? leap) !== undefined || /[正冬腊]/.test(monthName);
    const hasLunarDay = dayName !== undefined && /[初廿卅]/.test(dayName) && mark === undefined;
    if (!isNamed && !hasLunarDay) return undefined;
    const month = monthNames[monthName] ?? readNumber(monthName);
    if (month === undefined) return undefined;
    const year = yearOf(groups, scene)?.year;
    const isLeapMonth = leap !== undefined;
    if (dayName === undefined) return wholeMonth({ year, month, isLeapMonth }, scene);
    const day = readNumber(dayName);
    if (day === undefined) return undefined;
    const days = lunarDay({ year, month, day, isLeapMonth }, scene) ?? refused("noSuchDay");
    return isNamed ? days : { ...days, assumed: "lunar" };
  },
);

interface LunarMonth {
  readonly year: number | undefined;
  readonly month: number;
  readonly isLeapMonth: boolean;
}

function wholeMonth({ year, month, isLeapMonth }: LunarMonth, scene: Scene): Days {
  const of = (lunarYear: number): Span | undefined => {
    const first = toSolar({ year: lunarYear, month, day: 1, isLeapMonth });
    if (first === undefined) return undefined;
    const has30 = toSolar({ year: lunarYear, month, day: 30, isLeapMonth }) !== undefined;
    const number = dayNumber(first);
    return { first: number, last: number + (has30 ? 29 : 28) };
  };
  if (year !== undefined) return of(year) ?? refused("noSuchDay");
  return nextOf(of, scene) ?? refused("noSuchDay");
}

/** This 农历 year's if it is still to come, or the next there is: a leap month is rare. */
function nextOf(of: (year: number) => Span | undefined, scene: Scene): Days | undefined {
  const thisYear = toLunar(civilDay(scene.today))?.year ?? civilDay(scene.today).year;
  const found: Span[] = [];
  for (let year = thisYear; year < thisYear + yearsAheadMax && found.length < 2; year += 1) {
    const span = of(year);
    if (span !== undefined && span.last >= scene.today) found.push(span);
  }
  const [first, roll] = found;
  return first && { ...first, roll };
}

/** No leap month comes again later than this. */
const yearsAheadMax = 40;

/** 闰月 alone: the next one. */
const leapMonth = rule(sticky("闰月"), (_, scene) => {
  const thisYear = civilDay(scene.today).year;
  for (let year = thisYear - 1; year < thisYear + yearsAheadMax; year += 1) {
    const month = leapMonthOf(year);
    if (month === undefined) continue;
    const days = wholeMonth({ year, month, isLeapMonth: true }, scene);
    if (days.last >= scene.today) return days;
  }
  return undefined;
});

/** The next day from that one on with this number in its 农历 month. */
export function nextLunarDay(day: number, from: number): number | undefined {
  for (let number = from; number < from + twoMonths; number += 1) {
    if (toLunar(civilDay(number))?.day === day) return number;
  }
  return undefined;
}

const twoMonths = 62;

/** 初五 and 廿一 alone: of this 农历 month, or of the next. */
const dayOnly = rule(
  sticky(
    "(?<![月年最\\d])(?<day>初(?:\\d{1,2}|[一二三四五六七八九十]{1,3})|[廿卅][一二三四五六七八九]?)(?![次期始步审选中高月日号])",
  ),
  ({ day: name }, scene) => {
    const day = readNumber(name);
    const from = scene.after?.first ?? scene.today;
    if (day === undefined || day < 1 || day > 30) return undefined;
    const found = nextLunarDay(day, from);
    return found === undefined ? undefined : oneDay(found, { assumed: "lunar" });
  },
);

/** 大年初三, 大年三十, 年三十 and 除夕. */
const newYearDay = rule(
  sticky(
    `(?:${yearWords})?(?:大年|正月|春节)?(?:(?<eve>除夕(?:夜(?![\\d一二三四五六七八九十]))?|年三十|年30)|(?<=大年)(?:(?<last>三十|30)|(?<day>${dayNum})))`,
  ),
  (groups, scene) => {
    const year = yearOf(groups, scene)?.year;
    const isEve = (groups["eve"] ?? groups["last"]) !== undefined;
    const day = readNumber(groups["day"]);
    if (!isEve) {
      if (day === undefined) return undefined;
      return lunarDay({ year, month: 1, day, isLeapMonth: false }, scene);
    }
    // 2026年除夕 is mostly said of the day before that year's 春节.
    if (year !== undefined) return eve(year) ?? refused("noSuchDay");
    return nextOf((lunarYear) => eve(lunarYear + 1), scene);
  },
);

function eve(newYear: number): Span | undefined {
  const first = toSolar({ year: newYear, month: 1, day: 1, isLeapMonth: false });
  const number = first && dayNumber(first) - 1;
  return number === undefined ? undefined : { first: number, last: number };
}

const monthNames: Readonly<Record<string, number>> = { 正: 1, 冬: 11, 腊: 12 };

export const lunarRules: readonly Rule[] = [newYearDay, lunarDate, leapMonth, dayOnly];
