import type { Days, Scene, Span } from "./days.ts";
import { hoursOf } from "./hours.ts";
import type { Hours, HourWords } from "./hours.ts";
import type { Point } from "./point.ts";
import type { Assumption, RefusalCode } from "./reading.ts";

/** Moments in milliseconds; without an end it is one moment, with one both belong to it. */
export interface Stretch {
  readonly start: number;
  readonly end?: number;
}

export interface Meant {
  readonly kind: "meant";
  /** More than one: the person is to be asked; the first is what is meant most often. */
  readonly stretches: readonly Stretch[];
  readonly assumptions: readonly Assumption[];
  readonly isProvisional: boolean;
}

export interface NotMeant {
  readonly kind: "refused";
  readonly code: RefusalCode;
  readonly suggestion?: Date;
  readonly isWholeDay?: boolean;
}

export type Meaning = Meant | NotMeant;

/** The moment a day begins with in Shanghai, some seconds later. */
export function momentOf(day: number, seconds: number): number {
  return day * dayMs - offsetMs + seconds * 1000;
}

/** The day in Shanghai that a moment belongs to. */
export function dayOfMoment(at: number): number {
  return Math.floor((at + offsetMs) / dayMs);
}

/** What the words of one time mean; nothing that is over is taken. */
export function meaningOf(point: Point, scene: Scene): Meaning {
  if (point.at !== undefined) return exactly(point, scene);
  const hasHours = saysHours(point);
  const { days } = point;
  if (days?.refusal !== undefined) return refuse(days.refusal, days.hint, scene);
  if (!hasHours && days === undefined) return { kind: "refused", code: "nothing" };
  const whole = hasHours || days === undefined ? undefined : onDays(days, scene);
  if (whole !== undefined) return point.isLoose ? withAssumed(whole, "approximate") : whole;
  const hours = hoursOf(point);
  if (hours === undefined) return refuseHours(point, scene);
  const meaning = days === undefined ? nextOnClock(hours, scene) : onDaysAt(days, hours, scene);
  return point.isLoose ? withAssumed(meaning, "approximate") : meaning;
}

export function saysHours({ period, clock, isClosing }: HourWords): boolean {
  return period !== undefined || clock !== undefined || isClosing === true;
}

function exactly({ at, isLoose }: Point, { now }: Scene): Meaning {
  if (at === undefined || at < now) return { kind: "refused", code: "past" };
  const assumptions: Assumption[] = isLoose ? ["approximate"] : [];
  return { kind: "meant", stretches: [{ start: at.getTime() }], assumptions, isProvisional: false };
}

function onDays(days: Days, scene: Scene): Meaning {
  const options = [days, ...(days.others ?? [])].map((span): Stretch => wholeDays(span));
  return settle(days, options, scene, { start: 0, end: daySeconds - 1 });
}

export function wholeDays({ first, last }: Span): { start: number; end: number } {
  return { start: momentOf(first, 0), end: momentOf(last, daySeconds - 1) };
}

interface Within {
  readonly start: number;
  readonly end?: number;
}

/** Takes what is still to come: the days named, else those they roll on to. */
function settle(days: Days, options: readonly Stretch[], scene: Scene, within: Within): Meaning {
  const { assumed, rollAssumed, roll, hint } = days;
  const isProvisional = days.isProvisional === true;
  const open = options.filter((option) => isOpen(option, scene));
  const filled = assumed === undefined ? [] : [assumed];
  if (open.length > 0)
    return { kind: "meant", stretches: open, assumptions: filled, isProvisional };
  const next = roll && stretchOn(roll, within);
  if (next !== undefined && isOpen(next, scene)) {
    const kept = assumed === "today" ? [] : filled;
    const assumptions = rollAssumed === undefined ? kept : [...kept, rollAssumed];
    return { kind: "meant", stretches: [next], assumptions, isProvisional };
  }
  return refuse("past", hint, scene, within.end === daySeconds - 1 ? undefined : within.start);
}

function stretchOn({ first, last }: Span, { start, end }: Within): Stretch {
  const from = momentOf(first, start);
  return end === undefined ? { start: from } : { start: from, end: momentOf(last, end) };
}

export function isOpen({ start, end = start }: Stretch, { now }: Scene): boolean {
  return end >= now.getTime();
}

const daysWithHourMax = 3;

function onDaysAt(days: Days, hours: Hours, scene: Scene): Meaning {
  const spans = [days, ...(days.others ?? [])].flatMap(eachDay);
  if (days.last - days.first >= daysWithHourMax) return { kind: "refused", code: "vague" };
  const { end, assumed } = hours;
  const byHour = hours.starts.map((start) => {
    const within = { start, ...(end !== undefined && { end }) };
    const options = spans.map((span) => stretchOn(span, within));
    return settle(days, options, scene, within);
  });
  const [usual, other] = byHour;
  if (usual === undefined) return { kind: "refused", code: "noSuchTime" };
  if (other === undefined) return assumed === undefined ? usual : withAssumed(usual, assumed);
  return eitherHalf(usual, other, assumed);
}

function eachDay({ first, last }: Span): Span[] {
  return Array.from({ length: Math.min(last - first + 1, daysWithHourMax) }, (_, index) => ({
    first: first + index,
    last: first + index,
  }));
}

/** A bare hour: the office hour, or the only one still to come; the rest is asked. */
function eitherHalf(usual: Meaning, other: Meaning, assumed: Assumption | undefined): Meaning {
  const isOfficeHour = assumed === "morning";
  if (usual.kind === "refused") {
    if (other.kind === "refused" || !isOfficeHour) return usual;
    // Said at 10:00, 今天9点 is more likely a slip than nine in the evening.
    const suggestion = other.stretches[0]?.start;
    return suggestion === undefined ? usual : { ...usual, suggestion: new Date(suggestion) };
  }
  if (assumed === undefined) return usual;
  if (isOfficeHour || other.kind === "refused") return withAssumed(usual, assumed);
  return { ...usual, stretches: [...usual.stretches, ...other.stretches] };
}

function withAssumed(meaning: Meaning, assumed: Assumption): Meaning {
  if (meaning.kind === "refused") return meaning;
  return { ...meaning, assumptions: [...meaning.assumptions, assumed] };
}

/** Without a day: the next time the clock shows it. */
function nextOnClock({ starts, end, assumed }: Hours, scene: Scene): Meaning {
  const { today } = scene;
  const stretches = starts.map((start): Stretch => {
    const within = { start, ...(end !== undefined && { end }) };
    const now = stretchOn({ first: today, last: today }, within);
    if (isOpen(now, scene) && now.start !== scene.now.getTime()) return now;
    return stretchOn({ first: today + 1, last: today + 1 }, within);
  });
  const [usual, other] = stretches;
  if (usual === undefined) return { kind: "refused", code: "noSuchTime" };
  const isLater = usual.start >= momentOf(today + 1, 0) && assumed !== "midnight";
  const assumptions: Assumption[] = isLater ? ["nextDay"] : [];
  if (other === undefined) {
    const all = assumed === undefined ? assumptions : [...assumptions, assumed];
    return { kind: "meant", stretches: [usual], assumptions: all, isProvisional: false };
  }
  const isAssumed = assumed === "morning" && usual.start < other.start;
  return {
    kind: "meant",
    stretches: isAssumed ? [usual] : [usual, other],
    assumptions: isAssumed ? [...assumptions, "morning"] : [],
    isProvisional: false,
  };
}

/** For 上午15点 the suggestion is 15:00 of that day. */
function refuseHours(point: Point, scene: Scene): NotMeant {
  const { hour = 24, minute = 60 } = point.clock ?? {};
  if (hour > 23 || minute > 59) return { kind: "refused", code: "noSuchTime" };
  const seconds = hour * 3600 + minute * 60;
  const day = point.days?.first ?? scene.today;
  const start = momentOf(day, seconds);
  if (start <= scene.now.getTime()) return { kind: "refused", code: "noSuchTime" };
  return { kind: "refused", code: "noSuchTime", suggestion: new Date(start) };
}

function refuse(
  code: RefusalCode,
  hint: Span | undefined,
  { now }: Scene,
  seconds?: number,
): NotMeant {
  if (hint === undefined) return { kind: "refused", code };
  const suggestion = new Date(momentOf(hint.first, seconds ?? 0));
  if (suggestion <= now) return { kind: "refused", code };
  return { kind: "refused", code, suggestion, isWholeDay: seconds === undefined };
}

export const daySeconds = 24 * 3600;
const dayMs = daySeconds * 1000;
const offsetMs = 8 * 3600 * 1000;
