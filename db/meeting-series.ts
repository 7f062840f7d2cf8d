import { type Selectable, sql } from "kysely";

import type { Tx } from "./database.ts";
import type { MeetingSeriesTable } from "./schema/meetings.ts";

export interface NewSeries {
  readonly tenantId: number;
  readonly unitId: number;
  readonly title: string;
  readonly at: Date;
}

/** How a series comes again, and who gets the draft of the next. */
export interface SeriesRule {
  /** An RRULE without the name in front. */
  readonly rule: string;
  /** As it was said: 每月第一个周三下午3点. */
  readonly said: string;
  readonly anchor: Date;
  /** The next meeting that is to be drafted, and when that is. */
  readonly nextAt: Date;
  readonly draftAt: Date;
  readonly drafterId: number;
  readonly conversationId: number;
}

export interface RecurringSeries extends SeriesRule {
  readonly tenantId: number;
  readonly id: number;
  readonly title: string;
}

interface SeriesKey {
  readonly tenantId: number;
  readonly id: number;
}

/** Meetings that follow one another. @returns its number */
export async function insertSeries(tx: Tx, series: NewSeries): Promise<number> {
  const row = await tx
    .insertInto("meeting_series")
    .values({
      tenant_id: series.tenantId,
      unit_id: series.unitId,
      title: series.title,
      rule: null,
      state: "open",
      created_at: series.at,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return row.id;
}

/** No more of them. */
export async function updateSeriesEnded(tx: Tx, tenantId: number, id: number): Promise<void> {
  await tx
    .updateTable("meeting_series")
    .set({ state: "ended" })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

/** From now on it comes again by this rule; undefined = only when somebody says so. */
export async function updateSeriesRule(
  tx: Tx,
  { tenantId, id }: SeriesKey,
  rule: SeriesRule | undefined,
): Promise<void> {
  await tx
    .updateTable("meeting_series")
    .set({
      state: "open",
      rule: rule?.rule ?? null,
      said: rule?.said ?? null,
      anchor: rule?.anchor ?? null,
      next_at: rule?.nextAt ?? null,
      draft_at: rule?.draftAt ?? null,
      drafter_id: rule?.drafterId ?? null,
      conversation_id: rule?.conversationId ?? null,
    })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

export async function updateSeriesNext(
  tx: Tx,
  { tenantId, id }: SeriesKey,
  { nextAt, draftAt }: Pick<SeriesRule, "nextAt" | "draftAt">,
): Promise<void> {
  await tx
    .updateTable("meeting_series")
    .set({ next_at: nextAt, draft_at: draftAt })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

/** Those that come again, the next first. */
export async function listRecurring(tx: Tx, tenantId: number): Promise<readonly RecurringSeries[]> {
  const rows = await tx
    .selectFrom("meeting_series")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("state", "=", "open")
    .where("draft_at", "is not", null)
    .orderBy("next_at")
    .orderBy("id")
    .execute();
  return rows.flatMap(toRecurring);
}

/** Held until the transaction ends; undefined if it ended, or another worker has it. */
export async function claimSeries(
  tx: Tx,
  { tenantId, id }: SeriesKey,
): Promise<RecurringSeries | undefined> {
  const rows = await tx
    .selectFrom("meeting_series")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .where("state", "=", "open")
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.flatMap(toRecurring)[0];
}

/** Of any tenant, those whose next meeting is to be drafted: ids and nothing else. */
export async function listDueSeries(
  tx: Tx,
  wallNow: Date,
  batch: number,
): Promise<readonly SeriesKey[]> {
  const { rows } = await sql<{ tenant_id: number; id: number }>`
    select tenant_id, id from due_meeting_series(${wallNow}, ${batch})`.execute(tx);
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
}

function toRecurring(row: Selectable<MeetingSeriesTable>): readonly RecurringSeries[] {
  const { tenant_id: tenantId, id, title, rule, said, anchor } = row;
  const { next_at: nextAt, draft_at: draftAt } = row;
  const { drafter_id: drafterId, conversation_id: conversationId } = row;
  if (rule === null || said === null || anchor === null) return [];
  if (nextAt === null || draftAt === null) return [];
  if (drafterId === null || conversationId === null) return [];
  const by = { drafterId, conversationId };
  return [{ tenantId, id, title, rule, said, anchor, nextAt, draftAt, ...by }];
}
