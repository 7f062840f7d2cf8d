import { sql } from "kysely";

import { guardedSpanMs } from "../domain/channel-limits.ts";
import type { RateLimit } from "../domain/voice.ts";
import type { Tx } from "./database.ts";

/**
 * Takes room for one message in every bucket, or in none. All replicas take it here, one after the
 * other, so that no window ever holds more than its limit.
 * @returns undefined if there was room, else the first moment at which there may be
 */
export async function takeRoom(
  tx: Tx,
  accountId: number,
  limits: readonly RateLimit[],
  at: Date,
): Promise<Date | undefined> {
  if (limits.length === 0) return undefined;
  const maxes = limits.map(({ max }) => max);
  const spans = limits.map(({ spanMs }) => guardedSpanMs(spanMs));
  const { rows } = await sql<{ free_at: Date | null }>`
    select take_room(${accountId}, ${keysOf(limits)}::text[], ${maxes}::integer[],
      ${spans}::bigint[], ${at}) as free_at`.execute(tx);
  return rows[0]?.free_at ?? undefined;
}

/** Nothing was sent after all: the mark made at that moment goes. */
export async function giveBackRoom(
  tx: Tx,
  accountId: number,
  limits: readonly RateLimit[],
  at: Date,
): Promise<void> {
  if (limits.length === 0) return;
  // The newest first, so the last one that is not older is the one that was made then.
  await sql`update passing.send_buckets b
    set sent_at = b.sent_at[:mine.place - 1] || b.sent_at[mine.place + 1:]
    from (select k.key, max(marks.place) as place from passing.send_buckets k,
        unnest(k.sent_at) with ordinality as marks (sent_at, place)
      where k.account_id = ${accountId} and k.key = any(${keysOf(limits)}::text[])
        and marks.sent_at >= ${at}
      group by k.key) mine
    where b.account_id = ${accountId} and b.key = mine.key`.execute(tx);
}

/** The platform wants to hear nothing on these until then. */
export async function holdRoom(
  tx: Tx,
  accountId: number,
  limits: readonly RateLimit[],
  until: Date,
): Promise<void> {
  if (limits.length === 0) return;
  await sql`insert into passing.send_buckets (account_id, key, held_until)
    select distinct ${accountId}::integer, key, ${until}::timestamptz
    from unnest(${keysOf(limits)}::text[]) as key order by key
    on conflict (account_id, key)
    do update set held_until = greatest(send_buckets.held_until, excluded.held_until)`.execute(tx);
}

function keysOf(limits: readonly RateLimit[]): string[] {
  return limits.map(({ key }) => key);
}
