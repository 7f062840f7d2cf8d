import { sql } from "kysely";

import type { Tx } from "./database.ts";
import type { IdentityKey } from "./identities.ts";
import { lockTenant } from "./tenants.ts";

/** What somebody wanted before it was known who they are. */
export interface Pending {
  readonly conversationId: number;
  /** The receipt it came with. */
  readonly receiptId: number;
  /** As it was kept; unreadable words are left out of every list. */
  readonly words: string;
  /** By the business clock. */
  readonly saidAt: Date;
}

/** How much is kept of one sender, and of all of them together. */
export interface PendingLimits {
  readonly perSender: number;
  readonly perTenant: number;
}

/**
 * Keeps what somebody unknown wants, sealed. Alone in the tenant, so that the limits hold however
 * many speak at once.
 * @param pending `now` and `expiresAt` by the wall clock
 * @returns false if as many are kept already
 */
export async function insertPending(
  tx: Tx,
  key: IdentityKey,
  pending: Pending & { readonly now: Date; readonly expiresAt: Date },
  limits: PendingLimits,
): Promise<boolean> {
  const { tenantId, accountId, externalId } = key;
  await lockTenant(tx, tenantId);
  const { rows } = await sql`
    with open as (
      select account_id = ${accountId} and external_id = ${externalId} as is_own
      from pending_messages where tenant_id = ${tenantId} and expires_at > ${pending.now}
    )
    insert into pending_messages
      (tenant_id, account_id, external_id, conversation_id, inbox_id, words, said_at, expires_at)
    select ${tenantId}::integer, ${accountId}::integer, ${externalId}::text,
      ${pending.conversationId}::bigint, ${pending.receiptId}::bigint,
      ${tx.sealer.seal(pending.words)}::bytea, ${pending.saidAt}::timestamptz,
      ${pending.expiresAt}::timestamptz
    where (select count(*) from open) < ${limits.perTenant}
      and (select count(*) from open where is_own) < ${limits.perSender}
    returning 1`.execute(tx);
  return rows.length > 0;
}

/** What is kept of a sender, in the order in which it was said. */
export async function listPending(
  tx: Tx,
  { tenantId, accountId, externalId }: IdentityKey,
  wallNow: Date,
): Promise<readonly Pending[]> {
  const rows = await tx
    .selectFrom("pending_messages")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("account_id", "=", accountId)
    .where("external_id", "=", externalId)
    .where("expires_at", ">", wallNow)
    .orderBy("id")
    .execute();
  return rows.flatMap((row) => {
    const words = tx.sealer.open(row.words);
    if (words === undefined) return [];
    const { conversation_id: conversationId, inbox_id: receiptId, said_at: saidAt } = row;
    return [{ conversationId, receiptId, words, saidAt }];
  });
}

/** They have been carried out, or are so now. */
export async function deletePending(
  tx: Tx,
  { tenantId, accountId, externalId }: IdentityKey,
): Promise<void> {
  await tx
    .deleteFrom("pending_messages")
    .where("tenant_id", "=", tenantId)
    .where("account_id", "=", accountId)
    .where("external_id", "=", externalId)
    .execute();
}
