import { sql } from "kysely";

import type { Tx } from "./database.ts";

/** An account by which a person might be reached alone. */
export interface PersonAccount {
  readonly personId: number;
  readonly accountId: number;
  readonly externalId: string;
}

/** The accounts of everybody on the roster, or of those who hold the role; the oldest first. */
export async function listPersonAccounts(
  tx: Tx,
  tenantId: number,
  role?: "liaison",
): Promise<readonly PersonAccount[]> {
  const { rows } = await sql<PersonAccount>`
    select i.person_id as "personId", i.account_id as "accountId", i.external_id as "externalId"
    from identities i
    where i.tenant_id = ${tenantId} and (${role ?? null}::text is null or exists (
      select from roles r where r.tenant_id = i.tenant_id and r.person_id = i.person_id
        and r.role = ${role ?? null}::text))
    order by i.linked_at, i.account_id`.execute(tx);
  return rows;
}
