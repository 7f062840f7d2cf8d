import type { DayWords } from "./time-days.ts";
import { daysInMonth, fromLocal, isRealDay, toLocal } from "./time.ts";
import type { LocalTime } from "./time.ts";

export interface Refusal {
  readonly kind: "refused";
  /** `noSuchDay` is also 3月13日（星期四）, which is a Friday; the suggestion is the Friday then. */
  readonly code: "past" | "noSuchDay" | "noSuchTime";
  /** The nearest moment the person may have meant; always in the future. */
  readonly suggestion?: Date;
  /** The date that is not in the calendar, so that the answer can name it. */
  readonly said?: { readonly year: number; readonly month: number; readonly day: number };
}

export type DayMeaning = { readonly kind: "day"; readonly at: Date } | Refusal;

/**
 * Finds the day that is meant and puts `minute` on it. Without a day: the next time the clock
 * shows that minute. A day without a month or a week is the next one; a day that is over or does
 * not exist is refused, with the nearest sensible one as suggestion.
 * @param minute after the midnight the day begins with; 1440 and more is the night after
 */
export function resolveDay(words: DayWords | undefined, minute: number, now: Date): DayMeaning {
  const clock: Clock = { now, today: toLocal(now), minute };
  const meaning = words === undefined ? nextOnClock(clock) : onNamedDay(words, clock);
  if (meaning.kind === "refused" || words?.claimedWeekday === undefined) return meaning;
  const dayStart = new Date(meaning.at.getTime() - minute * minuteMs);
  if (toLocal(dayStart).weekday === words.claimedWeekday) return meaning;
  return { kind: "refused", code: "noSuchDay", suggestion: meaning.at };
}

interface Clock {
  readonly now: Date;
  readonly today: LocalTime;
  readonly minute: number;
}

interface YearMonth {
  readonly year: number;
  readonly month: number;
}

const minuteMs = 60_000;
/** A date without a year is next year's only if that is nearer than this; else it is over. */
const nextYearWithinMs = 183 * 24 * 60 * minuteMs;

function nextOnClock(clock: Clock): DayMeaning {
  const today = inDays(clock, 0);
  return { kind: "day", at: today > clock.now ? today : inDays(clock, 1) };
}

function onNamedDay(words: DayWords, clock: Clock): DayMeaning {
  switch (words.kind) {
    case "relative": {
      const at = inDays(clock, words.days);
      return orPast(at, clock, words.days === 0 ? inDays(clock, 1) : undefined);
    }
    case "weekday":
      return onWeekday(words, clock);
    case "date":
      return onDate(words, clock);
    case "monthDay":
      return onDayOfMonth(words, clock);
    case "later":
      if (words.unit === "day") return orPast(inDays(clock, words.amount), clock);
      return onDayOf(monthsAhead(clock, words.amount), clock.today.day, clock);
  }
}

function onWeekday(words: DayWords & { readonly kind: "weekday" }, clock: Clock): DayMeaning {
  const fromToday = words.weekday - clock.today.weekday;
  const ahead = (fromToday + 7) % 7;
  const next = inDays(clock, ahead) > clock.now ? inDays(clock, ahead) : inDays(clock, ahead + 7);
  if (words.weeks === undefined) return { kind: "day", at: next };
  return orPast(inDays(clock, fromToday + words.weeks * 7), clock, next);
}

function onDate(words: DayWords & { readonly kind: "date" }, clock: Clock): DayMeaning {
  const { today } = clock;
  const { month, day } = words;
  if (words.year !== undefined) {
    const year = words.year === "this" ? today.year : words.year;
    return onDayOf({ year: year === "next" ? today.year + 1 : year, month }, day, clock);
  }
  const thisYear = onDayOf({ year: today.year, month }, day, clock);
  if (thisYear.kind === "day") return thisYear;
  const nextYear = onDayOf({ year: today.year + 1, month }, day, clock);
  const isNear =
    nextYear.kind === "day" && nextYear.at.getTime() - clock.now.getTime() < nextYearWithinMs;
  return isNear ? nextYear : thisYear;
}

function onDayOfMonth(words: DayWords & { readonly kind: "monthDay" }, clock: Clock): DayMeaning {
  const meaning = onDayOf(monthsAhead(clock, words.months ?? 0), words.day, clock);
  const isOver = meaning.kind === "refused" && meaning.code === "past";
  if (!isOver || words.months !== undefined) return meaning;
  return onDayOf(monthsAhead(clock, 1), words.day, clock);
}

/** The day of that month, if there is one and it is still to come. */
function onDayOf({ year, month }: YearMonth, day: number, clock: Clock): DayMeaning {
  if (isRealDay(year, month, day)) {
    const at = fromLocal({ year, month, day, hour: 0, minute: clock.minute });
    return orPast(at, clock, nextWithDay(day, clock));
  }
  const refusal: Refusal = { kind: "refused", code: "noSuchDay", said: { year, month, day } };
  if (month < 1 || month > 12 || day < 1 || day > 31) return refusal;
  const last = { year, month, day: daysInMonth(year, month), hour: 0, minute: clock.minute };
  const suggestion = fromLocal(last);
  return suggestion > clock.now ? { ...refusal, suggestion } : refusal;
}

/** 3月10日 said on the 11th: most likely a slip for 4月10日. */
function nextWithDay(day: number, clock: Clock): Date | undefined {
  for (let months = 0; months <= 12; months += 1) {
    const { year, month } = monthsAhead(clock, months);
    const at = fromLocal({ year, month, day, hour: 0, minute: clock.minute });
    if (isRealDay(year, month, day) && at > clock.now) return at;
  }
  return undefined;
}

function orPast(at: Date, { now }: Clock, suggestion?: Date): DayMeaning {
  if (at > now) return { kind: "day", at };
  return { kind: "refused", code: "past", ...(suggestion && { suggestion }) };
}

function inDays({ today, minute }: Clock, days: number): Date {
  const { year, month, day } = today;
  return fromLocal({ year, month, day: day + days, hour: 0, minute });
}

function monthsAhead({ today }: Clock, months: number): YearMonth {
  const count = today.year * 12 + today.month - 1 + months;
  return { year: Math.floor(count / 12), month: (count % 12) + 1 };
}
