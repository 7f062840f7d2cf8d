import { sql } from "kysely";

import type { ChannelFault } from "../domain/errors.ts";
import type { Message } from "../domain/message.ts";
import type { Sent } from "../domain/voice.ts";
import type { Tx } from "./database.ts";
import { parseMessage } from "./message.ts";

/** The order in which a conversation is served. */
export const urgency = { answer: 0, reminder: 1, digest: 2 } as const;

export interface NewOutgoing {
  readonly tenantId: number;
  readonly conversationId: number;
  readonly urgency: keyof typeof urgency;
  readonly message: Message;
  /** The receipt whose answer this is, if it is one that came too late for the callback. */
  readonly receiptId?: number;
  /** It tells of a fault of a channel; nobody is told if it cannot be said itself. */
  readonly isNotice?: boolean;
  /** Wall clock. */
  readonly at: Date;
}

/** The channel on which workers hear, after the commit, that there is something to say. */
export const OUTBOX_CHANNEL = "xiaoxie_outbox";

/**
 * Keeps a message to be said and wakes the workers once it is committed. What is left to say of an
 * answer is kept once: a late answer takes the place of its card, which would have followed it, and
 * one cancelled for a redelivery that was then answered too late as well waits again.
 */
export async function insertOutgoing(tx: Tx, outgoing: NewOutgoing): Promise<void> {
  await sql`
    with kept as (
      insert into outbox (tenant_id, conversation_id, class, message, inbox_id, is_notice,
        available_at, created_at)
      values (${outgoing.tenantId}, ${outgoing.conversationId}, ${urgency[outgoing.urgency]},
        ${JSON.stringify(outgoing.message)}::jsonb, ${outgoing.receiptId ?? null},
        ${outgoing.isNotice ?? false}, ${outgoing.at}, ${outgoing.at})
      on conflict (tenant_id, inbox_id) do update
        set state = 'waiting', message = excluded.message, available_at = excluded.available_at
        where outbox.state in ('waiting', 'cancelled') and outbox.message <> '{}'
      returning id
    )
    select pg_notify(${OUTBOX_CHANNEL}, '') from kept`.execute(tx);
}

export interface Claim {
  readonly tenantId: number;
  readonly id: number;
  /** The worker that had it died: nobody knows whether it was said. */
  readonly isTakenOver: boolean;
}

/** Takes the next message of every conversation that has one, for one worker until `until`. */
export async function claimOutgoing(
  tx: Tx,
  wallNow: Date,
  until: Date,
  batch: number,
): Promise<readonly Claim[]> {
  const { rows } = await sql<{ tenant_id: number; id: number; taken_over: boolean }>`
    select tenant_id, id, taken_over
    from claim_outbox(${wallNow}, ${until}, ${batch})`.execute(tx);
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    id: row.id,
    isTakenOver: row.taken_over,
  }));
}

export interface Outgoing {
  readonly tenantId: number;
  readonly id: number;
  readonly conversationId: number;
  readonly urgency: keyof typeof urgency;
  readonly message: Message | undefined;
  readonly key: string;
  readonly attempts: number;
  /** How many parts of it are out. */
  readonly partsSent: number;
  readonly mayBeRepeated: boolean;
  /** It was put back because there was no room for it. */
  readonly isHeldBack: boolean;
  readonly isNotice: boolean;
  readonly createdAt: Date;
}

export async function getOutgoing(tx: Tx, claim: Claim): Promise<Outgoing> {
  const row = await tx
    .selectFrom("outbox")
    .selectAll()
    .where("tenant_id", "=", claim.tenantId)
    .where("id", "=", claim.id)
    .executeTakeFirstOrThrow();
  return {
    tenantId: row.tenant_id,
    id: row.id,
    conversationId: row.conversation_id,
    urgency: urgencies[row.class] ?? "digest",
    message: parseMessage(row.message),
    key: row.key,
    attempts: row.attempts,
    partsSent: row.parts_sent,
    mayBeRepeated: row.maybe_repeated,
    isHeldBack: row.held_back,
    isNotice: row.is_notice,
    createdAt: row.created_at,
  };
}

const urgencies = ["answer", "reminder", "digest"] as const;

/** With those that went out in the same message. */
export async function updateOutgoingSent(
  tx: Tx,
  { tenantId, ids }: Rows,
  sent: Sent,
  at: Date,
): Promise<void> {
  await tx
    .updateTable("outbox")
    .set({
      state: "sent",
      sent_at: at,
      sent_via: sent.via,
      platform_message_id: sent.platformMessageId ?? null,
      claimed_until: null,
    })
    .where("tenant_id", "=", tenantId)
    .where("id", "in", [...ids])
    .execute();
}

/** Messages that share their fate. */
export interface Rows {
  readonly tenantId: number;
  readonly ids: readonly number[];
}

/** One part is out; the claim holds for the next one. */
export async function updateOutgoingPart(
  tx: Tx,
  claim: Claim,
  part: { readonly sent: number; readonly claimedUntil: Date },
): Promise<void> {
  await tx
    .updateTable("outbox")
    .set({ parts_sent: part.sent, claimed_until: part.claimedUntil })
    .where("tenant_id", "=", claim.tenantId)
    .where("id", "=", claim.id)
    .execute();
}

/** Back into the queue, not before `availableAt`. */
export async function updateOutgoingRetry(
  tx: Tx,
  claim: Claim,
  retry: { readonly availableAt: Date; readonly failure: string; readonly mayBeRepeated: boolean },
): Promise<void> {
  await tx
    .updateTable("outbox")
    .set({
      state: "waiting",
      available_at: retry.availableAt,
      failure: retry.failure,
      maybe_repeated: retry.mayBeRepeated,
      claimed_until: null,
    })
    .where("tenant_id", "=", claim.tenantId)
    .where("id", "=", claim.id)
    .execute();
}

/** Back into the queue without having been tried: it was not its turn, or not its worker. */
export async function updateOutgoingLater(
  tx: Tx,
  claim: Claim,
  later: { readonly availableAt: Date; readonly isHeldBack: boolean },
): Promise<void> {
  await sql`update outbox set state = 'waiting', available_at = ${later.availableAt},
      held_back = held_back or ${later.isHeldBack}, attempts = attempts - 1, claimed_until = null
    where tenant_id = ${claim.tenantId} and id = ${claim.id}`.execute(tx);
}

/** A worker died with it in hand: whether it was said is not known, and it is said again. */
export async function updateOutgoingMayBeRepeated(tx: Tx, claim: Claim): Promise<void> {
  await tx
    .updateTable("outbox")
    .set({ maybe_repeated: true })
    .where("tenant_id", "=", claim.tenantId)
    .where("id", "=", claim.id)
    .execute();
}

/** It will not be said; the reason stays for whoever looks after the account. */
export async function updateOutgoingFailed(
  tx: Tx,
  { tenantId, ids }: Rows,
  { failure, fault }: { readonly failure: string; readonly fault?: ChannelFault | undefined },
): Promise<void> {
  await tx
    .updateTable("outbox")
    .set({ state: "failed", failure, fault: fault ?? null, claimed_until: null })
    .where("tenant_id", "=", tenantId)
    .where("id", "in", [...ids])
    .execute();
}

/**
 * What waits for a group that is gone will not be said.
 * @returns how many messages that were
 */
export async function failOutgoingTo(
  tx: Tx,
  tenantId: number,
  conversationId: number,
): Promise<number> {
  const { rows } = await sql`update outbox
    set state = 'failed', failure = 'the group is gone', fault = ${"groupGone" satisfies ChannelFault}
    where tenant_id = ${tenantId} and conversation_id = ${conversationId} and state = 'waiting'
    returning 1`.execute(tx);
  return rows.length;
}

/** What was said without being asked, the newest, the oldest of them first. */
export async function listSent(
  tx: Tx,
  tenantId: number,
  limit: number,
): Promise<readonly { conversationId: number; message: unknown; sentAt: Date }[]> {
  const rows = await tx
    .selectFrom("outbox")
    .select(["conversation_id", "message", "sent_at"])
    .where("tenant_id", "=", tenantId)
    .where("state", "=", "sent")
    .where("inbox_id", "is", null)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.toReversed().flatMap((row) => {
    if (row.sent_at === null) return [];
    return [{ conversationId: row.conversation_id, message: row.message, sentAt: row.sent_at }];
  });
}
