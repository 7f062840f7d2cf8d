import { sql } from "kysely";

import type { Decision } from "../domain/ruling.ts";
import type { TopicStatus } from "../domain/topic.ts";
import type { Tx } from "./database.ts";

export interface RulingItem {
  readonly topicId: number;
  readonly decision: Decision;
  readonly reason: string | undefined;
  readonly place: string | undefined;
  readonly form: string | undefined;
  readonly lead: string | undefined;
  readonly reviewAt: Date | undefined;
}

export interface Ruling {
  readonly tenantId: number;
  readonly id: number;
  readonly unitId: number;
  readonly selectionId: number | undefined;
  readonly body: string;
  readonly heldOn: Date;
  readonly document: string | undefined;
  readonly note: string | undefined;
  readonly step: number;
  readonly isFinal: boolean;
  readonly state: "draft" | "recorded" | "published";
  readonly drafterId: number;
}

export interface NewRuling extends Omit<Ruling, "id"> {
  readonly items: readonly RulingItem[];
  readonly at: Date;
}

/** @returns its id */
export async function insertRuling(tx: Tx, ruling: NewRuling): Promise<number> {
  const { tenantId } = ruling;
  const { id } = await tx
    .insertInto("rulings")
    .values({
      tenant_id: tenantId,
      unit_id: ruling.unitId,
      selection_id: ruling.selectionId ?? null,
      body: ruling.body,
      held_on: ruling.heldOn,
      document: ruling.document ?? null,
      note: ruling.note ?? null,
      step: ruling.step,
      is_final: ruling.isFinal,
      state: ruling.state,
      drafter_id: ruling.drafterId,
      drafted_at: ruling.at,
      published_at: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await tx
    .insertInto("ruling_items")
    .values(
      ruling.items.map((item, position) => ({
        tenant_id: tenantId,
        ruling_id: id,
        topic_id: item.topicId,
        position,
        decision: item.decision,
        reason: item.reason ?? null,
        place: item.place ?? null,
        form: item.form ?? null,
        lead: item.lead ?? null,
        // Looked at again only once it holds.
        review_at: null,
        reviewed_at: null,
      })),
    )
    .execute();
  return id;
}

/** Undefined if there is none of that number. */
export async function lockRuling(
  tx: Tx,
  tenantId: number,
  id: number,
): Promise<Ruling | undefined> {
  const row = await tx
    .selectFrom("rulings")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  return (
    row && {
      tenantId,
      id: row.id,
      unitId: row.unit_id,
      selectionId: row.selection_id ?? undefined,
      body: row.body,
      heldOn: row.held_on,
      document: row.document ?? undefined,
      note: row.note ?? undefined,
      step: row.step,
      isFinal: row.is_final,
      state: row.state,
      drafterId: row.drafter_id,
    }
  );
}

/** Holds its topics until the end of the transaction: none is merged or erased while it takes hold. */
export async function lockRuledTopics(
  tx: Tx,
  { tenantId, id }: Pick<Ruling, "tenantId" | "id">,
): Promise<void> {
  await sql`select from topics where tenant_id = ${tenantId} and id in (select topic_id
      from ruling_items where tenant_id = ${tenantId} and ruling_id = ${id})
    order by id for update`.execute(tx);
}

/** The rulings that this person drafted about any of these topics and that never held. */
export async function listDraftRulings(
  tx: Tx,
  tenantId: number,
  { drafterId, topicIds }: { readonly drafterId: number; readonly topicIds: readonly number[] },
): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct r.id from rulings r
    join ruling_items i on i.tenant_id = r.tenant_id and i.ruling_id = r.id
    where r.tenant_id = ${tenantId} and r.state = 'draft' and r.drafter_id = ${drafterId}
      and i.topic_id = any(${topicIds}::bigint[])
    order by r.id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** The unit of all these topics; undefined if they belong to several or to none. */
export async function findTopicsUnit(
  tx: Tx,
  tenantId: number,
  topicIds: readonly number[],
): Promise<number | undefined> {
  const { rows } = await sql<{ unit_id: number | null }>`
    select distinct unit_id from topics
    where tenant_id = ${tenantId} and id = any(${topicIds}::bigint[])`.execute(tx);
  return rows.length === 1 ? (rows[0]?.unit_id ?? undefined) : undefined;
}

/** How many steps were taken since the last ruling that held, in this unit. */
export async function countStepsTaken(tx: Tx, tenantId: number, unitId: number): Promise<number> {
  const { rows } = await sql<{ taken: number }>`
    select count(distinct r.step)::integer as taken from rulings r
    where r.tenant_id = ${tenantId} and r.unit_id = ${unitId} and r.state = 'recorded'
      and r.id > coalesce((select max(p.id) from rulings p where p.tenant_id = ${tenantId}
        and p.unit_id = ${unitId} and p.state = 'published'), 0)`.execute(tx);
  return rows[0]?.taken ?? 0;
}

/** A topic that was ruled on, with what was decided; in the order in which it was said. */
export interface RuledTopic extends RulingItem {
  readonly year: number;
  readonly number: number;
  readonly title: string;
  readonly status: TopicStatus;
}

export async function listRuledTopics(
  tx: Tx,
  tenantId: number,
  rulingId: number,
): Promise<readonly RuledTopic[]> {
  const { rows } = await sql<RuledRow>`
    select i.*, t.year, t.number, t.title, t.status
    from ruling_items i join topics t on t.tenant_id = i.tenant_id and t.id = i.topic_id
    where i.tenant_id = ${tenantId} and i.ruling_id = ${rulingId}
    order by i.position`.execute(tx);
  return rows.map((row) => ({
    topicId: row.topic_id,
    decision: row.decision,
    reason: row.reason ?? undefined,
    place: row.place ?? undefined,
    form: row.form ?? undefined,
    lead: row.lead ?? undefined,
    reviewAt: row.review_at ?? undefined,
    year: row.year,
    number: row.number,
    title: row.title,
    status: row.status,
  }));
}

interface RuledRow {
  readonly topic_id: number;
  readonly decision: Decision;
  readonly reason: string | null;
  readonly place: string | null;
  readonly form: string | null;
  readonly lead: string | null;
  readonly review_at: Date | null;
  readonly year: number;
  readonly number: number;
  readonly title: string;
  readonly status: TopicStatus;
}

export async function publishRuling(
  tx: Tx,
  { tenantId, id }: Pick<Ruling, "tenantId" | "id">,
  at: Date,
): Promise<void> {
  await tx
    .updateTable("rulings")
    .set({ state: "published", published_at: at })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}
