import { sql } from "kysely";

import { limits } from "../domain/limits.ts";
import type { Message } from "../domain/message.ts";
import { parseMessage } from "./message.ts";
import type { Tx } from "./database.ts";
import { type Outgoing, urgency } from "./outbox.ts";

/** A message that goes out, or may go out, together with another. */
export interface Joined {
  readonly id: number;
  readonly message: Message | undefined;
}

type Head = Pick<Outgoing, "tenantId" | "id" | "conversationId" | "urgency">;

/** Those that were joined to it in an earlier attempt: that which is repeated stays the same. */
export function listJoined(tx: Tx, head: Head): Promise<readonly Joined[]> {
  return list(tx, head, sql`joined_to = ${head.id}`);
}

/**
 * Those of the same kind that stand behind it and were never tried; also those that were joined to
 * it before it was put back untried.
 */
export function listJoinable(tx: Tx, head: Head): Promise<readonly Joined[]> {
  return list(
    tx,
    head,
    sql`state = 'waiting' and class = ${urgency[head.urgency]} and id > ${head.id}
      and attempts = 0 and parts_sent = 0 and not is_notice
      and (joined_to is null or joined_to = ${head.id})`,
  );
}

/** Held until the transaction ends: somebody may be about to cancel one of them. */
async function list(
  tx: Tx,
  { tenantId, conversationId }: Head,
  which: ReturnType<typeof sql>,
): Promise<readonly Joined[]> {
  const { rows } = await sql<{ id: number; message: unknown }>`
    select id, message from outbox
    where tenant_id = ${tenantId} and conversation_id = ${conversationId}
      and state in ('waiting', 'sending') and ${which}
    order by id limit ${limits.joinedMax - 1} for update`.execute(tx);
  return rows.map(({ id, message }) => ({ id, message: parseMessage(message) }));
}

/** These go out with it, and no others. */
export async function updateJoined(tx: Tx, head: Head, ids: readonly number[]): Promise<void> {
  await sql`update outbox
    set joined_to = case when id = any(${[...ids]}::bigint[]) then ${head.id}::bigint end
    where tenant_id = ${head.tenantId} and state = 'waiting'
      and (id = any(${[...ids]}::bigint[]) or joined_to = ${head.id})`.execute(tx);
}
