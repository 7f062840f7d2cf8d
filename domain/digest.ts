import { fromLocal, isQuietTime, nextSpeakingTime, toLocal } from "./time.ts";

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
export function isEmptyWeek({ selections, topics, ahead }: WeekNumbers): boolean {
  const { proposed, endorsements, listed, deferred } = topics;
  const coming = ahead.selections + ahead.opinionCalls + ahead.rounds;
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

/** The first moment of the rhythm after `after`. */
export function nextSending({ weekday, minute }: DigestRhythm, after: Date): Date {
  const { year, month, day, weekday: today } = toLocal(after);
  const inWeek = { year, month, day: day + weekday - today };
  const at = fromLocal({ ...inWeek, hour: Math.floor(minute / 60), minute: minute % 60 });
  return at > after ? at : new Date(at.getTime() + weekMs);
}

/** One hour before, the 联络员 sees it. */
export function previewTime(sendAt: Date): Date {
  return new Date(sendAt.getTime() - previewMs);
}

/**
 * When what is shown to the 联络员 now may go out: at its hour, if they have about an hour for it.
 * Undefined as in `lateSending`.
 */
export function sendingTime(planned: Date, now: Date): Date | undefined {
  const isInTime = now.getTime() <= previewTime(planned).getTime() + lateGraceMs;
  return isInTime ? planned : lateSending(planned, now, false);
}

/**
 * What could not be said at its hour: late on the same workday, or on the next one; an hour after
 * the 联络员 has seen it. Undefined once that is over: then the week is left out, so that there are
 * never two at once.
 * @param isSeen the 联络员 has had the preview long enough
 */
export function lateSending(planned: Date, now: Date, isSeen: boolean): Date | undefined {
  const earliest = isSeen ? now : new Date(now.getTime() + previewMs);
  const at = isQuietTime(earliest) ? nextSpeakingTime(earliest) : earliest;
  const moved = isWorkday(at) ? at : morningOf(nextWorkday(at));
  return moved < endOfDay(nextWorkday(planned)) ? moved : undefined;
}

/** What a worker that was merely busy may be late by, without a word about it. */
export const lateGraceMs = 15 * 60_000;

/** Monday to Friday. */
function isWorkday(at: Date): boolean {
  return toLocal(at).weekday <= 5;
}

/** The same hour of the first workday after that day. */
function nextWorkday(at: Date): Date {
  const next = new Date(at.getTime() + dayMs);
  return isWorkday(next) ? next : nextWorkday(next);
}

function morningOf(at: Date): Date {
  const { year, month, day } = toLocal(at);
  return fromLocal({ year, month, day, hour: 9, minute: 0 });
}

function endOfDay(at: Date): Date {
  const { year, month, day } = toLocal(at);
  return fromLocal({ year, month, day: day + 1, hour: 0, minute: 0 });
}

const dayMs = 24 * 60 * 60_000;
const weekMs = 7 * dayMs;
const previewMs = 60 * 60_000;
