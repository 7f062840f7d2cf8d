import { appendEvent } from "../db/events.ts";
import { type AgendaItem, listAgenda, replaceAgenda } from "../db/meeting-agenda.ts";
import {
  insertMeetingPeople,
  listMeetingPeople,
  type MeetingPerson,
  type NewMeetingPerson,
} from "../db/meeting-people.ts";
import { insertMeetingTopics, listMeetingTopics, type MeetingTopic } from "../db/meeting-topics.ts";
import { insertMeeting, type Meeting } from "../db/meetings.ts";
import { findTopicSize, hasSiteVisit } from "../db/site-visits.ts";
import { readWorkdays } from "../db/workdays.ts";
import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import { agendaMinutes } from "../domain/meeting-agenda.ts";
import {
  type Dimensions,
  profileFor,
  requirementsOf,
  usualDimensions,
} from "../domain/meeting-forms.ts";
import type { MeetingForm, Requirement } from "../domain/meeting.ts";
import type { TopicSize } from "../domain/profile.ts";
import { toLocal } from "../domain/time.ts";
import { lengthOf } from "../domain/topic.ts";
import { isBeyond } from "../domain/workdays.ts";
import { sayWhen } from "../text/meetings.ts";
import type { PersonContext } from "./command.ts";
import { draftPublication, publishContext, type PublishContext } from "./publication.ts";

export { findMeeting } from "./meeting-picking.ts";

/** What the commands about meetings share: making a draft, reading all of one, its history. */

export const MEETING_KIND = "meeting-notice";

/** What a meeting is to be; what is absent is taken from its form and its topic. */
export interface MeetingWish {
  /** Without the number: 「老旧小区没地方充电」现场协商会. */
  readonly title: string;
  readonly topicIds: readonly number[];
  readonly unitId: number;
  readonly form: MeetingForm;
  readonly alias?: string | undefined;
  readonly dimensions?: Dimensions | undefined;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly place?: string | undefined;
  readonly rainPlace?: string | undefined;
  /** 请准备. */
  readonly notes?: string | undefined;
  readonly hostId?: number | undefined;
  readonly capacity?: number | undefined;
  readonly materialsDueAt?: Date | undefined;
  readonly requirements?: readonly Requirement[] | undefined;
  readonly seriesId?: number | undefined;
  readonly people: readonly NewMeetingPerson[];
  readonly agenda?: readonly AgendaItem[] | undefined;
}

/**
 * Keeps the draft of a meeting with all that belongs to it, and waits for 确认 or 送审; what is
 * answered is `showMeetingDraft` of meeting-drafting.ts. Nobody has heard of it yet.
 * @throws UserError for a time that is over, people or an agenda that do not fit, or a large matter
 *   that nobody has looked at on the spot
 */
export async function draftMeeting(context: PersonContext, wish: MeetingWish): Promise<Meeting> {
  const meeting = await makeMeeting(publishContext(context), context.person.id, wish);
  const { id: objectId, unitId } = meeting;
  await draftPublication(context, { kind: MEETING_KIND, objectId, unitId });
  return meeting;
}

/** The draft without what brings it out: a job makes one for somebody, too. */
export async function makeMeeting(
  context: PublishContext,
  drafterId: number,
  wish: MeetingWish,
): Promise<Meeting> {
  const { tx, tenantId, now } = context;
  checkWish(wish, now);
  const size = await checkTopics(context, wish.topicIds);
  const profile = profileFor(size, wish.form);
  const workdays = await readWorkdays(tx, tenantId);
  const dimensions = wish.dimensions ?? usualDimensions(wish.form);
  const meeting = await insertMeeting(tx, {
    tenantId,
    unitId: wish.unitId,
    seriesId: wish.seriesId,
    drafterId,
    at: now,
    title: wish.title,
    form: wish.form,
    alias: wish.alias,
    isOnSite: dimensions.isOnSite,
    isMobile: dimensions.isMobile,
    isDispersed: dimensions.isDispersed,
    isOnline: dimensions.isOnline,
    place: wish.place,
    rainPlace: wish.rainPlace,
    startsAt: wish.startsAt,
    endsAt: wish.endsAt,
    isProvisional: isBeyond(workdays, toLocal(wish.startsAt)),
    notes: wish.notes,
    hostId: wish.hostId,
    noticeDays: profile.noticeDays,
    quorum: profile.quorum,
    requirements: wish.requirements ?? requirementsOf(wish.form),
    capacity: wish.capacity,
    materialsDueAt: wish.materialsDueAt,
  });
  await insertMeetingTopics(tx, meeting, wish.topicIds);
  await insertMeetingPeople(tx, meeting, wish.people);
  await replaceAgenda(tx, meeting, wish.agenda ?? []);
  recordMeeting(context, meeting, "drafted", { title: wish.title });
  return meeting;
}

/** @throws UserError for what cannot be kept as it was said */
export function checkWish(
  wish: Pick<
    MeetingWish,
    | "title"
    | "place"
    | "rainPlace"
    | "notes"
    | "startsAt"
    | "endsAt"
    | "materialsDueAt"
    | "people"
    | "agenda"
    | "capacity"
  >,
  now: Date,
): void {
  const { startsAt, endsAt, agenda = [], people, capacity } = wish;
  if (startsAt <= now) throw new UserError("meetingPast", { time: sayWhen(startsAt, now) });
  const days = limits.meetingAheadDaysMax;
  if (startsAt.getTime() - now.getTime() > days * DAY_MS) {
    throw new UserError("meetingTooFar", { days });
  }
  if (wish.materialsDueAt !== undefined && wish.materialsDueAt >= startsAt) {
    throw new UserError("meetingMaterialsAfterStart");
  }
  const length = Math.round((endsAt.getTime() - startsAt.getTime()) / 60_000);
  const minutes = agendaMinutes(agenda);
  if (minutes > length) throw new UserError("meetingAgendaTooLong", { minutes, length });
  if (people.length === 0) throw new UserError("meetingNobody");
  const max = capacity ?? limits.meetingPeopleMax;
  if (people.length > limits.meetingPeopleMax) throw new UserError("meetingTooManyPeople", { max });
  checkWords("题目", wish.title, limits.meetingTitleCharsMax);
  checkWords("地点", wish.place, limits.meetingPlaceCharsMax);
  checkWords("雨天的地点", wish.rainPlace, limits.meetingPlaceCharsMax);
  checkWords("请准备", wish.notes, limits.meetingNotesCharsMax);
  const said = agenda.map(({ title, speaker }) => `${title}${speaker ?? ""}`).join("");
  checkWords("议程", said, limits.meetingAgendaCharsMax);
}

function checkWords(label: string, words: string | undefined, max: number): void {
  if (lengthOf(words ?? "") > max) throw new UserError("meetingWordsTooLong", { label, max });
}

/** The largest size that the topics were judged to be. */
async function checkTopics(
  { tx, tenantId }: PublishContext,
  topicIds: readonly number[],
): Promise<TopicSize | undefined> {
  let largest: TopicSize | undefined;
  for (const topicId of topicIds) {
    const { size, number } = await findTopicSize(tx, { tenantId, topicId });
    if (size === "major" && !(await hasSiteVisit(tx, { tenantId, topicId }))) {
      throw new UserError("meetingNeedsVisit", { number });
    }
    if (largest !== "major") largest = size === "major" ? size : (largest ?? size);
  }
  return largest;
}

/** A meeting with all that belongs to it. */
export interface WholeMeeting {
  readonly meeting: Meeting;
  readonly topics: readonly MeetingTopic[];
  readonly people: readonly MeetingPerson[];
  readonly agenda: readonly AgendaItem[];
}

export async function readMeeting(
  { tx }: Pick<PublishContext, "tx">,
  meeting: Meeting,
): Promise<WholeMeeting> {
  const [topics, people, agenda] = await Promise.all([
    listMeetingTopics(tx, meeting),
    listMeetingPeople(tx, meeting),
    listAgenda(tx, meeting),
  ]);
  return { meeting, topics, people, agenda };
}

/** Appends to the meeting's history; the caller holds the meeting. */
export function recordMeeting(
  {
    tx,
    tenantId,
    actorId,
    receiptId,
    now: at,
  }: Pick<PublishContext, "tx" | "tenantId" | "actorId" | "receiptId" | "now">,
  { id: objectId }: Pick<Meeting, "id">,
  kind: string,
  words: Readonly<Record<string, unknown>>,
): void {
  const object = { tenantId, objectKind: "meeting", objectId } as const;
  appendEvent(tx, { ...object, kind, actorId, at, receiptId, words });
}

const DAY_MS = 24 * 60 * 60_000;
