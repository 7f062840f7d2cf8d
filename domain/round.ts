import { UserError } from "./errors.ts";
import { limits } from "./limits.ts";
import { readDeadline, readTime, type TimeReading } from "./time-reader.ts";
import { fromLocal, toLocal } from "./time.ts";
import { lengthOf } from "./topic.ts";
import { type CivilDay, civilDay, dayNumber, type Workdays } from "./workdays.ts";
import { onOrAfter } from "./working-time.ts";

/** 征题: a time in which a unit asks for topics. */
export interface Round {
  readonly tenantId: number;
  readonly id: number;
  readonly unitId: number;
  readonly title: string;
  readonly state: "draft" | "open" | "closed";
  readonly openedById: number;
  readonly draftedAt: Date;
  readonly openedAt: Date | undefined;
  /** By the tenant's business clock; the last minute of a day if only the day was named. */
  readonly dueAt: Date;
  /** The end of the day by which 初选 is done. */
  readonly screenBy: Date;
  readonly closedAt: Date | undefined;
  readonly closeReason: "deadline" | "early" | undefined;
}

export interface RoundPlan {
  readonly title: string;
  readonly dueAt: Date;
  readonly screenBy: Date;
  /** The day from which `screenBy` was put off to a workday; undefined if it was named. */
  readonly screeningDay: CivilDay | undefined;
}

/**
 * Reads 二季度征题 4月10日截止 4月13日前初选. Without a day for 初选 it is `screeningDays` after the
 * deadline, and a day off is put off to the next workday.
 * @throws UserError for a time that cannot be, or no title
 */
export function planRound(
  words: string,
  now: Date,
  { screeningDays, workdays }: { readonly screeningDays: number; readonly workdays: Workdays },
): RoundPlan {
  const { rest, screenBy: named } = cutScreening(words, now);
  const reading = readDeadline(rest, now);
  if (reading === undefined) throw new UserError("roundNoTime");
  const dueAt = deadlineOf(reading, rest.slice(reading.start, reading.end));
  const daysMax = limits.roundAheadDaysMax;
  if (dueAt <= now) throw new UserError("roundPast");
  if (dueAt.getTime() - now.getTime() > daysMax * DAY_MS) {
    throw new UserError("roundTooFar", { days: daysMax });
  }
  const meant = civilDay(dayNumber(toLocal(dueAt)) + screeningDays);
  const screenBy = named ?? screeningDate(meant, workdays);
  if (screenBy < dueAt) throw new UserError("roundScreenedTooEarly");
  const screeningDay = named === undefined ? meant : undefined;
  return { title: readTitle(rest, reading), dueAt, screenBy, screeningDay };
}

/** True if only the day counts: it is said without the clock. */
export function isEndOfDay(at: Date): boolean {
  const { hour, minute } = toLocal(at);
  return hour === LAST.hour && minute === LAST.minute;
}

interface Cut {
  readonly rest: string;
  readonly screenBy: Date | undefined;
}

function cutScreening(words: string, now: Date): Cut {
  const found = /[\s,，、;；]*(?<day>[^\s,，、;；]{2,16}?)(?:之前|以前|前)(?:完成)?初选[。.]?/.exec(
    words,
  );
  const day = found?.groups?.["day"];
  if (found === null || day === undefined) return { rest: words, screenBy: undefined };
  const reading = readTime(day, now);
  if (reading === undefined) throw new UserError("roundNoTime");
  const rest = `${words.slice(0, found.index)} ${words.slice(found.index + found[0].length)}`;
  const at = momentOf(reading);
  return { rest, screenBy: fromLocal({ ...toLocal(at), ...LAST }) };
}

/** @throws UserError for a day that is over or does not exist */
function momentOf(reading: TimeReading): Date {
  if (reading.kind === "moment") return reading.at;
  // No office closes anything at 3 in the morning.
  if (reading.kind === "ambiguous") return reading.afternoon;
  throw new UserError(reading.code === "past" ? "roundPast" : "roundNoSuchDay");
}

/** 4月10日 lasts until its end; 4月10日下午 does not. */
function deadlineOf(reading: TimeReading, said: string): Date {
  const at = momentOf(reading);
  const isDay = reading.kind === "moment" && reading.isAssumed === "hour";
  return isDay && !/[早晨午晚]/.test(said) ? fromLocal({ ...toLocal(at), ...LAST }) : at;
}

/** The end of that day, or of the first workday after it. */
function screeningDate(meant: CivilDay, workdays: Workdays): Date {
  return endOf(onOrAfter(workdays, meant));
}

/** The last minute of that day. */
export function endOf({ year, month, day }: CivilDay): Date {
  return fromLocal({ year, month, day, ...LAST });
}

/** What is left without the time and 截止. */
function readTitle(words: string, { start, end }: TimeReading): string {
  const title = `${words.slice(0, start)} ${words.slice(end)}`
    .replaceAll(/[\s,，、;；]*(?:截止到|截止时间|截至|截止|为止|到期|结束)[\s:：。.]*/g, " ")
    .replaceAll(/[「」《》“”"]/g, "")
    .replace(/[\s,，、;；。:：到至]+$/, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  if (title === "") return "征题";
  if (lengthOf(title) > limits.roundTitleCharsMax) {
    throw new UserError("roundTitleTooLong", { max: limits.roundTitleCharsMax });
  }
  return title;
}

const LAST = { hour: 23, minute: 59 } as const;
const DAY_MS = 24 * 60 * 60 * 1000;
