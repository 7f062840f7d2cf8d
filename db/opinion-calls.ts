import { type Selectable, sql } from "kysely";

import type { OpinionCallPlan, OpinionCallState } from "../domain/opinion.ts";
import type { Tx } from "./database.ts";
import type { OpinionCallsTable } from "./schema/opinions.ts";

export interface OpinionCall extends OpinionCallPlan {
  readonly tenantId: number;
  readonly id: number;
  readonly unitId: number;
  readonly drafterId: number;
  readonly state: OpinionCallState;
  readonly draftedAt: Date;
  readonly closedAt: Date | undefined;
  readonly announceAt: Date | undefined;
  /** How many people answered, once it is closed. */
  readonly people: number | undefined;
}

interface NewOpinionCall extends OpinionCallPlan {
  readonly tenantId: number;
  readonly unitId: number;
  readonly drafterId: number;
  readonly at: Date;
}

/** A draft of the same title by the same person is changed, not doubled. @returns its number */
export async function upsertOpinionDraft(tx: Tx, call: NewOpinionCall): Promise<number> {
  const change = {
    unit_id: call.unitId,
    is_named: call.isNamed,
    due_at: call.dueAt,
    drafted_at: call.at,
  };
  const changed = await tx
    .updateTable("opinion_calls")
    .set(change)
    .where("tenant_id", "=", call.tenantId)
    .where("drafter_id", "=", call.drafterId)
    .where("title", "=", call.title)
    .where("state", "=", "draft")
    .returning("id")
    .executeTakeFirst();
  if (changed !== undefined) return changed.id;
  const made = await tx
    .insertInto("opinion_calls")
    .values({
      ...change,
      tenant_id: call.tenantId,
      title: call.title,
      drafter_id: call.drafterId,
      state: "draft",
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return made.id;
}

/** @throws Error if there is none: every caller has the id from a row that refers to it */
export async function getOpinionCall(tx: Tx, tenantId: number, id: number): Promise<OpinionCall> {
  const row = await tx
    .selectFrom("opinion_calls")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return toCall(row);
}

/** The same, held until the end of the transaction: nobody closes or opens it meanwhile. */
export async function lockOpinionCall(tx: Tx, tenantId: number, id: number): Promise<OpinionCall> {
  const row = await tx
    .selectFrom("opinion_calls")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return toCall(row);
}

/** Those that were asked, with the groups: the one that is open longest last. */
export async function listOpinionCalls(
  tx: Tx,
  tenantId: number,
  states: readonly OpinionCallState[],
  limit: number,
): Promise<readonly (OpinionCall & { readonly conversationIds: readonly number[] })[]> {
  const { rows } = await sql<Selectable<OpinionCallsTable> & { conversation_ids: number[] }>`
    select c.*, array(select p.conversation_id from opinion_places p
      where p.tenant_id = c.tenant_id and p.call_id = c.id
      order by p.conversation_id) as conversation_ids
    from opinion_calls c
    where c.tenant_id = ${tenantId} and c.state = any(${[...states]}::text[])
    order by coalesce(c.opened_at, c.drafted_at) desc, c.id desc limit ${limit}`.execute(tx);
  return rows.map((row) =>
    Object.assign(toCall(row), { conversationIds: row.conversation_ids.map(Number) }),
  );
}

/** The draft is given up. */
export async function updateOpinionCallDropped(
  tx: Tx,
  { tenantId, id }: Pick<OpinionCall, "tenantId" | "id">,
): Promise<void> {
  await tx
    .updateTable("opinion_calls")
    .set({ state: "dropped" })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .where("state", "=", "draft")
    .execute();
}

/** It is asked in its groups from now on. */
export async function updateOpinionCallOpened(
  tx: Tx,
  { tenantId, id }: Pick<OpinionCall, "tenantId" | "id">,
  at: Date,
): Promise<void> {
  await tx
    .updateTable("opinion_calls")
    .set({ state: "open", opened_at: at })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

/** No opinion is taken any more; the groups are told at `announceAt`. */
export async function updateOpinionCallClosed(
  tx: Tx,
  { tenantId, id }: Pick<OpinionCall, "tenantId" | "id">,
  closed: { readonly at: Date; readonly announceAt: Date; readonly people: number },
): Promise<void> {
  await tx
    .updateTable("opinion_calls")
    .set({
      state: "closed",
      closed_at: closed.at,
      announce_at: closed.announceAt,
      people: closed.people,
    })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

export async function updateOpinionCallAnnounced(
  tx: Tx,
  { tenantId, id }: Pick<OpinionCall, "tenantId" | "id">,
  at: Date,
): Promise<void> {
  await tx
    .updateTable("opinion_calls")
    .set({ state: "announced", announced_at: at })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

/** The worker was down until the quiet hours: told after them. */
export async function updateOpinionAnnounceAt(
  tx: Tx,
  { tenantId, id }: Pick<OpinionCall, "tenantId" | "id">,
  announceAt: Date,
): Promise<void> {
  await tx
    .updateTable("opinion_calls")
    .set({ announce_at: announceAt })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

/** What is to be closed or told, by the tenants' clocks: ids and nothing else. */
export async function listDueOpinionCalls(
  tx: Tx,
  wallNow: Date,
  batch: number,
): Promise<readonly { tenantId: number; id: number }[]> {
  const { rows } = await sql<{ tenant_id: number; id: number }>`
    select tenant_id, id from due_opinion_calls(${wallNow}, ${batch})`.execute(tx);
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
}

/** Holds one that is open, or closed and not told; undefined if another worker has it. */
export async function claimOpinionCall(
  tx: Tx,
  tenantId: number,
  id: number,
): Promise<OpinionCall | undefined> {
  const row = await tx
    .selectFrom("opinion_calls")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .where("state", "in", ["open", "closed"])
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row && toCall(row);
}

function toCall(row: Selectable<OpinionCallsTable>): OpinionCall {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    title: row.title,
    unitId: row.unit_id,
    drafterId: row.drafter_id,
    isNamed: row.is_named,
    state: row.state,
    dueAt: row.due_at,
    draftedAt: row.drafted_at,
    closedAt: row.closed_at ?? undefined,
    announceAt: row.announce_at ?? undefined,
    people: row.people ?? undefined,
  };
}
