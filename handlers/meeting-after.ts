import { type Meeting, updateMeetingState } from "../db/meetings.ts";
import { hasCome } from "../domain/attendance.ts";
import { meetingPassed } from "../text/meeting-reminders.ts";
import { readMeeting, recordMeeting } from "./meetings.ts";
import { findMinutesOf, noteAbsences, titleOf } from "./minutes.ts";
import { tellLiaison, type Telling } from "./topic-told.ts";

/**
 * The workday after a meeting that nobody has written up: it was held, so that it counts. Who did
 * not come is noted only where somebody signed in; a list that was never passed round says nothing
 * of anybody. The 联络员 hears once what is missing. The caller holds the meeting.
 */
export async function passMeeting(telling: Telling, meeting: Meeting): Promise<void> {
  const { tx, now } = telling;
  const whole = await readMeeting(telling, meeting);
  const recording = { ...telling, actorId: undefined, receiptId: undefined };
  await updateMeetingState(tx, meeting, { state: "held", at: now });
  recordMeeting(recording, meeting, "held", {});
  const isSigned = whole.people.some(hasCome);
  if (isSigned) await noteAbsences(telling, whole);
  const hasMinutes = (await findMinutesOf(telling, meeting)) !== undefined;
  if (isSigned && hasMinutes) return;
  const title = titleOf(whole, now);
  await tellLiaison(telling, (salutation) =>
    meetingPassed(salutation, title, { isSigned, hasMinutes }),
  );
}
