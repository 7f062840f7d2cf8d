import type { AgendaItem } from "../db/meeting-agenda.ts";
import type { NewMeetingPerson } from "../db/meeting-people.ts";
import { listMeetingTopics } from "../db/meeting-topics.ts";
import { getMeeting, type Meeting } from "../db/meetings.ts";
import { listPeople } from "../db/people.ts";
import { listOpenPublications } from "../db/publications.ts";
import { getSetting } from "../db/tenant-settings.ts";
import { listUnits } from "../db/units.ts";
import { UserError } from "../domain/errors.ts";
import { parseAgenda } from "../domain/meeting-agenda.ts";
import { readDimensions, readForm, usualDimensions } from "../domain/meeting-forms.ts";
import type { WhenOptions } from "../domain/when/read.ts";
import { fold } from "../domain/normalize.ts";
import { meetingAliases } from "../domain/settings.ts";
import { sayMeetingTitle } from "../text/meetings.ts";
import { parseNumberKey } from "./arg.ts";
import type { PersonContext } from "./command.ts";
import { findHost, readCapacity } from "./meeting-drafting.ts";
import { findInvited } from "./meeting-guests.ts";
import {
  cutLength,
  type MeetingTime,
  readMeetingTime,
  readMoment,
  timeOptions,
} from "./meeting-time.ts";
import { findMeeting, MEETING_KIND, type WholeMeeting } from "./meetings.ts";

/** One line of a meeting said anew. */

export interface Edited {
  readonly meeting: Meeting;
  readonly agenda: readonly AgendaItem[];
  readonly people: readonly NewMeetingPerson[];
  readonly assumed: MeetingTime["assumed"];
}

interface Said {
  readonly meeting?: string | undefined;
  readonly which?: string | undefined;
}

/** The one that was asked about, else the draft of whoever speaks, else the one that is named. */
export async function findEdited(context: PersonContext, said: Said): Promise<Meeting> {
  const { tx, tenantId, person } = context;
  if (said.meeting !== undefined) return getMeeting(tx, tenantId, Number(said.meeting));
  const open = await listOpenPublications(tx, tenantId, { drafterId: person.id });
  const draft = open.find(({ kind }) => kind === MEETING_KIND);
  if (draft !== undefined) {
    const meeting = await getMeeting(tx, tenantId, draft.objectId);
    const number = parseNumberKey(said.which ?? "")?.number;
    const topics = await listMeetingTopics(tx, meeting);
    const isMeant = said.which === undefined || topics.some((topic) => topic.number === number);
    if (isMeant) return meeting;
  }
  return findMeeting(context, said.which, { states: ["announced"] });
}

/** 改地点 …, and what else stands below it in the same message, one line each. */
export function splitEdits({ what, words }: Edit): readonly Edit[] {
  const [first = "", ...more] = words.split("\n");
  const edits = [{ what, lines: [first] }];
  for (const line of more) {
    const head = readEditHead(fold(line));
    if (head === undefined) edits.at(-1)?.lines.push(line);
    else edits.push({ what: head.what, lines: [line.slice(head.length)] });
  }
  return edits.map((edit) => ({ what: edit.what, words: edit.lines.join("\n") }));
}

interface Edit {
  readonly what: string;
  readonly words: string;
}

/** 改期, 改地点： … @param plain folded */
export function readEditHead(
  plain: string,
): { readonly what: string; readonly length: number } | undefined {
  const head =
    /^改(?<what>期|时间|地点|雨天|主持|议程|参加|材料截止|人数上限|请准备|会期|形式)(?:改?[为到成]|[\s:：])\s*(?=\S)/.exec(
      plain,
    );
  const what = head?.groups?.["what"];
  return head === null || what === undefined ? undefined : { what, length: head[0].length };
}

/** All of them, one after the other. @throws UserError for what cannot be read */
export async function applyEdits(
  context: PersonContext,
  whole: WholeMeeting,
  edits: readonly Edit[],
): Promise<Edited> {
  const { meeting, agenda, people } = whole;
  let edited: Edited = { meeting, agenda, people, assumed: undefined };
  for (const edit of edits) {
    const next = await applyEdit(context, { ...whole, meeting: edited.meeting }, edit);
    edited = {
      meeting: next.meeting,
      agenda: next.agenda === agenda ? edited.agenda : next.agenda,
      people: next.people === people ? edited.people : next.people,
      assumed: next.assumed ?? edited.assumed,
    };
  }
  return edited;
}

async function applyEdit(
  context: PersonContext,
  whole: WholeMeeting,
  { what, words }: Edit,
): Promise<Edited> {
  const { meeting, agenda, people } = whole;
  const same: Edited = { meeting, agenda, people, assumed: undefined };
  const options = await timeOptions(context);
  switch (what) {
    case "期":
    case "时间":
      return { ...same, ...moved(meeting, words, options) };
    case "会期":
      return { ...same, meeting: lengthened(meeting, words) };
    case "地点":
      return { ...same, meeting: { ...meeting, place: words.replace(/^[在到]/, "") } };
    case "雨天":
      return { ...same, meeting: { ...meeting, rainPlace: words.replace(/^改?[在到]/, "") } };
    case "主持":
      return { ...same, meeting: { ...meeting, hostId: (await findHost(context, words))?.id } };
    case "议程":
      return {
        ...same,
        agenda: parseAgenda(words).map((item) => Object.assign({ carriedFrom: undefined }, item)),
      };
    case "请准备":
      return { ...same, meeting: { ...meeting, notes: words } };
    case "材料截止":
      return { ...same, meeting: { ...meeting, materialsDueAt: readMoment(words, options) } };
    case "人数上限":
      return { ...same, meeting: { ...meeting, capacity: readCapacity(words) } };
    case "形式":
      return { ...same, meeting: await reformed(context, whole, words) };
    case "参加":
      return { ...same, people: await invitedAnew(context, whole, words) };
    default:
      throw new UserError("meetingChangeUnclear");
  }
}

function moved(meeting: Meeting, words: string, options: WhenOptions) {
  const time = readMeetingTime(words, options);
  if (time === undefined) throw new UserError("meetingTimeUnclear", { words });
  const { startsAt, assumed } = time;
  // The length stays, if no other is said.
  const length = meeting.endsAt.getTime() - meeting.startsAt.getTime();
  const endsAt = time.hasLength ? time.endsAt : new Date(startsAt.getTime() + length);
  return { meeting: { ...meeting, startsAt, endsAt }, assumed };
}

function lengthened(meeting: Meeting, words: string): Meeting {
  const { minutes } = cutLength(words);
  if (minutes === undefined) throw new UserError("meetingChangeUnclear");
  return { ...meeting, endsAt: new Date(meeting.startsAt.getTime() + minutes * 60_000) };
}

async function reformed(
  { tx, tenantId }: PersonContext,
  { meeting, topics }: WholeMeeting,
  words: string,
): Promise<Meeting> {
  const form = readForm(fold(words), await getSetting(tx, tenantId, meetingAliases));
  if (form === undefined) throw new UserError("meetingFormUnknown", { words });
  const names = topics.map(({ title }) => title);
  const own = /^「(.*)」/.exec(meeting.title)?.[1];
  const titles = names.length > 0 ? names : own === undefined ? [] : [own];
  const dimensions = readDimensions(words, usualDimensions(form.form));
  const { form: kind, alias } = form;
  return { ...meeting, ...dimensions, form: kind, alias, title: sayMeetingTitle(titles, form) };
}

/** Of a draft only: whoever has a notice in hand is not struck off by a line. */
async function invitedAnew(
  context: PersonContext,
  { meeting }: WholeMeeting,
  words: string,
): Promise<readonly NewMeetingPerson[]> {
  if (meeting.state !== "draft") throw new UserError("meetingPeopleFixed");
  const { tx, tenantId } = context;
  const roster = await listPeople(tx, tenantId);
  const units = await listUnits(tx, tenantId);
  const unit = units.find(({ id }) => id === meeting.unitId);
  return findInvited(context, words, {
    unitNames: unit === undefined || unit.parentId === undefined ? [] : [unit.name],
    host: roster.find(({ id }) => id === meeting.hostId),
  });
}
