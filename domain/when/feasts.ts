import { solarTerm, solarTerms, toSolar } from "../lunar.ts";
import { matchAt, sticky } from "./pattern.ts";
import type { Found } from "./pattern.ts";
import { civilDay, dayNumber } from "../workdays.ts";
import type { Workdays } from "../workdays.ts";
import { withParts } from "./containers.ts";
import { refused, weekdayOf, withDaysOff } from "./days.ts";
import type { Days, Scene, Span } from "./days.ts";
import { feastAliases, feastDays, looseNames } from "./feast-names.ts";
import type { FeastDay } from "./feast-names.ts";
import { isBeyondNotice } from "./parts.ts";
import { before } from "./pieces.ts";
import { yearOf, yearWords } from "./years.ts";

const names = [...Object.keys(feastDays), ...Object.keys(feastAliases)].toSorted(
  (one, other) => other.length - one.length,
);
/** The characters that names of feasts and solar terms begin with. */
export const feastBegins = [
  ...new Set([...names, ...solarTerms].map((name) => name.charAt(0))),
].join("");
const feast = sticky(
  `(?<![\\d每][年]?)(?:${yearWords})?(?:(?<feast>${names.join("|")})|(?<term>${solarTerms.join("|")}))`,
);
const holidays = sticky("(?:节)?(?:小长假|长假|假期|放假期间|放假|期间|假(?=[前后]))");
const looseEnd = /^(?:$|节|[前后当上中下晚早,.()-]|到|至|之前|以前|小长假|长假|假|期间|放假)/;

/** 国庆节, 中秋, 冬至, 国庆假期第一天: the day, and the days off around it. */
export function feastAt(text: string, at: number, scene: Scene): Found<Days> | undefined {
  const match = matchAt(feast, text, at);
  if (match === undefined) return newYearAt(text, at, scene) ?? breakAround(text, at, scene);
  const said = match.groups["feast"] ?? "";
  const rest = text.slice(match.end, match.end + 3);
  if (
    looseNames.has(said) &&
    (!looseEnd.test(rest) || /[\d一二三四五六七八九十]/.test(text.charAt(at - 1)))
  ) {
    return undefined;
  }
  const name = feastAliases[said] ?? said;
  const on = feastDays[name] ?? { term: match.groups["term"] ?? "" };
  const year = yearOf(match.groups, scene)?.year;
  const off = matchAt(holidays, text, match.end);
  const days = year === undefined ? nextFeast(name, on, scene) : feastOf(name, on, { year, scene });
  if (days === undefined) return { words: refused("noSuchDay"), end: match.end };
  const named = said === "小年" ? { ...days, assumed: "northern" as const } : days;
  if (off === undefined) return { words: named, end: match.end };
  const whole = breakOf(named, scene);
  return withParts(text, { words: whole, end: off.end }, "break", scene);
}

/** Only a feast or solar term by its name. */
export function feastNameAt(text: string, at: number, scene: Scene): Found<Days> | undefined {
  return feastBegins.includes(text.charAt(at)) && matchAt(feast, text, at)
    ? feastAt(text, at, scene)
    : undefined;
}

const workAfterNewYear = sticky(
  "(?<![\\d零〇一二两三四五六七八九十百半几多数今明])年(?=[之以]?后的?(?:第[^,]{1,3}工作日|首个|上班|复工|开工))",
);

/** 年后第一个工作日 is counted from 春节. */
function newYearAt(text: string, at: number, scene: Scene): Found<Days> | undefined {
  const match = matchAt(workAfterNewYear, text, at);
  const words = match && nextFeast("春节", feastDays["春节"] ?? { term: "" }, scene);
  return match && words && { words, end: match.end };
}

/** The days off of the next 春节 that has not begun. */
export function springFestival(scene: Scene): Span & { readonly isProvisional: boolean } {
  const { year } = civilDay(scene.today);
  const spans = [year, year + 1].map((each) => {
    const days = feastOf("春节", feastDays["春节"] ?? { term: "" }, { year: each, scene });
    return withDaysOff(days ?? { first: 0, last: 0 });
  });
  const { first, last } = spans.find((span) => span.first > scene.today) ?? { first: 0, last: 0 };
  return { first, last, isProvisional: isBeyondNotice(last, scene) };
}

interface In {
  readonly year: number;
  readonly scene: Scene;
}

function feastOf(name: string, on: FeastDay, { year, scene }: In): Days | undefined {
  const day = dayOf(on, year);
  if (day === undefined) return undefined;
  const only = { first: day, last: day };
  return { ...only, daysOff: () => breakIn(name, year, scene) ?? only };
}

/** This year's, or next year's once it is over; 春节 of the years before lie behind both. */
function nextFeast(name: string, on: FeastDay, scene: Scene): Days | undefined {
  const from = scene.after?.first ?? scene.today;
  const thisYear = civilDay(from).year;
  const found: Days[] = [];
  for (let year = thisYear; year < thisYear + 3 && found.length < 2; year += 1) {
    const days = feastOf(name, on, { year, scene });
    // On 3 October 国庆节后 is still this one's; the day itself then rolls on.
    const grace = scene.after === undefined ? breakDaysMax : 0;
    if (days !== undefined && days.last + grace >= from) found.push(days);
  }
  const [first, roll] = found;
  return first && { ...first, roll };
}

/** 春节 of 2020 was as long as this. */
const breakDaysMax = 10;

function dayOf(on: FeastDay, year: number): number | undefined {
  if ("term" in on) {
    const day = solarTerm(on.term, year);
    return day && dayNumber(day) + (on.after ?? 0);
  }
  if ("easter" in on) return easter(year) + on.easter;
  if ("lunarMonth" in on) return lunarDayOf(on.lunarMonth, on.day, year);
  const first = dayNumber({ year, month: on.month, day: 1 });
  if ("day" in on) return first + on.day - 1;
  return first + ((on.weekday - weekdayOf(first) + 7) % 7) + (on.nth - 1) * 7;
}

/** 腊八 of the 农历 year 2025 lies in January 2026, and is that civil year's. */
function lunarDayOf(month: number, day: number, year: number): number | undefined {
  for (const lunarYear of month > 10 ? [year - 1, year] : [year]) {
    const solar = toSolar({ year: lunarYear, month, day, isLeapMonth: false });
    if (solar?.year === year) return dayNumber(solar);
  }
  return undefined;
}

/** After Meeus, for the Gregorian calendar. */
function easter(year: number): number {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const sum = h + l - 7 * Math.floor((a + 11 * h + 22 * l) / 451) + 114;
  return dayNumber({ year, month: Math.floor(sum / 31), day: (sum % 31) + 1 });
}

const publicFeasts: ReadonlySet<string> = new Set([
  "元旦",
  "春节",
  "清明节",
  "劳动节",
  "端午节",
  "中秋节",
  "国庆节",
]);

function breakIn(name: string, year: number, { workdays }: Scene): Span | undefined {
  if (!publicFeasts.has(name)) return undefined;
  const known = breaks.get(workdays) ?? new Map<string, Span | undefined>();
  breaks.set(workdays, known);
  const key = name + year;
  if (!known.has(key)) {
    const off = workdays.holiday(name, year);
    known.set(key, off && { first: dayNumber(off.first), last: dayNumber(off.last) });
  }
  return known.get(key);
}

/** A year without a notice is worked out day by day, which takes long. */
const breaks = new WeakMap<Workdays, Map<string, Span | undefined>>();

function breakOf(days: Days, scene: Scene): Days {
  const whole = withDaysOff(days);
  const isProvisional = isBeyondNotice(whole.last, scene);
  const roll = whole.last < scene.today && days.roll ? withDaysOff(days.roll) : undefined;
  const taken = roll ?? whole;
  return { ...taken, daysOff: () => taken, ...(isProvisional && { isProvisional }) };
}

const around = sticky(
  `(?:长假|小长假|假期|节假日?|放假|节|假)(?=${before}|[之以过]?后)`,
  "|(?<part>长假|小长假|假期|放假)(?=的?(?:第[一二三四五六七八\\d]|最后一|首)[天日])",
);

/** 节前 and 节后: the days off that come next. */
function breakAround(text: string, at: number, scene: Scene): Found<Days> | undefined {
  const match = matchAt(around, text, at);
  if (match === undefined) return undefined;
  const { workdays, today } = scene;
  const nameAt = (day: number): string | undefined =>
    workdays.isWorkday(civilDay(day)) ? undefined : workdays.nameOf(civilDay(day));
  for (let first = today; first < today + 366; first += 1) {
    const name = nameAt(first);
    if (name === undefined) continue;
    let last = first;
    while (nameAt(last + 1) === name) last += 1;
    const isProvisional = isBeyondNotice(last, scene);
    const span = { first, last };
    const words = { ...span, daysOff: () => span, ...(isProvisional && { isProvisional }) };
    const found = { words, end: match.end };
    return match.groups["part"] === undefined ? found : withParts(text, found, "break", scene);
  }
  return undefined;
}
