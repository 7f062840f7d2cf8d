import { listMaterials } from "../db/meeting-materials.ts";
import { type MeetingPerson, updateMeetingPerson } from "../db/meeting-people.ts";
import { findLiaison, listPeople } from "../db/people.ts";
import { readWorkdays } from "../db/workdays.ts";
import { limits } from "../domain/limits.ts";
import type { MeetingAlarmKind } from "../domain/meeting-alarms.ts";
import { fromLocal, toLocal } from "../domain/time.ts";
import { dayNumber, previousWorkday } from "../domain/workdays.ts";
import type { ByHand } from "../text/meeting-drafts.ts";
import { materialAsked, materialsByHand } from "../text/meeting-materials.ts";
import { answerAsked, answersByHand, comingSoon, comingToday } from "../text/meeting-reminders.ts";
import { keyOfMeeting, listFormalNames, noticeCard, listNames } from "./meeting-notices.ts";
import { tellInvited, tellPerson } from "./meeting-telling.ts";
import type { WholeMeeting } from "./meetings.ts";
import type { Telling } from "./topic-told.ts";

/** What a meeting says by itself. The caller holds the meeting. */

export interface Alarm {
  readonly kind: Exclude<MeetingAlarmKind, "after">;
  /** It should have been said long before. */
  readonly isLate: boolean;
}

export async function ring(telling: Telling, whole: WholeMeeting, alarm: Alarm): Promise<void> {
  switch (alarm.kind) {
    case "chase":
    case "chase-again":
      return chase(telling, whole, alarm);
    case "day-before":
    case "same-day":
      return remind(telling, whole, alarm);
    case "materials":
    case "materials-again":
      return chaseMaterials(telling, whole, alarm);
  }
}

/** Those who have not answered, nobody else, and nobody more than twice. */
async function chase(telling: Telling, whole: WholeMeeting, { isLate }: Alarm): Promise<void> {
  const { meeting, people } = whole;
  const { now } = telling;
  const owing = people.filter((person) => owesAnswer(person) && isUnheard(person, now));
  if (owing.length === 0) return;
  const formal = await listFormalNames(telling);
  const card = noticeCard(whole, await keyOfMeeting(telling, whole), now);
  const { unreached } = await tellInvited(telling, owing, (person) => {
    const to = { ...person, formal: formal.get(person.personId ?? 0) };
    return { text: answerAsked({ meeting, to, isLate, now }), card };
  });
  for (const person of owing) {
    const chased = person.chased + 1;
    await updateMeetingPerson(telling.tx, person, { chased, remindedAt: now });
  }
  await tellLiaison(telling, unreached, (salutation, byHand) =>
    answersByHand(salutation, meeting.title, byHand),
  );
}

function owesAnswer(person: MeetingPerson): boolean {
  return person.reply === "none" && mayBeAsked(person);
}

/** An answer and papers are one matter to whoever is asked for them. */
function mayBeAsked({ chased, materialsChased }: MeetingPerson): boolean {
  return chased + materialsChased < limits.meetingChasesMax;
}

/** Nobody hears of one meeting twice in a day. */
function isUnheard({ remindedAt }: MeetingPerson, now: Date): boolean {
  return remindedAt === undefined || dayNumber(toLocal(remindedAt)) < dayNumber(toLocal(now));
}

/**
 * Everybody who is expected; whoever has not answered is reminded of that too, if not twice yet. On
 * the day itself only those who were not reminded on the workday before.
 */
async function remind(
  telling: Telling,
  whole: WholeMeeting,
  { kind, isLate }: Alarm,
): Promise<void> {
  const { now } = telling;
  const { meeting, people } = whole;
  const since = kind === "same-day" ? await workdayBefore(telling, meeting.startsAt) : now;
  const expected = people.filter((person) => isExpected(person) && isUnheard(person, since));
  const formal = await listFormalNames(telling);
  const isToday = dayNumber(toLocal(meeting.startsAt)) === dayNumber(toLocal(now));
  const isTomorrow = dayNumber(toLocal(meeting.startsAt)) === dayNumber(toLocal(now)) + 1;
  await tellInvited(
    telling,
    expected,
    (person) => {
      const to = { ...person, formal: formal.get(person.personId ?? 0) };
      const hasAnswered = person.reply !== "none";
      const coming = { meeting, to, hasAnswered, isLate, now };
      if (isToday) return { text: comingToday(coming) };
      return { text: comingSoon(coming, isTomorrow ? "tomorrow" : "later") };
    },
    kind === "same-day",
  );
  for (const person of expected) {
    const chased = person.chased + (person.reply === "none" ? 1 : 0);
    await updateMeetingPerson(telling.tx, person, { chased, remindedAt: now });
  }
}

async function workdayBefore({ tx, tenantId }: Telling, startsAt: Date): Promise<Date> {
  const day = previousWorkday(await readWorkdays(tx, tenantId), toLocal(startsAt));
  return fromLocal({ ...day, hour: 0, minute: 0 });
}

function isExpected(person: MeetingPerson): boolean {
  const { reply } = person;
  return (
    reply === "attending" ||
    reply === "leave-refused" ||
    reply === "leave-asked" ||
    owesAnswer(person)
  );
}

const notComing: readonly string[] = ["on-leave", "waiting"];

/** Those who come and have handed in nothing, nobody more than twice. */
async function chaseMaterials(
  telling: Telling,
  whole: WholeMeeting,
  { kind, isLate }: Alarm,
): Promise<void> {
  const { tx, tenantId, now } = telling;
  const { meeting, people } = whole;
  const dueAt = meeting.materialsDueAt;
  if (dueAt === undefined || dueAt <= now) return;
  const handedIn = new Set((await listMaterials(tx, meeting)).map((each) => each.meetingPersonId));
  // Whoever has not answered is asked for that first.
  const spared = kind === "materials" ? [...notComing, "none"] : notComing;
  const owing = people.filter(
    (person) =>
      !handedIn.has(person.id) &&
      person.capacity !== "host" &&
      !spared.includes(person.reply) &&
      mayBeAsked(person) &&
      isUnheard(person, now),
  );
  const roster = await listPeople(tx, tenantId);
  const isToday = dayNumber(toLocal(dueAt)) === dayNumber(toLocal(now));
  const { title, notes } = meeting;
  const { unreached } = await tellInvited(telling, owing, ({ personId, name }) => {
    const salutation = roster.find(({ id }) => id === personId)?.salutation ?? name;
    return { text: materialAsked({ salutation, title, notes, dueAt, isToday, isLate, now }) };
  });
  for (const person of owing) {
    await updateMeetingPerson(tx, person, {
      materialsChased: person.materialsChased + 1,
      remindedAt: now,
    });
  }
  await tellLiaison(telling, unreached, (salutation, byHand) =>
    materialsByHand(salutation, title, byHand),
  );
}

async function tellLiaison(
  telling: Telling,
  unreached: readonly MeetingPerson[],
  say: (salutation: string, byHand: ByHand) => string,
): Promise<void> {
  if (unreached.length === 0) return;
  const liaison = await findLiaison(telling.tx, telling.tenantId);
  if (liaison === undefined) return;
  const text = say(liaison.salutation, listNames(unreached));
  await tellPerson(telling, liaison.id, { text });
}
