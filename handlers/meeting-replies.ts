import {
  findMeetingPerson,
  listMeetingPeople,
  type MeetingPerson,
  updateMeetingPerson,
} from "../db/meeting-people.ts";
import { lockMeeting, type Meeting } from "../db/meetings.ts";
import { findLiaison, getPerson, type RosterPerson } from "../db/people.ts";
import { UserError } from "../domain/errors.ts";
import { missingOf } from "../domain/meeting-forms.ts";
import type { MeetingReply, Requirement } from "../domain/meeting.ts";
import { leaveToAnswer, movedUpTold } from "../text/meeting-replies.ts";
import type { PersonContext } from "./command.ts";
import { keyOfMeeting } from "./meeting-notices.ts";
import { tellPerson } from "./meeting-telling.ts";
import { recordMeeting } from "./meetings.ts";
import { publishContext } from "./publication.ts";

/** What somebody answers to a notice, and what it moves. */

export interface Invitation {
  readonly meeting: Meeting;
  readonly person: MeetingPerson;
}

/**
 * The meeting, held, and this person's line in it.
 * @throws UserError if they are not invited, or it is over
 */
export async function holdInvitation(
  { tx, tenantId, now }: PersonContext,
  meetingId: number,
  personId: number,
): Promise<Invitation> {
  const meeting = await lockMeeting(tx, tenantId, meetingId);
  checkToCome(meeting, now);
  const person = await findMeetingPerson(tx, meeting, personId);
  if (person === undefined) throw new UserError("meetingNotAsked", { title: meeting.title });
  return { meeting, person };
}

export function checkToCome({ state, endsAt, title }: Meeting, now: Date): void {
  if (state !== "announced" || endsAt <= now) throw new UserError("meetingOver", { title });
}

export interface NewReply {
  readonly reply: MeetingReply;
  readonly reason?: string | undefined;
  /** How a 联络员 was told it; undefined = they said it themselves. */
  readonly channel?: string | undefined;
}

/** Writes the reply down; the caller holds the meeting. */
export async function setReply(
  context: PersonContext,
  { meeting, person }: Invitation,
  { reply, reason, channel }: NewReply,
): Promise<void> {
  await updateMeetingPerson(context.tx, person, {
    reply,
    replyReason: reason,
    repliedAt: context.now,
    enteredBy: channel === undefined ? undefined : context.person.id,
  });
  const words = { invited: person.id, reply, reason, channel };
  recordMeeting(publishContext(context), meeting, "replied", words);
}

/**
 * 参加, or the waiting list if every seat is taken.
 * @returns the place on the waiting list; undefined = there was a seat
 */
export async function attend(
  context: PersonContext,
  invitation: Invitation,
  channel?: string,
): Promise<number | undefined> {
  const { meeting, person } = invitation;
  const people = await listMeetingPeople(context.tx, meeting);
  const others = people.filter(({ id }) => id !== person.id);
  const taken = others.filter(({ reply }) => hasSeat(reply)).length;
  const hadSeat = hasSeat(person.reply);
  const isFull = !hadSeat && meeting.capacity !== undefined && taken >= meeting.capacity;
  if (!isFull) {
    await setReply(context, invitation, { reply: "attending", channel });
    return undefined;
  }
  if (person.reply !== "waiting") {
    await setReply(context, invitation, { reply: "waiting", channel });
  }
  const before = others.filter((each) => each.reply === "waiting" && isBefore(each, person));
  return before.length + 1;
}

/** Until leave is given somebody is expected. */
function hasSeat(reply: MeetingReply): boolean {
  return reply === "attending" || reply === "leave-asked" || reply === "leave-refused";
}

function isBefore(other: MeetingPerson, person: MeetingPerson): boolean {
  if (person.reply !== "waiting") return true;
  const [one, two] = [other.repliedAt?.getTime() ?? 0, person.repliedAt?.getTime() ?? 0];
  return one < two || (one === two && other.id < person.id);
}

/** Whoever presides answers a request for leave; for their own it is the 联络员. */
export async function findApprover(
  { tx, tenantId }: PersonContext,
  { meeting, person }: Invitation,
): Promise<RosterPerson | undefined> {
  const id = meeting.hostId ?? meeting.drafterId;
  if (id !== person.personId) return getPerson(tx, tenantId, id);
  const liaison = await findLiaison(tx, tenantId);
  return liaison === undefined ? undefined : getPerson(tx, tenantId, liaison.id);
}

/** Asks for leave. @returns who answers it, and whether they could be told */
export async function askLeave(
  context: PersonContext,
  invitation: Invitation,
  asked: { readonly reason: string; readonly channel?: string | undefined },
): Promise<{ readonly approver: RosterPerson | undefined; readonly isTold: boolean }> {
  const { meeting, person: who } = invitation;
  await setReply(context, invitation, { reply: "leave-asked", ...asked });
  const approver = await findApprover(context, invitation);
  if (approver === undefined) return { approver, isTold: false };
  const { reason } = asked;
  const text = leaveToAnswer(approver.salutation, { who, meeting, reason, now: context.now });
  return { approver, isTold: await tellPerson(context, approver.id, { text }) };
}

/** Leave is given: the seat is free, and the first who waits has it and is told. */
export async function giveLeave(
  context: PersonContext,
  invitation: Invitation,
): Promise<{
  readonly missing: readonly Requirement[];
  readonly movedUp: MeetingPerson | undefined;
}> {
  const { meeting, person } = invitation;
  await setReply(context, invitation, { reply: "on-leave", reason: person.replyReason });
  const movedUp = await moveUp(context, meeting);
  const people = await listMeetingPeople(context.tx, meeting);
  const coming = people.filter(({ reply }) => reply !== "on-leave" && reply !== "waiting");
  return { missing: missingOf(meeting.requirements, coming), movedUp };
}

/** The first who waits has the seat that is free, and is told; undefined if none is. */
async function moveUp(
  context: PersonContext,
  meeting: Meeting,
): Promise<MeetingPerson | undefined> {
  const { tx, tenantId, now } = context;
  const people = await listMeetingPeople(tx, meeting);
  const taken = people.filter(({ reply }) => hasSeat(reply)).length;
  if (meeting.capacity !== undefined && taken >= meeting.capacity) return undefined;
  const [first] = people
    .filter(({ reply }) => reply === "waiting")
    .toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
  if (first === undefined) return undefined;
  await updateMeetingPerson(tx, first, { reply: "attending", repliedAt: now });
  recordMeeting(publishContext(context), meeting, "moved-up", { invited: first.id });
  if (first.personId === undefined) return first;
  const { salutation } = await getPerson(tx, tenantId, first.personId);
  const key = await keyOfMeeting(context, { meeting });
  const text = movedUpTold({ salutation, meeting, now }, key);
  await tellPerson(context, first.personId, { text });
  return first;
}

/** Everybody who waits has a seat while there is one. @returns their names */
export async function fillSeats(
  context: PersonContext,
  meeting: Meeting,
): Promise<readonly string[]> {
  const names: string[] = [];
  for (let next = await moveUp(context, meeting); next; next = await moveUp(context, meeting)) {
    names.push(next.name);
  }
  return names;
}
