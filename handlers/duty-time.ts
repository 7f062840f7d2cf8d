import { onRhythm } from "../domain/duty.ts";
import { UserError } from "../domain/errors.ts";
import { fold } from "../domain/normalize.ts";
import { toLocal } from "../domain/time.ts";
import { readWhen } from "../domain/when/read.ts";
import type { CivilDay, Workdays } from "../domain/workdays.ts";

/** The only place that reads the times of 接待日. */

interface Clock {
  readonly now: Date;
  readonly workdays: Workdays;
}

export interface SaidRhythm {
  /** As it was said: 每周三上午9点. */
  readonly said: string;
  readonly rule: string;
  readonly anchor: CivilDay;
  /** Minutes after midnight. */
  readonly minute: number;
  /** The words without those that were read. */
  readonly rest: string;
}

/** @throws UserError for a rhythm that cannot be read, or one without an hour */
export function readDutyRhythm(words: string, clock: Clock): SaidRhythm {
  const found = readWhen(words, clock);
  if (found.kind !== "recurrence" || found.rule === undefined || found.start === undefined) {
    throw new UserError("dutyRotaUnread");
  }
  const { year, month, day, hour, minute } = toLocal(found.start);
  const anchor = { year, month, day };
  const isHeld = onRhythm({ rule: found.rule, anchor }) !== undefined;
  if (!isHeld || (hour === 0 && minute === 0)) throw new UserError("dutyRotaUnread");
  const said = words.slice(found.from, found.to).trim();
  const rest = `${words.slice(0, found.from)} ${words.slice(found.to)}`.trim();
  return { said, rule: found.rule, anchor, minute: hour * 60 + minute, rest };
}

/** One day, today or later, and the words without it; undefined if none is said. */
export function cutDutyDay(
  words: string,
  clock: Clock,
): { readonly day: CivilDay; readonly rest: string } | undefined {
  const found = dayWords.exec(fold(words));
  if (found === null) return undefined;
  const reading = readWhen(found[0], clock);
  if (reading.kind === "none" || reading.kind === "recurrence") return undefined;
  if (reading.start === undefined) return undefined;
  const { year, month, day } = toLocal(reading.start);
  const rest = `${words.slice(0, found.index)} ${words.slice(found.index + found[0].length)}`;
  return { day: { year, month, day }, rest: rest.replaceAll(/^[\s,，的]+|[\s,，的]+$/g, "") };
}

const dayWords =
  /(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]?|(?:本|这|下)?个?(?:周|星期|礼拜)[一二三四五六日天]|今天|明天|后天/;
