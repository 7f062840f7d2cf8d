import type { MeetingForm } from "./meeting.ts";
import { fromLocal, isQuietTime, nextSpeakingTime, toLocal } from "./time.ts";
import { civilDay, dayNumber, nextWorkday, type Workdays } from "./workdays.ts";
import { morningOf } from "./working-time.ts";

/** 周报: once a week and group, at the group's hour. Pure; every moment is the business clock's. */
export interface DigestRhythm {
  /** 1 = Monday … 7 = Sunday. */
  readonly weekday: number;
  /** After midnight. */
  readonly minute: number;
}

/** What happened in a unit and below it in one week; counted from rows, kept as it was counted. */
export interface WeekNumbers {
  readonly selections: readonly WeekSelection[];
  readonly topics: {
    readonly proposed: number;
    /** 人次. */
    readonly endorsements: number;
    readonly listed: number;
    readonly deferred: number;
    /** At work at that moment, and how many of those are in the plan. */
    readonly active: number;
    readonly planned: number;
  };
  /** What ends in the seven days after. */
  readonly ahead: {
    readonly selections: number;
    readonly opinionCalls: number;
    readonly rounds: number;
  };
  /** Absent = counted before there were any. */
  readonly meetings?: WeekMeetings;
}

export interface WeekMeetings {
  readonly held: readonly WeekMeeting[];
  /** Of those held, all together. */
  readonly present: number;
  readonly consensus: number;
  readonly advice: number;
  readonly tasks: number;
  readonly next: readonly WeekMeeting[];
  /** Whose minutes are being checked; `at` is the end of it. */
  readonly checked: readonly WeekMeeting[];
}

export interface WeekMeeting {
  /** ISO 8601. */
  readonly at: string;
  readonly topic: { readonly year: number; readonly number: number } | undefined;
  readonly title: string;
  readonly form: MeetingForm;
  readonly alias: string | undefined;
}

export interface WeekSelection {
  readonly title: string;
  readonly isOpen: boolean;
  readonly eligible: number;
  readonly taken: number;
  /** ISO 8601. */
  readonly dueAt: string;
  /** The numbers of the first three, once the result was published. */
  readonly first: readonly number[];
}

/** Nothing of it happened that week; what is merely at work is no news. */
export function isEmptyWeek({ selections, topics, ahead, meetings }: WeekNumbers): boolean {
  const { proposed, endorsements, listed, deferred } = topics;
  const coming = ahead.selections + ahead.opinionCalls + ahead.rounds;
  const {
    held = [],
    next = [],
    checked = [],
    consensus = 0,
    advice = 0,
    tasks = 0,
  } = meetings ?? {};
  if (held.length + next.length + checked.length + consensus + advice + tasks > 0) return false;
  return selections.length + proposed + endorsements + listed + deferred + coming === 0;
}

/** Monday 0:00 of the week, and of the next. */
export function weekOf(at: Date): { readonly from: Date; readonly until: Date } {
  const { year, month, day, weekday } = toLocal(at);
  const monday = { year, month, hour: 0, minute: 0, day: day - weekday + 1 };
  return { from: fromLocal(monday), until: fromLocal({ ...monday, day: monday.day + 7 }) };
}

/** ISO 8601: the week belongs to the year in which its Thursday lies. */
export function isoWeek(at: Date): string {
  const thursday = new Date(weekOf(at).from.getTime() + 3 * dayMs);
  const { year } = toLocal(thursday);
  const newYear = fromLocal({ year, month: 1, day: 1, hour: 0, minute: 0 });
  const week = Math.floor((thursday.getTime() - newYear.getTime()) / weekMs) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}

/**
 * The first moment of the rhythm after `after`. Where its day is off, the workday before at the same
 * hour; if the week has none before it, the first one after; a week without workdays has no 周报.
 */
export function nextSending(rhythm: DigestRhythm, after: Date, workdays: Workdays): Date {
  const { weekday } = toLocal(after);
  const monday = dayNumber(toLocal(after)) - weekday + 1;
  // No holidays last for half a year; the way out keeps a calendar without workdays from looping.
  for (let week = 0; week < 26; week += 1) {
    const at = sendingInWeek(rhythm, monday + week * 7, workdays);
    if (at !== undefined && at > after) return at;
  }
  return new Date(after.getTime() + 26 * weekMs);
}

/** @param monday as `dayNumber` counts */
function sendingInWeek(
  { weekday, minute }: DigestRhythm,
  monday: number,
  workdays: Workdays,
): Date | undefined {
  const week = Array.from({ length: 7 }, (_, index) => civilDay(monday + index));
  const before = week.slice(0, weekday).findLast((day) => workdays.isWorkday(day));
  const day = before ?? week.find((day) => workdays.isWorkday(day));
  return day && fromLocal({ ...day, hour: Math.floor(minute / 60), minute: minute % 60 });
}

/** One hour before, the 联络员 sees it. */
export function previewTime(sendAt: Date): Date {
  return new Date(sendAt.getTime() - previewMs);
}

/**
 * When what is shown to the 联络员 now may go out: at its hour, if they have about an hour for it.
 * Undefined as in `lateSending`.
 */
export function sendingTime(planned: Date, now: Date, workdays: Workdays): Date | undefined {
  const isInTime = now.getTime() <= previewTime(planned).getTime() + lateGraceMs;
  return isInTime ? planned : lateSending(planned, now, { isSeen: false, workdays });
}

/** To when it counts: to the hour at which it is shown, and not beyond its own week. */
export function countingTime(planned: Date, now: Date): Date {
  const shown = previewTime(planned);
  const lateMs = now.getTime() - shown.getTime();
  // The hour itself, so that what is on its way at that moment is in the next.
  if (lateMs >= 0 && lateMs <= lateGraceMs) return shown;
  const { until } = weekOf(planned);
  return now < until ? now : until;
}

/** Nothing before it was left out or came late: the days of the week say enough. */
export function isPlainWeek(from: Date, asOf: Date): boolean {
  return asOf.getTime() - from.getTime() <= weekMs + lateGraceMs;
}

/**
 * What could not be said at its hour: late on the same workday, or on the next one; an hour after
 * the 联络员 has seen it. Undefined once that is over: then it is not sent, so that there are
 * never two at once.
 */
export function lateSending(
  planned: Date,
  now: Date,
  { isSeen, workdays }: Late,
): Date | undefined {
  const earliest = isSeen ? now : new Date(now.getTime() + previewMs);
  const at = isQuietTime(earliest) ? nextSpeakingTime(earliest) : earliest;
  const day = toLocal(at);
  const moved = workdays.isWorkday(day) ? at : morningOf(nextWorkday(workdays, day));
  const last = nextWorkday(workdays, toLocal(planned));
  return moved < fromLocal({ ...last, hour: 24, minute: 0 }) ? moved : undefined;
}

interface Late {
  /** The 联络员 has had the preview long enough. */
  readonly isSeen: boolean;
  readonly workdays: Workdays;
}

/** What a worker that was merely busy may be late by, without a word about it. */
export const lateGraceMs = 15 * 60_000;

const dayMs = 24 * 60 * 60_000;
const weekMs = 7 * dayMs;
const previewMs = 60 * 60_000;
