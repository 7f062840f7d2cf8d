import { listPeopleInCalendars } from "../db/meeting-calendar.ts";
import {
  deleteMeetingPeople,
  insertMeetingPeople,
  listMeetingPeople,
  lockUntold,
  type MeetingPerson,
  type NewMeetingPerson,
  updateRemoved,
  updateTold,
} from "../db/meeting-people.ts";
import { findLiaison, listPeople, type RosterPerson } from "../db/people.ts";
import { listUnits } from "../db/units.ts";
import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import { callNameless, isCalledBy } from "../domain/meeting-people.ts";
import { parsePeople, type PeopleWish } from "../domain/meeting-wishes.ts";
import { findNamed } from "../domain/named.ts";
import { fold } from "../domain/normalize.ts";
import { sayTitleWithDay } from "../text/meeting-changes.ts";
import { removedTold } from "../text/meeting-people.ts";
import type { PersonContext } from "./command.ts";
import { wantEntries } from "./meeting-calendar.ts";
import { isToday, listUnreached } from "./meeting-changing.ts";
import { findInvited } from "./meeting-guests.ts";
import { listFormalNames, sendNotices } from "./meeting-notices.ts";
import { fillSeats } from "./meeting-replies.ts";
import { tellInvited, type TellingResult } from "./meeting-telling.ts";
import { readMeeting, recordMeeting, type WholeMeeting } from "./meetings.ts";
import { publishContext } from "./publication.ts";

/** People who are asked to a meeting, or asked no more, after its notice went out. */

export interface Additions {
  readonly fresh: readonly NewMeetingPerson[];
  /** Said, and on the list as it is. */
  readonly already: readonly MeetingPerson[];
}

/** @throws UserError for somebody unknown, or more than a meeting holds */
export async function readAdditions(
  context: PersonContext,
  { meeting, people }: WholeMeeting,
  words: string,
): Promise<Additions> {
  const units = await listUnits(context.tx, context.tenantId);
  const unit = units.find(({ id }) => id === meeting.unitId);
  const unitNames = unit?.parentId === undefined ? [] : [unit.name];
  const said = await findInvited(context, words, { unitNames, host: undefined });
  if (said.length === 0) throw new UserError("meetingPersonUnknown", { name: words });
  const already = people.filter((each) => said.some((wished) => isSame(each, wished)));
  const fresh = said.filter((wished) => !people.some((each) => isSame(each, wished)));
  const max = limits.meetingPeopleMax;
  if (people.length + fresh.length > max) throw new UserError("meetingTooManyPeople", { max });
  return { fresh, already };
}

/** A seat without a name is another one each time: 县住建局 may send one more. */
function isSame(one: NewMeetingPerson, other: NewMeetingPerson): boolean {
  if (one.personId !== undefined || other.personId !== undefined) {
    return one.personId === other.personId;
  }
  return !isSeat(one) && one.name === other.name && one.organization === other.organization;
}

function isSeat({ name, organization }: NewMeetingPerson): boolean {
  return name === organization || isCalledBy(name);
}

/** The caller holds the meeting, which is announced. Each of them gets the notice once. */
export async function addPeople(
  context: PersonContext,
  { meeting }: WholeMeeting,
  fresh: readonly NewMeetingPerson[],
): Promise<TellingResult> {
  const { tx, now } = context;
  await insertMeetingPeople(tx, meeting, fresh);
  const whole = await readMeeting(context, meeting);
  const to = await lockUntold(tx, meeting);
  const publishing = publishContext(context);
  const invited = to.map(({ id }) => id);
  recordMeeting(publishing, meeting, "people-added", { invited });
  const isUrgent = isToday(meeting, now);
  const result = await sendNotices(publishing, whole, { to, isUrgent });
  await updateTold(tx, meeting);
  await wantEntries(publishing, meeting, isUrgent);
  return result;
}

/** @throws UserError for somebody who is not on the list, whoever presides, or all of them */
export async function readRemovals(
  { tx, tenantId }: PersonContext,
  { meeting, people }: WholeMeeting,
  words: string,
): Promise<readonly MeetingPerson[]> {
  const invited = new Set(people.map(({ personId }) => personId));
  const roster = (await listPeople(tx, tenantId)).filter(({ id }) => invited.has(id));
  const whole = /^(?:全部|全体|所有|大家)(?:的?人员?|委员|同志)?$/.test(fold(words).trim());
  const hasCount = /[\d一二两三四五六七八九十]\s?[人名位个]/.test(fold(words));
  const found = whole
    ? people
    : parsePeople(words).flatMap((wish) => findLines(wish, { people, roster, hasCount }));
  const gone = people.filter((each) => found.includes(each));
  if (gone.length === 0) throw new UserError("meetingNotInList", { name: words });
  const rest = people.filter((each) => !gone.includes(each));
  if (rest.every(({ personId }) => personId === meeting.hostId)) {
    throw new UserError("meetingPeopleAll");
  }
  const host = gone.find((each) => each.personId !== undefined && each.personId === meeting.hostId);
  if (host !== undefined) throw new UserError("meetingHostStays", { name: host.name });
  return gone;
}

interface List {
  readonly people: readonly MeetingPerson[];
  /** Those of the roster who are on the list. */
  readonly roster: readonly RosterPerson[];
  /** 县住建局1人: without a number all of that office are meant. */
  readonly hasCount: boolean;
}

function findLines(wish: PeopleWish, list: List): readonly MeetingPerson[] {
  const { people, hasCount } = list;
  switch (wish.kind) {
    case "everybody": {
      const stay = new Set(wish.except.flatMap((name) => findLine(name, list)));
      return people.filter((each) => each.category === "member" && !stay.has(each));
    }
    case "count":
      return chooseSeats(
        people.filter(({ name }) => name === wish.called || name === callNameless(wish.category)),
        wish.count,
      );
    case "organization": {
      if (wish.names.length > 0) return wish.names.flatMap((name) => findLine(name, list));
      const own = people.filter(({ organization }) => organization === wish.organization);
      if (own.length === 0) throw new UserError("meetingNotInList", { name: wish.organization });
      return hasCount ? chooseSeats(own, wish.count) : own;
    }
    case "names":
      if (wish.names.length > 0) return wish.names.flatMap((name) => findLine(name, list));
      return people.filter(({ category }) => category === wish.category);
  }
}

/** Of several who are alike those first who have not said that they come. */
function chooseSeats(seats: readonly MeetingPerson[], count: number): readonly MeetingPerson[] {
  return seats.toSorted((a, b) => rankOf(a) - rankOf(b) || b.position - a.position).slice(0, count);
}

function rankOf({ reply }: MeetingPerson): number {
  return reply === "attending" ? 1 : 0;
}

function findLine(name: string, { people, roster }: List): readonly MeetingPerson[] {
  const guests = people.filter((each) => each.personId === undefined && each.name === name);
  if (guests.length > 0) return guests;
  const named = findNamed(roster, name);
  if (named.kind !== "people" || named.people.length === 0) {
    throw new UserError("meetingNotInList", { name });
  }
  const ids = new Set<number | undefined>(named.people.map(({ id }) => id));
  return people.filter(({ personId }) => ids.has(personId));
}

/** The caller holds the meeting, which is announced. @returns who has a seat instead, by name */
export async function removePeople(
  context: PersonContext,
  { meeting }: WholeMeeting,
  gone: readonly MeetingPerson[],
): Promise<TellingResult & { readonly movedUp: readonly string[] }> {
  const { tx, tenantId, now } = context;
  const inCalendars = await listPeopleInCalendars(tx, meeting);
  const publishing = publishContext(context);
  const ids = gone.map(({ id }) => id);
  await updateRemoved(tx, meeting, { ids, at: now });
  recordMeeting(publishing, meeting, "people-removed", { invited: ids });
  const isUrgent = isToday(meeting, now);
  const liaison = await findLiaison(tx, tenantId);
  const formal = await listFormalNames(context);
  const say = (person: MeetingPerson) => {
    const isInCalendar = inCalendars.has(person.personId ?? 0);
    const to = { ...person, formal: formal.get(person.personId ?? 0), isInCalendar };
    return { text: removedTold(meeting, to, { liaison, now }) };
  };
  const result = await tellInvited(publishing, gone, say, isUrgent);
  const about = `${sayTitleWithDay(meeting, now)}，这次不再请他们参加。`;
  await listUnreached(publishing, about, result.unreached);
  await wantEntries(publishing, meeting, isUrgent);
  return { ...result, movedUp: await fillSeats(context, meeting) };
}

/** Of a draft, which nobody has heard of. */
export async function replacePeople(
  { tx }: PersonContext,
  { meeting, people }: WholeMeeting,
  { fresh, gone }: Pick<Additions, "fresh"> & { readonly gone: readonly MeetingPerson[] },
): Promise<void> {
  const rest = people.filter((each) => !gone.includes(each));
  await deleteMeetingPeople(tx, meeting);
  await insertMeetingPeople(tx, meeting, [...rest, ...fresh]);
}

/** How many seats are left; undefined = there is no limit. */
export async function countSeats(
  { tx }: PersonContext,
  { meeting }: WholeMeeting,
): Promise<{ readonly all: number; readonly left: number } | undefined> {
  const { capacity } = meeting;
  if (capacity === undefined) return undefined;
  const people = await listMeetingPeople(tx, meeting);
  // Whoever has not answered may still want a seat.
  const asked = people.filter(({ reply }) => reply !== "on-leave" && reply !== "waiting").length;
  return { all: capacity, left: Math.max(0, capacity - asked) };
}
