import { sql } from "kysely";

import type { Tx } from "./database.ts";

/**
 * Winds the tenant's business clock so far ahead of the wall clock, and never back: of two who wind
 * at once, the one who goes further counts.
 * @returns the offset that holds from now on
 */
export async function windClock(tx: Tx, tenantId: number, offsetMs: number): Promise<number> {
  const { rows } = await sql<{ offset_ms: number }>`
    update tenants set clock_offset_ms = greatest(clock_offset_ms, ${offsetMs}::bigint)
    where tenant_id = ${tenantId} returning clock_offset_ms as offset_ms`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error("there is no such tenant");
  return row.offset_ms;
}

/** Where the business clock of a tenant that was just made begins; it may lie in the past. */
export async function startClock(tx: Tx, tenantId: number, offsetMs: number): Promise<void> {
  await tx
    .updateTable("tenants")
    .set({ clock_offset_ms: offsetMs })
    .where("tenant_id", "=", tenantId)
    .execute();
}

/** The next moment after `after`, up to `until`, at which the tenant has something due. */
export async function findNextDue(
  tx: Tx,
  tenantId: number,
  { after, until }: { readonly after: Date; readonly until: Date },
): Promise<Date | undefined> {
  const row = await tx
    .selectFrom("reminders")
    .select("due_at")
    .where("tenant_id", "=", tenantId)
    .where("state", "=", "open")
    .where("due_at", ">", after)
    .where("due_at", "<=", until)
    .orderBy("due_at")
    .limit(1)
    .executeTakeFirst();
  return row?.due_at;
}
