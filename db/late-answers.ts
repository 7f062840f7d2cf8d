import { sql } from "kysely";

import type { Message } from "../domain/message.ts";
import type { Tx } from "./database.ts";

/**
 * True, once, if the card of this answer went ahead alone: whoever is told so says the words.
 */
export async function takeWordsOfCard(
  tx: Tx,
  { tenantId, receiptId }: { readonly tenantId: number; readonly receiptId: number },
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
