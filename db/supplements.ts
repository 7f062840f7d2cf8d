import type { Tx } from "./database.ts";

export interface NewSupplement {
  readonly tenantId: number;
  readonly topicId: number;
  readonly personId: number;
  readonly words: string;
  readonly at: Date;
}

/** 补充情况. The same words of the same person are kept once. */
export function insertSupplement(tx: Tx, supplement: NewSupplement): void {
  const { tenantId, topicId, personId, words, at } = supplement;
  tx.send({ sql: insertOne, parameters: [tenantId, topicId, personId, words, at] });
}

export interface Supplement {
  readonly words: string;
  readonly personName: string;
}

/** The oldest first. */
export function listSupplements(
  tx: Tx,
  { tenantId, topicId }: Pick<NewSupplement, "tenantId" | "topicId">,
): Promise<readonly Supplement[]> {
  return tx.query<Supplement>(selectAll, [tenantId, topicId]);
}

const selectAll = `select s.words, p.name as "personName" from topic_supplements s
  join people p on p.tenant_id = s.tenant_id and p.id = s.person_id
  where s.tenant_id = $1 and s.topic_id = $2 order by s.id`;

const insertOne = `insert into topic_supplements (tenant_id, topic_id, person_id, words, added_at)
  select $1::integer, $2::bigint, $3::bigint, $4::text, $5::timestamptz
  where not exists (select from topic_supplements s where s.tenant_id = $1 and s.topic_id = $2
    and s.person_id = $3 and s.words = $4)`;
