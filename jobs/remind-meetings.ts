import {
  findAlarm,
  insertAlarmAgain,
  listAlarmKinds,
  listDueAlarms,
  takeAlarm,
} from "../db/meeting-alarms.ts";
import { lockMeeting } from "../db/meetings.ts";
import { readWorkdays } from "../db/workdays.ts";
import { limits } from "../domain/limits.ts";
import { toLocal } from "../domain/time.ts";
import { dayNumber } from "../domain/workdays.ts";
import { nextWorkingTime } from "../domain/working-time.ts";
import { passMeeting } from "../handlers/meeting-after.ts";
import { ring } from "../handlers/meeting-reminding.ts";
import { readMeeting } from "../handlers/meetings.ts";
import type { DueKey, DueKind, DueMoment } from "./due.ts";

/** What meetings say by themselves: to answer, to hand in, and that they are near. */
export const meetingAlarms: DueKind = { name: "meeting", list: listDueAlarms, fire };

/**
 * The meeting is held first: whoever moves it holds it too, and takes its alarms back, so what was
 * moved at the last second is not said any more.
 */
async function fire(moment: DueMoment, { id }: DueKey): Promise<boolean> {
  const { tx, tenantId, now } = moment;
  const found = await findAlarm(tx, tenantId, id);
  if (found === undefined) return false;
  const meeting = await lockMeeting(tx, tenantId, found.meetingId);
  const alarm = await takeAlarm(tx, tenantId, id);
  if (alarm === undefined) return false;
  if (alarm.kind === "after") {
    if (meeting.state !== "announced" || meeting.endsAt > now) return false;
    await passMeeting(moment, meeting);
    return true;
  }
  // A meeting that has begun needs no reminder.
  if (meeting.state !== "announced" || meeting.startsAt <= now) return false;
  const isToday = dayNumber(toLocal(meeting.startsAt)) === dayNumber(toLocal(now));
  if (alarm.kind !== "same-day") {
    const kinds = await listAlarmKinds(tx, meeting);
    // Nothing ran for a while: what is nearer says it all.
    if (isToday && kinds.includes("same-day")) return false;
    const mayAt = nextWorkingTime(now, await readWorkdays(tx, tenantId));
    if (mayAt > now && !isToday) {
      if (mayAt < meeting.startsAt) await insertAlarmAgain(tx, alarm, mayAt);
      return false;
    }
  }
  const isLate = now.getTime() - alarm.at.getTime() > limits.meetingLateMs;
  await ring(moment, await readMeeting(moment, meeting), { kind: alarm.kind, isLate });
  return true;
}
