import { type Selectable, sql } from "kysely";

import type { Rhythm } from "../domain/selection-opening.ts";
import type { Tx } from "./database.ts";
import type { SelectionSeriesTable } from "./schema/selections.ts";
import type { SelectionKey } from "./selections.ts";

/** 定期推荐: a draft for its convener at every moment of the rhythm, until it ends. */
export interface SelectionSeries {
  readonly tenantId: number;
  readonly id: number;
  readonly title: string;
  readonly unitId: number;
  readonly drafterId: number;
  readonly conversationId: number;
  readonly wish: Readonly<Record<string, string>>;
  readonly rhythm: Rhythm;
  readonly nextAt: Date;
  readonly endsAt: Date;
}

/** @returns its id */
export async function insertSeries(
  tx: Tx,
  series: Omit<SelectionSeries, "id"> & { readonly at: Date },
): Promise<number> {
  const { id } = await tx
    .insertInto("selection_series")
    .values({
      tenant_id: series.tenantId,
      title: series.title,
      unit_id: series.unitId,
      drafter_id: series.drafterId,
      conversation_id: series.conversationId,
      wish: JSON.stringify(series.wish) as unknown as SelectionSeries["wish"],
      rhythm: JSON.stringify(series.rhythm) as unknown as Rhythm,
      state: "active",
      next_at: series.nextAt,
      ends_at: series.endsAt,
      made_at: series.at,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Those that go on, the next first. */
export async function listSeries(tx: Tx, tenantId: number): Promise<readonly SelectionSeries[]> {
  const rows = await tx
    .selectFrom("selection_series")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("state", "=", "active")
    .orderBy("next_at")
    .orderBy("id")
    .execute();
  return rows.map(toSeries);
}

/** Held until the transaction ends; undefined if it is over, or another worker has it. */
export async function claimSeries(tx: Tx, key: SelectionKey): Promise<SelectionSeries | undefined> {
  const row = await tx
    .selectFrom("selection_series")
    .selectAll()
    .where("tenant_id", "=", key.tenantId)
    .where("id", "=", key.id)
    .where("state", "=", "active")
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row && toSeries(row);
}

/** Its next moment, or that it is over. */
export async function updateSeries(
  tx: Tx,
  key: SelectionKey,
  change: { readonly nextAt: Date } | { readonly state: "ended" },
): Promise<void> {
  await tx
    .updateTable("selection_series")
    .set("state" in change ? { state: change.state } : { next_at: change.nextAt })
    .where("tenant_id", "=", key.tenantId)
    .where("id", "=", key.id)
    .execute();
}

/** Of any tenant, those whose moment has come: ids and nothing else. */
export async function listDueSeries(
  tx: Tx,
  wallNow: Date,
  batch: number,
): Promise<readonly SelectionKey[]> {
  const { rows } = await sql<{ tenant_id: number; id: number }>`
    select tenant_id, id from due_selection_series(${wallNow}, ${batch})`.execute(tx);
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
}

function toSeries(row: Selectable<SelectionSeriesTable>): SelectionSeries {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    title: row.title,
    unitId: row.unit_id,
    drafterId: row.drafter_id,
    conversationId: row.conversation_id,
    wish: row.wish,
    rhythm: row.rhythm,
    nextAt: row.next_at,
    endsAt: row.ends_at,
  };
}
