import { sql } from "kysely";

import type { Tx } from "./database.ts";

/**
 * What has had its time is forgotten. Each function takes at most `batch` rows and tells how many
 * they were, so that nobody waits long for a row it holds; all of them act on the tenant entered.
 */
export interface Cleaning {
  readonly tenantId: number;
  /** Rows older than this go. */
  readonly before: Date;
  readonly batch: number;
}

/** Every tenant there is: for jobs that go from one to the next. */
export async function listTenantIds(tx: Tx): Promise<readonly number[]> {
  const rows = await tx.query<{ tenant_id: number }>("select tenant_id from list_tenants()", []);
  return rows.map((row) => row.tenant_id);
}

/** What was said to somebody; that it was said, when and how, stays. */
export function eraseOutgoingWords(tx: Tx, cleaning: Cleaning): Promise<number> {
  return run(
    tx,
    sql`update outbox set message = '{}'
      where tenant_id = ${cleaning.tenantId} and id in (select id from outbox
        where tenant_id = ${cleaning.tenantId} and created_at < ${cleaning.before}
          and state in ('sent', 'failed', 'cancelled') and message <> '{}'
        limit ${cleaning.batch})`,
  );
}

/** What people wanted who never became known; `before` is the moment at which it runs out. */
export function deletePendingMessages(tx: Tx, cleaning: Cleaning): Promise<number> {
  return run(
    tx,
    sql`delete from pending_messages
      where tenant_id = ${cleaning.tenantId} and id in (select id from pending_messages
        where tenant_id = ${cleaning.tenantId} and expires_at <= ${cleaning.before}
        limit ${cleaning.batch})`,
  );
}

/** Questions nobody answered; pasted lines of a roster may wait in them. */
export function deleteQuestions(tx: Tx, cleaning: Cleaning): Promise<number> {
  return run(
    tx,
    sql`delete from questions where ctid = any(array(select ctid from questions
      where tenant_id = ${cleaning.tenantId} and expires_at < ${cleaning.before}
      limit ${cleaning.batch}))`,
  );
}

/** Cards nobody will tap any more: what they did stands in the history. */
export function deleteCards(tx: Tx, cleaning: Cleaning): Promise<number> {
  return run(
    tx,
    sql`delete from cards
      where tenant_id = ${cleaning.tenantId} and id in (select id from cards
        where tenant_id = ${cleaning.tenantId} and created_at < ${cleaning.before}
        limit ${cleaning.batch})`,
  );
}

/** Papers and pictures whose link has run out; `before` is the moment at which it did. */
export function deleteFiles(tx: Tx, cleaning: Cleaning): Promise<number> {
  return run(
    tx,
    sql`delete from files
      where tenant_id = ${cleaning.tenantId} and id in (select id from files
        where tenant_id = ${cleaning.tenantId} and expires_at <= ${cleaning.before}
        limit ${cleaning.batch})`,
  );
}

/** Claims of an identity that were decided; who decided stands in the history. */
export function deleteDecidedClaims(tx: Tx, cleaning: Cleaning): Promise<number> {
  return run(
    tx,
    sql`delete from identity_claims
      where tenant_id = ${cleaning.tenantId} and id in (select id from identity_claims
        where tenant_id = ${cleaning.tenantId} and state <> 'open'
          and decided_at < ${cleaning.before}
        limit ${cleaning.batch})`,
  );
}

export function deleteDoneReminders(tx: Tx, cleaning: Cleaning): Promise<number> {
  return run(
    tx,
    sql`delete from reminders
      where tenant_id = ${cleaning.tenantId} and id in (select id from reminders
        where tenant_id = ${cleaning.tenantId} and state <> 'open'
          and due_at < ${cleaning.before}
        limit ${cleaning.batch})`,
  );
}

/** Requests to erase that nobody confirmed; `before` is the moment at which they run out. */
export function deleteErasureRequests(tx: Tx, cleaning: Cleaning): Promise<number> {
  return run(
    tx,
    sql`delete from erasure_requests
      where tenant_id = ${cleaning.tenantId} and topic_id in (select topic_id from erasure_requests
        where tenant_id = ${cleaning.tenantId} and expires_at <= ${cleaning.before}
        limit ${cleaning.batch})`,
  );
}

/** Codes of a check-in that were wrong: only the last minutes of them matter. */
export function deleteCheckInTries(tx: Tx, cleaning: Cleaning): Promise<number> {
  return run(
    tx,
    sql`delete from check_in_tries
      where tenant_id = ${cleaning.tenantId} and id in (select id from check_in_tries
        where tenant_id = ${cleaning.tenantId} and at < ${cleaning.before}
        limit ${cleaning.batch})`,
  );
}

async function run(tx: Tx, statement: ReturnType<typeof sql>): Promise<number> {
  const result = await statement.execute(tx);
  return Number(result.numAffectedRows ?? 0n);
}
