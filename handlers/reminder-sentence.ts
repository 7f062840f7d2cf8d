import { type TimeReading, readTime } from "../domain/time-reader.ts";
import type { MatchText } from "./command.ts";
import type { RawArgs } from "./question.ts";

/** 提醒我…, 提醒大家…, 30分钟后提醒我…, 明早9点提醒大家…. The time may stand before or behind. */
export function matchReminder({ original, plain }: MatchText): RawArgs | undefined {
  const found =
    /^(?<before>.{0,30}?)(?:请|记得|麻烦)?提醒(?<whom>一下大家|一下我|大家|全体|各位委员|各位|我们|我一下|我|一下)?/.exec(
      plain,
    );
  const before = found?.groups?.["before"] ?? "";
  if (found === null || (before !== "" && !isTimeOnly(before))) return undefined;
  const after = original.slice(found[0].length).replace(/^[\s:,，：。]+/, "");
  if (/^(?:的|了|吗|是|什么|怎么|过|功能|列表|编号)/.test(after)) return undefined;
  const sentence = `${original.slice(0, before.length)} ${after}`.trim();
  const isEveryone = /大家|全体|各位/.test(found.groups?.["whom"] ?? "");
  return {
    ...(sentence === "" ? {} : { sentence }),
    ...(isEveryone ? { everyone: "是" } : {}),
  };
}

/** Any moment does for this: whether the words before 提醒 are a time does not depend on now. */
function isTimeOnly(words: string): boolean {
  const reading = readTime(words, new Date(0));
  if (reading === undefined) return false;
  const others = words.slice(0, reading.start) + words.slice(reading.end);
  return /^[\s,.请在到的时候,、，]*$/.test(others);
}

/** A sentence of 提醒 taken apart: when, and what. */
export interface ReminderSentence {
  readonly reading: TimeReading | undefined;
  /** The time as it was typed; empty if none was named. */
  readonly time: string;
  readonly words: string;
}

export function splitSentence(sentence: string, now: Date): ReminderSentence {
  const reading = readTime(sentence, now);
  if (reading === undefined) return { reading, time: "", words: trimWords(sentence) };
  const { start, end } = reading;
  const time = sentence.slice(start, end);
  if (isNegative(sentence.slice(0, start), time)) {
    return { reading: { kind: "refused", code: "past", start, end }, time: `-${time}`, words: "" };
  }
  return {
    reading,
    time,
    words: trimWords(`${sentence.slice(0, start)} ${sentence.slice(end)}`),
  };
}

/** -5分钟后 is no moment to come; a dash before a day or an hour is only a dash. */
function isNegative(before: string, time: string): boolean {
  return /(?:^|\s)[-−－]$/.test(before) && /^[\d.]+\s?个?半?(?:秒|分|刻|小时|钟头)/.test(time);
}

function trimWords(words: string): string {
  return words
    .replace(/^[\s,，、:：。]+/, "")
    .replace(/^(?:请|在|到|于|麻烦|记得)+\s+/, "")
    .replace(/^(?:提醒(?:我|大家)?|我)\s*/, "")
    .trim();
}
