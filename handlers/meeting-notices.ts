import type { MeetingPerson } from "../db/meeting-people.ts";
import { listTopicsOfMeetings } from "../db/meeting-topics.ts";
import { findLiaison, listPeople } from "../db/people.ts";
import type { Card } from "../domain/card.ts";
import { formalName } from "../domain/publication.ts";
import { type ByHand, noticeByHand } from "../text/meeting-drafts.ts";
import { noticeButtons, replySays } from "../text/meeting-replies.ts";
import {
  callInvited,
  type InvitedWords,
  meetingNotice,
  noticeFace,
  sayMeetingKey,
} from "../text/meetings.ts";
import { countNames } from "../text/phrases.ts";
import { tellInvited, tellPerson, type TellingResult, type Words } from "./meeting-telling.ts";
import type { WholeMeeting } from "./meetings.ts";
import type { Telling } from "./topic-told.ts";

/** The notice itself: a card for whoever has an account, a list for the 联络员 of the others. */

/**
 * The caller holds the meeting and marks what was told.
 * @param to some of those invited; absent = all of them
 */
export async function sendNotices(
  telling: Telling,
  whole: WholeMeeting,
  { to: people = whole.people, isUrgent = false }: NoticesTo = {},
): Promise<TellingResult> {
  const { tx, tenantId, now } = telling;
  const liaison = await findLiaison(tx, tenantId);
  const formal = await listFormalNames(telling);
  const notice = { ...whole, liaison, now };
  const key = await keyOfMeeting(telling, whole);
  const say = (person: MeetingPerson): Words => {
    const to = { ...person, formal: formal.get(person.personId ?? 0) };
    return {
      text: meetingNotice(notice, to, person.capacity === "host" ? "none" : "buttons"),
      ...(person.capacity === "host" ? {} : { card: noticeCard(whole, key, now) }),
    };
  };
  const result = await tellInvited(telling, people, say, isUrgent);
  await listByHand(telling, whole, result.unreached);
  return result;
}

interface NoticesTo {
  readonly to?: readonly MeetingPerson[];
  /** It is today: even in the quiet hours. */
  readonly isUrgent?: boolean;
}

/** 7号, or its day where it is about no topic: the words by which it is answered. */
export async function keyOfMeeting(
  { tx, tenantId }: Pick<Telling, "tx" | "tenantId">,
  { meeting }: Pick<WholeMeeting, "meeting">,
): Promise<string> {
  return sayMeetingKey(meeting, await listTopicsOfMeetings(tx, tenantId, [meeting.id]));
}

export function noticeCard(
  { meeting }: Pick<WholeMeeting, "meeting">,
  key: string,
  now: Date,
): Card {
  const { attend, leave, calendar } = noticeButtons;
  return {
    kind: "buttons",
    ...noticeFace(meeting, now),
    buttons: [
      { key: "attend", text: attend, says: replySays(attend, key), style: "main" },
      { key: "leave", text: leave, says: replySays(leave, key) },
      { key: "calendar", text: calendar, says: replySays(calendar, key) },
    ],
  };
}

/** 何秀兰副主席, by person; whoever is no leader is not in it. */
export async function listFormalNames({
  tx,
  tenantId,
}: Pick<Telling, "tx" | "tenantId">): Promise<ReadonlyMap<number, string>> {
  const roster = await listPeople(tx, tenantId);
  return new Map(
    roster.flatMap((person) => {
      const formal = formalName(person);
      return formal === person.name ? [] : [[person.id, formal] as const];
    }),
  );
}

/** The 联络员 gets the names and, below, the text to pass on. */
export async function listByHand(
  telling: Telling,
  whole: WholeMeeting,
  unreached: readonly MeetingPerson[],
): Promise<void> {
  if (unreached.length === 0) return;
  const { tx, tenantId, now } = telling;
  const liaison = await findLiaison(tx, tenantId);
  if (liaison === undefined) return;
  const byHand = listNames(unreached);
  const list: Words = { text: noticeByHand(liaison.salutation, whole.meeting.title, byHand) };
  await tellPerson(telling, liaison.id, list);
  const text = meetingNotice({ ...whole, liaison, now }, undefined, "none");
  await tellPerson(telling, liaison.id, { text });
}

export function listNames(people: readonly InvitedWords[]): ByHand {
  return { names: sayNames(people), count: people.length };
}

/** 韦德福委员, 县住建局（2人） */
export function sayNames(people: readonly InvitedWords[]): readonly string[] {
  return countNames(people.map(callInvited));
}
