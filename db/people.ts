import { sql } from "kysely";

import type { Liaison } from "../domain/person.ts";
import type { Role } from "../domain/rights.ts";
import type { Gender, Residence } from "../domain/roster.ts";
import type { Tx } from "./database.ts";

export interface RosterPerson {
  readonly id: number;
  readonly name: string;
  readonly title: string;
  readonly salutation: string;
  readonly position: number;
  readonly gender: Gender | undefined;
  readonly residence: Residence | undefined;
  readonly roles: readonly Role[];
  /** Names of the units of either axis, territory first. */
  readonly units: readonly string[];
  /** True once an account on a platform is known to be this person. */
  readonly hasIdentity: boolean;
}

/** The roster in the office's own order. */
export async function listPeople(tx: Tx, tenantId: number): Promise<readonly RosterPerson[]> {
  const { rows } = await sql<RosterRow>`${selectPeople}
    where p.tenant_id = ${tenantId} order by p.position, p.id`.execute(tx);
  return rows.map(toRosterPerson);
}

export async function listPeopleByName(
  tx: Tx,
  tenantId: number,
  name: string,
): Promise<readonly RosterPerson[]> {
  const { rows } = await sql<RosterRow>`${selectPeople}
    where p.tenant_id = ${tenantId} and p.name = ${name} order by p.position, p.id`.execute(tx);
  return rows.map(toRosterPerson);
}

/** @throws Error if there is none: every caller has the id from a row that refers to it */
export async function getPerson(tx: Tx, tenantId: number, id: number): Promise<RosterPerson> {
  const { rows } = await sql<RosterRow>`${selectPeople}
    where p.tenant_id = ${tenantId} and p.id = ${id}`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error(`there is no person ${id}`);
  return toRosterPerson(row);
}

/** People who hold a role, in the office's order; the first is the one to name. */
export async function listPeopleByRole(
  tx: Tx,
  tenantId: number,
  role: Role,
): Promise<readonly RosterPerson[]> {
  const { rows } = await sql<RosterRow>`${selectPeople}
    where p.tenant_id = ${tenantId} and exists (select from roles r where
      r.tenant_id = p.tenant_id and r.person_id = p.id and r.role = ${role})
    order by p.position, p.id`.execute(tx);
  return rows.map(toRosterPerson);
}

/** The one to name where somebody needs a human being; undefined until the roster has one. */
export async function findLiaison(tx: Tx, tenantId: number): Promise<Liaison | undefined> {
  const row = await tx
    .selectFrom("people")
    .innerJoin("roles", (join) =>
      join
        .onRef("roles.tenant_id", "=", "people.tenant_id")
        .onRef("roles.person_id", "=", "people.id"),
    )
    .select(["people.id", "name", "salutation", "phone", "gender"])
    .where("people.tenant_id", "=", tenantId)
    .where("role", "=", "liaison")
    .orderBy("position")
    .orderBy("people.id")
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const phone = row.phone === null ? undefined : tx.sealer.open(row.phone);
  return { ...row, phone, gender: row.gender ?? undefined };
}

/** Undefined if the roster has none, or it was sealed with another key. */
export async function findPhone(
  tx: Tx,
  tenantId: number,
  personId: number,
): Promise<string | undefined> {
  const row = await tx
    .selectFrom("people")
    .select("phone")
    .where("tenant_id", "=", tenantId)
    .where("id", "=", personId)
    .executeTakeFirst();
  return row?.phone ? tx.sealer.open(row.phone) : undefined;
}

export interface NewPerson {
  readonly tenantId: number;
  readonly name: string;
  readonly title: string;
  readonly salutation: string;
  readonly position: number;
  readonly phone: string | undefined;
  readonly gender: Gender | undefined;
  readonly residence: Residence | undefined;
  readonly at: Date;
}

export async function insertPerson(tx: Tx, person: NewPerson): Promise<number> {
  const row = await tx
    .insertInto("people")
    .values({
      tenant_id: person.tenantId,
      name: person.name,
      title: person.title,
      salutation: person.salutation,
      position: person.position,
      phone: person.phone === undefined ? null : tx.sealer.seal(person.phone),
      gender: person.gender ?? null,
      residence: person.residence ?? null,
      created_at: person.at,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return row.id;
}

/** What the office's newest list says of a person; a phone number is only replaced, never lost. */
export async function updatePerson(
  tx: Tx,
  tenantId: number,
  id: number,
  change: Partial<Omit<NewPerson, "tenantId" | "at">>,
): Promise<void> {
  const { phone, ...columns } = change;
  await tx
    .updateTable("people")
    .set({ ...columns, ...(phone === undefined ? {} : { phone: tx.sealer.seal(phone) }) })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

export async function insertRole(
  tx: Tx,
  tenantId: number,
  personId: number,
  role: Role,
): Promise<void> {
  await tx
    .insertInto("roles")
    .values({ tenant_id: tenantId, person_id: personId, role })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The role that a title grants takes the place of every other but 管理员, which no title grants. */
export async function replaceRole(
  tx: Tx,
  tenantId: number,
  personId: number,
  role: Role,
): Promise<void> {
  await sql`with gone as (delete from roles where tenant_id = ${tenantId}
      and person_id = ${personId} and role not in ('administrator', ${role}))
    insert into roles (tenant_id, person_id, role) values (${tenantId}, ${personId}, ${role})
    on conflict do nothing`.execute(tx);
}

export interface NewAffiliation {
  readonly tenantId: number;
  readonly personId: number;
  readonly axis: "territory" | "sector";
  readonly unitId: number;
}

/** From now on the person belongs there and nowhere else on that axis. */
export async function replaceAffiliation(tx: Tx, affiliation: NewAffiliation): Promise<void> {
  const { tenantId, personId, axis, unitId } = affiliation;
  await sql`with gone as (delete from affiliations where tenant_id = ${tenantId}
      and person_id = ${personId} and axis = ${axis} and unit_id <> ${unitId})
    insert into affiliations (tenant_id, person_id, axis, unit_id)
    values (${tenantId}, ${personId}, ${axis}, ${unitId})
    on conflict do nothing`.execute(tx);
}

interface RosterRow {
  readonly id: number;
  readonly name: string;
  readonly title: string;
  readonly salutation: string;
  readonly position: number;
  readonly gender: Gender | null;
  readonly residence: Residence | null;
  readonly roles: Role[];
  readonly units: string[];
  readonly has_identity: boolean;
}

const selectPeople = sql`
  select p.id, p.name, p.title, p.salutation, p.position, p.gender, p.residence,
    array(select r.role from roles r
      where r.tenant_id = p.tenant_id and r.person_id = p.id order by r.role) as roles,
    array(select u.name from affiliations a
      join units u on u.tenant_id = a.tenant_id and u.id = a.unit_id
      where a.tenant_id = p.tenant_id and a.person_id = p.id
      order by a.axis desc, u.position) as units,
    exists (select from identities i
      where i.tenant_id = p.tenant_id and i.person_id = p.id) as has_identity
  from people p`;

function toRosterPerson(row: RosterRow): RosterPerson {
  return {
    id: row.id,
    name: row.name,
    title: row.title,
    salutation: row.salutation,
    position: row.position,
    gender: row.gender ?? undefined,
    residence: row.residence ?? undefined,
    roles: row.roles,
    units: row.units,
    hasIdentity: row.has_identity,
  };
}
