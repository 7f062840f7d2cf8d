import { sql } from "kysely";

import type { Tx } from "./database.ts";
import type { OpinionCall } from "./opinion-calls.ts";

/** What one person wrote. */
export interface Opinion {
  readonly id: string;
  /** The person's own count on this call. */
  readonly number: number;
  readonly words: string;
  readonly at: Date;
}

type CallRef = Pick<OpinionCall, "tenantId" | "id">;

/** The next number of this person on the call, which the caller holds. */
export async function insertOpinion(
  tx: Tx,
  call: CallRef,
  opinion: { readonly personId: number; readonly words: string; readonly at: Date },
): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    insert into opinions (tenant_id, call_id, person_id, number, words, given_at)
    select ${call.tenantId}::integer, ${call.id}::bigint, ${opinion.personId}::bigint,
      coalesce(max(number), 0) + 1, ${opinion.words}::text, ${opinion.at}::timestamptz
    from opinions where tenant_id = ${call.tenantId} and call_id = ${call.id}
      and person_id = ${opinion.personId}
    returning number`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error("an insert returned nothing");
  return row.number;
}

/** What one person wrote on a call that is open, in the order in which they wrote it. */
export async function listOwnOpinions(
  tx: Tx,
  call: CallRef,
  personId: number,
): Promise<readonly Opinion[]> {
  const rows = await tx
    .selectFrom("opinions")
    .select(["id", "number", "words", "given_at"])
    .where("tenant_id", "=", call.tenantId)
    .where("call_id", "=", call.id)
    .where("person_id", "=", personId)
    .orderBy("number")
    .execute();
  return rows.flatMap(({ id, number, words, given_at: at }) =>
    number === null || at === null ? [] : [{ id, number, words, at }],
  );
}

export async function updateOpinion(
  tx: Tx,
  tenantId: number,
  opinion: { readonly id: string; readonly words: string; readonly at: Date },
): Promise<void> {
  await tx
    .updateTable("opinions")
    .set({ words: opinion.words, given_at: opinion.at })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", opinion.id)
    .execute();
}

export async function deleteOpinion(tx: Tx, tenantId: number, id: string): Promise<void> {
  await tx.deleteFrom("opinions").where("tenant_id", "=", tenantId).where("id", "=", id).execute();
}

export interface OpinionCount {
  readonly people: number;
  readonly opinions: number;
}

/** Counted from the rows; of a call without names that is closed, the people as they were then. */
export async function countOpinions(tx: Tx, call: OpinionCall): Promise<OpinionCount> {
  const { rows } = await sql<OpinionCount>`
    select count(*)::integer as opinions, count(distinct person_id)::integer as people
    from opinions where tenant_id = ${call.tenantId} and call_id = ${call.id}`.execute(tx);
  const { opinions = 0, people = 0 } = rows[0] ?? {};
  return { opinions, people: call.people ?? people };
}

/** A line of the full list. */
export interface ListedOpinion {
  /** Undefined where names are not shown. */
  readonly name: string | undefined;
  readonly title: string | undefined;
  readonly words: string;
}

/** The full list in the order of the roster; without names in no order that says anything. */
export async function listOpinions(tx: Tx, call: OpinionCall): Promise<readonly ListedOpinion[]> {
  const { rows } = await sql<{ name: string | null; title: string | null; words: string }>`
    select p.name, p.title, o.words from opinions o
    left join people p on p.tenant_id = o.tenant_id and p.id = o.person_id
    where o.tenant_id = ${call.tenantId} and o.call_id = ${call.id}
    order by case when ${call.isNamed} then p.position end, case when ${call.isNamed} then p.id end,
      case when ${call.isNamed} then o.number end, o.id`.execute(tx);
  return rows.map(({ name, title, words }) => ({
    name: call.isNamed ? (name ?? undefined) : undefined,
    title: call.isNamed ? (title ?? undefined) : undefined,
    words,
  }));
}

/**
 * 不具名: from now on nothing leads from an opinion to a person. The rows are written anew under
 * ids of chance, so that neither their place in the table nor their time says who came first.
 */
export async function deleteOpinionNames(tx: Tx, call: CallRef): Promise<void> {
  await sql`with gone as (
      delete from opinions where tenant_id = ${call.tenantId} and call_id = ${call.id}
      returning words
    )
    insert into opinions (tenant_id, call_id, words)
    select ${call.tenantId}::integer, ${call.id}::bigint, words from gone
    order by random()`.execute(tx);
}
