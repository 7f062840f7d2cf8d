import { sql } from "kysely";

import type { Card } from "../domain/card.ts";
import type { Message } from "../domain/message.ts";
import type { Tx } from "./database.ts";
import { OUTBOX_CHANNEL, urgency } from "./outbox.ts";
import { conversationKey, upsertSingleConversations } from "./single-conversations.ts";

/** What one person is told alone; the card is kept before anybody sees it. */
export interface NewTelling {
  readonly accountId: number;
  readonly externalId: string;
  readonly message: Message;
  readonly card: { readonly id: string; readonly card: Card } | undefined;
}

/**
 * The same as a card and a message of its own for each, in a handful of statements: a notice goes
 * to hundreds at once. In the order given.
 * @param at wall clock: not before
 */
export async function insertTellings(
  tx: Tx,
  tellings: readonly NewTelling[],
  {
    tenantId,
    at,
    wallNow,
  }: { readonly tenantId: number; readonly at: Date; readonly wallNow: Date },
): Promise<void> {
  if (tellings.length === 0) return;
  const conversations = await upsertSingleConversations(tx, tellings, wallNow);
  const placed = tellings.map((telling) => {
    const conversationId = conversations.get(conversationKey(telling));
    if (conversationId === undefined) throw new Error("a conversation was not made");
    return { ...telling, conversationId };
  });
  const cards = placed.flatMap(({ card, conversationId }) =>
    card === undefined
      ? []
      : {
          tenant_id: tenantId,
          id: card.id,
          conversation_id: conversationId,
          card: JSON.stringify(card.card),
          created_at: wallNow,
        },
  );
  if (cards.length > 0) await tx.insertInto("cards").values(cards).execute();
  const rows = placed.map(({ message, conversationId }) => ({
    conversation: conversationId,
    message,
  }));
  await sql`
    with kept as (
      insert into outbox (tenant_id, conversation_id, class, message, is_notice, available_at,
        created_at)
      select ${tenantId}::integer, (e.value ->> 'conversation')::bigint, ${urgency.answer}::integer,
        e.value -> 'message', false, ${at}::timestamptz, ${at}::timestamptz
      from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) with ordinality as e (value, place)
      order by e.place
      returning 1
    )
    select pg_notify(${OUTBOX_CHANNEL}, '') from kept limit 1`.execute(tx);
}
