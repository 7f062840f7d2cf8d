import { sql } from "kysely";

import type { ConversationRef, ReplyAddress } from "../domain/inbound.ts";
import { type Message, textMessage } from "../domain/message.ts";
import type { Tx } from "./database.ts";

/** What happens to the question the sender was asked here, together with the answer. */
export type QuestionChange =
  | { readonly kind: "keep" }
  | { readonly kind: "delete" }
  | { readonly kind: "set"; readonly question: object; readonly expiresAt: Date };

export interface Closing {
  readonly receiptId: number;
  readonly answer: Message | undefined;
  readonly at: Date;
  readonly tenantId: number | undefined;
  readonly conversationId: number;
  readonly senderExternalId: string;
  readonly question: QuestionChange;
}

/** Keeps what was answered, so that a redelivery gets the same again, and what was asked. */
export function closeReceipt(tx: Tx, closing: Closing): void {
  const { question, answer, tenantId } = closing;
  const stored = answer === undefined ? null : JSON.stringify(answer);
  const update = sql`update inbox set answer = ${stored}::jsonb, answered_at = ${closing.at}
    where id = ${closing.receiptId}`;
  const key = sql`${tenantId ?? null}::integer, ${closing.conversationId}::bigint,
    ${closing.senderExternalId}::text`;
  tx.send(tenantId === undefined ? update.compile(tx) : withQuestion().compile(tx));

  function withQuestion() {
    switch (question.kind) {
      case "keep":
        return update;
      case "delete":
        return sql`with forgotten as (delete from questions
          where (tenant_id, conversation_id, sender_external_id) = (${key})) ${update}`;
      case "set":
        return sql`with asked as (
          insert into questions
            (tenant_id, conversation_id, sender_external_id, question, expires_at)
          values (${key}, ${JSON.stringify(question.question)}::jsonb, ${question.expiresAt})
          on conflict (tenant_id, conversation_id, sender_external_id)
          do update set question = excluded.question, expires_at = excluded.expires_at
        ) ${update}`;
    }
  }
}

/** The stored answer of a message received before. */
export async function findAnswer(
  tx: Tx,
  accountId: number,
  messageId: string,
): Promise<{ receiptId: number; answer: Message | undefined } | undefined> {
  const row = await tx
    .selectFrom("inbox")
    .select(["id", "answer"])
    .where("account_id", "=", accountId)
    .where("message_id", "=", messageId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { receiptId: row.id, answer: parseMessage(row.answer) };
}

/** The answer that a platform asks for again by its own name for it. */
export async function findAnswerByRef(
  tx: Tx,
  accountId: number,
  conversation: ConversationRef,
  replyRef: string,
): Promise<Message | undefined> {
  const row = await tx
    .selectFrom("inbox")
    .innerJoin("conversations", "conversations.id", "inbox.conversation_id")
    .select("inbox.answer")
    .where("conversations.account_id", "=", accountId)
    .where("conversations.kind", "=", conversation.kind)
    .where("conversations.external_id", "=", conversation.externalId)
    .where("inbox.reply_ref", "=", replyRef)
    .orderBy("inbox.id", "desc")
    .limit(1)
    .executeTakeFirst();
  return parseMessage(row?.answer);
}

/** Stored messages may be older than this program: what is not understood is shown as nothing. */
export function parseMessage(stored: unknown): Message | undefined {
  if (typeof stored !== "object" || stored === null || !("text" in stored)) return undefined;
  return typeof stored.text === "string" ? textMessage(stored.text) : undefined;
}

/** The newest reply address of a conversation that is open at that moment. */
export async function findReplyAddress(
  tx: Tx,
  conversationId: number,
  at: Date,
): Promise<(ReplyAddress & { readonly receiptId: number }) | undefined> {
  const row = await tx
    .selectFrom("inbox")
    .select(["id", "reply_address", "reply_expires_at", "reply_once"])
    .where("conversation_id", "=", conversationId)
    .where("reply_address", "is not", null)
    .where("reply_used_at", "is", null)
    .where("reply_expires_at", ">", at)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!row?.reply_address || !row.reply_expires_at) return undefined;
  return {
    receiptId: row.id,
    url: tx.sealer.open(row.reply_address),
    expiresAt: row.reply_expires_at,
    once: row.reply_once,
  };
}

/** An address that may be used once is spent before it is used, not after. */
export async function updateReplyAddressUsed(tx: Tx, receiptId: number, at: Date): Promise<void> {
  await tx
    .updateTable("inbox")
    .set({ reply_used_at: at, reply_address: null })
    .where("id", "=", receiptId)
    .execute();
}

/** Forgets the words and answers of messages older than that; the receipt itself stays. */
export async function eraseOldWords(tx: Tx, before: Date, batch: number): Promise<number> {
  const result = await sql`update inbox set words = null, answer = null, reply_address = null
    where id in (select id from inbox where received_at < ${before}
      and (words is not null or answer is not null or reply_address is not null)
      order by received_at limit ${batch})`.execute(tx);
  return Number(result.numAffectedRows ?? 0n);
}

/** Addresses that have run out open nothing any more and need not lie about, even sealed. */
export async function eraseClosedAddresses(tx: Tx, now: Date): Promise<void> {
  const since = new Date(now.getTime() - ADDRESS_LOOK_BACK_MS);
  await sql`update inbox set reply_address = null where received_at > ${since}
    and reply_address is not null and reply_expires_at < ${now}`.execute(tx);
}

/** The cleaning runs every hour; three days leave room for one that was long away. */
const ADDRESS_LOOK_BACK_MS = 3 * 24 * 60 * 60 * 1000;
