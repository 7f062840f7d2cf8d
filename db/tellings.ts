import { sql } from "kysely";

import type { Tx } from "./database.ts";

/** Who had something passed on: a person of the roster, or an account that nobody knows yet. */
export type Teller =
  | { readonly kind: "person"; readonly personId: number }
  | { readonly kind: "unknown"; readonly conversationId: number; readonly externalId: string };

/** The chain in which 转告 is written down. An unknown person has none but the conversation's. */
export function chainOf(teller: Teller): {
  readonly objectKind: "identity" | "conversation";
  readonly objectId: number;
} {
  return teller.kind === "person"
    ? { objectKind: "identity", objectId: teller.personId }
    : { objectKind: "conversation", objectId: teller.conversationId };
}

/**
 * How often since then. Holds the person until the transaction ends: they may speak in two places
 * at once, and the count must hold for both. An unknown one is held by the conversation's turn.
 */
export async function countTellings(
  tx: Tx,
  tenantId: number,
  teller: Teller,
  since: Date,
): Promise<number> {
  if (teller.kind === "person") {
    await sql`select from people where tenant_id = ${tenantId} and id = ${teller.personId}
      for update`.execute(tx);
  }
  const { objectKind, objectId } = chainOf(teller);
  const sender = teller.kind === "person" ? null : teller.externalId;
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from events e
    left join event_words w on w.tenant_id = e.tenant_id and w.event_id = e.id
    where e.tenant_id = ${tenantId} and e.object_kind = ${objectKind} and e.object_id = ${objectId}
      and e.kind = 'told' and e.happened_at >= ${since}
      and (${sender}::text is null or w.words::jsonb ->> 'sender' = ${sender}::text)`.execute(tx);
  return rows[0]?.count ?? 0;
}
