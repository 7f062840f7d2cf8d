import { sql } from "kysely";

import type { Tx } from "./database.ts";
import { type Publication, toPublication } from "./publications.ts";

/** Publications without an answer for too long, by their tenants' clocks: ids and nothing else. */
export async function listDuePublications(
  tx: Tx,
  wallNow: Date,
  batch: number,
): Promise<readonly { tenantId: number; id: number }[]> {
  const { rows } = await sql<{ tenant_id: number; id: number }>`
    select tenant_id, id from due_publications(${wallNow}, ${batch})`.execute(tx);
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
}

/**
 * Takes the one reminder there is for a publication without an answer; undefined if another worker
 * took it, or it was answered meanwhile.
 */
export async function takePublicationReminder(
  tx: Tx,
  tenantId: number,
  id: number,
): Promise<Publication | undefined> {
  const row = await tx
    .updateTable("publications")
    .set({ remind_at: null })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .where("state", "=", "reviewing")
    .where("remind_at", "is not", null)
    .returningAll()
    .executeTakeFirst();
  return row && toPublication(row);
}

/** Puts the reminder off; the caller has just taken it. */
export async function updatePublicationReminder(
  tx: Tx,
  { tenantId, id }: Pick<Publication, "tenantId" | "id">,
  remindAt: Date,
): Promise<void> {
  await tx
    .updateTable("publications")
    .set({ remind_at: remindAt })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}
