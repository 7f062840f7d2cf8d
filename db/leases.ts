import { sql } from "kysely";

import type { Tx } from "./database.ts";

/** What one holder has at a time, e.g. the connection of a bot that may be open once only. */
export interface LeaseKey {
  readonly accountId: number;
  readonly name: string;
  /** Unlike that of any other process. */
  readonly holder: string;
}

/**
 * Takes or prolongs it, by the clock of the database: those of two replicas may differ. It counts
 * from before the statement ran, so whoever counts from before they asked never holds it too long.
 * @returns false while somebody else has it
 */
export async function takeLease(
  tx: Tx,
  { accountId, name, holder }: LeaseKey,
  forMs: number,
): Promise<boolean> {
  const { rows } = await sql`
    insert into passing.leases as l (account_id, name, holder, until)
    values (${accountId}, ${name}, ${holder}, now() + ${forMs}::integer * interval '1 millisecond')
    on conflict (account_id, name) do update set holder = excluded.holder, until = excluded.until
      where l.holder = excluded.holder or l.until <= now()
    returning 1`.execute(tx);
  return rows.length > 0;
}

/** Notes that another program, which asks for no lease, took the connection from its holder. */
export async function keepKick(
  tx: Tx,
  { accountId, name }: Pick<LeaseKey, "accountId" | "name">,
  at: Date,
): Promise<void> {
  await sql`insert into passing.kicks (account_id, name, at) values (${accountId}, ${name}, ${at})
    on conflict (account_id, name) do update set at = excluded.at`.execute(tx);
}

/** Somebody else can have it at once. Whoever does not hold it changes nothing. */
export async function giveLease(tx: Tx, { accountId, name, holder }: LeaseKey): Promise<void> {
  await sql`delete from passing.leases
    where account_id = ${accountId} and name = ${name} and holder = ${holder}`.execute(tx);
}
