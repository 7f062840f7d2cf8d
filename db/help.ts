import { sql } from "kysely";

import type { Tx } from "./database.ts";

/** What helps somebody whose words nobody understood. */
export interface Help {
  readonly liaisonName: string | undefined;
  /** They are taking down a meeting: the words were most likely a line of it. */
  readonly isTaking: boolean;
}

/** One statement: everything that is said to the bot by mistake comes here. */
export async function findHelp(
  tx: Tx,
  tenantId: number,
  personId: number | undefined,
): Promise<Help> {
  const { rows } = await sql<{ liaison: string | null; taking: boolean }>`
    select (select p.name from people p
        join roles r on r.tenant_id = p.tenant_id and r.person_id = p.id and r.role = 'liaison'
        where p.tenant_id = ${tenantId} order by p.position, p.id limit 1) as liaison,
      exists (select from minutes
        where tenant_id = ${tenantId} and recorder_id = ${personId ?? null}::bigint
          and is_taking) as taking`.execute(tx);
  const [row] = rows;
  return { liaisonName: row?.liaison ?? undefined, isTaking: row?.taking ?? false };
}
