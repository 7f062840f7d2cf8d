import { sql } from "kysely";

import type { Tx } from "./database.ts";
import type { SelectionKey } from "./selections.ts";

/** Somebody who takes part and has not chosen. */
export interface Waiting {
  readonly personId: number;
  readonly name: string;
  readonly salutation: string;
}

/** In the office's order. */
export async function listWaiting(tx: Tx, key: SelectionKey): Promise<readonly Waiting[]> {
  const { rows } = await sql<Waiting>`
    select r.person_id as "personId", r.name, p.salutation
    from selection_roll r
    join people p on p.tenant_id = r.tenant_id and p.id = r.person_id
    where r.tenant_id = ${key.tenantId} and r.selection_id = ${key.id}
      and r.takes_part and not r.has_chosen
    order by r.position, r.person_id`.execute(tx);
  return rows;
}

/** Of those, the next who were not spoken to since that moment. */
export async function listToRemind(
  tx: Tx,
  key: SelectionKey,
  { since, batch }: { readonly since: Date; readonly batch: number },
): Promise<readonly Waiting[]> {
  const { rows } = await sql<Waiting>`
    select r.person_id as "personId", r.name, p.salutation
    from selection_roll r
    join people p on p.tenant_id = r.tenant_id and p.id = r.person_id
    where r.tenant_id = ${key.tenantId} and r.selection_id = ${key.id}
      and r.takes_part and not r.has_chosen
      and (r.reminded_at is null or r.reminded_at < ${since})
    order by r.position, r.person_id limit ${batch}`.execute(tx);
  return rows;
}

export async function updateReminded(
  tx: Tx,
  key: SelectionKey,
  personIds: readonly number[],
  at: Date,
): Promise<void> {
  await sql`update selection_roll set reminded_at = ${at}
    where tenant_id = ${key.tenantId} and selection_id = ${key.id}
      and person_id = any(${[...personIds]}::bigint[])`.execute(tx);
}

/** When those who have not chosen are spoken to next, and how often they were. */
export async function updateSelectionReminder(
  tx: Tx,
  key: SelectionKey,
  change: { readonly remindAt: Date | undefined; readonly remindersSent?: number },
): Promise<void> {
  await tx
    .updateTable("selections")
    .set({
      remind_at: change.remindAt ?? null,
      ...(change.remindersSent === undefined ? {} : { reminders_sent: change.remindersSent }),
    })
    .where("tenant_id", "=", key.tenantId)
    .where("id", "=", key.id)
    .execute();
}
