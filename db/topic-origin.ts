import { sql } from "kysely";

import type { TopicSource } from "../domain/topic-source.ts";
import type { TopicStatus } from "../domain/topic.ts";
import type { Tx } from "./database.ts";
import type { TopicRef } from "./screening.ts";

interface Origin {
  readonly sourceActor?: string | undefined;
  readonly parentTopicId?: number | undefined;
  readonly isCommon?: boolean | undefined;
}

/** Where a topic just made came from, beside its source. */
export async function updateTopicOrigin(
  tx: Tx,
  { tenantId, topicId }: TopicRef,
  origin: Origin,
): Promise<void> {
  await tx
    .updateTable("topics")
    .set({
      source_actor: origin.sourceActor ?? null,
      parent_topic_id: origin.parentTopicId ?? null,
      is_common: origin.isCommon ?? false,
      // What is handed down was not collected.
      ...(origin.isCommon === true ? { round_id: null } : {}),
    })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", topicId)
    .execute();
}

/**
 * The topics of a year counted from rows. What was withdrawn, erased, merged or split does not count, and
 * what is handed down is counted where it is taken up.
 */
export interface TopicCounts {
  readonly total: number;
  readonly sources: readonly Counted<TopicSource>[];
  readonly statuses: readonly Counted<TopicStatus>[];
  /** Undefined = topics without a category. The most frequent first. */
  readonly categories: readonly Counted<string | null>[];
  /** Who handed topics over, the most frequent first. */
  readonly actors: readonly Counted<string>[];
}

export async function countTopics(tx: Tx, tenantId: number, year: number): Promise<TopicCounts> {
  const [sources, statuses, categories, actors] = await Promise.all([
    countBy<TopicSource>(tx, tenantId, year, "source"),
    countBy<TopicStatus>(tx, tenantId, year, "status"),
    countBy<string | null>(tx, tenantId, year, "category"),
    countBy<string | null>(tx, tenantId, year, "source_actor"),
  ]);
  return {
    total: sources.reduce((sum, { count }) => sum + count, 0),
    sources,
    statuses,
    categories,
    actors: actors.flatMap(({ name, count }) => (name === null ? [] : [{ name, count }])),
  };
}

interface Counted<T> {
  readonly name: T;
  readonly count: number;
}

/** The most frequent first. */
async function countBy<T>(
  tx: Tx,
  tenantId: number,
  year: number,
  column: "source" | "status" | "category" | "source_actor",
): Promise<readonly Counted<T>[]> {
  const { rows } = await sql<Counted<T>>`
    select ${sql.ref(column)} as name, count(*)::integer as count
    from topics where tenant_id = ${tenantId} and year = ${year}
      and status not in ('withdrawn', 'erased', 'merged', 'split') and not is_common
    group by 1 order by 2 desc, 1`.execute(tx);
  return rows;
}
