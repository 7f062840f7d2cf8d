import { sql } from "kysely";

import type { Channel } from "../domain/channel.ts";
import type { Tx } from "./database.ts";

export interface EndorsementKey {
  readonly tenantId: number;
  readonly topicId: number;
  readonly personId: number;
}

/** Who wrote it down for somebody else, and how they had been told. */
export interface Entry {
  readonly enteredById: number;
  readonly channel: Channel;
}

/** @returns false if this person had endorsed it already */
export async function insertEndorsement(
  tx: Tx,
  endorsement: EndorsementKey & { readonly at: Date },
): Promise<boolean> {
  const result = await tx
    .insertInto("endorsements")
    .values({
      tenant_id: endorsement.tenantId,
      topic_id: endorsement.topicId,
      person_id: endorsement.personId,
      endorsed_at: endorsement.at,
      entered_by: null,
      channel: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Remembers that 初选 was asked for: once, however the count goes up and down afterwards. */
export function markThreshold(tx: Tx, tenantId: number, topicId: number, at: Date): void {
  tx.send(
    tx
      .updateTable("topics")
      .set({ threshold_reached_at: at })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", topicId)
      .compile(),
  );
}

interface ProxyEndorsements extends Omit<EndorsementKey, "personId">, Entry {
  readonly personIds: readonly number[];
  readonly at: Date;
}

/** 代附议. @returns whose are new; the others had endorsed it already */
export async function insertProxyEndorsements(
  tx: Tx,
  given: ProxyEndorsements,
): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ person_id: number }>`
    insert into endorsements (tenant_id, topic_id, person_id, endorsed_at, entered_by, channel)
    select ${given.tenantId}::integer, ${given.topicId}::bigint, person_id,
      ${given.at}::timestamptz, ${given.enteredById}::bigint, ${given.channel}::text
    from unnest(${[...given.personIds]}::bigint[]) as person_id
    on conflict do nothing returning person_id`.execute(tx);
  return new Set(rows.map((row) => row.person_id));
}

/** @returns undefined if this person had not endorsed it */
export async function deleteEndorsement(
  tx: Tx,
  key: EndorsementKey,
): Promise<{ readonly wasProxy: boolean } | undefined> {
  const row = await tx
    .deleteFrom("endorsements")
    .where("tenant_id", "=", key.tenantId)
    .where("topic_id", "=", key.topicId)
    .where("person_id", "=", key.personId)
    .returning("entered_by")
    .executeTakeFirst();
  return row && { wasProxy: row.entered_by !== null };
}

/**
 * 取消代附议: what a person said themselves is never taken back by somebody else.
 * @returns whose endorsements are gone
 */
export async function deleteProxyEndorsements(
  tx: Tx,
  topic: Omit<EndorsementKey, "personId">,
  personIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ person_id: number }>`
    delete from endorsements
    where tenant_id = ${topic.tenantId} and topic_id = ${topic.topicId}
      and person_id = any(${[...personIds]}::bigint[]) and entered_by is not null
    returning person_id`.execute(tx);
  return new Set(rows.map((row) => row.person_id));
}

export interface KeptEndorsement {
  readonly personId: number;
  readonly at: Date;
  /** Undefined = the person said it themselves. */
  readonly entry: { readonly enteredByName: string; readonly channel: string } | undefined;
}

/** The endorsements of these people, to tell who had written them down before. */
export async function listEndorsements(
  tx: Tx,
  topic: Omit<EndorsementKey, "personId">,
  personIds: readonly number[],
): Promise<readonly KeptEndorsement[]> {
  const { rows } = await sql<KeptRow>`
    select e.person_id, e.endorsed_at, e.channel, p.name as entered_by_name
    from endorsements e
    left join people p on p.tenant_id = e.tenant_id and p.id = e.entered_by
    where e.tenant_id = ${topic.tenantId} and e.topic_id = ${topic.topicId}
      and e.person_id = any(${[...personIds]}::bigint[])`.execute(tx);
  return rows.map((row) => ({
    personId: row.person_id,
    at: row.endorsed_at,
    entry:
      row.entered_by_name === null || row.channel === null
        ? undefined
        : { enteredByName: row.entered_by_name, channel: row.channel },
  }));
}

interface KeptRow {
  readonly person_id: number;
  readonly endorsed_at: Date;
  readonly channel: string | null;
  readonly entered_by_name: string | null;
}
