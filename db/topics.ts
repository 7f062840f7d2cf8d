import { sql } from "kysely";

import type { Topic, TopicLine, TopicStatus, TopicWords } from "../domain/topic.ts";
import type { Tx } from "./database.ts";
import type { Entry } from "./endorsements.ts";
import { type ForwardRow, type Forwards, selectForwards, toForwards } from "./forwards.ts";

/** A topic with the name of who proposed it, as lists and answers show it. */
export interface ListedTopic extends Topic {
  readonly proposerName: string;
  readonly proposedAt: Date;
  /** How the proposer had told it to who wrote it down for them. */
  readonly channel: string | undefined;
}

export interface NewTopic extends TopicWords {
  readonly tenantId: number;
  readonly year: number;
  readonly source: string;
  readonly proposerId: number;
  readonly unitId: number | undefined;
  readonly conversationId: number;
  readonly at: Date;
  /** 代荐: who wrote it down for the proposer; undefined = the proposer. */
  readonly entry?: Entry;
}

export interface InsertedTopic {
  readonly id: number;
  readonly number: number;
  /** The proposer had never proposed before. */
  readonly isFirst: boolean;
}

/** Takes the year's next number and keeps the topic under it, in one statement. */
export async function insertTopic(tx: Tx, topic: NewTopic): Promise<InsertedTopic> {
  const { rows } = await sql<InsertedTopic>`
    with next as (
      insert into counters (tenant_id, kind, year, value)
      values (${topic.tenantId}, 'topic', ${topic.year}, 1)
      on conflict (tenant_id, kind, year) do update set value = counters.value + 1
      returning value
    )
    insert into topics (tenant_id, year, number, title, detail, category, status, source,
      proposer_id, unit_id, conversation_id, entered_by, channel, proposed_at, updated_at)
    select ${topic.tenantId}::integer, ${topic.year}::integer, value, ${topic.title}::text,
      ${topic.detail ?? null}::text, ${topic.category ?? null}::text, 'proposed',
      ${topic.source}::text, ${topic.proposerId}::bigint, ${topic.unitId ?? null}::bigint,
      ${topic.conversationId}::bigint, ${topic.entry?.enteredById ?? null}::bigint,
      ${topic.entry?.channel ?? null}::text, ${topic.at}::timestamptz, ${topic.at}::timestamptz
    from next returning id, number,
      not exists (select from topics earlier where earlier.tenant_id = ${topic.tenantId}
        and earlier.proposer_id = ${topic.proposerId}) as "isFirst"`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error("an insert returned nothing");
  return row;
}

/** The newest topics of the tenant that was entered, if any, without those withdrawn. */
export function listTopics(tx: Tx, limit: number): Promise<readonly TopicLine[]> {
  return tx.query<TopicLine>(selectLines, [limit]);
}

export async function findTopic(
  tx: Tx,
  tenantId: number,
  key: TopicKey,
): Promise<ListedTopic | undefined> {
  const rows = await tx.query<TopicRow>(
    `${selectTopics} where t.tenant_id = $1 and t.year = $2 and t.number = $3`,
    [tenantId, key.year, key.number],
  );
  return rows.map(toTopic)[0];
}

export interface ShownTopic extends ListedTopic {
  readonly forwards: Forwards | undefined;
}

/** With how often it was passed on: what 议题 7 shows. */
export async function findTopicShown(
  tx: Tx,
  tenantId: number,
  key: TopicKey,
): Promise<ShownTopic | undefined> {
  const rows = await tx.query<TopicRow & ForwardRow>(
    `${selectShown} where t.tenant_id = $1 and t.year = $2 and t.number = $3`,
    [tenantId, key.year, key.number],
  );
  const [row] = rows;
  return row && { ...toTopic(row), forwards: toForwards(row) };
}

export interface TopicKey {
  readonly year: number;
  readonly number: number;
}

/**
 * Holds the topic until the transaction ends: whoever endorses, revises or withdraws it waits, so
 * the count of endorsements read here is exact.
 */
export async function lockTopic(
  tx: Tx,
  tenantId: number,
  key: TopicKey,
): Promise<ListedTopic | undefined> {
  const held = await tx
    .selectFrom("topics")
    .select("id")
    .where("tenant_id", "=", tenantId)
    .where("year", "=", key.year)
    .where("number", "=", key.number)
    .forUpdate()
    .executeTakeFirst();
  // Read in a second statement: its snapshot is taken after the wait for the lock.
  return held === undefined ? undefined : findTopic(tx, tenantId, key);
}

/** Writes the words and the status of a topic that the caller holds. */
export async function updateTopic(tx: Tx, tenantId: number, topic: Topic, at: Date): Promise<void> {
  await tx
    .updateTable("topics")
    .set({
      title: topic.title,
      detail: topic.detail ?? null,
      category: topic.category ?? null,
      status: topic.status,
      updated_at: at,
    })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", topic.id)
    .execute();
}

interface TopicRow {
  readonly id: number;
  readonly year: number;
  readonly number: number;
  readonly title: string;
  readonly detail: string | null;
  readonly category: string | null;
  readonly status: TopicStatus;
  readonly proposer_id: number;
  readonly proposer_name: string;
  readonly proposed_at: Date;
  readonly entered_by: number | null;
  readonly channel: string | null;
  readonly endorsements: number;
  readonly proxied: number;
}

const columns = `t.id, t.year, t.number, t.title, t.detail, t.category, t.status, t.proposer_id,
    t.proposed_at, t.entered_by, t.channel, p.name as proposer_name, c.endorsements, c.proxied`;

const countEndorsements = `select count(*) as endorsements, count(e.entered_by) as proxied
    from endorsements e where e.tenant_id = t.tenant_id and e.topic_id = t.id`;

const tables = `topics t
  join people p on p.tenant_id = t.tenant_id and p.id = t.proposer_id
  cross join lateral (${countEndorsements}) c`;

/** The most frequent question of all, so it asks for no more than a line shows. */
const selectLines = `select t.year, t.number, t.title, t.status, c.endorsements,
    c.proxied as "proxyEndorsements"
  from topics t cross join lateral (${countEndorsements}) c
  where t.tenant_id = current_tenant() and t.status <> 'withdrawn' order by t.id desc limit $1`;

const selectTopics = `select ${columns} from ${tables}`;

const selectShown = `select ${columns}, ${selectForwards.columns}
  from ${tables} ${selectForwards.join}`;

function toTopic(row: TopicRow): ListedTopic {
  return {
    id: row.id,
    year: row.year,
    number: row.number,
    title: row.title,
    detail: row.detail ?? undefined,
    category: row.category ?? undefined,
    status: row.status,
    proposerId: row.proposer_id,
    proposerName: row.proposer_name,
    proposedAt: row.proposed_at,
    enteredById: row.entered_by ?? undefined,
    channel: row.channel ?? undefined,
    endorsements: row.endorsements,
    proxyEndorsements: row.proxied,
  };
}
