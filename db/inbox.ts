import { sql } from "kysely";

import type { ConversationRef, InboundMessage, ReplyAddress } from "../domain/inbound.ts";
import type { Message } from "../domain/message.ts";
import type { Tx } from "./database.ts";
import { parseMessage } from "./message.ts";
import { sealQuestion } from "./questions.ts";

/** What happens to the question the sender was asked here, together with the answer. */
export type QuestionChange =
  | { readonly kind: "keep" }
  | { readonly kind: "delete" }
  | { readonly kind: "set"; readonly question: object; readonly expiresAt: Date };

export interface Closing {
  readonly receiptId: number;
  readonly accountId: number;
  readonly tenantId: number | undefined;
  readonly conversationId: number;
  readonly message: InboundMessage;
  readonly answer: Message | undefined;
  readonly receivedAt: Date;
  readonly answeredAt: Date;
  readonly question: QuestionChange;
}

/**
 * Writes the receipt with its answer, so that a redelivery gets the same again, and what was asked.
 * It travels with the commit: if a twin was first, its key refuses this one and nothing happened.
 */
export function closeReceipt(tx: Tx, closing: Closing): void {
  const { message, question, tenantId, conversationId } = closing;
  const { replyAddress } = message;
  const values = [
    closing.receiptId,
    closing.accountId,
    tenantId ?? null,
    conversationId,
    message.messageId,
    message.sender.externalId,
    tx.sealer.seal(message.text),
    closing.answer === undefined ? null : JSON.stringify(closing.answer),
    message.replyRef ?? null,
    replyAddress === undefined ? null : tx.sealer.seal(replyAddress.url),
    replyAddress?.expiresAt ?? null,
    replyAddress?.once ?? false,
    closing.receivedAt,
    closing.answeredAt,
  ];
  if (tenantId === undefined || question.kind === "keep") {
    tx.send({ sql: insertReceipt, parameters: values });
  } else if (question.kind === "delete") {
    tx.send({ sql: `${forgetQuestion} ${insertReceipt}`, parameters: values });
  } else {
    const asked = [sealQuestion(tx, question.question), question.expiresAt];
    tx.send({ sql: `${keepQuestion} ${insertReceipt}`, parameters: [...values, ...asked] });
  }
}

const insertReceipt = `
  insert into inbox (id, account_id, tenant_id, conversation_id, message_id, sender_external_id,
    words, answer, reply_ref, reply_address, reply_expires_at, reply_once, received_at, answered_at)
  values ($1::bigint, $2::integer, $3::integer, $4::bigint, $5::text, $6::text, $7::bytea,
    $8::jsonb, $9::text, $10::bytea, $11::timestamptz, $12::boolean, $13::timestamptz,
    $14::timestamptz)`;

const forgetQuestion = `
  with forgotten as (delete from questions
    where tenant_id = $3::integer and conversation_id = $4::bigint
      and sender_external_id = $6::text)`;

const keepQuestion = `
  with asked as (
    insert into questions (tenant_id, conversation_id, sender_external_id, question, expires_at)
    values ($3::integer, $4::bigint, $6::text, $15::bytea, $16::timestamptz)
    on conflict (tenant_id, conversation_id, sender_external_id)
    do update set question = excluded.question, expires_at = excluded.expires_at)`;

/** True if a statement failed because the message has a receipt already. */
export function isTwin(error: unknown): boolean {
  return error instanceof Error && "constraint" in error && error.constraint === "inbox_message";
}

/** The stored answer of a message received before in this conversation. */
export async function findAnswer(
  tx: Tx,
  key: { readonly accountId: number; readonly conversationId: number; readonly messageId: string },
): Promise<{ receiptId: number; answer: Message | undefined } | undefined> {
  const row = await tx
    .selectFrom("inbox")
    .select(["id", "answer"])
    .where("account_id", "=", key.accountId)
    .where("message_id", "=", key.messageId)
    .where("conversation_id", "=", key.conversationId)
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

/** A reply address with the receipt it came with. */
export interface OpenAddress extends ReplyAddress {
  readonly conversationId: number;
  readonly receiptId: number;
}

/** The newest reply address of a conversation that is open at that moment. */
export async function findReplyAddress(
  tx: Tx,
  conversationId: number,
  at: Date,
): Promise<OpenAddress | undefined> {
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
  const url = tx.sealer.open(row.reply_address);
  if (url === undefined) return undefined;
  return {
    conversationId,
    receiptId: row.id,
    url,
    expiresAt: row.reply_expires_at,
    once: row.reply_once,
  };
}

/** An address that may be used once is spent before it is used, not after. */
export async function updateReplyAddressUsed(
  tx: Tx,
  address: Pick<OpenAddress, "conversationId" | "receiptId">,
  at: Date,
): Promise<void> {
  await tx
    .updateTable("inbox")
    .set({ reply_used_at: at, reply_address: null })
    .where("conversation_id", "=", address.conversationId)
    .where("id", "=", address.receiptId)
    .execute();
}

/** Forgets that these accounts ever heard anything: for the fictional ones only. */
export async function deleteReceipts(tx: Tx, accountIds: readonly number[]): Promise<void> {
  await tx
    .deleteFrom("inbox")
    .where("account_id", "in", [...accountIds])
    .execute();
}

/**
 * Forgets the words and answers of these receipts and of all others of the tenant that quote any of
 * the words. What people said is sealed, so it is opened, a thousand messages at a time.
 */
export async function eraseQuotes(
  tx: Tx,
  erasure: {
    readonly tenantId: number;
    readonly receiptIds: readonly number[];
    readonly quotes: readonly string[];
  },
): Promise<void> {
  const { tenantId, receiptIds, quotes } = erasure;
  const found = [...receiptIds];
  let after: { conversation_id: number; id: number } | undefined = { conversation_id: 0, id: 0 };
  while (after !== undefined) {
    const { conversation_id: conversationId, id }: typeof after = after;
    const rows: readonly SealedRow[] = await tx.query<SealedRow>(selectSealed, [
      tenantId,
      conversationId,
      id,
    ]);
    for (const row of rows) {
      const words = tx.sealer.open(row.words);
      if (words !== undefined && quotes.some((quote) => words.includes(quote))) found.push(row.id);
    }
    after = rows.at(-1);
  }
  await sql`update inbox set words = null, answer = null
    where tenant_id = ${tenantId} and (words is not null or answer is not null)
      and (id = any(${found}::bigint[])
        or exists (select from unnest(${[...quotes]}::text[]) as q (words)
          where strpos(answer ->> 'text', q.words) > 0))`.execute(tx);
}

interface SealedRow {
  readonly conversation_id: number;
  readonly id: number;
  readonly words: Buffer;
}

const selectSealed = `
  select conversation_id, id, words from inbox
  where tenant_id = $1 and words is not null and (conversation_id, id) > ($2::bigint, $3::bigint)
  order by conversation_id, id limit 1000`;

/** Forgets the words and answers of messages older than that; the receipt itself stays. */
export async function eraseOldWords(tx: Tx, before: Date, batch: number): Promise<number> {
  const result = await sql`update inbox set words = null, answer = null, reply_address = null
    where (conversation_id, id) in (select conversation_id, id from inbox
      where received_at < ${before}
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
