import { fromLocal, toLocal } from "./time.ts";
import {
  addWorkdays,
  type CivilDay,
  dayNumber,
  previousWorkday,
  type Workdays,
} from "./workdays.ts";
import { morningOf } from "./working-time.ts";

/** What a meeting says by itself: to those who have not answered, to those who come, for papers. */
export const meetingAlarmKinds = [
  "chase",
  "chase-again",
  "day-before",
  "same-day",
  "materials",
  "materials-again",
  /** The workday after: it was held, and what is missing is asked for. */
  "after",
] as const;

export type MeetingAlarmKind = (typeof meetingAlarmKinds)[number];

export interface MeetingAlarm {
  readonly kind: MeetingAlarmKind;
  readonly at: Date;
}

interface Planned {
  readonly startsAt: Date;
  readonly materialsDueAt: Date | undefined;
}

/**
 * Everything that is still to come at `now`. The day before is the workday before; of two that
 * would fall on one day the one nearer to the meeting stays, so that nobody hears twice in a day.
 */
export function planAlarms(
  meeting: Planned,
  now: Date,
  workdays: Workdays,
): readonly MeetingAlarm[] {
  const today = toLocal(now);
  const dayBefore = previousWorkday(workdays, toLocal(meeting.startsAt));
  const again = previousWorkday(workdays, dayBefore);
  const first = addWorkdays(workdays, today, 2).day;
  const wanted: readonly MeetingAlarm[] = [
    { kind: "same-day", at: sameDayTime(meeting.startsAt) },
    { kind: "day-before", at: morningOf(dayBefore) },
    { kind: "chase-again", at: morningOf(again) },
    { kind: "chase", at: morningOf(first) },
  ];
  const kept: MeetingAlarm[] = [];
  for (const alarm of wanted) {
    const next = kept.at(-1);
    const isBefore = next === undefined || isEarlierDay(alarm.at, next.at);
    if (alarm.at > now && isBefore) kept.push(alarm);
  }
  const after = morningOf(addWorkdays(workdays, toLocal(meeting.startsAt), 1).day);
  return [...kept, ...planMaterials(meeting, now, workdays), { kind: "after", at: after }];
}

/** The workday before the deadline, and its own morning. */
function planMaterials(
  { materialsDueAt }: Planned,
  now: Date,
  workdays: Workdays,
): readonly MeetingAlarm[] {
  if (materialsDueAt === undefined) return [];
  const day = toLocal(materialsDueAt);
  const wanted: readonly MeetingAlarm[] = [
    { kind: "materials", at: morningOf(previousWorkday(workdays, day)) },
    { kind: "materials-again", at: morningOf(day) },
  ];
  return wanted.filter(({ at }) => at > now && at < materialsDueAt);
}

/** Two hours before, from 8:00 on; of an early meeting one hour before. */
function sameDayTime(startsAt: Date): Date {
  const opening = fromLocal({ ...toLocal(startsAt), hour: 8, minute: 0 });
  const usual = new Date(startsAt.getTime() - 2 * HOUR_MS);
  if (usual >= opening) return usual;
  const hourBefore = new Date(startsAt.getTime() - HOUR_MS);
  return hourBefore > opening ? opening : hourBefore;
}

function isEarlierDay(one: Date, other: Date): boolean {
  return dayKeyOf(one) < dayKeyOf(other);
}

function dayKeyOf(at: Date): number {
  const day: CivilDay = toLocal(at);
  return dayNumber(day);
}

const HOUR_MS = 60 * 60_000;
