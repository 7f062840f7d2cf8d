import { listAskedLeaves } from "../db/meeting-leaves.ts";
import { listMeetingPeople } from "../db/meeting-people.ts";
import { listTopicsOfMeetings } from "../db/meeting-topics.ts";
import { listMyMeetingIds } from "../db/meeting-own.ts";
import { getMeeting, listUpcomingMeetings } from "../db/meetings.ts";
import { limits } from "../domain/limits.ts";
import { owedLeave, owedReply } from "../text/meeting-replies.ts";
import { sayMeetingKey } from "../text/meetings.ts";
import type { PersonContext } from "./command.ts";

/** Notices that this person has not answered, and leave that they have to give or refuse. */
export async function oweMeetings(context: PersonContext): Promise<readonly string[]> {
  const { tx, tenantId, person, now, place } = context;
  const own = new Set(await listMyMeetingIds(tx, tenantId, person.id));
  const until = new Date(now.getTime() + limits.meetingAheadDaysMax * DAY_MS);
  const meetings =
    own.size === 0 ? [] : await listUpcomingMeetings(tx, { tenantId, from: now, until });
  const owed: string[] = [];
  for (const meeting of meetings.filter(({ id, startsAt }) => own.has(id) && startsAt > now)) {
    const people = await listMeetingPeople(tx, meeting);
    if (people.find(({ personId }) => personId === person.id)?.reply !== "none") continue;
    const key = sayMeetingKey(meeting, await listTopicsOfMeetings(tx, tenantId, [meeting.id]));
    owed.push(owedReply(meeting, key, { now, place }));
  }
  for (const asked of await listAskedLeaves(tx, tenantId, now)) {
    const { hostId, drafterId } = await getMeeting(tx, tenantId, asked.meetingId);
    if ((hostId ?? drafterId) === person.id) owed.push(owedLeave(asked, place));
  }
  return owed;
}

const DAY_MS = 24 * 60 * 60_000;
