import {
  findMinutes,
  insertVersion,
  listLines,
  type Minutes,
  updateMinutes,
} from "../db/minutes.ts";
import { listAnswers, listCorrections } from "../db/minutes-answers.ts";
import { getMeeting, lockMeeting, type Meeting, updateMeetingState } from "../db/meetings.ts";
import { updateMeetingPerson } from "../db/meeting-people.ts";
import { findTopicSize } from "../db/site-visits.ts";
import { absenceOf, countTurnout, hasCome } from "../domain/attendance.ts";
import { countAnswers, usualMinutesDays } from "../domain/minutes.ts";
import { topicProfiles } from "../domain/profile.ts";
import { fromLocal, toLocal } from "../domain/time.ts";
import { addWorkdays, type Workdays } from "../domain/workdays.ts";
import { minutesDrafted, type MinutesTitle } from "../text/minutes.ts";
import { itemNumber } from "../text/phrases.ts";
import type { PersonContext } from "./command.ts";
import { readMeeting, recordMeeting, type WholeMeeting } from "./meetings.ts";
import { draftPublication, publishContext, type PublishContext } from "./publication.ts";
import { releaseWays } from "./publication-review.ts";

/** What the commands about minutes share. */

export const MINUTES_KIND = "minutes";

export function titleOf({ meeting, topics }: WholeMeeting, now: Date): MinutesTitle {
  const [topic] = topics;
  const { year } = toLocal(now);
  return {
    number: topic && itemNumber(topic, year),
    title: meeting.title,
    startsAt: meeting.startsAt,
  };
}

/** Everything the sentences about these minutes need. */
export async function readMinutes(
  context: Pick<PublishContext, "tx" | "tenantId" | "now">,
  minutes: Minutes,
) {
  const { tx, tenantId, now } = context;
  const meeting = await getMeeting(tx, tenantId, minutes.meetingId);
  const whole = await readMeeting(context, meeting);
  const entries = await listLines(tx, minutes);
  const attended = {
    title: titleOf(whole, now),
    turnout: countTurnout(whole.people),
    entries,
    now,
  };
  return { ...whole, entries, attended };
}

export async function readAnswers({ tx }: Pick<PublishContext, "tx">, minutes: Minutes) {
  const [answers, corrections] = await Promise.all([
    listAnswers(tx, minutes),
    listCorrections(tx, minutes),
  ]);
  const correctors = new Set(corrections.map(({ meetingPersonId }) => meetingPersonId));
  const counts = countAnswers(answers, correctors, minutes.version);
  return { answers, corrections, correctors, counts };
}

/** Workdays to answer in. */
export async function minutesDaysOf(
  { tx, tenantId }: Pick<PublishContext, "tx" | "tenantId">,
  topics: WholeMeeting["topics"],
): Promise<number> {
  const [topic] = topics;
  if (topic === undefined) return usualMinutesDays;
  const { size } = await findTopicSize(tx, { tenantId, topicId: topic.topicId });
  return size === undefined ? usualMinutesDays : topicProfiles[size].minutesDays;
}

/** 5:00 in the afternoon of the last of these workdays. */
export function minutesDue(now: Date, days: number, workdays: Workdays): Date {
  const { day } = addWorkdays(workdays, toLocal(now), days);
  return fromLocal({ ...day, hour: 17, minute: 0 });
}

/** What is taken down is over: the meeting was held. The caller holds the minutes. */
export async function endTaking(context: PersonContext, minutes: Minutes): Promise<void> {
  const { tx, tenantId, now } = context;
  await updateMinutes(tx, minutes, { isTaking: false, state: "draft" });
  const meeting = await lockMeeting(tx, tenantId, minutes.meetingId);
  await holdMeeting(context, meeting, now);
}

async function holdMeeting(context: PersonContext, meeting: Meeting, now: Date): Promise<void> {
  if (meeting.state !== "announced" || meeting.startsAt > now) return;
  await updateMeetingState(context.tx, meeting, { state: "held", at: now });
  recordMeeting(publishContext(context), meeting, "held", {});
}

/** The 联络员 sees it first; it goes out by 确认 or after 送审. */
export async function showMinutesDraft(context: PersonContext, minutes: Minutes): Promise<string> {
  const { meeting, topics, attended } = await readMinutes(context, minutes);
  const publication = {
    kind: MINUTES_KIND,
    objectId: minutes.id,
    unitId: meeting.unitId,
  };
  await draftPublication(context, publication);
  const ways = await releaseWays(context, publication);
  const days = await minutesDaysOf(context, topics);
  return minutesDrafted(attended, { ways, days });
}

/** Whoever did not come is written down as that: with leave, or without a word. */
export async function noteAbsences(
  { tx }: Pick<PublishContext, "tx">,
  { people }: Pick<WholeMeeting, "people">,
): Promise<void> {
  for (const person of people) {
    const attendance = absenceOf(person);
    if (hasCome(person) || person.attendance === attendance) continue;
    await updateMeetingPerson(tx, person, { attendance });
  }
}

/** Keeps how it reads now as a version of its own. */
export async function keepVersion(
  { tx, now, actorId }: Pick<PublishContext, "tx" | "now" | "actorId">,
  minutes: Minutes,
): Promise<void> {
  const body = await listLines(tx, minutes);
  const by = actorId === undefined ? {} : { by: actorId };
  await insertVersion(tx, minutes, { body, at: now, ...by });
}

/** @returns undefined if nothing was taken down of that meeting */
export async function findMinutesOf(
  { tx, tenantId }: Pick<PublishContext, "tx" | "tenantId">,
  meeting: Pick<Meeting, "id">,
): Promise<Minutes | undefined> {
  return findMinutes(tx, tenantId, { meetingId: meeting.id });
}
