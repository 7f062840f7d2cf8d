import { sql } from "kysely";

import { monthOf } from "../domain/channel-limits.ts";
import type { MonthlyQuota } from "../domain/voice.ts";
import type { Tx } from "./database.ts";

interface AccountOfTenant {
  readonly tenantId: number;
  readonly accountId: number;
}

/** @returns how many the month has seen with this one. `at`: wall clock. */
export async function countInMonth(
  tx: Tx,
  { tenantId, accountId }: AccountOfTenant,
  key: MonthlyQuota["key"],
  at: Date,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    insert into quota_counts as q (tenant_id, account_id, key, month, count)
    values (${tenantId}, ${accountId}, ${key}, ${monthOf(at)}, 1)
    on conflict (tenant_id, account_id, key, month) do update set count = q.count + 1
    returning count`.execute(tx);
  return rows[0]?.count ?? 0;
}

/**
 * Notes that the 联络员 is told of it, in the day or month that began then.
 * @returns false if they were told in the same one already
 */
export async function upsertNotice(
  tx: Tx,
  { tenantId, accountId }: AccountOfTenant,
  about: string,
  since: Date,
): Promise<boolean> {
  const { rows } = await sql`
    insert into channel_notices as n (tenant_id, account_id, about, since)
    values (${tenantId}, ${accountId}, ${about}, ${since})
    on conflict (tenant_id, account_id, about) do update set since = excluded.since
      where n.since < excluded.since
    returning true`.execute(tx);
  return rows.length > 0;
}
