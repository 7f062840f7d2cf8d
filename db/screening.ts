import { sql } from "kysely";

import type { TopicSize } from "../domain/profile.ts";
import type { TopicSource } from "../domain/topic-source.ts";
import type { TopicStatus } from "../domain/topic.ts";
import type { Tx } from "./database.ts";
import type { TopicKey } from "./topics.ts";

/** A topic as 初选 and what comes after it list it. */
export interface ScreenedTopic {
  readonly id: number;
  readonly year: number;
  readonly number: number;
  readonly title: string;
  /** 简称 as somebody gave it. */
  readonly shortTitle: string | null;
  readonly status: TopicStatus;
  readonly proposerId: number;
  readonly proposerName: string;
  readonly endorsements: number;
}

/**
 * 初选入围, by number: what may be recommended. With a unit, the topics of that unit and of those
 * below it; one that came from a conversation of no unit belongs to its proposer's territory.
 */
export function listShortlisted(
  tx: Tx,
  tenantId: number,
  unitId?: number,
): Promise<readonly ScreenedTopic[]> {
  return listByStatus(tx, { tenantId, unitId, statuses: ["shortlisted"] });
}

interface Which {
  readonly tenantId: number;
  readonly unitId: number | undefined;
  readonly statuses: readonly TopicStatus[];
}

/** In these states, by number; of the unit as in `listShortlisted`. */
export async function listByStatus(
  tx: Tx,
  { tenantId, unitId, statuses }: Which,
): Promise<readonly ScreenedTopic[]> {
  const { rows } = await sql<ScreenedTopic>`
    with recursive wanted as (
      select u.id from units u where u.tenant_id = ${tenantId} and u.id = ${unitId ?? null}::bigint
      union
      select u.id from units u join wanted w on u.parent_id = w.id where u.tenant_id = ${tenantId}
    )
    select t.id, t.year, t.number, t.title, t.short_title as "shortTitle", t.status, t.proposer_id as "proposerId",
      p.name as "proposerName",
      (select count(*) from endorsements e
        where e.tenant_id = t.tenant_id and e.topic_id = t.id) as endorsements
    from topics t join people p on p.tenant_id = t.tenant_id and p.id = t.proposer_id
    where t.tenant_id = ${tenantId} and not t.is_common and t.status = any(${[...statuses]}::text[])
      and (${unitId ?? null}::bigint is null or coalesce(t.unit_id, (
        select a.unit_id from affiliations a where a.tenant_id = t.tenant_id
          and a.person_id = t.proposer_id and a.axis = 'territory' order by a.unit_id limit 1
      )) in (select id from wanted))
    order by t.year, t.number`.execute(tx);
  return rows;
}

/** What is known of a topic beside its words: whence it came and how it stands. */
export interface TopicState {
  readonly id: number;
  readonly status: TopicStatus;
  readonly source: TopicSource;
  readonly sourceActor: string | undefined;
  readonly size: TopicSize | undefined;
  /** Why it is in its state, where to it went, and since when; undefined while it was never screened. */
  readonly reason: string | undefined;
  readonly place: string | undefined;
  readonly since: Date | undefined;
  readonly roundTitle: string | undefined;
  readonly isCommon: boolean;
  /** The 共性议题 it takes up. */
  readonly parent: TopicKey | undefined;
}

export async function findTopicState(
  tx: Tx,
  tenantId: number,
  key: TopicKey,
): Promise<TopicState | undefined> {
  const rows = await tx.query<TopicStateRow>(
    `select t.id, t.status, ${selectState.columns} from topics t ${selectState.joins}
      where t.tenant_id = $1 and t.year = $2 and t.number = $3`,
    [tenantId, key.year, key.number],
  );
  return rows.map(toTopicState)[0];
}

/** For a statement that reads topics as `t`, and their id and status. */
export const selectState = {
  columns: `t.source, t.source_actor, t.profile, t.status_reason, t.status_place, t.status_at,
    t.is_common, r.title as round_title, parent.year as parent_year, parent.number as parent_number`,
  joins: `left join collection_rounds r on r.tenant_id = t.tenant_id and r.id = t.round_id
    left join topics parent on parent.tenant_id = t.tenant_id and parent.id = t.parent_topic_id`,
} as const;

export interface TopicStateRow {
  readonly id: number;
  readonly status: TopicStatus;
  readonly source: TopicSource;
  readonly source_actor: string | null;
  readonly profile: TopicSize | null;
  readonly status_reason: string | null;
  readonly status_place: string | null;
  readonly status_at: Date | null;
  readonly is_common: boolean;
  readonly round_title: string | null;
  readonly parent_year: number | null;
  readonly parent_number: number | null;
}

export function toTopicState(row: TopicStateRow): TopicState {
  const { parent_year: year, parent_number: number } = row;
  return {
    id: row.id,
    status: row.status,
    source: row.source,
    sourceActor: row.source_actor ?? undefined,
    size: row.profile ?? undefined,
    reason: row.status_reason ?? undefined,
    place: row.status_place ?? undefined,
    since: row.status_at ?? undefined,
    roundTitle: row.round_title ?? undefined,
    isCommon: row.is_common,
    parent: year === null || number === null ? undefined : { year, number },
  };
}

interface StatusChange {
  readonly status: TopicStatus;
  readonly reason: string | undefined;
  readonly place: string | undefined;
  readonly by: number;
  readonly at: Date;
}

/** Writes the new state of a topic that the caller holds; its size stays unless one is given. */
export async function updateTopicStatus(
  tx: Tx,
  { tenantId, topicId }: TopicRef,
  change: StatusChange,
): Promise<void> {
  await tx
    .updateTable("topics")
    .set({
      status: change.status,
      status_reason: change.reason ?? null,
      status_place: change.place ?? null,
      status_by: change.by,
      status_at: change.at,
      updated_at: change.at,
    })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", topicId)
    .execute();
}

export async function updateTopicSize(
  tx: Tx,
  { tenantId, topicId }: TopicRef,
  size: TopicSize,
): Promise<void> {
  await tx
    .updateTable("topics")
    .set({ profile: size })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", topicId)
    .execute();
}

export interface TopicRef {
  readonly tenantId: number;
  readonly topicId: number;
}
