import { sql } from "kysely";

import type { Tx } from "./database.ts";

/** Which token of which account, e.g. the one of the app that reaches people. */
export interface TokenKey {
  readonly accountId: number;
  readonly name: string;
}

export interface KeptToken {
  readonly value: string;
  readonly until: Date;
}

/** The token that any replica fetched last; undefined if none is open at that moment. */
export async function findAccessToken(
  tx: Tx,
  { accountId, name }: TokenKey,
  now: Date,
): Promise<KeptToken | undefined> {
  const { rows } = await sql<{ token: Buffer; until: Date }>`
    select token, until from passing.access_tokens
    where account_id = ${accountId} and name = ${name} and until > ${now}`.execute(tx);
  const [row] = rows;
  const value = row && tx.sealer.open(row.token);
  return row === undefined || value === undefined ? undefined : { value, until: row.until };
}

/** Sealed: whoever has it can speak as the bot. */
export async function upsertAccessToken(
  tx: Tx,
  { accountId, name }: TokenKey,
  { value, until }: KeptToken,
): Promise<void> {
  await sql`insert into passing.access_tokens (account_id, name, token, until)
    values (${accountId}, ${name}, ${tx.sealer.seal(value)}, ${until})
    on conflict (account_id, name)
    do update set token = excluded.token, until = excluded.until`.execute(tx);
}
