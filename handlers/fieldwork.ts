import { appendEvent } from "../db/events.ts";
import { type FieldVisit, insertFieldVisit, type NewFieldVisit } from "../db/fieldwork.ts";
import { listPeople } from "../db/people.ts";
import type { ListedTopic } from "../db/topics.ts";
import { UserError } from "../domain/errors.ts";
import { cutPastDay, type FieldVisitKind, readFieldKind } from "../domain/fieldwork.ts";
import { limits } from "../domain/limits.ts";
import { findNamed } from "../domain/named.ts";
import { toLocal } from "../domain/time.ts";
import { lengthOf } from "../domain/topic.ts";
import type { PersonContext } from "./command.ts";

/** 调研, 走访 and 勘查 of a topic. */

export interface SaidFieldVisit {
  readonly kind: FieldVisitKind;
  /** The day and the place. */
  readonly words: string;
  readonly people: string | undefined;
  readonly findings: string | undefined;
  readonly pictures: string | undefined;
  readonly report: string | undefined;
}

/** The caller holds the topic. @throws UserError for a day still to come, or words too long */
export async function keepFieldVisit(
  context: PersonContext,
  topic: Pick<ListedTopic, "id">,
  said: SaidFieldVisit,
): Promise<{
  readonly visit: Omit<FieldVisit, "id" | "enteredByName">;
  readonly isToday: boolean;
}> {
  const { tenantId, person, saidAt } = context;
  const cut = cutPastDay(said.words, toLocal(saidAt));
  if (cut === undefined) throw new UserError("fieldNotYet");
  const place = cut.rest
    .replace(/^(?:在|到|去|于)/, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  if (place === "") throw new UserError("fieldPlaceMissing");
  const { findings, pictures, report, kind } = said;
  check("地点", place, limits.meetingPlaceCharsMax);
  check("情况", findings, limits.fieldFindingsCharsMax);
  check("照片", pictures, limits.picturePlaceCharsMax);
  check("报告", report, limits.picturePlaceCharsMax);
  const people = await readPeople(context, said.people);
  const visit = { tenantId, topicId: topic.id, kind, heldOn: cut.day, place, findings, pictures };
  await write(context, { ...visit, report, people, enteredBy: person.id, at: saidAt });
  const names = people.map(({ name }) => name);
  return { visit: { ...visit, report, names }, isToday: !cut.isSaid };
}

/** 调研：… with a meeting: 3月10日 李梅、张建国到幸福里小区走访, kept as it was said. */
export async function noteFieldVisit(
  context: PersonContext,
  topicId: number,
  words: string,
): Promise<void> {
  const { tenantId, person, saidAt } = context;
  const today = toLocal(saidAt);
  const cut = cutPastDay(words, today);
  if (cut === undefined) throw new UserError("fieldNotYet");
  await write(context, {
    tenantId,
    topicId,
    kind: readFieldKind(words),
    heldOn: cut.day,
    place: undefined,
    findings: words,
    pictures: undefined,
    report: undefined,
    people: [],
    enteredBy: person.id,
    at: saidAt,
  });
}

async function write(context: PersonContext, visit: NewFieldVisit): Promise<void> {
  const { tx, tenantId, person, receiptId } = context;
  await insertFieldVisit(tx, visit);
  appendEvent(tx, {
    tenantId,
    objectKind: "topic",
    objectId: visit.topicId,
    kind: "site-visited",
    actorId: person.id,
    at: visit.at,
    receiptId,
    words: { place: visit.place, words: visit.findings },
  });
}

export function check(label: string, words: string | undefined, max: number): void {
  if (lengthOf(words ?? "") > max) throw new UserError("dutyWordsTooLong", { label, max });
}

/** People of the roster, and others by their names; nobody said = whoever writes it down. */
async function readPeople(
  { tx, tenantId, person }: PersonContext,
  words: string | undefined,
): Promise<NewFieldVisit["people"]> {
  if (words === undefined) return [{ personId: person.id, name: person.name }];
  const roster = await listPeople(tx, tenantId);
  const pieces = words.split(/[\s,，、;；/]+/).filter((piece) => piece !== "");
  const found = pieces.flatMap((piece): NewFieldVisit["people"] => {
    const named = findNamed(roster, piece);
    if (named.kind !== "people") return [{ personId: undefined, name: piece }];
    return named.people.map(({ id, name }) => ({ personId: id, name }));
  });
  if (found.length > limits.proxyPeopleMax) {
    throw new UserError("proxyTooMany", { max: limits.proxyPeopleMax });
  }
  const long = found.find(({ name }) => lengthOf(name) > limits.visitorCharsMax);
  if (long !== undefined) check("姓名", long.name, limits.visitorCharsMax);
  return found;
}
