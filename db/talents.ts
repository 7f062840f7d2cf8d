import { sql } from "kysely";

import type { TalentWords } from "../domain/talent.ts";
import type { Tx } from "./database.ts";

/** 人才库 */
export interface Talent extends TalentWords {
  readonly tenantId: number;
  readonly id: number;
  /** 场次: meetings that they came to. */
  readonly meetings: number;
}

export interface NewTalent extends TalentWords {
  readonly tenantId: number;
  readonly personId: number | undefined;
  readonly enteredBy: number;
  readonly at: Date;
}

/** Said again, the newer words count; the row is held. @returns its id */
export async function upsertTalent(tx: Tx, talent: NewTalent): Promise<number> {
  const { tenantId, name, personId, skills, zone, organization, enteredBy, at } = talent;
  const { rows } = await sql<{
    id: number;
  }>`insert into talents (tenant_id, name, person_id, skills, zone, organization,
      entered_by, entered_at)
    values (${tenantId}, ${name}, ${personId ?? null}, ${skills}, ${zone ?? null},
      ${organization ?? null}, ${enteredBy}, ${at})
    on conflict (tenant_id, name, coalesce(organization, '')) do update set
      person_id = excluded.person_id, skills = excluded.skills, zone = excluded.zone,
      entered_by = excluded.entered_by, entered_at = excluded.entered_at
    returning id`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error("the talent was not kept");
  return row.id;
}

/** @returns the ids of those there were of that name */
export async function deleteTalent(
  tx: Tx,
  { tenantId, name, organization }: Pick<NewTalent, "tenantId" | "name" | "organization">,
): Promise<readonly number[]> {
  const { rows } = await sql<{
    id: number;
  }>`delete from talents where tenant_id = ${tenantId} and name = ${name}
      and (${organization ?? null}::text is null or organization = ${organization ?? null}::text)
    returning id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Everybody, in the order in which they were entered, with how often they came to a meeting. */
export async function listTalents(tx: Tx, tenantId: number): Promise<readonly Talent[]> {
  const { rows } = await sql<TalentRow>`
    select t.id, t.name, t.skills, t.zone, t.organization, (
      select count(distinct p.meeting_id)::integer from meeting_people p
      join meetings m on m.tenant_id = p.tenant_id and m.id = p.meeting_id
      where p.tenant_id = t.tenant_id and m.state <> 'cancelled'
        and p.attendance in ('present', 'late')
        and case when t.person_id is null
          then p.person_id is null and p.name = t.name
            and (t.organization is null or p.organization is null
              or p.organization = t.organization)
          else p.person_id = t.person_id end) as meetings
    from talents t where t.tenant_id = ${tenantId} order by t.id`.execute(tx);
  return rows.map((row) => ({
    tenantId,
    id: row.id,
    name: row.name,
    skills: row.skills,
    zone: row.zone ?? undefined,
    organization: row.organization ?? undefined,
    meetings: row.meetings,
  }));
}

/** 抽选, with everything by which it can be done again. */
export interface LotDraw {
  readonly tenantId: number;
  readonly number: number;
  readonly words: string;
  readonly seed: string;
  /** In the order of their numbers, from 1. */
  readonly names: readonly string[];
  readonly drawn: readonly number[];
  readonly substitutes: readonly number[];
  readonly drawnAt: Date;
}

/** @returns its number: whoever draws again can be seen to have done so */
export async function insertLotDraw(
  tx: Tx,
  draw: Omit<LotDraw, "number"> & { readonly drawnBy: number },
): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended('lot-draw', ${draw.tenantId}))`.execute(
    tx,
  );
  const { rows } = await sql<{ number: number }>`
    insert into lot_draws (tenant_id, number, words, seed, names, drawn, substitutes, drawn_by,
      drawn_at)
    select ${draw.tenantId}::integer,
      coalesce((select max(number) from lot_draws where tenant_id = ${draw.tenantId}), 0) + 1,
      ${draw.words}::text, ${draw.seed}::text, ${[...draw.names]}::text[],
      ${[...draw.drawn]}::integer[], ${[...draw.substitutes]}::integer[], ${draw.drawnBy}::bigint,
      ${draw.drawnAt}::timestamptz
    returning number`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error("the draw was not kept");
  return row.number;
}

/** The newest first. */
export async function listLotDraws(
  tx: Tx,
  tenantId: number,
  limit: number,
): Promise<readonly LotDraw[]> {
  const rows = await tx
    .selectFrom("lot_draws")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .orderBy("number", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    tenantId,
    number: row.number,
    words: row.words,
    seed: row.seed,
    names: row.names,
    drawn: row.drawn,
    substitutes: row.substitutes,
    drawnAt: row.drawn_at,
  }));
}

interface TalentRow {
  readonly id: number;
  readonly name: string;
  readonly skills: string;
  readonly zone: string | null;
  readonly organization: string | null;
  readonly meetings: number;
}
