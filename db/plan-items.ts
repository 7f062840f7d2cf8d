import { type Selectable, sql } from "kysely";

import type { Tx } from "./database.ts";
import type { PlanItemsTable } from "./schema/rulings.ts";

/** One line of the 年度协商计划. */
export interface PlanItem {
  readonly tenantId: number;
  readonly id: number;
  readonly year: number;
  readonly number: number;
  readonly quarter: number;
  readonly content: string;
  readonly topicId: number | undefined;
  readonly form: string | undefined;
  readonly principle: string | undefined;
  readonly procedure: string | undefined;
  readonly lead: string | undefined;
  /** False = 计划外. */
  readonly isPlanned: boolean;
  readonly state: "open" | "done" | "dropped";
}

export interface NewPlanItem extends Omit<PlanItem, "id" | "number" | "state"> {
  readonly rulingId: number | undefined;
  /** When whoever leads it is to prepare it. */
  readonly remindAt: Date | undefined;
  readonly at: Date;
}

/** Takes the year's next number. @returns it */
export async function insertPlanItem(tx: Tx, item: NewPlanItem): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    with next as (
      insert into counters (tenant_id, kind, year, value)
      values (${item.tenantId}, 'plan-item', ${item.year}, 1)
      on conflict (tenant_id, kind, year) do update set value = counters.value + 1
      returning value
    )
    insert into plan_items (tenant_id, year, number, quarter, content, topic_id, form, principle,
      procedure, lead, is_planned, ruling_id, state, remind_at, created_at)
    select ${item.tenantId}::integer, ${item.year}::integer, value, ${item.quarter}::smallint,
      ${item.content}::text, ${item.topicId ?? null}::bigint, ${item.form ?? null}::text,
      ${item.principle ?? null}::text, ${item.procedure ?? null}::text, ${item.lead ?? null}::text,
      ${item.isPlanned}::boolean, ${item.rulingId ?? null}::bigint, 'open',
      ${item.remindAt ?? null}::timestamptz, ${item.at}::timestamptz
    from next returning number`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error("an insert returned nothing");
  return row.number;
}

/** The year's plan, by quarter and number; without what was dropped. */
export async function listPlanItems(
  tx: Tx,
  tenantId: number,
  year: number,
): Promise<readonly PlanItem[]> {
  const rows = await tx
    .selectFrom("plan_items")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("year", "=", year)
    .where("state", "<>", "dropped")
    .orderBy("quarter")
    .orderBy("number")
    .execute();
  return rows.map(toItem);
}

/** @returns undefined if there is no open item of that number */
export async function closePlanItem(
  tx: Tx,
  key: { readonly tenantId: number; readonly year: number; readonly number: number },
  change: { readonly state: "done" | "dropped"; readonly at: Date },
): Promise<PlanItem | undefined> {
  const row = await tx
    .updateTable("plan_items")
    .set({ state: change.state, done_at: change.at })
    .where("tenant_id", "=", key.tenantId)
    .where("year", "=", key.year)
    .where("number", "=", key.number)
    .where("state", "=", "open")
    .returningAll()
    .executeTakeFirst();
  return row && toItem(row);
}

/** Items of any tenant that are to be prepared: ids and nothing else. */
export async function listDuePlanItems(
  tx: Tx,
  wallNow: Date,
  batch: number,
): Promise<readonly { tenantId: number; id: number }[]> {
  const { rows } = await sql<{ tenant_id: number; id: number }>`
    select tenant_id, id from due_plan_items(${wallNow}, ${batch})`.execute(tx);
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
}

/** Takes the one reminder of an item; undefined if another worker has, or it is over. */
export async function takePlanReminder(
  tx: Tx,
  { tenantId, id }: { readonly tenantId: number; readonly id: number },
  now: Date,
): Promise<PlanItem | undefined> {
  const row = await tx
    .updateTable("plan_items")
    .set({ reminded_at: now })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .where("state", "=", "open")
    .where("reminded_at", "is", null)
    .where("remind_at", "<=", now)
    .returningAll()
    .executeTakeFirst();
  return row && toItem(row);
}

function toItem(row: Selectable<PlanItemsTable>): PlanItem {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    year: row.year,
    number: row.number,
    quarter: row.quarter,
    content: row.content,
    topicId: row.topic_id ?? undefined,
    form: row.form ?? undefined,
    principle: row.principle ?? undefined,
    procedure: row.procedure ?? undefined,
    lead: row.lead ?? undefined,
    isPlanned: row.is_planned,
    state: row.state,
  };
}
