import type { Match } from "./pattern.ts";
import { addWorkdays, civilDay, dayNumber } from "../workdays.ts";
import { mondayOf, monthsFrom, monthSpan, readNumber, weekdayOf } from "./days.ts";
import type { Scene, Span } from "./days.ts";

/** Cuts a part out of a stretch; undefined if the stretch has no such part. */

/** How far from the start (1, 2 …) or, negative, from the end. */
export function place({ n, back }: Match["groups"]): number {
  if (back !== undefined) return -(readNumber(/第(.+)$/.exec(back)?.[1]) ?? 1);
  return n === undefined ? 1 : (readNumber(n) ?? 0);
}

export const onDay = (number: number): Span => ({ first: number, last: number });

export function within({ first, last }: Span, number: number): Span | undefined {
  return number >= first && number <= last ? onDay(number) : undefined;
}

export function halfOf({ first, last }: Span, { half }: Match["groups"]): Span {
  const isYear = last - first > 31;
  const middle = isYear ? monthSpan(monthsFrom(first, 6)).first : first + 15;
  return /[上前]/.test(half ?? "") ? { first, last: middle - 1 } : { first: middle, last };
}

export function nthWorkday(span: Span, count: number, { workdays }: Scene): Span | undefined {
  if (count === 0) return undefined;
  const from = civilDay(count > 0 ? span.first - 1 : span.last + 1);
  const { day } = addWorkdays(workdays, from, count);
  return within(span, dayNumber(day));
}

export function nthWeekday(span: Span, count: number, weekday: number): Span | undefined {
  if (count > 0) {
    const first = span.first + ((weekday - weekdayOf(span.first) + 7) % 7);
    return within(span, first + (count - 1) * 7);
  }
  const last = span.last - ((weekdayOf(span.last) - weekday + 7) % 7);
  return within(span, last + (count + 1) * 7);
}

/**
 * Weeks belong to the month their Monday is in, and to the year their Thursday is in (GB/T 7408).
 */
export function nthWeek(span: Span, groups: Match["groups"]): Span | undefined {
  const count = place(groups);
  const ahead = span.last - span.first > 360 ? 3 : 0;
  const monday =
    count > 0
      ? mondayOf(span.first + 6 - ahead) + (count - 1) * 7
      : mondayOf(span.last - ahead) + (count + 1) * 7;
  return within(span, monday + ahead) && { first: monday, last: monday + 6 };
}

export function nthDay(span: Span, groups: Match["groups"]): Span | undefined {
  const count = place(groups);
  return within(span, count > 0 ? span.first + count - 1 : span.last + 1 + count);
}

export function nthMonth(span: Span, groups: Match["groups"]): Span | undefined {
  const count = place(groups);
  const month = count > 0 ? monthsFrom(span.first, count - 1) : monthsFrom(span.last, count + 1);
  const found = monthSpan(month);
  return found.first >= span.first && found.last <= span.last ? found : undefined;
}
