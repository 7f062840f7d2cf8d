import { hourIn } from "./clock-words.ts";
import type { ClockWords, Period } from "./clock-words.ts";
import type { Assumption } from "./reading.ts";

/** Seconds after the midnight the day begins with; 86,400 and more is the night after. */
export interface Hours {
  /** What the words may mean, what a meeting would mean first. */
  readonly starts: readonly number[];
  /** The last second of 上午 and its like; undefined for a clock time. */
  readonly end?: number;
  readonly assumed?: Assumption;
}

/** The words of a time of day. 下班 is a clock time nobody wrote down. */
export interface HourWords {
  readonly period?: Period | undefined;
  readonly clock?: ClockWords | undefined;
  readonly isClosing?: boolean;
  /** 差五分三点: so many seconds before the clock time. */
  readonly lessSeconds?: number;
  /** 下午3.30. */
  readonly isDotted?: boolean;
  /** 三四点. */
  readonly isLoose?: boolean;
}

const partsOfDay: Readonly<Record<Period, readonly [from: number, to: number]>> = {
  dawn: [0, 6],
  morning: [6, 9],
  forenoon: [9, 12],
  noon: [11, 14],
  afternoon: [13, 18],
  dusk: [17, 19],
  evening: [18, 24],
};

/** Undefined for 25点, 上午15点 and their like. */
export function hoursOf(words: HourWords): Hours | undefined {
  const hours = wholeHoursOf(words);
  if (hours === undefined) return undefined;
  const { lessSeconds: less = 0, isDotted } = words;
  // Nothing is said of the day before: 差五分零点 is not read.
  if (hours.starts.some((start) => start < less)) return undefined;
  const starts = hours.starts.map((start) => start - less);
  return { ...hours, starts, ...(isDotted === true && { assumed: "dottedHour" as const }) };
}

function wholeHoursOf({ period, clock, isClosing }: HourWords): Hours | undefined {
  if (isClosing === true) return { starts: [closingHour * hour], assumed: "closing" };
  if (clock === undefined) {
    const [from, to] = partsOfDay[period ?? "forenoon"];
    return { starts: [from * hour], end: to * hour - 1, assumed: "partOfDay" };
  }
  const rest = clock.minute * 60 + clock.second;
  if (clock.minute > 59 || clock.second > 59 || clock.hour > 24) return undefined;
  if (clock.hour === 24) {
    return rest > 0 ? undefined : { starts: [24 * hour], assumed: "midnight" };
  }
  if (period !== undefined) {
    const meant = hourIn(period, clock.hour);
    if (meant === undefined) return undefined;
    return { starts: [meant * hour + rest], ...(meant >= 24 && { assumed: "midnight" as const }) };
  }
  const said = clock.hour * hour + rest;
  if (clock.isTwentyFourHour || clock.hour === 0 || clock.hour > 11) return { starts: [said] };
  // Nobody meets at three in the morning, and few at nine in the evening.
  const isOfficeHour = clock.hour >= 8;
  return isOfficeHour
    ? { starts: [said, said + 12 * hour], assumed: "morning" }
    : { starts: [said + 12 * hour, said], assumed: "afternoon" };
}

export const hour = 3600;
/** 下班, as offices mostly have it. */
const closingHour = 18;
