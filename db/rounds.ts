import { type RawBuilder, type Selectable, sql } from "kysely";

import type { Round } from "../domain/round.ts";
import type { TopicSource } from "../domain/topic-source.ts";
import type { Tx } from "./database.ts";
import type { CollectionRoundsTable } from "./schema/screening.ts";

export interface RoundKey {
  readonly tenantId: number;
  readonly id: number;
}

export type NewRound = Pick<
  Round,
  "tenantId" | "unitId" | "title" | "openedById" | "draftedAt" | "dueAt" | "screenBy"
>;

/** @returns its id */
async function insertRound(tx: Tx, round: NewRound): Promise<number> {
  const { id } = await tx
    .insertInto("collection_rounds")
    .values({
      tenant_id: round.tenantId,
      unit_id: round.unitId,
      title: round.title,
      state: "draft",
      opened_by: round.openedById,
      drafted_at: round.draftedAt,
      opened_at: null,
      due_at: round.dueAt,
      screen_by: round.screenBy,
      closed_at: null,
      close_reason: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/**
 * 征题, not announced yet. What this person drafted for the unit before is replaced; a second draft
 * would only lie about.
 * @returns its id
 */
export async function upsertDraftRound(tx: Tx, round: NewRound): Promise<number> {
  const row = await tx
    .updateTable("collection_rounds")
    .set({
      title: round.title,
      drafted_at: round.draftedAt,
      due_at: round.dueAt,
      screen_by: round.screenBy,
    })
    .where("tenant_id", "=", round.tenantId)
    .where("unit_id", "=", round.unitId)
    .where("opened_by", "=", round.openedById)
    .where("state", "=", "draft")
    .returning("id")
    .executeTakeFirst();
  return row?.id ?? insertRound(tx, round);
}

/** Two who open a round of one unit at once do so one after the other. */
export async function holdUnit(tx: Tx, tenantId: number, unitId: number): Promise<void> {
  await sql`select from units where tenant_id = ${tenantId} and id = ${unitId}
    for no key update`.execute(tx);
}

/** Holds it until the transaction ends, so that it is opened and closed once. */
export async function lockRound(tx: Tx, key: RoundKey): Promise<Round | undefined> {
  const rows = await tx
    .selectFrom("collection_rounds")
    .selectAll()
    .where("tenant_id", "=", key.tenantId)
    .where("id", "=", key.id)
    .forUpdate()
    .execute();
  return rows.map(toRound)[0];
}

/** Like `lockRound`; undefined also if another worker has it, or it is not open. */
export async function claimOpenRound(tx: Tx, key: RoundKey): Promise<Round | undefined> {
  const rows = await tx
    .selectFrom("collection_rounds")
    .selectAll()
    .where("tenant_id", "=", key.tenantId)
    .where("id", "=", key.id)
    .where("state", "=", "open")
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(toRound)[0];
}

/** Rounds that were opened, the newest first: those still open, and with them the last ones. */
export async function listRounds(tx: Tx, tenantId: number, limit: number) {
  const rows = await tx
    .selectFrom("collection_rounds")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("state", "<>", "draft")
    .orderBy("opened_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(toRound);
}

interface Moment {
  readonly tenantId: number;
  readonly unitId: number | undefined;
  readonly proposerId: number;
  readonly at: Date;
}

/**
 * The round that what is proposed in this unit then belongs to, as part of a statement: its own, or
 * the nearest one of the units above. Said alone it is that of the proposer's territory; without a
 * territory, the only one there is.
 */
export function openRoundAt({ tenantId, unitId, proposerId, at }: Moment): RawBuilder<OpenRound> {
  const unit = sql`coalesce(${unitId ?? null}::bigint, (select unit_id from affiliations
    where tenant_id = ${tenantId} and person_id = ${proposerId} and axis = 'territory' limit 1))`;
  return sql`
    with recursive above as (
      select u.id, u.parent_id, 0 as distance from units u
        where u.tenant_id = ${tenantId} and u.id = ${unit}
      union all
      select u.id, u.parent_id, a.distance + 1 from units u join above a on u.id = a.parent_id
        where u.tenant_id = ${tenantId}
    ), open as (
      select r.id, r.screen_by, a.distance, count(*) over () as count
      from collection_rounds r left join above a on a.id = r.unit_id
      where r.tenant_id = ${tenantId} and r.state = 'open' and r.due_at > ${at}::timestamptz
        and (${unit} is null or a.id is not null)
    )
    select id, screen_by from open where ${unit} is not null or count = 1
    order by distance, id limit 1`;
}

export interface OpenRound {
  readonly id: number;
  readonly screen_by: Date;
}

/** Whatever is still open there, its deadline over or not. */
export async function findOpenRoundOfUnit(
  tx: Tx,
  tenantId: number,
  unitId: number,
): Promise<Round | undefined> {
  const rows = await tx
    .selectFrom("collection_rounds")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("unit_id", "=", unitId)
    .where("state", "=", "open")
    .execute();
  return rows.map(toRound)[0];
}

export async function updateRound(
  tx: Tx,
  { tenantId, id }: RoundKey,
  change:
    | { readonly state: "open"; readonly openedAt: Date }
    | {
        readonly state: "closed";
        readonly closedAt: Date;
        readonly reason: "deadline" | "early";
      },
): Promise<void> {
  await tx
    .updateTable("collection_rounds")
    .set(
      change.state === "open"
        ? { state: "open", opened_at: change.openedAt }
        : { state: "closed", closed_at: change.closedAt, close_reason: change.reason },
    )
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

export interface SourceCount {
  readonly source: TopicSource;
  readonly count: number;
}

/** How many topics came in a round, by source; what was withdrawn or split does not count. */
export async function countRoundTopics(tx: Tx, key: RoundKey): Promise<readonly SourceCount[]> {
  const { rows } = await sql<SourceCount>`
    select source, count(*)::integer as count from topics
    where tenant_id = ${key.tenantId} and round_id = ${key.id} and status not in ('withdrawn', 'split')
    group by source order by source`.execute(tx);
  return rows;
}

/** Rounds that have closed and still have topics to screen, the earliest day first. */
export async function listRoundsToScreen(
  tx: Tx,
  tenantId: number,
): Promise<
  readonly { readonly title: string; readonly screenBy: Date; readonly waiting: number }[]
> {
  const { rows } = await sql<{ title: string; screenBy: Date; waiting: number }>`
    select r.title, r.screen_by as "screenBy", count(*)::integer as waiting
    from collection_rounds r
    join topics t on t.tenant_id = r.tenant_id and t.round_id = r.id
      and t.status in ('proposed', 'accepted')
    where r.tenant_id = ${tenantId} and r.state = 'closed'
    group by r.id, r.title, r.screen_by order by r.screen_by, r.id`.execute(tx);
  return rows;
}

/** Open rounds of any tenant whose deadline has come: ids and nothing else. */
export async function listDueRounds(
  tx: Tx,
  wallNow: Date,
  batch: number,
): Promise<readonly RoundKey[]> {
  const { rows } = await sql<{ tenant_id: number; id: number }>`
    select tenant_id, id from due_rounds(${wallNow}, ${batch})`.execute(tx);
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
}

function toRound(row: Selectable<CollectionRoundsTable>): Round {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    unitId: row.unit_id,
    title: row.title,
    state: row.state,
    openedById: row.opened_by,
    draftedAt: row.drafted_at,
    openedAt: row.opened_at ?? undefined,
    dueAt: row.due_at,
    screenBy: row.screen_by,
    closedAt: row.closed_at ?? undefined,
    closeReason: row.close_reason ?? undefined,
  };
}
