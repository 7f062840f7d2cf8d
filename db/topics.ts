import { sql } from "kysely";

import { endorsementThreshold } from "../domain/settings.ts";
import { readGist, termsToFind } from "../domain/similar.ts";
import type { Topic, TopicLine, TopicStatus, TopicWords } from "../domain/topic.ts";
import type { Tx } from "./database.ts";
import type { Entry } from "./endorsements.ts";
import { leadsTo } from "./topic-lineage.ts";
import { openRoundAt } from "./rounds.ts";

/** A topic with the name of who proposed it, as lists and answers show it. */
export interface ListedTopic extends Topic {
  readonly proposerName: string;
  readonly proposedAt: Date;
  /** How the proposer had told it to who wrote it down for them. */
  readonly channel: string | undefined;
  /** When it first had as many 附议 as 初选 asks for. */
  readonly thresholdReachedAt: Date | undefined;
  /** That many, as the office set it. */
  readonly threshold: number;
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
  /** When 初选 is done, if a 征题 was open in its unit: the topic belongs to it. */
  readonly screenBy: Date | null;
}

/** Takes the year's next number and keeps the topic and its terms under it, in one statement. */
export async function insertTopic(tx: Tx, topic: NewTopic): Promise<InsertedTopic> {
  const { rows } = await sql<InsertedTopic>`
    with recursive next as (
      insert into counters (tenant_id, kind, year, value)
      values (${topic.tenantId}, 'topic', ${topic.year}, 1)
      on conflict (tenant_id, kind, year) do update set value = counters.value + 1
      returning value
    ), round as (${openRoundAt(topic)}
    ), kept as (
    insert into topics (tenant_id, year, number, title, detail, category, status, source,
      proposer_id, unit_id, conversation_id, entered_by, channel, proposed_at, updated_at,
      round_id)
    select ${topic.tenantId}::integer, ${topic.year}::integer, value, ${topic.title}::text,
      ${topic.detail ?? null}::text, ${topic.category ?? null}::text, 'proposed',
      ${topic.source}::text, ${topic.proposerId}::bigint, ${topic.unitId ?? null}::bigint,
      ${topic.conversationId}::bigint, ${topic.entry?.enteredById ?? null}::bigint,
      ${topic.entry?.channel ?? null}::text, ${topic.at}::timestamptz, ${topic.at}::timestamptz,
      (select id from round)
    from next returning id, number,
      not exists (select from topics earlier where earlier.tenant_id = ${topic.tenantId}
        and earlier.proposer_id = ${topic.proposerId}) as "isFirst"
    ), found_by as (
      insert into topic_terms (tenant_id, term, topic_id)
      select ${topic.tenantId}::integer, term, id
      from kept cross join unnest(${termsOf(topic)}::text[]) as term
    )
    select id, number, "isFirst", (select screen_by from round) as "screenBy" from kept`.execute(
    tx,
  );
  const row = rows[0];
  if (row === undefined) throw new Error("an insert returned nothing");
  return row;
}

function termsOf({ title }: TopicWords): string[] {
  return [...termsToFind(readGist(title)).keys()];
}

/** The newest topics of the tenant that was entered, if any, without those withdrawn, merged or split. */
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
      version: topic.version,
      merged_into: topic.mergedInto?.id ?? null,
      status_before_merge: topic.mergedInto?.statusBefore ?? null,
      updated_at: at,
    })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", topic.id)
    .execute();
}

/** Writes new words: the topic is found by the new words, not by the old ones. */
export async function updateTopicWords(
  tx: Tx,
  tenantId: number,
  topic: Topic,
  at: Date,
): Promise<void> {
  await sql`
    with gone as (
      delete from topic_terms where tenant_id = ${tenantId} and topic_id = ${topic.id}
        and term <> all(${termsOf(topic)}::text[])
    ), found_by as (
      insert into topic_terms (tenant_id, term, topic_id)
      select ${tenantId}::integer, term, ${topic.id}::bigint
      from unnest(${termsOf(topic)}::text[]) as term on conflict do nothing
    )
    update topics set title = ${topic.title},
      short_title = case when title = ${topic.title} then short_title end, detail = ${topic.detail ?? null},
      category = ${topic.category ?? null}, version = ${topic.version}, updated_at = ${at}
    where tenant_id = ${tenantId} and id = ${topic.id}`.execute(tx);
}

export interface TopicRow {
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
  readonly version: number;
  readonly threshold: unknown;
  readonly threshold_reached_at: Date | null;
  readonly status_before_merge: TopicStatus | null;
  readonly merged_id: number | null;
  readonly merged_year: number | null;
  readonly merged_number: number | null;
  readonly leads_to: { readonly year: number; readonly number: number } | null;
  readonly split_into: readonly { readonly year: number; readonly number: number }[] | null;
}

/** What `toTopic` reads, of `topicTables`. */
export const topicColumns = `t.id, t.year, t.number, t.title, t.detail, t.category, t.status, t.proposer_id,
    t.proposed_at, t.entered_by, t.channel, p.name as proposer_name, c.endorsements, c.proxied,
    (select value from tenant_settings g where g.tenant_id = t.tenant_id
      and g.key = '${endorsementThreshold.key}') as threshold, t.version, t.threshold_reached_at, t.status_before_merge, m.id as merged_id, m.year as merged_year,
    m.number as merged_number,
    ${leadsTo} as leads_to,
    case when t.status = 'split' then (
      select json_agg(json_build_object('year', g.year, 'number', g.number) order by g.id)
      from topics g where g.tenant_id = t.tenant_id and g.split_from = t.id) end as split_into`;

const countEndorsements = `select count(*) as endorsements, count(e.entered_by) as proxied
    from endorsements e where e.tenant_id = t.tenant_id and e.topic_id = t.id`;

export const topicTables = `topics t
  join people p on p.tenant_id = t.tenant_id and p.id = t.proposer_id
  left join topics m on m.tenant_id = t.tenant_id and m.id = t.merged_into
  cross join lateral (${countEndorsements}) c`;

/** The most frequent question of all, so it asks for no more than a line shows. */
const selectLines = `select t.year, t.number, t.title, t.status, c.endorsements,
    c.proxied as "proxyEndorsements"
  from topics t cross join lateral (${countEndorsements}) c
  where t.tenant_id = current_tenant() and t.status not in ('withdrawn', 'merged', 'split')
  order by t.id desc limit $1`;

const selectTopics = `select ${topicColumns} from ${topicTables}`;

export function toTopic(row: TopicRow): ListedTopic {
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
    version: row.version,
    thresholdReachedAt: row.threshold_reached_at ?? undefined,
    threshold: endorsementThreshold.read(row.threshold) ?? endorsementThreshold.fallback,
    mergedInto: toMerged(row),
    splitInto: row.split_into ?? undefined,
  };
}

function toMerged(row: TopicRow): Topic["mergedInto"] {
  const { merged_id: id, merged_year: year, merged_number: number } = row;
  if (id === null || year === null || number === null) return undefined;
  const merged = { id, year, number, statusBefore: row.status_before_merge ?? "proposed" };
  return row.leads_to === null ? merged : { ...merged, leadsTo: row.leads_to };
}
