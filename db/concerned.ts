import { sql } from "kysely";

import type { Tx } from "./database.ts";

/** Somebody named on a topic, with the accounts by which they might be reached alone. */
export interface ConcernedPerson {
  readonly id: number;
  readonly name: string;
  readonly salutation: string;
  readonly part: "proposer" | "supporter";
  /** The oldest first. */
  readonly accounts: readonly { readonly accountId: number; readonly externalId: string }[];
}

/** Who proposed it, then who endorsed it in the office's order; nobody twice. */
export async function listConcerned(
  tx: Tx,
  tenantId: number,
  topicId: number,
): Promise<readonly ConcernedPerson[]> {
  const { rows } = await sql<ConcernedPerson>`
    with named as (
      select proposer_id as person_id, 'proposer' as part from topics
      where tenant_id = ${tenantId} and id = ${topicId}
      union all
      select person_id, 'supporter' from endorsements
      where tenant_id = ${tenantId} and topic_id = ${topicId}
    )
    select p.id, p.name, p.salutation, n.part, coalesce(a.accounts, '[]'::json) as accounts
    from named n join people p on p.tenant_id = ${tenantId} and p.id = n.person_id
    cross join lateral (
      select json_agg(json_build_object('accountId', i.account_id, 'externalId', i.external_id)
        order by i.linked_at, i.account_id) as accounts
      from identities i where i.tenant_id = ${tenantId} and i.person_id = p.id
    ) a
    order by n.part, p.position, p.id`.execute(tx);
  return rows;
}

export interface MergedTopic {
  readonly id: number;
  readonly year: number;
  readonly number: number;
  readonly title: string;
}

/** Every topic that leads to this one, also by way of others; the oldest first. */
export async function listMergedHere(
  tx: Tx,
  tenantId: number,
  topicId: number,
): Promise<readonly MergedTopic[]> {
  const { rows } = await sql<MergedTopic>`
    with recursive led as (
      select id, year, number, title from topics
      where tenant_id = ${tenantId} and merged_into = ${topicId}
      union
      select t.id, t.year, t.number, t.title from led
      join topics t on t.tenant_id = ${tenantId} and t.merged_into = led.id
    )
    select id, year, number, title from led order by id`.execute(tx);
  return rows;
}
