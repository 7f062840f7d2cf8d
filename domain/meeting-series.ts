import { onRhythm } from "./duty.ts";
import { fromLocal, toLocal } from "./time.ts";
import { onNthWorkday } from "./when/rhythm.ts";
import { addWorkdays, civilDay, dayNumber, nextWorkday, type Workdays } from "./workdays.ts";
import { morningOf } from "./working-time.ts";

/** Meetings that come again by a rule: when they are, and when the next is to be drafted. */

export interface MeetingRhythm {
  /** An RRULE without the name in front: FREQ=MONTHLY;BYDAY=1WE. */
  readonly rule: string;
  /** The first one: an interval is counted from it, and its hour is that of all. */
  readonly anchor: Date;
}

/** True on the days of the rule; undefined = a rule that no meetings have. */
function onRule(
  { rule, anchor }: MeetingRhythm,
  workdays: Workdays,
): ((day: number) => boolean) | undefined {
  const first = toLocal(anchor);
  const interval = Number(/INTERVAL=(\d+)/.exec(rule)?.[1] ?? 1);
  const isMonthly = rule.startsWith("FREQ=MONTHLY");
  const nth = /BYSETPOS=(-?\d+)/.exec(rule)?.[1];
  const scene = { now: anchor, today: dayNumber(first), workdays };
  const plain = isMonthly ? rule.replace(/;INTERVAL=\d+/, "") : rule;
  const isOn =
    isMonthly && nth !== undefined
      ? onNthWorkday(Number(nth), scene)
      : onRhythm({ rule: plain, anchor: first });
  if (isOn === undefined || !isMonthly) return isOn;
  return (number) => {
    const { year, month } = civilDay(number);
    const months = (year - first.year) * 12 + month - first.month;
    return months % interval === 0 && isOn(number);
  };
}

/** The next times after `after`, at most `count`; none for a rule that no meetings have. */
export function meetingTimes(
  rhythm: MeetingRhythm,
  { after, count }: { readonly after: Date; readonly count: number },
  workdays: Workdays,
): readonly Date[] {
  const isOn = onRule(rhythm, workdays);
  if (isOn === undefined) return [];
  const { hour, minute } = toLocal(rhythm.anchor);
  const from = Math.max(dayNumber(toLocal(after)), dayNumber(toLocal(rhythm.anchor)));
  const times: Date[] = [];
  for (let day = from; times.length < count && day < from + SEARCH_DAYS; day += 1) {
    if (!isOn(day)) continue;
    const at = fromLocal({ ...civilDay(day), hour, minute });
    if (at > after) times.push(at);
  }
  return times;
}

/** 9:00 of the day so many workdays before. */
export function draftTime(startsAt: Date, workdays: Workdays): Date {
  return morningOf(addWorkdays(workdays, toLocal(startsAt), -DRAFT_WORKDAYS).day);
}

/** The same hour of the next workday, for a meeting that falls on a day off; else undefined. */
export function proposedInstead(startsAt: Date, workdays: Workdays): Date | undefined {
  const day = toLocal(startsAt);
  if (workdays.isWorkday(day)) return undefined;
  const { hour, minute } = day;
  return fromLocal({ ...nextWorkday(workdays, day), hour, minute });
}

/** How many workdays before a meeting its notice is drafted. */
export const DRAFT_WORKDAYS = 7;

/** Every twelfth month, three times. */
const SEARCH_DAYS = 366 * 4;
