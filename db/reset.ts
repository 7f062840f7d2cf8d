import { sql } from "kysely";

import type { Tx } from "./database.ts";
import type { Schema } from "./schema/index.ts";

/**
 * Every table that belongs to a tenant, those that refer to others first. A test compares it with
 * the database, so that no table made later is left behind.
 */
export const tenantTables = [
  "topic_steps",
  "methods",
  "lot_draws",
  "talents",
  "field_visit_people",
  "field_visits",
  "duty_visits",
  "duty_swaps",
  "duty_leaves",
  "duty_turns",
  "duty_people",
  "duty_rotas",
  "provisional_dates",
  "workday_calendar",
  "check_in_tries",
  "minutes_corrections",
  "minutes_answers",
  "minutes_versions",
  "minutes_lines",
  "minutes",
  "time_poll_people",
  "time_polls",
  "meeting_calendar",
  "account_calendars",
  "meeting_alarms",
  "meeting_materials",
  "meeting_agenda",
  "meeting_people",
  "meeting_topics",
  "meetings",
  "meeting_series",
  "plan_items",
  "ruling_items",
  "rulings",
  "ruling_steps",
  "digests",
  "digest_schedules",
  "selection_places",
  "paper_tallies",
  "kept_pictures",
  "secret_ballots",
  "ballots",
  "selection_roll",
  "selection_options",
  "selections",
  "selection_series",
  "opinions",
  "opinion_places",
  "opinion_calls",
  "publications",
  "review_rules",
  "erasure_requests",
  "pending_messages",
  "questions",
  "cards",
  "files",
  "channel_notices",
  "quota_counts",
  "outbox",
  "reminders",
  "endorsements",
  "topic_supplements",
  "topic_terms",
  "screening_scores",
  "topics",
  "collection_rounds",
  "event_words",
  "events",
  "counters",
  "tenant_settings",
  "identity_claims",
  "identities",
  "roles",
  "affiliations",
  "people",
  "units",
  "tenants",
] as const satisfies readonly (keyof Schema)[];

/**
 * Holds the tenant alone: whoever is about to write a row that refers to it waits until this
 * transaction ends. Call it before anything else of the tenant is held.
 */
export async function holdTenantAlone(tx: Tx, tenantId: number): Promise<void> {
  await sql`select from tenants where tenant_id = ${tenantId} for update`.execute(tx);
}

/** Nothing that waits is said any more; what is being said at this moment goes on. */
export async function cancelWaiting(tx: Tx, tenantId: number): Promise<void> {
  await tx
    .updateTable("outbox")
    .set({ state: "cancelled" })
    .where("tenant_id", "=", tenantId)
    .where("state", "=", "waiting")
    .execute();
}

/** How much is being said now, and with `waiting` also what is ready to be said. Wall clock. */
export async function countUnsaid(
  tx: Tx,
  tenantId: number,
  states: "sending" | "waiting and sending",
  wallNow: Date,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from outbox where tenant_id = ${tenantId}
      and ((state = 'sending' and claimed_until > ${wallNow})
        or (${states === "waiting and sending"} and state = 'waiting'
          and available_at <= ${wallNow}))`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** Forgets the tenant with everything in it; the caller has entered it and holds it alone. */
export async function deleteTenant(tx: Tx, tenantId: number): Promise<void> {
  for (const table of tenantTables) {
    await sql`delete from ${sql.table(table)} where tenant_id = ${tenantId}`.execute(tx);
  }
}
