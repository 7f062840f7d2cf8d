import { sql } from "kysely";

import { type CardChange, type Message, textMessage } from "../domain/message.ts";
import type { Tx } from "./database.ts";
import { insertOutgoing } from "./outbox.ts";

export interface LateAnswer {
  readonly tenantId: number;
  readonly conversationId: number;
  readonly receiptId: number;
  /** Wall clock. */
  readonly at: Date;
}

/** Keeps the answer that the platform did not wait for, to be said another way. */
export async function insertLateAnswer(tx: Tx, late: LateAnswer, answer: Message): Promise<void> {
  const { receiptId, ...place } = late;
  const outgoing = { ...place, urgency: "answer" } as const;
  if (answer.kind === "text" && answer.onCard !== undefined) {
    const message = { ...answer, onCard: sealChange(tx, answer.onCard) };
    // A card that follows the answer stands under its receipt already, and goes out all the same.
    const isFollowed = await hasCardOfAnswer(tx, late);
    await insertOutgoing(tx, { ...outgoing, message, ...(!isFollowed && { receiptId }) });
    return;
  }
  // The card may have left already, without its words.
  const isAlone = await takeWordsOfCard(tx, late, answer);
  await insertOutgoing(
    tx,
    isAlone
      ? { ...outgoing, message: textMessage(answer.text) }
      : { ...outgoing, receiptId, message: answer },
  );
}

function sealChange(tx: Tx, change: CardChange): CardChange {
  if (change.code === undefined) return change;
  return { ...change, code: tx.sealer.seal(change.code).toString("base64") };
}

/** The message as it can be said at that moment: words alone, if their card stays as it is. */
export function openChange(tx: Tx, message: Message, at: Date): Message {
  if (message.kind !== "text" || message.onCard === undefined) return message;
  const { code: sealed, until, ...change } = message.onCard;
  const isOver = until !== undefined && new Date(until) <= at;
  const code = sealed === undefined ? undefined : tx.sealer.open(Buffer.from(sealed, "base64"));
  if (isOver || (sealed !== undefined && code === undefined)) return textMessage(message.text);
  return { ...message, onCard: { ...change, ...(code !== undefined && { code }) } };
}

async function hasCardOfAnswer(
  tx: Tx,
  { tenantId, receiptId }: Pick<LateAnswer, "tenantId" | "receiptId">,
): Promise<boolean> {
  const { rows } = await sql`select from outbox
    where tenant_id = ${tenantId} and inbox_id = ${receiptId} and message ->> 'kind' = 'card'
    `.execute(tx);
  return rows.length > 0;
}

/**
 * True, once, if the card of this answer went ahead alone: whoever is told so says the words.
 */
async function takeWordsOfCard(
  tx: Tx,
  { tenantId, receiptId }: Pick<LateAnswer, "tenantId" | "receiptId">,
  answer: Message,
): Promise<boolean> {
  // With words for channels without cards, and none above: repeated, it is still the card alone.
  const { rows } = await sql`update outbox
    set message = message || jsonb_build_object('text', ${answer.text}::text)
    where tenant_id = ${tenantId} and inbox_id = ${receiptId}
      and state in ('sending', 'sent', 'failed')
      and message ->> 'kind' = 'card' and message ->> 'text' = '' returning 1`.execute(tx);
  return rows.length > 0;
}

/** A redelivery answered first: the words need not go out any more, only a card that follows them. */
export async function cancelLateAnswer(tx: Tx, tenantId: number, receiptId: number): Promise<void> {
  await sql`update outbox set
      state = case when message ->> 'kind' = 'card' then 'waiting' else 'cancelled' end,
      message = case when message ->> 'kind' = 'card'
        then message - 'above' || '{"text": ""}' else message end,
      parts_sent = 0
    where tenant_id = ${tenantId} and inbox_id = ${receiptId} and state = 'waiting'`.execute(tx);
}
