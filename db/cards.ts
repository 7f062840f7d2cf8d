import { sql } from "kysely";

import type { Card } from "../domain/card.ts";
import type { Tx } from "./database.ts";

export interface KeptCard {
  readonly conversationId: number;
  readonly card: Card;
}

/** Keeps what the controls of a card say, before it is shown to anybody. */
export function insertCard(
  tx: Tx,
  kept: KeptCard & { readonly tenantId: number; readonly id: string; readonly at: Date },
): void {
  tx.send(
    tx
      .insertInto("cards")
      .values({
        tenant_id: kept.tenantId,
        id: kept.id,
        conversation_id: kept.conversationId,
        card: JSON.stringify(kept.card),
        created_at: kept.at,
      })
      .compile(),
  );
}

/** Undefined if there is none of that name, or its time has run out. */
export async function findCard(
  tx: Tx,
  tenantId: number,
  id: string,
): Promise<KeptCard | undefined> {
  const row = await tx
    .selectFrom("cards")
    .select(["conversation_id", "card"])
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .executeTakeFirst();
  // Written by this program and readable by nobody else's; its shape is that of `insertCard`.
  return row && { conversationId: row.conversation_id, card: row.card as Card };
}

/** What quotes erased words is gone, and cannot be tapped any more. */
export async function deleteCardsQuoting(
  tx: Tx,
  tenantId: number,
  quotes: readonly string[],
): Promise<void> {
  await sql`delete from cards where tenant_id = ${tenantId}
    and exists (select from unnest(${[...quotes]}::text[]) as q (words),
        jsonb_path_query(card, 'strict $.**') as piece (value)
      where jsonb_typeof(piece.value) = 'string'
        and strpos(piece.value #>> '{}', q.words) > 0)`.execute(tx);
}
