import { replaceAlarms } from "../db/meeting-alarms.ts";
import { lockUntold, type MeetingPerson, updateTold } from "../db/meeting-people.ts";
import { replaceAgenda } from "../db/meeting-agenda.ts";
import { type Meeting, updateMeetingPlan, updateMeetingState } from "../db/meetings.ts";
import { findLiaison, listPeople } from "../db/people.ts";
import { lockOpenPublication, updatePublication } from "../db/publications.ts";
import { readWorkdays } from "../db/workdays.ts";
import { planAlarms } from "../domain/meeting-alarms.ts";
import { toLocal } from "../domain/time.ts";
import { dayNumber, isBeyond } from "../domain/workdays.ts";
import {
  cancelTold,
  changeByHand,
  type Changed,
  changeTold,
  sayChanges,
  sayTitleWithDay,
} from "../text/meeting-changes.ts";
import { unwantEntries, wantEntries } from "./meeting-calendar.ts";
import { keyOfMeeting, listFormalNames, noticeCard, listNames } from "./meeting-notices.ts";
import { tellInvited, tellPerson, type TellingResult } from "./meeting-telling.ts";
import { MEETING_KIND, recordMeeting, type WholeMeeting } from "./meetings.ts";
import { type PublishContext, recordPublication } from "./publication.ts";

/** What changes about a meeting that people know of: each hears it once. */

/** The two sides of a change, as the sentences need them. */
export async function compare(
  { tx, tenantId, now }: PublishContext,
  before: WholeMeeting,
  after: Pick<WholeMeeting, "meeting" | "agenda">,
): Promise<Changed> {
  const roster = await listPeople(tx, tenantId);
  const hostOf = ({ hostId }: Meeting) => roster.find(({ id }) => id === hostId)?.name;
  return {
    before: { ...before, hostName: hostOf(before.meeting) },
    after: { ...after, hostName: hostOf(after.meeting) },
    seats: before.meeting.capacity === after.meeting.capacity ? undefined : after.meeting.capacity,
    now,
    workdays: await readWorkdays(tx, tenantId),
  };
}

/** The caller holds the meeting. @returns how many heard of it, and who could not be told */
export async function changeMeeting(
  context: PublishContext,
  before: WholeMeeting,
  after: Pick<WholeMeeting, "meeting" | "agenda">,
): Promise<TellingResult> {
  const { tx, now } = context;
  const changed = await compare(context, before, after);
  const { workdays } = changed;
  const meeting: Meeting = {
    ...after.meeting,
    version: before.meeting.version + 1,
    isProvisional: isBeyond(workdays, toLocal(after.meeting.startsAt)),
  };
  await updateMeetingPlan(tx, meeting);
  await replaceAgenda(tx, meeting, after.agenda);
  const isMoved = before.meeting.startsAt.getTime() !== meeting.startsAt.getTime();
  recordMeeting(context, meeting, isMoved ? "moved" : "changed", {
    from: before.meeting.startsAt,
    to: meeting.startsAt,
    place: meeting.place,
  });
  await replaceAlarms(tx, meeting, planAlarms(meeting, now, workdays));
  const formal = await listFormalNames(context);
  const key = await keyOfMeeting(context, { meeting });
  const people = await lockUntold(tx, meeting);
  const isUrgent = isToday(before.meeting, now) || isToday(meeting, now);
  const result = await tellInvited(
    context,
    people,
    (person) => ({
      text: changeTold(changed, { ...person, formal: formal.get(person.personId ?? 0) }),
      ...(person.capacity === "host" ? {} : { card: noticeCard({ meeting }, key, now) }),
    }),
    isUrgent,
  );
  await updateTold(tx, meeting);
  await wantEntries(context, meeting, isUrgent);
  const about = `${meeting.title}，${sayChanges(changed).join("；")}。`;
  await listUnreached(context, about, result.unreached);
  return result;
}

/** Calls all of these off, and tells everybody once. The caller holds them. */
export async function cancelMeetings(
  context: PublishContext,
  wholes: readonly WholeMeeting[],
  reason: string,
): Promise<TellingResult> {
  const { tx, now } = context;
  const isUrgent = wholes.some(
    ({ meeting }) => meeting.state === "announced" && isToday(meeting, now),
  );
  const inCalendars = new Map<number, ReadonlySet<number>>();
  for (const { meeting } of wholes) {
    inCalendars.set(meeting.id, await unwantEntries(context, meeting, isUrgent));
    await updateMeetingState(tx, meeting, { state: "cancelled", at: now, reason });
    const version = meeting.version + 1;
    await updateMeetingPlan(tx, { ...meeting, version });
    await updateTold(tx, { ...meeting, version });
    await replaceAlarms(tx, meeting, []);
    recordMeeting(context, meeting, "cancelled", { reason });
    if (meeting.state === "draft") await dropDraft(context, meeting);
  }
  const known = wholes.filter(({ meeting }) => meeting.state === "announced");
  const formal = await listFormalNames(context);
  const people = uniquePeople(known.flatMap((whole) => whole.people));
  const result = await tellInvited(
    context,
    people,
    (person) => {
      const theirs = known.filter((whole) => whole.people.some((each) => isSame(each, person)));
      const titles = theirs.map(({ meeting }) => sayTitleWithDay(meeting, now));
      const to = { ...person, formal: formal.get(person.personId ?? 0) };
      const isKept = theirs.every(({ meeting }) =>
        inCalendars.get(meeting.id)?.has(person.personId ?? 0),
      );
      return { text: cancelTold({ titles, reason }, { ...to, isInCalendar: isKept }) };
    },
    isUrgent,
  );
  const titles = known.map(({ meeting }) => sayTitleWithDay(meeting, now)).join("；");
  await listUnreached(context, `${titles}，不开了，理由：${reason}`, result.unreached);
  return result;
}

/** A notice that is not out yet must not go out any more, whoever still has it to confirm or see. */
async function dropDraft(context: PublishContext, { id: objectId }: Meeting): Promise<void> {
  const { tx, tenantId } = context;
  const publication = await lockOpenPublication(tx, tenantId, { kind: MEETING_KIND, objectId });
  if (publication === undefined) return;
  await updatePublication(tx, publication, { state: "dropped" });
  recordPublication(context, publication, "dropped", {});
}

/** Guests without an account are told by their names. */
function uniquePeople(people: readonly MeetingPerson[]): readonly MeetingPerson[] {
  return people.filter((person, index) => {
    return people.findIndex((each) => isSame(each, person)) === index;
  });
}

function isSame(one: MeetingPerson, other: MeetingPerson): boolean {
  if (one.personId !== undefined || other.personId !== undefined) {
    return one.personId === other.personId;
  }
  return one.id === other.id || (one.name === other.name && one.meetingId !== other.meetingId);
}

/** Those who could not be told stand on the 联络员's list. */
export async function listUnreached(
  context: PublishContext,
  about: string,
  unreached: readonly MeetingPerson[],
): Promise<void> {
  if (unreached.length === 0) return;
  const liaison = await findLiaison(context.tx, context.tenantId);
  if (liaison === undefined) return;
  const text = changeByHand(liaison.salutation, about, listNames(unreached));
  await tellPerson(context, liaison.id, { text });
}

/** What is held today is said at once. */
export function isToday({ startsAt }: Pick<Meeting, "startsAt">, now: Date): boolean {
  return dayNumber(toLocal(startsAt)) === dayNumber(toLocal(now));
}
