import { fromLocal, toLocal } from "./time.ts";

/**
 * How much longer than its span a window is taken: a message sent late in one minute may arrive
 * early in the next, and the platform counts by its own clock.
 */
export function guardedSpanMs(spanMs: number): number {
  return spanMs + Math.min(GUARD_MS_MAX, Math.ceil(spanMs * GUARD_SHARE));
}

const GUARD_SHARE = 0.05;
const GUARD_MS_MAX = 3_000;

/** The first moment of the calendar month in Shanghai: what counts by the month is kept under it. */
export function monthOf(at: Date): Date {
  const { year, month } = toLocal(at);
  return fromLocal({ year, month, day: 1, hour: 0, minute: 0 });
}

/** The first moment of the day in Shanghai. */
export function dayOf(at: Date): Date {
  const { year, month, day } = toLocal(at);
  return fromLocal({ year, month, day, hour: 0, minute: 0 });
}

/** Of what a month allows, in percent: who can do something about it is told at these. */
export const quotaMarks = [95, 80] as const;

export type QuotaMark = (typeof quotaMarks)[number];

/** The highest mark that is reached; undefined while there is room enough. */
export function quotaMarkOf(count: number, max: number): QuotaMark | undefined {
  return quotaMarks.find((mark) => count * 100 >= max * mark);
}
