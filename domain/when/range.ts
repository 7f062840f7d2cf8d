import { matchAt, sticky } from "./pattern.ts";
import { clockAt, hourIn } from "./clock-words.ts";
import { dottedClockAt } from "./clocks.ts";
import { oneDay, readNumber, weekdayOf } from "./days.ts";
import type { Days, Scene, Span } from "./days.ts";
import { hour as hourSeconds, hoursOf } from "./hours.ts";
import { nextLunarDay } from "./lunar-words.ts";
import { daySeconds, isOpen, meaningOf, momentOf, saysHours } from "./meaning.ts";
import type { Meaning, Stretch } from "./meaning.ts";
import { hourAt, pointAt } from "./point.ts";
import type { Point } from "./point.ts";
import { dayNum, weekdayName, weekdayNumber } from "./pieces.ts";
import type { Assumption } from "./reading.ts";

/** 周三至周五, 下午3点到5点, 今晚10点到明早6点. */

const join = sticky(
  "(?:起|开始)?,?(?:一直)?(?:到|至|-{1,2}|–|—{1,2}|~|ー|→)(?!期|少|于|今为|场|会|达|齐|位)",
);
/** 9点开始，10点半结束: the words for the end stand behind it. */
const opened = sticky("(?:开始|起|开会|开)[,到至]?");
const closed = sticky("(?:结束|散会|为止|止|截止)");
const plainWeekday = sticky(`(?<weekday>${weekdayName})(?![\\d个点月日号])`);
const closeBracket = sticky("(?:止|为止|结束|散会|截止)");

export interface RangeFound {
  readonly meaning: Meaning;
  readonly end: number;
}

/** Undefined unless something to end with follows. What is not said again goes on from `from`. */
export function rangeAt(text: string, from: Point, scene: Scene): RangeFound | undefined {
  const plain = matchAt(join, text, from.end);
  const joined = plain ?? matchAt(opened, text, from.end);
  if (joined === undefined || from.isDeadline) return undefined;
  const read = (after: Days): Point | undefined =>
    endAt(text, joined.end, from, { ...scene, after });
  const start = from.days ?? oneDay(scene.today);
  const to = read(start);
  if (to === undefined) return undefined;
  if (plain === undefined && matchAt(closed, text, to.end) === undefined) return undefined;
  const end = matchAt(closeBracket, text, to.end)?.end ?? to.end;
  const meaning = spanning(from, to, scene);
  const roll = start.roll;
  if (meaning.kind === "meant" || meaning.code !== "past" || roll === undefined)
    return { meaning, end };
  // 3月8日到3月10日 said on the 11th are next year's, both of them.
  const later = read(roll);
  if (later === undefined) return { meaning, end };
  const rolled = spanning({ ...from, days: { ...roll } }, later, scene);
  if (rolled.kind === "refused" || start.rollAssumed === undefined) return { meaning: rolled, end };
  const assumptions = [...rolled.assumptions, start.rollAssumed];
  return { meaning: { ...rolled, assumptions }, end };
}

function endAt(text: string, at: number, from: Point, scene: Scene): Point | undefined {
  const weekday = weekdayAt(text, at, from, { pattern: plainWeekday, scene });
  if (weekday !== undefined) return weekday;
  const lunar = lunarEndAt(text, at, from, scene);
  if (lunar !== undefined) return lunar;
  const clock = from.isDotted === true ? dottedClockAt(text, at) : clockAt(text, at);
  // 一点 behind 到 is a clock time, whatever it is elsewhere.
  if (clock !== undefined) {
    return { start: at, end: clock.end, clock: clock.words, isDeadline: false, isLoose: false };
  }
  return pointAt(text, at, scene);
}

/** 五 behind 周三: the next day of that name, in the week that was said. */
export function weekdayAt(
  text: string,
  at: number,
  from: Point,
  { pattern, scene }: { readonly pattern: RegExp; readonly scene: Scene },
): Point | undefined {
  const isWeekday = /[周期拜,和及与或][一二三四五六日天]$/.test(text.slice(0, from.end));
  const name = isWeekday ? matchAt(pattern, text, at) : undefined;
  if (name === undefined || scene.after === undefined) return undefined;
  const wanted = weekdayNumber(name.groups["weekday"]);
  const last = scene.after.last;
  const days = oneDay(last + ((wanted - weekdayOf(last) + 7) % 7));
  const hour = hourAt(text, name.end, true);
  const end = hour?.end ?? name.end;
  return { ...hour, start: at, end, days, isDeadline: false, isLoose: false };
}

const lunarDay = sticky(`(?<day>${dayNum})(?![\\d日号点时个月天年:])`);
const saysLunar = /农历|阴历|旧历|[正冬腊]月|初|廿/;

/** 正月十五到十七: the end is a day of the 农历 too. */
function lunarEndAt(text: string, at: number, from: Point, { after }: Scene): Point | undefined {
  if (after === undefined || saysHours(from)) return undefined;
  if (!saysLunar.test(text.slice(from.start, from.end))) return undefined;
  const match = matchAt(lunarDay, text, at);
  const day = readNumber(match?.groups["day"]);
  const last = day === undefined ? undefined : nextLunarDay(day, after.last);
  if (match === undefined || last === undefined) return undefined;
  return { start: at, end: match.end, days: oneDay(last), isDeadline: false, isLoose: false };
}

interface Pair extends Stretch {
  readonly start: number;
  readonly end: number;
  readonly assumed: readonly Assumption[];
}

function spanning(from: Point, to: Point, scene: Scene): Meaning {
  const refusal = from.days?.refusal ?? to.days?.refusal;
  if (refusal !== undefined) return { kind: "refused", code: refusal };
  if (from.at !== undefined) return fromExact(from.at, to, scene);
  if (to.at !== undefined) return { kind: "refused", code: "vague" };
  const days = from.days ?? oneDay(scene.today);
  const found = pairs(from, to, days);
  if (found === undefined) return { kind: "refused", code: "noSuchTime" };
  if (found.length === 0) return { kind: "refused", code: "endBeforeStart" };
  const nextDay = from.days === undefined && to.days === undefined;
  const moved = found.map((pair) =>
    nextDay && pair.start < scene.now.getTime() ? oneDayLater(pair) : pair,
  );
  const open = moved.filter((pair) => isOpen(pair, scene));
  if (open.length === 0) return { kind: "refused", code: "past" };
  const assumptions = [...new Set(open.length > 1 ? [] : (open[0]?.assumed ?? []))];
  for (const each of [from.days?.assumed, to.days?.assumed]) {
    // 4月5-7日 says 日 once, so the calendar is clear.
    if (each !== undefined && each !== "solar") assumptions.push(each);
  }
  const isProvisional = (from.days?.isProvisional ?? to.days?.isProvisional) === true;
  const stretches = open.map(({ start, end }) => ({ start, end }));
  return { kind: "meant", stretches, assumptions: [...new Set(assumptions)], isProvisional };
}

/** 现在到下午5点, 从现在起到月底. */
function fromExact(at: Date, to: Point, scene: Scene): Meaning {
  const ending =
    to.at === undefined
      ? meaningOf(to.days === undefined ? { ...to, days: oneDay(scene.today) } : to, scene)
      : undefined;
  if (ending?.kind === "refused") return ending;
  const ends = ending?.stretches ?? [{ start: to.at?.getTime() ?? 0 }];
  const stretches = ends.map(({ start, end = start }) => ({ start: at.getTime(), end }));
  if (stretches.some(({ start, end }) => end <= start)) {
    return { kind: "refused", code: "endBeforeStart" };
  }
  return {
    kind: "meant",
    stretches,
    assumptions: ending?.assumptions ?? [],
    isProvisional: ending?.isProvisional === true,
  };
}

function oneDayLater(pair: Pair): Pair {
  const dayMs = daySeconds * 1000;
  return {
    start: pair.start + dayMs,
    end: pair.end + dayMs,
    assumed: [...pair.assumed, "nextDay"],
  };
}

/** Undefined for 25点 on either side; empty if nothing ends after it begins. */
function pairs(from: Point, to: Point, days: Span): Pair[] | undefined {
  const starts = startsOf(from, to);
  const ends = endsOf(from, to);
  if (starts === undefined || ends === undefined) return undefined;
  const lastDay = to.days?.last ?? days.last;
  const mayPassMidnight = to.days === undefined && saysHours(to);
  const found = starts.values.flatMap((start): Pair[] => {
    const begin = momentOf(days.first, start);
    const later = ends.values
      .map((end) => momentOf(lastDay, end))
      .filter((end) => end > begin)
      .toSorted((one, other) => one - other);
    const [end] = later;
    const assumed = [...starts.assumed, ...ends.assumed];
    if (end !== undefined) return [{ start: begin, end, assumed }];
    const night = ends.values.find((seconds) => seconds <= nightEnd);
    if (!mayPassMidnight || start < nightStart || night === undefined) return [];
    const morning = momentOf(lastDay + 1, night);
    if (morning <= begin) return [];
    return [{ start: begin, end: morning, assumed: [...assumed, "overMidnight"] }];
  });
  if (!starts.isOpen) return found;
  // The end is certain, so the start nearest to it is meant: 3点到下午5点.
  const isEndSure = to.period !== undefined || ends.values.length === 1;
  const nearest = found.toSorted((one, other) => other.start - one.start)[0];
  return isEndSure && nearest !== undefined ? [nearest] : found;
}

interface Sides {
  readonly values: readonly number[];
  readonly assumed: readonly Assumption[];
  /** Both halves of the day are possible. */
  readonly isOpen: boolean;
}

function startsOf(from: Point, to: Point): Sides | undefined {
  if (!saysHours(from)) {
    return { values: [0], assumed: saysHours(to) ? ["fromMidnight"] : [], isOpen: false };
  }
  const hours = hoursOf(from);
  if (hours === undefined) return undefined;
  const assumed = hours.assumed === undefined ? [] : [hours.assumed];
  if (hours.starts.length === 1) return { values: hours.starts, assumed, isOpen: false };
  const isOfficeHour = hours.assumed === "morning";
  if (isOfficeHour && to.period === undefined) {
    return { values: hours.starts.slice(0, 1), assumed, isOpen: false };
  }
  return { values: hours.starts, assumed, isOpen: true };
}

function endsOf(from: Point, to: Point): Sides | undefined {
  if (!saysHours(to)) return { values: [daySeconds - 1], assumed: [], isOpen: false };
  const hours = hoursOf(to);
  if (hours === undefined) return undefined;
  if (hours.end !== undefined)
    return { values: [hours.end], assumed: ["partOfDay"], isOpen: false };
  const { clock } = to;
  const isTwelve = clock?.hour === 12 && to.period === undefined;
  const isSure = hours.starts.length === 1 && !isTwelve;
  if (isSure || from.period === undefined || clock === undefined) {
    const { assumed } = hours;
    const isFilled = hours.starts.length === 1 && assumed !== undefined;
    return { values: hours.starts, assumed: isFilled ? [assumed] : [], isOpen: false };
  }
  // 下午3点到5点: the end is in the same half, unless nothing comes after the start there.
  const rest = clock.minute * 60 + clock.second - (to.lessSeconds ?? 0);
  const same = hourIn(from.period, clock.hour);
  const start = hoursOf(from)?.starts[0] ?? 0;
  const inSame = same === undefined ? undefined : same * hourSeconds + rest;
  if (inSame !== undefined && inSame > start) {
    const isNextDay = inSame >= daySeconds;
    return { values: [inSame], assumed: isNextDay ? ["overMidnight"] : [], isOpen: false };
  }
  // 上午9点到3点 goes on in the afternoon; 上午9点到8点 is a slip.
  const isSlip = hours.starts.every((each) => each <= start || each - start > longestSeconds);
  const values = isSlip && start < nightStart ? [] : hours.starts;
  return { values, assumed: [], isOpen: false };
}

const longestSeconds = 10 * hourSeconds;
const nightStart = 18 * hourSeconds;
const nightEnd = 8 * hourSeconds;
