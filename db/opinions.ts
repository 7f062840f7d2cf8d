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
  /** 代录: how it was told to who wrote it down; undefined = the person wrote it. */
  readonly channel: string | undefined;
}

type CallRef = Pick<OpinionCall, "tenantId" | "id">;

/** The next number of this person on the call, which the caller holds. */
export async function insertOpinion(
  tx: Tx,
  call: CallRef,
  opinion: {
    readonly personId: number;
    readonly words: string;
    readonly at: Date;
    readonly entry?: { readonly enteredById: number; readonly channel: string };
  },
): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    insert into opinions (tenant_id, call_id, person_id, number, words, given_at, entered_by,
      channel)
    select ${call.tenantId}::integer, ${call.id}::bigint, ${opinion.personId}::bigint,
      coalesce(max(number), 0) + 1, ${opinion.words}::text, ${opinion.at}::timestamptz,
      ${opinion.entry?.enteredById ?? null}::bigint, ${opinion.entry?.channel ?? null}::text
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
    .select(["id", "number", "words", "given_at", "channel"])
    .where("tenant_id", "=", call.tenantId)
    .where("call_id", "=", call.id)
    .where("person_id", "=", personId)
    .orderBy("number")
    .execute();
  return rows.flatMap(({ id, number, words, given_at: at, channel }) =>
    number === null || at === null
      ? []
      : [{ id, number, words, at, channel: channel ?? undefined }],
  );
}

/** In the person's own words from now on. */
export async function updateOpinion(
  tx: Tx,
  tenantId: number,
  opinion: { readonly id: string; readonly words: string; readonly at: Date },
): Promise<void> {
  await tx
    .updateTable("opinions")
    .set({
      words: opinion.words,
      given_at: opinion.at,
      entered_by: null,
      channel: null,
      reviewed_at: null,
    })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", opinion.id)
    .execute();
}

/** 复核: the person confirmed all that was written down for them. @returns how many */
export async function updateOpinionsReviewed(
  tx: Tx,
  call: CallRef,
  { personId, at }: { readonly personId: number; readonly at: Date },
): Promise<number> {
  const result = await tx
    .updateTable("opinions")
    .set({ reviewed_at: at })
    .where("tenant_id", "=", call.tenantId)
    .where("call_id", "=", call.id)
    .where("person_id", "=", personId)
    .where("entered_by", "is not", null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

export async function deleteOpinion(tx: Tx, tenantId: number, id: string): Promise<void> {
  await tx.deleteFrom("opinions").where("tenant_id", "=", tenantId).where("id", "=", id).execute();
}

export interface OpinionCount {
  readonly people: number;
  readonly opinions: number;
  /** 代录, and how many of them were confirmed; 0 once a call without names is closed. */
  readonly proxied: number;
  readonly reviewed: number;
}

/** Counted from the rows; of a call without names that is closed, the people as they were then. */
export async function countOpinions(tx: Tx, call: OpinionCall): Promise<OpinionCount> {
  const { rows } = await sql<OpinionCount>`
    select count(*)::integer as opinions, count(distinct person_id)::integer as people,
      count(entered_by)::integer as proxied, count(reviewed_at)::integer as reviewed
    from opinions where tenant_id = ${call.tenantId} and call_id = ${call.id}`.execute(tx);
  const { opinions = 0, people = 0, proxied = 0, reviewed = 0 } = rows[0] ?? {};
  return { opinions, people: call.people ?? people, proxied, reviewed };
}

/** A line of the full list. */
export interface ListedOpinion {
  /** Undefined where names are not shown. */
  readonly name: string | undefined;
  readonly title: string | undefined;
  readonly words: string;
  /** Somebody else wrote it down. */
  readonly isProxy: boolean;
}

interface ListedRow {
  readonly name: string | null;
  readonly title: string | null;
  readonly words: string;
  readonly isProxy: boolean;
}

/** The full list in the order of the roster; without names in no order that says anything. */
export async function listOpinions(tx: Tx, call: OpinionCall): Promise<readonly ListedOpinion[]> {
  const { rows } = await sql<ListedRow>`
    select p.name, p.title, o.words, o.entered_by is not null as "isProxy" from opinions o
    left join people p on p.tenant_id = o.tenant_id and p.id = o.person_id
    where o.tenant_id = ${call.tenantId} and o.call_id = ${call.id}
    order by case when ${call.isNamed} then p.position end, case when ${call.isNamed} then p.id end,
      case when ${call.isNamed} then o.number end, o.id`.execute(tx);
  return rows.map(({ name, title, words, isProxy }) => ({
    name: call.isNamed ? (name ?? undefined) : undefined,
    title: call.isNamed ? (title ?? undefined) : undefined,
    words,
    isProxy: call.isNamed && isProxy,
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
