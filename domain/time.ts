/**
 * Dates and clock times of Asia/Shanghai, which has been at +8 without summer time since 1991.
 * Everything takes the moment as a parameter; no function here looks at a clock.
 */

/** A moment as the wall calendar and clock in Shanghai show it. */
export interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  /** 1 = Monday … 7 = Sunday. */
  readonly weekday: number;
}

/** `3月13日（星期五）下午5:00`; with the year in front if `now` is given and in another year. */
export function formatDateTime(at: Date, now?: Date): string {
  return formatDate(at, now) + formatTime(at);
}

/** `3月13日（星期五）`; with the year in front if `now` is given and in another year. */
export function formatDate(at: Date, now?: Date): string {
  const { year, month, day, weekday } = toLocal(at);
  const needsYear = now !== undefined && toLocal(now).year !== year;
  return `${needsYear ? `${year}年` : ""}${month}月${day}日（星期${weekdayNames[weekday]}）`;
}

/** `下午5:00`, `中午12:30`, `凌晨0:05`. */
export function formatTime(at: Date): string {
  const { hour, minute } = toLocal(at);
  const shown = hour > 12 ? hour - 12 : hour;
  return `${periodOf(hour)}${shown}:${String(minute).padStart(2, "0")}`;
}

/** How long it is until `to`: `30分钟`, `1小时30分钟`, `2天`. At least one minute. */
export function formatWait(from: Date, to: Date): string {
  const minutes = Math.max(1, Math.round((to.getTime() - from.getTime()) / minuteMs));
  if (minutes < 60) return `${minutes}分钟`;
  // From a day on people count the nights in between, not the hours.
  if (minutes >= 24 * 60) return `${dayNumber(to) - dayNumber(from)}天`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)}小时${rest === 0 ? "" : `${rest}分钟`}`;
}

/** Minutes after midnight; from later than to means over midnight, equal means never. */
export interface QuietHours {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** 20:30 to 8:00. */
const usualQuietHours: QuietHours = { fromMinute: 20 * 60 + 30, toMinute: 8 * 60 };

/** True from the first quiet minute up to, but without, the last one. */
export function isQuietTime(at: Date, quiet: QuietHours = usualQuietHours): boolean {
  const minute = minuteOfDay(at);
  const { fromMinute, toMinute } = quiet;
  if (fromMinute <= toMinute) return minute >= fromMinute && minute < toMinute;
  return minute >= fromMinute || minute < toMinute;
}

/** The same moment if the bot may speak then, otherwise the end of the quiet hours. */
export function nextSpeakingTime(at: Date, quiet: QuietHours = usualQuietHours): Date {
  if (!isQuietTime(at, quiet)) return at;
  const { year, month, day } = toLocal(at);
  const isOver = minuteOfDay(at) >= quiet.toMinute;
  const end = { hour: Math.floor(quiet.toMinute / 60), minute: quiet.toMinute % 60 };
  return fromLocal({ year, month, day: day + (isOver ? 1 : 0), ...end });
}

export function toLocal(at: Date): LocalTime {
  const shifted = new Date(at.getTime() + offsetMs);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    weekday: shifted.getUTCDay() === 0 ? 7 : shifted.getUTCDay(),
  };
}

/** Days and hours beyond their range carry over: day 32, hour 24. Check with `isRealDay` first. */
export function fromLocal(time: Omit<LocalTime, "weekday">): Date {
  const { year, month, day, hour, minute } = time;
  return new Date(Date.UTC(year, month - 1, day, hour, minute) - offsetMs);
}

/** False for 2月29日 outside leap years, 4月31日, month 13. */
export function isRealDay(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const weekdayNames = ["", "一", "二", "三", "四", "五", "六", "日"] as const;

const minuteMs = 60 * 1000;
const offsetMs = 8 * 60 * minuteMs;
const dayMs = 24 * 60 * minuteMs;

function periodOf(hour: number): string {
  if (hour < 6) return "凌晨";
  if (hour < 9) return "早上";
  if (hour < 12) return "上午";
  if (hour === 12) return "中午";
  return hour < 18 ? "下午" : "晚上";
}

function minuteOfDay(at: Date): number {
  const { hour, minute } = toLocal(at);
  return hour * 60 + minute;
}

/** Calendar days since 1970 in Shanghai. */
function dayNumber(at: Date): number {
  return Math.floor((at.getTime() + offsetMs) / dayMs);
}
