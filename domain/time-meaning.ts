import { resolveDay } from "./time-calendar.ts";
import type { DayMeaning, Refusal } from "./time-calendar.ts";
import type { TimePhrase } from "./time-phrase.ts";
import type { ClockWords, Period } from "./time-words.ts";

/** What was not said and was filled in; to be told in the answer. */
export type Assumption =
  /** No hour: 9:00, or the usual hour of the part of the day that was named. */
  | "hour"
  /** Only 9点: taken for the morning or the afternoon. */
  | "morning"
  | "afternoon"
  /** 今晚12点: the night that follows, so by the calendar the next day. */
  | "midnight";

export type TimeMeaning =
  | { readonly kind: "moment"; readonly at: Date; readonly isAssumed?: Assumption }
  /** 3点: either is possible and the person is to be asked. */
  | { readonly kind: "ambiguous"; readonly morning: Date; readonly afternoon: Date }
  | Refusal;

/** Decides what a phrase means at `now`. Nothing rolls over and nothing lies in the past. */
export function resolveTime(phrase: TimePhrase, now: Date): TimeMeaning {
  if (phrase.waitMs !== undefined) {
    const at = new Date(now.getTime() + phrase.waitMs);
    return phrase.waitMs > 0 ? { kind: "moment", at } : { kind: "refused", code: "past" };
  }
  const hours = hoursOf(phrase.period, phrase.clock);
  if (hours === undefined) return refuseHour(phrase, now);
  const [first, second] = hours.minutes.map((minute) => onDay(phrase, minute, now));
  if (first === undefined) return refuseHour(phrase, now);
  if (second !== undefined) return choose(first, second, hours.minutes[0] ?? 0);
  if (first.kind === "refused") return first;
  const { isAssumed } = hours;
  return { kind: "moment", at: first.at, ...(isAssumed && { isAssumed }) };
}

interface Hours {
  /** Minutes after the midnight the day begins with; 1440 and more is the night after. */
  readonly minutes: readonly number[];
  readonly isAssumed?: Assumption;
}

/** The hours meant when no clock time is said, in minutes. */
const usualMinute: Readonly<Record<Period, number>> = {
  dawn: 5 * 60,
  morning: 8 * 60,
  forenoon: 9 * 60,
  noon: 12 * 60,
  afternoon: 15 * 60,
  dusk: 18 * 60,
  evening: 19 * 60,
};

/** Undefined for 25点, 上午15点 and their like. */
function hoursOf(period: Period | undefined, clock: ClockWords | undefined): Hours | undefined {
  if (clock === undefined) {
    return { minutes: [usualMinute[period ?? "forenoon"]], isAssumed: "hour" };
  }
  const { hour, minute, isTwentyFourHour } = clock;
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return undefined;
  if (period === undefined) {
    const isBare = hour >= 1 && hour <= 11 && !isTwentyFourHour;
    const said = hour * 60 + minute;
    if (hour === 24) return { minutes: [said], isAssumed: "midnight" };
    return { minutes: isBare ? [said, said + 12 * 60] : [said] };
  }
  const hourMeant = hourIn(period, hour);
  if (hourMeant === undefined) return undefined;
  const minutes = [hourMeant * 60 + minute];
  return hourMeant >= 24 ? { minutes, isAssumed: "midnight" } : { minutes };
}

/** The hour of the day, 24 and more for the night after; undefined if the two contradict. */
export function hourIn(period: Period, hour: number): number | undefined {
  switch (period) {
    case "dawn":
      return hour <= 6 ? hour : hour === 12 ? 0 : undefined;
    case "morning":
      return hour >= 1 && hour <= 11 ? hour : undefined;
    case "forenoon":
      return hour >= 1 && hour <= 12 ? hour : undefined;
    case "noon":
      if (hour === 1 || hour === 2) return hour + 12;
      return hour >= 11 && hour <= 14 ? hour : undefined;
    case "afternoon":
      if (hour >= 1 && hour <= 8) return hour + 12;
      return hour >= 12 && hour <= 19 ? hour : undefined;
    case "dusk":
      if (hour >= 4 && hour <= 8) return hour + 12;
      return hour >= 16 && hour <= 20 ? hour : undefined;
    case "evening":
      if (hour >= 5 && hour <= 11) return hour + 12;
      if (hour >= 17 && hour <= 23) return hour;
      return hour % 12 <= 4 ? 24 + (hour % 12) : undefined;
  }
}

type OneMeaning = { readonly kind: "moment"; readonly at: Date } | Refusal;

function onDay(phrase: TimePhrase, minute: number, now: Date): OneMeaning {
  const meaning: DayMeaning = resolveDay(phrase.day, minute, now);
  return meaning.kind === "day" ? { kind: "moment", at: meaning.at } : meaning;
}

/** A bare hour: the only one still to come is assumed, an office hour too, the rest is asked. */
function choose(morning: OneMeaning, afternoon: OneMeaning, minute: number): TimeMeaning {
  const isOfficeHour = minute >= 8 * 60;
  if (afternoon.kind === "refused") return isOfficeHour ? morning : afternoon;
  if (morning.kind === "refused") {
    if (morning.code !== "past") return morning;
    // Said at 10:00, 今天9点 is more likely a slip than nine in the evening.
    if (isOfficeHour) return { ...morning, suggestion: afternoon.at };
    return { kind: "moment", at: afternoon.at, isAssumed: "afternoon" };
  }
  if (isOfficeHour && morning.at < afternoon.at) {
    return { kind: "moment", at: morning.at, isAssumed: "morning" };
  }
  return { kind: "ambiguous", morning: morning.at, afternoon: afternoon.at };
}

/** For 上午15点 the suggestion is 15:00 of that day. */
function refuseHour(phrase: TimePhrase, now: Date): Refusal {
  const { hour = 24, minute = 60 } = phrase.clock ?? {};
  if (hour > 23 || minute > 59) return { kind: "refused", code: "noSuchTime" };
  const day = onDay(phrase, hour * 60 + minute, now);
  if (day.kind === "refused" && day.code !== "past") return day;
  const suggestion = day.kind === "moment" ? day.at : day.suggestion;
  return { kind: "refused", code: "noSuchTime", ...(suggestion && { suggestion }) };
}
