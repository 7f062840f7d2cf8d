import { UserError } from "./errors.ts";
import { limits } from "./limits.ts";
import { daysInMonth, formatDateTime, fromLocal, toLocal } from "./time.ts";
import type { Workdays } from "./workdays.ts";
import { nextWorkingTime } from "./working-time.ts";

/** A 议题推荐 that opens by itself, and one that is drafted again and again. */

/** When it opens, and what was said if people are not to be spoken to then. */
export interface Opening {
  readonly at: Date;
  /** Undefined = it opens when it was said to. */
  readonly movedFrom: Date | undefined;
}

/**
 * Nobody is told anything in the quiet hours or on a day off, unless whoever asks insists (准时).
 * @throws UserError for a time that is over or too far away
 */
export function planOpening(
  said: Date,
  isInsisted: boolean,
  { now, workdays }: { readonly now: Date; readonly workdays: Workdays },
): Opening {
  if (said <= now) throw new UserError("selectionOpensPast", { time: formatDateTime(said, now) });
  const days = limits.selectionAheadDaysMax;
  if (said.getTime() - now.getTime() > days * DAY_MS) {
    throw new UserError("selectionOpensTooFar", { days });
  }
  const at = isInsisted ? said : nextWorkingTime(said, workdays);
  return { at, movedFrom: at.getTime() === said.getTime() ? undefined : said };
}

/** 每月1日上午9点, 每季度1日上午9点 (of its first month). */
export interface Rhythm {
  readonly every: "month" | "quarter";
  /** Of the month; the last day of a month that has fewer. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** The first moment of the rhythm after that one. */
export function nextOf({ every, day, hour, minute }: Rhythm, after: Date): Date {
  const start = toLocal(after);
  for (let ahead = 0; ; ahead += 1) {
    const index = start.month - 1 + ahead;
    const year = start.year + Math.floor(index / 12);
    const month = (index % 12) + 1;
    if (every === "quarter" && month % 3 !== 1) continue;
    const at = fromLocal({
      year,
      month,
      day: Math.min(day, daysInMonth(year, month)),
      hour,
      minute,
    });
    if (at > after) return at;
  }
}

/** Without an end it goes on to the end of the year. */
export function endOfYear(now: Date): Date {
  return fromLocal({ year: toLocal(now).year, month: 12, day: 31, hour: 23, minute: 59 });
}

const DAY_MS = 24 * 60 * 60 * 1000;
