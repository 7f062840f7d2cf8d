import { toLocal } from "./time.ts";
import { type CivilDay, previousWorkday, type Workdays } from "./workdays.ts";
import { morningOf } from "./working-time.ts";

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
    workdays,
  }: {
    readonly openedAt: Date;
    readonly dueAt: Date;
    readonly sent: number;
    readonly workdays: Workdays;
  },
): Date | undefined {
  if (sent >= REMINDERS_MAX) return undefined;
  const last = lastReminder(dueAt, workdays);
  // Whoever may be spoken to once more only is so on the last day.
  const isLong = sent === 0 && dueAt.getTime() - openedAt.getTime() >= LONG_MS;
  const moments = isLong ? [morningBefore(last, workdays), last] : [last];
  const earliest = after.getTime() + APART_MS;
  return moments.find((at) => at.getTime() >= earliest && !isSameDay(at, after));
}

/** The morning of the last workday on which there is still time to choose. */
function lastReminder(dueAt: Date, workdays: Workdays): Date {
  const lastDay: CivilDay = toLocal(dueAt);
  if (!workdays.isWorkday(lastDay)) return morningBefore(dueAt, workdays);
  const sameDay = morningOf(lastDay);
  const isInTime = dueAt.getTime() - sameDay.getTime() >= APART_MS;
  return isInTime ? sameDay : morningBefore(dueAt, workdays);
}

function morningBefore(at: Date, workdays: Workdays): Date {
  return morningOf(previousWorkday(workdays, toLocal(at)));
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
