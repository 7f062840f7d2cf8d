import { sql } from "kysely";

import type { WeekNumbers } from "../domain/digest.ts";
import type { Tx } from "./database.ts";

interface Holding {
  readonly tenantId: number;
  /** Only this group; undefined = every group there is. */
  readonly conversationId: number | undefined;
  readonly now: Date;
}

/**
 * 本周不发: holds what was shown and not yet sent, and what would be shown before `until`.
 * @returns what was shown already, and how many groups do not get it
 */
export async function holdDigests(
  tx: Tx,
  { tenantId, conversationId, now, until, weekOf }: Holding & HeldWeek,
): Promise<{ readonly shown: readonly number[]; readonly groups: number }> {
  const only = conversationId ?? null;
  const { rows: shown } = await sql<{ id: number }>`update digests set state = 'held'
    where tenant_id = ${tenantId} and state = 'previewed'
      and (${only}::bigint is null or conversation_id = ${only}::bigint)
    returning id`.execute(tx);
  const { rows } = await sql<{ conversation_id: number; send_at: Date; unit_id: number }>`
    select s.conversation_id, s.send_at, s.unit_id from digest_schedules s
    where s.tenant_id = ${tenantId} and s.send_at < ${until} and s.send_at > ${now}
      and (${only}::bigint is null or s.conversation_id = ${only}::bigint)
    for update of s`.execute(tx);
  const ahead = await Promise.all(
    rows.map((row) =>
      sql`insert into digests (tenant_id, conversation_id, week, unit_id, state, numbers, as_of,
          planned_at, send_at)
        values (${tenantId}, ${row.conversation_id}, ${weekOf(row.send_at)}, ${row.unit_id}, 'held',
          ${JSON.stringify(nothing)}::jsonb, ${now}, ${row.send_at},
          ${row.send_at})
        on conflict do nothing`.execute(tx),
    ),
  );
  const held = ahead.reduce((sum, each) => sum + Number(each.numAffectedRows ?? 0n), 0);
  return { shown: shown.map(({ id }) => id), groups: shown.length + held };
}

interface HeldWeek {
  readonly until: Date;
  readonly weekOf: (at: Date) => string;
}

/** Held before it was counted. */
const nothing: WeekNumbers = {
  selections: [],
  topics: { proposed: 0, endorsements: 0, listed: 0, deferred: 0, active: 0, planned: 0 },
  ahead: { selections: 0, opinionCalls: 0, rounds: 0 },
};

/**
 * 本周照发: what was held and whose hour is still to come is counted and shown anew.
 * @returns the next hour, or undefined if there is none any more
 */
export async function resumeDigests(
  tx: Tx,
  { tenantId, conversationId, now }: Holding,
): Promise<Date | undefined> {
  const only = conversationId ?? null;
  const { rows } = await sql<{ conversation_id: number; send_at: Date }>`
    delete from digests d using digest_schedules s
    where d.tenant_id = ${tenantId} and d.state = 'held' and d.send_at > ${now}
      and s.tenant_id = d.tenant_id and s.conversation_id = d.conversation_id
      and s.send_at = d.send_at
      and (${only}::bigint is null or d.conversation_id = ${only}::bigint)
    returning d.conversation_id, d.send_at`.execute(tx);
  if (rows.length === 0) return undefined;
  await sql`update digest_schedules set due_at = greatest(${now}::timestamptz,
      send_at - interval '1 hour')
    where tenant_id = ${tenantId}
      and conversation_id = any(${rows.map((row) => row.conversation_id)}::bigint[])`.execute(tx);
  return rows.map((row) => row.send_at).reduce((first, at) => (at < first ? at : first));
}
