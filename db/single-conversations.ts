import { sql } from "kysely";

import type { Tx } from "./database.ts";

interface AccountRef {
  readonly accountId: number;
  readonly externalId: string;
}

export function conversationKey({ accountId, externalId }: AccountRef): string {
  return `${accountId} ${externalId}`;
}

/**
 * The 1:1 conversations with many people at once, made where the two never spoke.
 * @returns by `conversationKey`
 */
export async function upsertSingleConversations(
  tx: Tx,
  people: readonly AccountRef[],
  at: Date,
): Promise<ReadonlyMap<string, number>> {
  const accounts = people.map(({ accountId }) => accountId);
  const names = people.map(({ externalId }) => externalId);
  const wanted = sql`unnest(${accounts}::integer[], ${names}::text[]) as w (account, name)`;
  await sql`
    insert into conversations (account_id, kind, external_id, created_at)
    select distinct w.account, 'single', w.name, ${at}::timestamptz from ${wanted}
    on conflict (account_id, kind, external_id) do nothing`.execute(tx);
  const { rows } = await sql<AccountRef & { readonly id: number }>`
    select distinct c.id, c.account_id as "accountId", c.external_id as "externalId" from ${wanted}
    join conversations c on c.account_id = w.account and c.kind = 'single'
      and c.external_id = w.name`.execute(tx);
  return new Map(rows.map((row) => [conversationKey(row), row.id]));
}
