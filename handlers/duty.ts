import {
  type DutyRota,
  endRota,
  holdDuty,
  insertRota,
  listDutyLeaves,
  listDutyPeople,
  listDutyRecords,
  listRotas,
} from "../db/duty.ts";
import { findLastPlanned, insertTurns, listTurns } from "../db/duty-turns.ts";
import { appendEvent } from "../db/events.ts";
import { listPeople, type RosterPerson } from "../db/people.ts";
import { listUnits, type Unit } from "../db/units.ts";
import { readWorkdays } from "../db/workdays.ts";
import { assignDuty, type DutyAssignment, dutyDays, isLeaderTitle } from "../domain/duty.ts";
import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import { findNamed } from "../domain/named.ts";
import { isNameless } from "../domain/person.ts";
import { fromLocal, toLocal } from "../domain/time.ts";
import { lengthOf } from "../domain/topic.ts";
import { unitsBelow } from "../domain/unit-path.ts";
import { type CivilDay, civilDay, dayNumber, previousWorkday } from "../domain/workdays.ts";
import type { Workdays } from "../domain/workdays.ts";
import { morningOf } from "../domain/working-time.ts";
import { rotaAbout, rotaTold } from "../text/duty.ts";
import type { PersonContext } from "./command.ts";
import { readDutyRhythm, type SaidRhythm } from "./duty-time.ts";
import { tellPerson } from "./meeting-telling.ts";
import { type Telling, tellUnreached } from "./topic-told.ts";
import { findMeantUnit } from "./unit-groups.ts";

/** 接待日: who receives visitors when. */

export interface RotaWish extends Omit<SaidRhythm, "rest"> {
  readonly unit: Unit;
  readonly place: string;
  readonly people: readonly RosterPerson[];
  readonly leftOut: readonly string[];
}

/** @throws UserError for what cannot be read, or names that are not on the roster */
export async function readRota(
  context: PersonContext,
  words: string,
  names: string | undefined,
): Promise<RotaWish> {
  const { tx, tenantId, saidAt } = context;
  const workdays = await readWorkdays(tx, tenantId);
  const { rest, ...rhythm } = readDutyRhythm(words, { now: saidAt, workdays });
  const place = rest.replaceAll(/^(?:在|地点[:：]?)|\s+/g, "");
  if (place === "") throw new UserError("dutyPlaceMissing");
  const max = limits.dutyPlaceCharsMax;
  if (lengthOf(place) > max) throw new UserError("dutyWordsTooLong", { label: "地点", max });
  const { unit } = await findMeantUnit(context, place);
  const roster = (await listPeople(tx, tenantId)).filter((person) => !isNameless(person));
  if (names !== undefined) {
    const named = findNamed(roster, names);
    if (named.kind !== "people") {
      const name = named.kind === "unknown" ? named.words : named.name;
      throw new UserError("dutyPersonUnknown", { name });
    }
    return { ...rhythm, unit, place, people: named.people, leftOut: [] };
  }
  const units = await listUnits(tx, tenantId);
  const below = unitsBelow(units, unit.id);
  const unitNames = new Set(units.filter(({ id }) => below.includes(id)).map(({ name }) => name));
  const members = roster.filter(
    ({ title, units: own }) => title.includes("委员") && own.some((name) => unitNames.has(name)),
  );
  const people = members.filter(({ title }) => !isLeaderTitle(title));
  const leftOut = members.filter(({ title }) => isLeaderTitle(title)).map(({ name }) => name);
  if (people.length === 0) throw new UserError("dutyNobody");
  return { ...rhythm, unit, place, people, leftOut };
}

/** The turns of a rota that is not in use yet; what was held before counts. */
export async function foreseeTurns(
  { tx, tenantId, now }: PersonContext,
  wish: RotaWish,
): Promise<readonly DutyAssignment[]> {
  const workdays = await readWorkdays(tx, tenantId);
  const personIds = wish.people.map(({ id }) => id);
  const counting = { tenantId, unitId: wish.unit.id, personIds, before: now };
  const records = await listDutyRecords(tx, counting);
  const leaves = await listDutyLeaves(tx, tenantId, toLocal(now));
  const days = firstDays(wish, now, workdays);
  return assignDuty(days, records, leaves);
}

/** Today counts while its hour is still to come. */
function firstDays(wish: RotaWish, now: Date, workdays: Workdays) {
  const after = civilDay(dayNumber(toLocal(now)) - 1);
  const count = limits.dutyTurnsAhead;
  return dutyDays(wish, { after, count }, workdays).filter(
    ({ day }) => turnStart(day, wish.minute) > now,
  );
}

export function turnStart(day: CivilDay, minute: number): Date {
  const { year, month } = day;
  return fromLocal({
    year,
    month,
    day: day.day,
    hour: Math.floor(minute / 60),
    minute: minute % 60,
  });
}

/** 9:00 of the workday before; undefined if that is over. */
export function reminderTime(day: CivilDay, now: Date, workdays: Workdays): Date | undefined {
  const at = morningOf(previousWorkday(workdays, day));
  return at > now ? at : undefined;
}

export async function findSamePlace(
  { tx, tenantId }: Pick<PersonContext, "tx" | "tenantId">,
  { unit, place }: Pick<RotaWish, "unit" | "place">,
): Promise<DutyRota | undefined> {
  const rotas = await listRotas(tx, tenantId);
  return rotas.find((rota) => rota.unitId === unit.id && rota.place === place);
}

/** Takes it into use and tells everybody their days. @returns how many heard of it */
export async function keepRota(
  context: PersonContext,
  wish: RotaWish,
): Promise<{ readonly told: number; readonly unreached: number }> {
  const { tx, tenantId, person, now, receiptId } = context;
  await holdDuty(tx, tenantId);
  const before = await findSamePlace(context, wish);
  if (before !== undefined) await endRota(tx, before, now);
  const turns = await foreseeTurns(context, wish);
  const personIds = wish.people.map(({ id }) => id);
  const { unit, place, said, rule, anchor, minute } = wish;
  const kept = { tenantId, unitId: unit.id, place, said, rule, anchor, minute };
  const rota = await insertRota(tx, { ...kept, personIds, createdBy: person.id, at: now });
  await keepTurns({ tx, tenantId, now }, rota, turns);
  appendEvent(tx, {
    tenantId,
    objectKind: "duty",
    objectId: rota.id,
    kind: "rota-kept",
    actorId: person.id,
    at: now,
    receiptId,
    words: { place, said },
  });
  return tellDays(context, rota, wish.people);
}

async function tellDays(context: PersonContext, rota: DutyRota, people: readonly RosterPerson[]) {
  const { tx, tenantId, now } = context;
  const turns = await listTurns(tx, tenantId, { from: now, rotaId: rota.id });
  const unreached: RosterPerson[] = [];
  let told = 0;
  for (const person of people) {
    const own = turns.filter(({ personId }) => personId === person.id);
    if (own.length === 0) continue;
    const { salutation } = person;
    const text = rotaTold({ salutation, place: rota.place, turns: own, now });
    if (await tellPerson(context, person.id, { text })) told += 1;
    else unreached.push(person);
  }
  await tellUnreached(context, rotaAbout, unreached);
  return { told, unreached: unreached.length };
}

async function keepTurns(
  { tx, tenantId, now }: Pick<Telling, "tx" | "tenantId" | "now">,
  rota: DutyRota,
  turns: readonly DutyAssignment[],
): Promise<void> {
  const workdays = await readWorkdays(tx, tenantId);
  const rows = turns.map(({ day, planned, personId }) => ({
    tenantId,
    rotaId: rota.id,
    day,
    plannedDay: planned,
    startsAt: turnStart(day, rota.minute),
    personId,
    remindAt: reminderTime(day, now, workdays),
  }));
  await insertTurns(tx, rows);
}

/** As many turns as are planned ahead are planned again. The caller holds the office's duty. */
export async function extendRota(
  { tx, tenantId, now }: Pick<Telling, "tx" | "tenantId" | "now">,
  rota: DutyRota,
): Promise<void> {
  const planned = await listTurns(tx, tenantId, { from: now, rotaId: rota.id });
  const count = limits.dutyTurnsAhead - planned.length;
  if (count <= 0) return;
  const last = await findLastPlanned(tx, tenantId, rota.id);
  const yesterday = civilDay(dayNumber(toLocal(now)) - 1);
  const isBehind = last === undefined || dayNumber(last) < dayNumber(yesterday);
  const workdays = await readWorkdays(tx, tenantId);
  const taken = new Set(planned.map(({ day }) => dayNumber(day)));
  const days = dutyDays(rota, { after: isBehind ? yesterday : last, count }, workdays).filter(
    ({ day }) => !taken.has(dayNumber(day)) && turnStart(day, rota.minute) > now,
  );
  const personIds = await listDutyPeople(tx, rota);
  const counting = { tenantId, unitId: rota.unitId, personIds, before: undefined };
  const records = await listDutyRecords(tx, counting);
  const leaves = await listDutyLeaves(tx, tenantId, toLocal(now));
  await keepTurns({ tx, tenantId, now }, rota, assignDuty(days, records, leaves));
}
