import { formatTime, toLocal } from "../domain/time.ts";

/** 3月9日: where the day of the week would only lengthen the line. */
export function sayDay(at: Date): string {
  const { month, day } = toLocal(at);
  return `${month}月${day}日`;
}

/** Days since 1970 by the calendar here: the difference of two tells how many days lie between. */
export function dayKey(at: Date): number {
  const { year, month, day } = toLocal(at);
  return Date.UTC(year, month - 1, day) / (24 * 60 * 60 * 1000);
}

/** 3月9日上午9:20 */
export function sayMoment(at: Date): string {
  return `${sayDay(at)}${formatTime(at)}`;
}
