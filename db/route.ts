import { sql } from "kysely";

import type { InboundMessage } from "../domain/inbound.ts";
import type { Role } from "../domain/rights.ts";
import type { Tx } from "./database.ts";
import { openQuestion } from "./questions.ts";

export interface Arrival {
  readonly tenantId: number | undefined;
  readonly conversationId: number;
  readonly unitId: number | undefined;
  /** The number its receipt will have. */
  readonly receiptId: number;
  /** This message has a receipt already. */
  readonly isRepeated: boolean;
  readonly sender: Sender;
}

/** Who wrote, as far as the tenant knows. */
export interface Sender {
  readonly tenantName: string | undefined;
  readonly clockOffsetMs: number;
  readonly person: Person | undefined;
  /** The question this sender was asked here and has not answered, unless it has run out. */
  readonly question: unknown;
  readonly questionExpiresAt: Date | undefined;
}

export interface Person {
  readonly id: number;
  readonly name: string;
  readonly title: string;
  readonly salutation: string;
  readonly position: number;
  readonly roles: readonly Role[];
}

/**
 * Takes the conversation's turn, enters the tenant and finds out who wrote: two statements that
 * travel together. Undefined if the conversation is new: call `insertConversation`, then again.
 */
export async function receive(
  tx: Tx,
  accountId: number,
  message: InboundMessage,
): Promise<Arrival | undefined> {
  const { kind, externalId } = message.conversation;
  const where = [accountId, kind, externalId];
  const [arrived, senders] = await Promise.all([
    tx.query<ArrivalRow>(takeTurn, [...where, message.messageId]),
    tx.query<SenderRow>(findSender, [...where, message.sender.externalId]),
  ]);
  const row = arrived[0];
  if (row === undefined) return undefined;
  return {
    tenantId: row.tenant_id ?? undefined,
    conversationId: row.conversation_id,
    unitId: row.unit_id ?? undefined,
    receiptId: row.receipt_id,
    isRepeated: row.is_repeated,
    sender: toSender(tx, senders[0]),
  };
}

interface ArrivalRow {
  readonly tenant_id: number | null;
  readonly conversation_id: number;
  readonly unit_id: number | null;
  readonly receipt_id: number;
  readonly is_repeated: boolean;
}

/**
 * The lock orders the replicas. It is waited for inside the statement, so a receipt that a twin
 * wrote meanwhile is not seen here; then the receipt's own key refuses the second one at the end.
 */
const takeTurn = `
  with turn as materialized (
    select a.tenant_id, c.id as conversation_id, c.unit_id,
      set_config('xiaoxie.tenant', coalesce(a.tenant_id::text, ''), true) as scope,
      pg_advisory_xact_lock(c.id) as locked
    from accounts a join conversations c on c.account_id = a.id
    where a.id = $1 and c.kind = $2 and c.external_id = $3
  )
  select tenant_id, conversation_id, unit_id, nextval('inbox_ids') as receipt_id,
    exists (select from inbox where account_id = $1 and message_id = $4) as is_repeated
  from turn where scope is not null and locked is not null`;

interface SenderRow {
  readonly tenant_name: string;
  readonly clock_offset_ms: number;
  readonly person_id: number | null;
  readonly name: string;
  readonly title: string;
  readonly salutation: string;
  readonly position: number;
  readonly roles: Role[] | null;
  readonly question: Buffer | null;
  readonly expires_at: Date | null;
}

/** Reads as the tenant that the statement before has just entered. */
const findSender = `
  select t.name as tenant_name, t.clock_offset_ms, p.id as person_id, p.name, p.title,
    p.salutation, p.position, q.question, q.expires_at,
    array(select r.role from roles r
      where r.tenant_id = t.tenant_id and r.person_id = p.id) as roles
  from tenants t
  left join identities i on i.tenant_id = t.tenant_id
    and i.account_id = $1 and i.external_id = $4
  left join people p on p.tenant_id = t.tenant_id and p.id = i.person_id
  left join conversations c on c.account_id = $1 and c.kind = $2 and c.external_id = $3
  left join questions q on q.tenant_id = t.tenant_id and q.conversation_id = c.id
    and q.sender_external_id = $4
  where t.tenant_id = current_tenant()`;

function toSender(tx: Tx, row: SenderRow | undefined): Sender {
  if (row === undefined) {
    return {
      tenantName: undefined,
      clockOffsetMs: 0,
      person: undefined,
      question: undefined,
      questionExpiresAt: undefined,
    };
  }
  const { person_id: id, name, title, salutation, position } = row;
  return {
    tenantName: row.tenant_name,
    clockOffsetMs: row.clock_offset_ms,
    person:
      id === null ? undefined : { id, name, title, salutation, position, roles: row.roles ?? [] },
    question: row.question === null ? undefined : openQuestion(tx, row.question),
    questionExpiresAt: row.expires_at ?? undefined,
  };
}

/** A group as the platform names it. A group in which nobody spoke yet is not kept, and not missed. */
export interface GroupName {
  readonly accountId: number;
  readonly externalId: string;
}

export async function updateGroupTitle(
  tx: Tx,
  { accountId, externalId }: GroupName,
  title: string,
): Promise<void> {
  await tx
    .updateTable("conversations")
    .set({ title })
    .where("account_id", "=", accountId)
    .where("kind", "=", "group")
    .where("external_id", "=", externalId)
    .execute();
}

export interface GoneGroup {
  readonly conversationId: number;
  readonly title: string | undefined;
}

/** @returns undefined if there is no such group, or it was known to be gone */
export async function updateGroupGone(
  tx: Tx,
  { accountId, externalId }: GroupName,
  at: Date,
): Promise<GoneGroup | undefined> {
  const row = await tx
    .updateTable("conversations")
    .set({ gone_at: at })
    .where("account_id", "=", accountId)
    .where("kind", "=", "group")
    .where("external_id", "=", externalId)
    .where("gone_at", "is", null)
    .returning(["id", "title"])
    .executeTakeFirst();
  return row && { conversationId: row.id, title: row.title ?? undefined };
}

/** Somebody who was heard there since proves that it still is there: then it is not gone. */
export async function isStillGone(tx: Tx, conversationId: number): Promise<boolean> {
  const { rows } = await sql`update conversations c set gone_at = null
    where c.id = ${conversationId} and exists (select from inbox i
      where i.conversation_id = c.id and i.received_at > c.gone_at)
    returning 1`.execute(tx);
  return rows.length === 0;
}
