import { mondayOf, monthLength, weekdayOf } from "./when/days.ts";
import { codes, onMonthDay, onNthWeekday } from "./when/rhythm.ts";
import { type CivilDay, civilDay, dayNumber, type Workdays } from "./workdays.ts";
import { onOrAfter } from "./working-time.ts";

/** 接待日: the days on which somebody receives visitors, and whose turn it is. */

export interface DutyRhythm {
  /** An RRULE without the name in front: FREQ=WEEKLY;BYDAY=WE. */
  readonly rule: string;
  /** Its first day: with an interval the weeks are counted from it. */
  readonly anchor: CivilDay;
}

export interface DutyDay {
  /** The day on which it is held. */
  readonly day: CivilDay;
  /** The day of the rhythm; another one than `day` where that is a day off. */
  readonly planned: CivilDay;
}

/** What the rule of turns goes by, for one person. */
export interface DutyRecord {
  readonly personId: number;
  readonly turns: number;
  /** `dayNumber` of the last turn; undefined = never yet. */
  readonly lastDay: number | undefined;
  /** The place on the roster. */
  readonly position: number;
}

/** Who cannot come on which day. */
export interface DutyLeave {
  readonly personId: number;
  readonly day: CivilDay;
}

export interface DutyAssignment extends DutyDay {
  readonly personId: number;
}

/** Every week, every so many weeks, or by the month; undefined = a rhythm that no rota has. */
export function onRhythm({ rule, anchor }: DutyRhythm): ((day: number) => boolean) | undefined {
  const parts = new Map(rule.split(";").map((part) => part.split("=") as [string, string]));
  const byDay = parts.get("BYDAY")?.split(",") ?? [];
  const interval = Number(parts.get("INTERVAL") ?? 1);
  if (parts.get("FREQ") === "WEEKLY") {
    const weekdays = new Set(byDay.map((code) => codes.findIndex((each) => each === code) + 1));
    const week = mondayOf(dayNumber(anchor));
    return (day) => weekdays.has(weekdayOf(day)) && ((mondayOf(day) - week) / 7) % interval === 0;
  }
  if (parts.get("FREQ") !== "MONTHLY" || interval !== 1) return undefined;
  const monthDays = parts.get("BYMONTHDAY")?.split(",").map(Number);
  // Not in every month: a rota that skips February is none.
  if (monthDays?.some((day) => day > monthLength(2026, 2)) === true) return undefined;
  if (monthDays !== undefined) return onMonthDay(monthDays);
  const nth = /^(?<nth>-?\d)(?<code>[A-Z]{2})$/.exec(byDay[0] ?? "")?.groups;
  if (nth === undefined || byDay.length !== 1) return undefined;
  const weekday = codes.findIndex((each) => each === nth["code"]) + 1;
  return onNthWeekday(Number(nth["nth"]), weekday);
}

/**
 * The next days of the rhythm after `after`; one that is off is held on the next workday, and
 * where two fall together there is one.
 */
export function dutyDays(
  rhythm: DutyRhythm,
  { after, count }: { readonly after: CivilDay; readonly count: number },
  workdays: Workdays,
): readonly DutyDay[] {
  const isOn = onRhythm(rhythm);
  const found: DutyDay[] = [];
  if (isOn === undefined) return found;
  const from = Math.max(dayNumber(after) + 1, dayNumber(rhythm.anchor));
  for (let number = from; found.length < count && number < from + SEARCH_DAYS; number += 1) {
    if (!isOn(number)) continue;
    const planned = civilDay(number);
    const day = onOrAfter(workdays, planned);
    if (found.some((each) => dayNumber(each.day) === dayNumber(day))) continue;
    found.push({ day, planned });
  }
  return found;
}

/**
 * Whose turn it is: who has had the fewest turns, then who has waited longest, then the roster's
 * order. Undefined if nobody can come.
 */
export function nextOnDuty(
  records: readonly DutyRecord[],
  isAway: (personId: number) => boolean,
): DutyRecord | undefined {
  return records.filter(({ personId }) => !isAway(personId)).toSorted(byTurn)[0];
}

/** Gives the days out; who is on leave that day is passed over and comes next. */
export function assignDuty(
  days: readonly DutyDay[],
  records: readonly DutyRecord[],
  leaves: readonly DutyLeave[],
): readonly DutyAssignment[] {
  let standing = records;
  return days.flatMap((each) => {
    const number = dayNumber(each.day);
    const away = leaves.filter(({ day }) => dayNumber(day) === number);
    const next = nextOnDuty(standing, (id) => away.some(({ personId }) => personId === id));
    if (next === undefined) return [];
    const { personId } = next;
    standing = standing.map((record) =>
      record.personId === personId
        ? Object.assign({}, record, { turns: record.turns + 1, lastDay: number })
        : record,
    );
    return [{ ...each, personId }];
  });
}

/** Members who are leaders have their own work: they are on a rota only by name. */
export function isLeaderTitle(title: string): boolean {
  return /主席|秘书长|主任|组长|召集人/.test(title);
}

/** 13877712345, 0776-2123456: a number by which somebody can be called. */
export const phonePattern =
  /(?:(?:联系)?电话|手机号?|联系方式)?[\s:：]*(?<![\d-])(?<phone>1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|0\d{2,3}[\s-]?\d{7,8})(?!\d)/;

/** 138****2345: enough to know it again, too little to call it. */
export function maskPhone(phone: string): string {
  return phone.replace(/\d{3,4}(?=-?\d{4}$)/, "****");
}

function byTurn(one: DutyRecord, other: DutyRecord): number {
  return (
    one.turns - other.turns ||
    (one.lastDay ?? 0) - (other.lastDay ?? 0) ||
    one.position - other.position
  );
}

const SEARCH_DAYS = 800;
