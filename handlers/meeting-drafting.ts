import { listPeople, listPeopleByRole, type RosterPerson } from "../db/people.ts";
import { getSetting } from "../db/tenant-settings.ts";
import type { ListedTopic } from "../db/topics.ts";
import { parseChineseNumber } from "../domain/chinese-number.ts";
import { UserError } from "../domain/errors.ts";
import { parseAgenda } from "../domain/meeting-agenda.ts";
import {
  readDimensions,
  readForm,
  type SaidForm,
  usualDimensions,
} from "../domain/meeting-forms.ts";
import { findNamed } from "../domain/named.ts";
import { fold } from "../domain/normalize.ts";
import { meetingAliases } from "../domain/settings.ts";
import { sayMeetingTitle } from "../text/meetings.ts";
import { parseNumberKey } from "./arg.ts";
import type { WhenOptions } from "../domain/when/read.ts";
import type { PersonContext } from "./command.ts";
import { noteFieldVisit } from "./fieldwork.ts";
import { findInvited } from "./meeting-guests.ts";
import { cutBareLabels } from "./meeting-words.ts";
import { rawArgs } from "./proxy.ts";
import { type MeetingTime, readMeetingTime, readMoment, timeOptions } from "./meeting-time.ts";
import type { MeetingWish } from "./meetings.ts";
import { holdInOrder, holdTopic } from "./topics.ts";
import { findMeantUnit } from "./unit-groups.ts";

/** From what was said to a meeting that can be drafted. */

/** The labelled lines and the sentence before them. */
export interface MeetingSaid {
  readonly sentence?: string | undefined;
  readonly agenda?: string | undefined;
  readonly topics?: string | undefined;
  readonly form?: string | undefined;
  readonly time?: string | undefined;
  readonly place?: string | undefined;
  readonly rain?: string | undefined;
  readonly host?: string | undefined;
  readonly people?: string | undefined;
  readonly materials?: string | undefined;
  readonly capacity?: string | undefined;
  readonly notes?: string | undefined;
  readonly visit?: string | undefined;
  readonly length?: string | undefined;
}

/** What still has to be asked for. */
export type Missing = "time" | "place" | "form";

export interface WishRead {
  readonly wish: MeetingWish;
  readonly assumed: MeetingTime["assumed"];
}

/** @throws UserError for what cannot be read */
export async function readWish(
  context: PersonContext,
  whole: MeetingSaid,
): Promise<WishRead | Missing> {
  checkLines(whole);
  const { sentence, parts } = cutBareLabels(whole.sentence ?? "");
  const said: MeetingSaid = { ...parts, ...rawArgs({ ...whole }), sentence };
  const options = await timeOptions(context);
  const materials = cutMaterials(said.materials);
  const cut = cutTopics(said.sentence ?? "", said.topics);
  const topics: ListedTopic[] = [];
  await holdInOrder(context, cut.keys);
  for (const key of cut.keys) topics.push(await holdTopic(context, key));
  const time = readTimeOf(said, cut.rest, options);
  if (time === undefined) return "time";
  const form = await readFormOf(context, said, time.rest);
  if (form === undefined) return "form";
  const rest = said.time === undefined ? time.rest : cut.rest;
  const place = said.place ?? placeOf(rest, form);
  const dimensions = readDimensions(said.form ?? "", usualDimensions(form.form));
  if (place === undefined && !dimensions.isOnline) return "place";
  if (said.visit !== undefined) {
    for (const { id } of topics) await noteFieldVisit(context, id, said.visit);
  }
  const { unit, rest: title } = await findMeantUnit(context, cut.title ?? "");
  const host = await findHost(context, said.host);
  const names = topics.map((topic) => topic.title);
  const wish: MeetingWish = {
    title: sayMeetingTitle(names.length > 0 ? names : title === "" ? [] : [title], form),
    topicIds: topics.map(({ id }) => id),
    unitId: unit.id,
    form: form.form,
    alias: form.alias,
    dimensions,
    startsAt: time.startsAt,
    endsAt: time.endsAt,
    place,
    rainPlace: said.rain?.replace(/^(?:改在|改到|在)/, ""),
    notes: said.notes ?? materials.what,
    hostId: host?.id,
    capacity: said.capacity === undefined ? undefined : readCapacity(said.capacity),
    materialsDueAt: materials.due === undefined ? undefined : readMoment(materials.due, options),
    people: await findInvited(context, said.people, {
      unitNames: unit.parentId === undefined ? [] : [unit.name],
      host,
    }),
    agenda: parseAgenda(said.agenda ?? "").map((item) =>
      Object.assign({ carriedFrom: undefined }, item),
    ),
  };
  return { wish, assumed: time.assumed };
}

/** What fills one line: a second line under it was headed by a word that is not known. */
function checkLines({ time, place, form, rain, host, materials, capacity, length }: MeetingSaid) {
  for (const words of [time, place, form, rain, host, materials, capacity, length]) {
    const [, more] = words?.split(/\n\s*/) ?? [];
    if (more !== undefined) throw new UserError("meetingLineUnknown", { words: more });
  }
}

/** 4月8日下午5点前 发言要点: until when, and what. */
function cutMaterials(words: string | undefined) {
  const found = /^(?<due>.+?)(?:之?前|以前|截?止)[交报\s,，:：]*(?<what>.*)$/.exec(
    words ?? "",
  )?.groups;
  const what = found?.["what"] ?? "";
  return { due: found?.["due"] ?? words, what: what === "" ? undefined : what };
}

/** 7号、8号 at the start of the sentence, or the line 议题, which may also be a title of its own. */
function cutTopics(sentence: string, line: string | undefined) {
  const words = line ?? sentence;
  const found = /^(?:第?\s?(?:\d{4}\s?-\s?)?\d{1,4}\s?号(?:议题)?[\s、,，和]*)+/.exec(fold(words));
  const length = found?.[0].length ?? 0;
  const keys = words
    .slice(0, length)
    .split(/[\s、,，和]+/)
    .flatMap((each) => parseNumberKey(each) ?? []);
  const rest = line === undefined ? sentence.slice(length) : sentence;
  const title =
    line === undefined || keys.length > 0 ? undefined : line.replaceAll(/[「」《》]/g, "");
  return { keys, rest: rest.trim(), title };
}

function readTimeOf(
  said: MeetingSaid,
  rest: string,
  options: WhenOptions,
): MeetingTime | undefined {
  const length = said.length === undefined ? "" : ` 会期${said.length}`;
  if (said.time === undefined) return readMeetingTime(`${rest}${length}`, options);
  const read = readMeetingTime(`${said.time}${length}`, options);
  if (read === undefined) throw new UserError("meetingTimeUnclear", { words: said.time });
  return { ...read, rest };
}

async function readFormOf(
  { tx, tenantId }: PersonContext,
  said: MeetingSaid,
  rest: string,
): Promise<SaidForm | undefined> {
  const added = await getSetting(tx, tenantId, meetingAliases);
  const form = readForm(fold(said.form ?? rest), added);
  if (form === undefined && said.form !== undefined) {
    throw new UserError("meetingFormUnknown", { words: said.form });
  }
  return form;
}

/** What is left of the sentence without the form: 幸福里小区2栋前空地. */
function placeOf(rest: string, form: SaidForm): string | undefined {
  const at = fold(rest).indexOf(form.words);
  const without = at < 0 ? rest : `${rest.slice(0, at)} ${rest.slice(at + form.words.length)}`;
  const place = without
    .replaceAll(/\s+/g, " ")
    .replaceAll(
      /^(?:会|[\s,，、。:：])*(?:在|于|地点)?[\s:：]*|[\s,，、。]*(?:召开|开)?[\s,，、。]*$/g,
      "",
    )
    .trim();
  return place === "" ? undefined : place;
}

export function readCapacity(words: string): number {
  const number = parseChineseNumber(fold(words).replaceAll(/[人名位\s最多不超过]/g, ""));
  if (number === undefined || number < 1) throw new UserError("meetingChangeUnclear");
  return number;
}

/** Who is named; else whoever drafts it, if they convene; else the first convener of the roster. */
export async function findHost(
  { tx, tenantId, person }: PersonContext,
  name: string | undefined,
): Promise<RosterPerson | undefined> {
  const roster = await listPeople(tx, tenantId);
  if (name !== undefined) {
    const found = findNamed(roster, name);
    const [host] = found.kind === "people" ? found.people : [];
    if (host === undefined) throw new UserError("meetingHostUnknown", { name });
    return host;
  }
  if (person.roles.includes("convener")) return roster.find(({ id }) => id === person.id);
  return (await listPeopleByRole(tx, tenantId, "convener"))[0];
}
