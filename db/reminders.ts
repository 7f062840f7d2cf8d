import { sql } from "kysely";

import type { Tx } from "./database.ts";

export interface Reminder {
  readonly id: number;
  readonly tenantId: number;
  readonly year: number;
  readonly number: number;
  readonly personId: number;
  readonly conversationId: number;
  readonly audience: "self" | "everyone";
  readonly words: string;
  /** By the tenant's business clock. */
  readonly dueAt: Date;
  readonly createdAt: Date;
}

export type NewReminder = Omit<Reminder, "id" | "number">;

/** Takes the year's next number and keeps the reminder under it, in one statement. */
export async function insertReminder(
  tx: Tx,
  reminder: NewReminder,
): Promise<{ id: number; number: number }> {
  const { rows } = await sql<{ id: number; number: number }>`
    with next as (
      insert into counters (tenant_id, kind, year, value)
      values (${reminder.tenantId}, 'reminder', ${reminder.year}, 1)
      on conflict (tenant_id, kind, year) do update set value = counters.value + 1
      returning value
    )
    insert into reminders (tenant_id, year, number, person_id, conversation_id, audience, words,
      due_at, state, created_at)
    select ${reminder.tenantId}::integer, ${reminder.year}::integer, value,
      ${reminder.personId}::bigint, ${reminder.conversationId}::bigint,
      ${reminder.audience}::text, ${reminder.words}::text, ${reminder.dueAt}::timestamptz,
      'open', ${reminder.createdAt}::timestamptz
    from next returning id, number`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error("an insert returned nothing");
  return row;
}

/** What a person still waits for, the next first. */
export async function listOpenReminders(
  tx: Tx,
  tenantId: number,
  personId: number,
): Promise<readonly Reminder[]> {
  const rows = await tx
    .selectFrom("reminders")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("person_id", "=", personId)
    .where("state", "=", "open")
    .orderBy("due_at")
    .orderBy("id")
    .execute();
  return rows.map(toReminder);
}

/** @returns undefined if this person has no open reminder of that number */
export async function cancelReminder(
  tx: Tx,
  owner: { readonly tenantId: number; readonly personId: number },
  key: { readonly year: number; readonly number: number },
): Promise<Reminder | undefined> {
  const row = await tx
    .updateTable("reminders")
    .set({ state: "cancelled" })
    .where("tenant_id", "=", owner.tenantId)
    .where("person_id", "=", owner.personId)
    .where("year", "=", key.year)
    .where("number", "=", key.number)
    .where("state", "=", "open")
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toReminder(row);
}

/** Reminders that are due by their tenants' clocks, the oldest first: ids and nothing else. */
export async function listDueReminders(
  tx: Tx,
  wallNow: Date,
  batch: number,
): Promise<readonly { tenantId: number; id: number }[]> {
  const { rows } = await sql<{ tenant_id: number; id: number }>`
    select tenant_id, id from due_reminders(${wallNow}, ${batch})`.execute(tx);
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
}

/** Holds a reminder that is still open; undefined if another worker has it or it is done. */
export async function claimReminder(
  tx: Tx,
  tenantId: number,
  id: number,
): Promise<Reminder | undefined> {
  const row = await tx
    .selectFrom("reminders")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .where("state", "=", "open")
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row === undefined ? undefined : toReminder(row);
}

export async function updateReminder(
  tx: Tx,
  reminder: Pick<Reminder, "tenantId" | "id">,
  change: { readonly state: "fired" } | { readonly due_at: Date },
): Promise<void> {
  await tx
    .updateTable("reminders")
    .set(change)
    .where("tenant_id", "=", reminder.tenantId)
    .where("id", "=", reminder.id)
    .execute();
}

interface ReminderRow {
  readonly tenant_id: number;
  readonly id: number;
  readonly year: number;
  readonly number: number;
  readonly person_id: number;
  readonly conversation_id: number;
  readonly audience: "self" | "everyone";
  readonly words: string;
  readonly due_at: Date;
  readonly created_at: Date;
}

function toReminder(row: ReminderRow): Reminder {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    year: row.year,
    number: row.number,
    personId: row.person_id,
    conversationId: row.conversation_id,
    audience: row.audience,
    words: row.words,
    dueAt: row.due_at,
    createdAt: row.created_at,
  };
}
