import { sql } from "kysely";

import type { InboundMessage } from "../domain/inbound.ts";
import type { Role } from "../domain/rights.ts";
import type { Tx } from "./database.ts";

export interface Arrival {
  readonly tenantId: number | undefined;
  readonly conversationId: number;
  readonly unitId: number | undefined;
  /** Undefined = this message was received before. */
  readonly receiptId: number | undefined;
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
 * Takes the conversation's turn, writes the receipt, enters the tenant and finds out who wrote: two
 * statements that travel together. Undefined if the conversation is new: call `insertConversation`
 * and ask again.
 */
export async function receive(
  tx: Tx,
  accountId: number,
  message: InboundMessage,
  at: Date,
): Promise<Arrival | undefined> {
  const [arrived, sender] = await Promise.all([
    insertReceipt(tx, accountId, message, at),
    findSender(tx, accountId, message),
  ]);
  const row = arrived.rows[0];
  if (row === undefined) return undefined;
  return {
    tenantId: row.tenant_id ?? undefined,
    conversationId: row.conversation_id,
    unitId: row.unit_id ?? undefined,
    receiptId: row.receipt_id ?? undefined,
    sender: toSender(sender.rows[0]),
  };
}

interface ArrivalRow {
  readonly tenant_id: number | null;
  readonly conversation_id: number;
  readonly unit_id: number | null;
  readonly receipt_id: number | null;
}

/**
 * The lock comes before the insert, always: a twin on another replica waits for its turn first, so
 * that the two orders of waiting can never meet.
 */
function insertReceipt(tx: Tx, accountId: number, message: InboundMessage, at: Date) {
  const { conversation, replyAddress } = message;
  return sql<ArrivalRow>`
    with turn as materialized (
      select a.tenant_id, c.id as conversation_id, c.unit_id,
        set_config('xiaoxie.tenant', coalesce(a.tenant_id::text, ''), true) as scope,
        pg_advisory_xact_lock(c.id) as locked
      from accounts a join conversations c on c.account_id = a.id
      where a.id = ${accountId}
        and c.kind = ${conversation.kind} and c.external_id = ${conversation.externalId}
    ), receipt as (
      insert into inbox (account_id, tenant_id, conversation_id, message_id, sender_external_id,
        words, reply_ref, reply_address, reply_expires_at, reply_once, received_at)
      select ${accountId}::integer, tenant_id, conversation_id, ${message.messageId}::text,
        ${message.sender.externalId}::text, ${message.text}::text, ${message.replyRef ?? null}::text,
        ${replyAddress === undefined ? null : tx.sealer.seal(replyAddress.url)}::bytea,
        ${replyAddress?.expiresAt ?? null}::timestamptz, ${replyAddress?.once ?? false}::boolean,
        ${at}::timestamptz
      from turn where scope is not null and locked is not null
      on conflict (account_id, message_id) do nothing
      returning id
    )
    select turn.tenant_id, turn.conversation_id, turn.unit_id, receipt.id as receipt_id
    from turn left join receipt on true`.execute(tx);
}

interface SenderRow {
  readonly tenant_name: string;
  readonly clock_offset_ms: number;
  readonly person_id: number | null;
  readonly name: string;
  readonly title: string;
  readonly salutation: string;
  readonly position: number;
  readonly roles: Role[] | null;
  readonly question: unknown;
  readonly expires_at: Date | null;
}

/** Reads as the tenant that the statement before has just entered. */
function findSender(tx: Tx, accountId: number, message: InboundMessage) {
  const { conversation, sender } = message;
  return sql<SenderRow>`
    select t.name as tenant_name, t.clock_offset_ms, p.id as person_id, p.name, p.title,
      p.salutation, p.position, q.question, q.expires_at,
      array(select r.role from roles r
        where r.tenant_id = t.tenant_id and r.person_id = p.id) as roles
    from tenants t
    left join identities i on i.tenant_id = t.tenant_id
      and i.account_id = ${accountId} and i.external_id = ${sender.externalId}
    left join people p on p.tenant_id = t.tenant_id and p.id = i.person_id
    left join conversations c on c.account_id = ${accountId}
      and c.kind = ${conversation.kind} and c.external_id = ${conversation.externalId}
    left join questions q on q.tenant_id = t.tenant_id and q.conversation_id = c.id
      and q.sender_external_id = ${sender.externalId}
    where t.tenant_id = current_tenant()`.execute(tx);
}

function toSender(row: SenderRow | undefined): Sender {
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
    question: row.question ?? undefined,
    questionExpiresAt: row.expires_at ?? undefined,
  };
}
