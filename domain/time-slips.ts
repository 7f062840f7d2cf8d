import { parseChineseNumber } from "./chinese-number.ts";
import { fold } from "./normalize.ts";
import { daysInMonth, fromLocal, toLocal } from "./time.ts";

/** What was written where no such time is, and what was most likely meant. */

export interface NamedDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** 2月29日, as it was said. */
export function dayNamed(words: string, now: Date): NamedDay | undefined {
  const found = /(?:(?<year>\d{4})年)?(?<month>[^年月]{1,3})月(?<day>[^年月日号]{1,3})[日号]/.exec(
    fold(words),
  )?.groups;
  const month = parseChineseNumber(found?.["month"] ?? "");
  const day = parseChineseNumber(found?.["day"] ?? "");
  if (month === undefined || day === undefined) return undefined;
  return { year: Number(found?.["year"] ?? toLocal(now).year), month, day };
}

/** 3月10日 said on the 11th: most likely a slip for 4月10日. */
export function nextWithDay(at: Date, now: Date): Date | undefined {
  const { day, hour, minute } = toLocal(at);
  const today = toLocal(now);
  for (let months = 0; months <= 12; months += 1) {
    const year = today.year + Math.floor((today.month - 1 + months) / 12);
    const month = ((today.month - 1 + months) % 12) + 1;
    const next = fromLocal({ year, month, day, hour, minute });
    if (day <= daysInMonth(year, month) && next > now) return next;
  }
  return undefined;
}
