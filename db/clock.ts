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

/** Everything in jobs/fire-due.ts has its time here. The next moment after `after`, up to `until`, at which the tenant has something due. */
export async function findNextDue(
  tx: Tx,
  tenantId: number,
  { after, until }: { readonly after: Date; readonly until: Date },
): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(at) as at from (
      select due_at as at from reminders where tenant_id = ${tenantId} and state = 'open'
      union all
      select due_at from selections where tenant_id = ${tenantId} and state = 'open'
      union all
      select remind_at from selections where tenant_id = ${tenantId} and state = 'open'
      union all
      select opens_at from selections where tenant_id = ${tenantId} and state = 'draft'
      union all
      select next_at from selection_series where tenant_id = ${tenantId} and state = 'active'
      union all
      select due_at from collection_rounds where tenant_id = ${tenantId} and state = 'open'
      union all
      select due_at from opinion_calls where tenant_id = ${tenantId} and state = 'open'
      union all
      select announce_at from opinion_calls where tenant_id = ${tenantId} and state = 'closed'
      union all
      select remind_at from publications where tenant_id = ${tenantId} and state = 'reviewing'
      union all
      select due_at from digest_schedules where tenant_id = ${tenantId}
      union all
      select recheck_at from provisional_dates where tenant_id = ${tenantId}
      union all
      select review_at from ruling_items where tenant_id = ${tenantId} and reviewed_at is null
      union all
      select remind_at from plan_items
        where tenant_id = ${tenantId} and state = 'open' and reminded_at is null
      union all
      select remind_at from duty_turns where tenant_id = ${tenantId} and state = 'planned'
      union all
      select at from meeting_alarms where tenant_id = ${tenantId}
      union all
      select draft_at from meeting_series where tenant_id = ${tenantId} and state = 'open'
      union all
      select due_at from minutes where tenant_id = ${tenantId} and state = 'reviewing'
      union all
      select least(due_at, remind_at) from time_polls
        where tenant_id = ${tenantId} and state = 'open'
    ) due where at > ${after} and at <= ${until}`.execute(tx);
  return rows[0]?.at ?? undefined;
}
