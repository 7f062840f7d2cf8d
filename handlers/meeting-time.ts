import { UserError } from "../domain/errors.ts";
import { parseChineseNumber } from "../domain/chinese-number.ts";
import { limits } from "../domain/limits.ts";
import { fold } from "../domain/normalize.ts";
import { fromLocal, toLocal } from "../domain/time.ts";
import { readTime, type TimeReading } from "../domain/time-reader.ts";

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

/**
 * Reads 3月25日下午3点到4点半, 3月25日下午3点 两小时, 下周三下午. The only place that reads the time
 * of a meeting.
 * @returns undefined if no time is said
 * @throws UserError for one that is over, does not exist, or ends before it begins
 */
export function readMeetingTime(words: string, now: Date): MeetingTime | undefined {
  const range = cutRange(words);
  const length = cutLength(range.rest);
  const reading = readTime(length.rest, now);
  if (reading === undefined) return undefined;
  const said = length.rest.slice(reading.start, reading.end);
  if (reading.kind === "refused") {
    if (reading.code === "past") throw new UserError("meetingPast", { time: said });
    throw new UserError("meetingTimeUnclear", { words: said });
  }
  const { startsAt, assumed } = settle(reading, said);
  const endsAt = endOf(startsAt, range.end, length.minutes);
  const rest = `${length.rest.slice(0, reading.start)} ${length.rest.slice(reading.end)}`;
  const hasLength = range.end !== undefined || length.minutes !== undefined;
  return { startsAt, endsAt, assumed, hasLength, rest: rest.trim() };
}

/** One moment: a deadline. @throws UserError if it cannot be read or is over */
export function readMoment(words: string, now: Date): Date {
  const reading = readTime(words, now);
  if (reading === undefined) throw new UserError("meetingTimeUnclear", { words });
  if (reading.kind === "refused") {
    const code = reading.code === "past" ? "meetingPast" : "meetingTimeUnclear";
    throw new UserError(code, reading.code === "past" ? { time: words } : { words });
  }
  if (reading.kind === "ambiguous") return reading.afternoon;
  if (reading.isAssumed !== "hour") return reading.at;
  return fromLocal({ ...toLocal(reading.at), hour: 17, minute: 0 });
}

/** A day without an hour is held at 3:00 in the afternoon; everything is shown before it goes out. */
function settle(
  reading: Exclude<TimeReading, { kind: "refused" }>,
  said: string,
): Pick<MeetingTime, "startsAt" | "assumed"> {
  if (reading.kind === "ambiguous") return { startsAt: reading.afternoon, assumed: "half" };
  if (reading.isAssumed !== "hour") return { startsAt: reading.at, assumed: undefined };
  if (/[上下中午早晚夜]/.test(fold(said).replaceAll(/上周|下周|上月|下月|[上下]个/g, ""))) {
    return { startsAt: reading.at, assumed: "hour" };
  }
  const startsAt = fromLocal({ ...toLocal(reading.at), hour: 15, minute: 0 });
  return { startsAt, assumed: "hour" };
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
  const total = minutes === undefined ? whole * 60 + (isHalf ? 30 : 0) : readMinutes(minutes);
  if (total === 0) return { minutes: undefined, rest: words };
  const from = found.index;
  const rest = `${words.slice(0, from)} ${words.slice(from + found[0].length)}`;
  return { minutes: total, rest };
}

function readMinutes(words: string): number {
  return parseChineseNumber(words) ?? 0;
}

interface Clock {
  readonly hour: number;
  readonly minute: number;
  /** 上午 or 下午 was said with it. */
  readonly isWhole: boolean;
  readonly words: string;
}

/** 到4点半, —16:30 behind a clock time. */
function cutRange(words: string): { readonly end: Clock | undefined; readonly rest: string } {
  const plain = fold(words);
  const found =
    /(?<=[点时半分\d])\s?(?:[-—–~～]+|到|至)\s?(?<period>上午|中午|下午|晚上|傍晚)?(?<hour>\d{1,2}|[一二两三四五六七八九十]{1,2})(?:[:：](?<minute>\d{2})|[点时](?:(?<half>半)|(?<said>\d{1,2}|[一二三四五]?十五?)分?)?)/.exec(
      plain,
    );
  const hour = parseChineseNumber(found?.groups?.["hour"] ?? "");
  if (found === null || hour === undefined || hour > 24) return { end: undefined, rest: words };
  const { period, minute, half, said } = found.groups ?? {};
  const isLate = period === "下午" || period === "晚上" || period === "傍晚";
  const end: Clock = {
    hour: isLate && hour < 12 ? hour + 12 : hour,
    minute: half === undefined ? (parseChineseNumber(minute ?? said ?? "0") ?? 0) : 30,
    isWhole: period !== undefined || hour > 12,
    words: found[0],
  };
  return { end, rest: words.slice(0, found.index) + words.slice(found.index + found[0].length) };
}

/** @throws UserError if it ends before it begins */
function endOf(startsAt: Date, end: Clock | undefined, minutes: number | undefined): Date {
  if (end === undefined) {
    return new Date(startsAt.getTime() + (minutes ?? limits.meetingUsualMinutes) * 60_000);
  }
  const day = toLocal(startsAt);
  const at = (hour: number) => fromLocal({ ...day, hour, minute: end.minute });
  // 下午3点到4点半: the half of the day goes on.
  const early = at(end.hour);
  const late = at(end.hour + 12);
  const chosen = early > startsAt || end.isWhole || end.hour >= 12 ? early : late;
  if (chosen <= startsAt) {
    throw new UserError("meetingEndsBeforeStart", {
      end: end.words.replace(/^\s?(?:[-—–~～]+|到|至)\s?/, ""),
    });
  }
  return chosen;
}
