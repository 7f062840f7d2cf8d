import { readWorkdays } from "../db/workdays.ts";
import { parseChineseNumber } from "../domain/chinese-number.ts";
import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import { fold } from "../domain/normalize.ts";
import { readTime, type TimeReading } from "../domain/time-reader.ts";
import { fromLocal, toLocal } from "../domain/time.ts";
import { readEach, readWhen, type WhenOptions } from "../domain/when/read.ts";
import type { WhenReading } from "../domain/when/reading.ts";
import { sayWhen } from "../text/when.ts";
import type { PersonContext } from "./command.ts";

/** When a meeting is to be, as it was said. */
export interface MeetingTime {
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** What was not said and filled in, to be told. */
  readonly assumed: "hour" | "half" | undefined;
  /** True if the length was said. */
  readonly hasLength: boolean;
  /** The words without those that were read. */
  readonly rest: string;
}

/** What times are read by: when the words were said, and the days off here. */
export async function timeOptions({
  tx,
  tenantId,
  saidAt,
}: Pick<PersonContext, "tx" | "tenantId" | "saidAt">): Promise<WhenOptions> {
  return { now: saidAt, workdays: await readWorkdays(tx, tenantId) };
}

/**
 * Reads 3月25日下午3点到4点半, 3月25日下午3点 两小时, 下周三下午, 国庆节后第一个工作日上午9点. The only
 * place that reads the time of a meeting.
 * @returns undefined if no time is said
 * @throws UserError for one that is over, does not exist, or ends before it begins
 */
export function readMeetingTime(words: string, options: WhenOptions): MeetingTime | undefined {
  const stretch = readEach(words, options).find((each) => isStretch(each) || isReversed(each));
  if (stretch !== undefined) return readStretch(words, stretch);
  const reading = readTime(words, options.now, options.workdays);
  if (reading === undefined) return undefined;
  const said = words.slice(reading.start, reading.end);
  const { startsAt, assumed } = settle(reading, said, options);
  const length = cutLength(`${words.slice(0, reading.start)} ${words.slice(reading.end)}`);
  const minutes = length.minutes ?? limits.meetingUsualMinutes;
  const endsAt = new Date(startsAt.getTime() + minutes * MINUTE_MS);
  const hasLength = length.minutes !== undefined;
  return { startsAt, endsAt, assumed, hasLength, rest: length.rest.trim() };
}

const MINUTE_MS = 60_000;

/** 下午3点到5点; neither a day nor a part of it. */
function isStretch({ kind, ...reading }: WhenReading): boolean {
  if (kind !== "range" || !("start" in reading)) return false;
  const { start, end, assumptions } = reading;
  if (start === undefined || end === undefined || assumptions.includes("partOfDay")) return false;
  // A day and a part of it end one second before the minute is full.
  return end.getTime() % MINUTE_MS === 0 && end.getTime() - start.getTime() < DAY_MS;
}

const DAY_MS = 24 * 60 * MINUTE_MS;

function isReversed(reading: WhenReading): boolean {
  return reading.kind === "none" && reading.code === "endBeforeStart";
}

function readStretch(words: string, reading: WhenReading): MeetingTime {
  const said = words.slice(reading.from, reading.to);
  if (reading.kind === "none") throw new UserError("meetingEndsBeforeStart", { time: said });
  const isHalf = reading.certainty === "ambiguous" || saysNoHalf(reading.assumptions);
  // 3点到5点: the half of the day in which people meet; everything is shown before it goes out.
  const chosen = reading.choices.find(({ start }) => isDaytime(start)) ?? reading;
  const { start: startsAt, end: endsAt } = chosen;
  if (startsAt === undefined || endsAt === undefined) {
    throw new UserError("meetingTimeUnclear", { words: said });
  }
  const rest = `${words.slice(0, reading.from)} ${words.slice(reading.to)}`.trim();
  return { startsAt, endsAt, assumed: isHalf ? "half" : undefined, hasLength: true, rest };
}

function saysNoHalf(assumptions: readonly string[]): boolean {
  return assumptions.includes("morning") || assumptions.includes("afternoon");
}

function isDaytime(at: Date | undefined): boolean {
  if (at === undefined) return false;
  const { hour } = toLocal(at);
  return hour >= 8 && hour <= 20;
}

/** A day without an hour is held at 3:00 in the afternoon; everything is shown before it goes out. */
function settle(
  reading: TimeReading,
  said: string,
  options: WhenOptions,
): Pick<MeetingTime, "startsAt" | "assumed"> {
  switch (reading.kind) {
    case "refused":
      throw refusal(reading.code, said, options);
    case "ambiguous":
      return { startsAt: reading.afternoon, assumed: "half" };
    case "moment": {
      const { at, isAssumed } = reading;
      if (isAssumed !== "hour") return { startsAt: at, assumed: undefined };
      const hasPart = /[上下中午早晚夜晨]/.test(
        fold(said).replaceAll(/[上下]+个?(?:周|月|星期|礼拜)/g, ""),
      );
      return { startsAt: hasPart ? at : atHour(at, 15), assumed: "hour" };
    }
  }
}

/** What is wrong with it, and what may have been meant. */
function refusal(code: string, said: string, options: WhenOptions): UserError {
  if (code === "past") return new UserError("meetingPast", { time: said });
  const reading = readWhen(said, options);
  if (reading.kind !== "none") return new UserError("meetingTimeUnclear", { words: said });
  return new UserError("meetingTimeRefused", { words: said, why: sayWhen(reading, options.now) });
}

function atHour(day: Date, hour: number): Date {
  return fromLocal({ ...toLocal(day), hour, minute: 0 });
}

/** One moment, or 4月8日前 and 3个工作日内: a deadline. @throws UserError if it cannot be read or is over */
export function readMoment(words: string, options: WhenOptions): Date {
  const whole = readWhen(words, options);
  if (whole.kind === "deadline" && whole.end !== undefined) {
    return isDayEnd(whole.end) ? atHour(whole.end, CLOSING_HOUR) : whole.end;
  }
  const reading = readTime(words, options.now, options.workdays);
  if (reading === undefined) throw refusal("unread", words, options);
  if (reading.kind === "refused") throw refusal(reading.code, words, options);
  if (reading.kind === "ambiguous") return reading.afternoon;
  return reading.isAssumed === "hour" ? atHour(reading.at, CLOSING_HOUR) : reading.at;
}

const CLOSING_HOUR = 17;

function isDayEnd(at: Date): boolean {
  const { hour, minute } = toLocal(at);
  return hour === 23 && minute === 59;
}

/** 一个半小时, 两小时, 90分钟, 会期2小时. @returns the minutes and the words without them */
export function cutLength(words: string): {
  readonly minutes: number | undefined;
  readonly rest: string;
} {
  const plain = fold(words);
  const found =
    /(?:会期|时长)?\s?约?\s?(?:(?<hours>\d{1,2}|[一二两三四五六七八])\s?个?\s?(?<half>半)?(?:小时|钟头)(?<plus>半)?|(?<onlyHalf>半)个?小时|(?<minutes>\d{2,3}|[二两三四五六七八九]?十五?|一百二十)分钟)/.exec(
      plain,
    );
  if (found === null) return { minutes: undefined, rest: words };
  const { hours, half, plus, onlyHalf, minutes } = found.groups ?? {};
  const whole = parseChineseNumber(hours ?? "") ?? 0;
  const isHalf = half !== undefined || plus !== undefined || onlyHalf !== undefined;
  const total =
    minutes === undefined ? whole * 60 + (isHalf ? 30 : 0) : (parseChineseNumber(minutes) ?? 0);
  if (total === 0) return { minutes: undefined, rest: words };
  const from = found.index;
  const rest = `${words.slice(0, from)} ${words.slice(from + found[0].length)}`;
  return { minutes: total, rest };
}
