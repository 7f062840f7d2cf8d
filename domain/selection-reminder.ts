import { fromLocal, isQuietTime, type LocalTime, nextSpeakingTime, toLocal } from "./time.ts";

/** At most so often are those who have not chosen spoken to of one selection. */
export const REMINDERS_MAX = 2;

/**
 * When those who have not chosen are spoken to next: at 9:00 of the last day, and of the workday
 * before if it runs for three days or more; never on a day off, and once a day.
 * @param after what was opened, extended or said then; by the business clock
 * @param sent how often they were spoken to already
 * @returns undefined if there is no such moment left
 */
export function nextReminderAt(
  after: Date,
  {
    openedAt,
    dueAt,
    sent,
  }: { readonly openedAt: Date; readonly dueAt: Date; readonly sent: number },
): Date | undefined {
  if (sent >= REMINDERS_MAX) return undefined;
  const last = lastReminder(dueAt);
  // Whoever may be spoken to once more only is so on the last day.
  const isLong = sent === 0 && dueAt.getTime() - openedAt.getTime() >= LONG_MS;
  const moments = isLong ? [workdayMorning(last, -1), last] : [last];
  const earliest = after.getTime() + APART_MS;
  return moments.find((at) => at.getTime() >= earliest && !isSameDay(at, after));
}

/** The morning of the last workday on which there is still time to choose. */
function lastReminder(dueAt: Date): Date {
  const sameDay = workdayMorning(dueAt, 0);
  return dueAt.getTime() - sameDay.getTime() >= APART_MS ? sameDay : workdayMorning(dueAt, -1);
}

/** Whether nobody is to be spoken to unasked at this moment. */
export function isRestTime(at: Date): boolean {
  return isQuietTime(at) || isDayOff(toLocal(at));
}

/** The first moment from here on at which somebody may be spoken to unasked. */
export function nextWorkingTime(at: Date): Date {
  const speaking = nextSpeakingTime(at);
  const local = toLocal(speaking);
  if (!isDayOff(local)) return speaking;
  const { year, month, day, weekday } = local;
  return fromLocal({ year, month, day: day + 8 - weekday, hour: 9, minute: 0 });
}

/** 9:00 of that day, or of a workday before it. */
function workdayMorning(at: Date, ahead: number): Date {
  const { year, month, day } = toLocal(at);
  let morning = fromLocal({ year, month, day: day + ahead, hour: 9, minute: 0 });
  while (isDayOff(toLocal(morning))) morning = new Date(morning.getTime() - DAY_MS);
  return morning;
}

function isDayOff({ weekday }: LocalTime): boolean {
  return weekday >= 6;
}

function isSameDay(a: Date, b: Date): boolean {
  const [one, two] = [toLocal(a), toLocal(b)];
  return one.year === two.year && one.month === two.month && one.day === two.day;
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const LONG_MS = 3 * DAY_MS;
/** Between being told and being reminded, and between the reminder and the end. */
const APART_MS = HOUR_MS;
