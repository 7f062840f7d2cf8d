import { sql } from "kysely";

import type { AxisScore, ScreeningAxis } from "../domain/screening.ts";
import type { Tx } from "./database.ts";
import type { TopicRef } from "./screening.ts";

/** 评分; whoever says it again has only thought otherwise. */
export async function upsertScores(
  tx: Tx,
  { tenantId, topicId }: TopicRef,
  scores: readonly NewScore[],
): Promise<void> {
  await tx
    .insertInto("screening_scores")
    .values(
      scores.map((score) => ({
        tenant_id: tenantId,
        topic_id: topicId,
        axis: score.axis,
        person_id: score.personId,
        points: score.points,
        reason: score.reason ?? null,
        is_for_others: score.isForOthers,
        scored_at: score.at,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(["tenant_id", "topic_id", "axis", "person_id"]).doUpdateSet((excluded) => ({
        points: excluded.ref("excluded.points"),
        reason: excluded.ref("excluded.reason"),
        is_for_others: excluded.ref("excluded.is_for_others"),
        scored_at: excluded.ref("excluded.scored_at"),
      })),
    )
    .execute();
}

export interface NewScore {
  readonly axis: ScreeningAxis;
  readonly personId: number;
  readonly points: number;
  readonly reason: string | undefined;
  readonly isForOthers: boolean;
  readonly at: Date;
}

/** The sums of these topics, by topic. */
export async function listAxisScores(
  tx: Tx,
  tenantId: number,
  topicIds: readonly number[],
): Promise<ReadonlyMap<number, readonly AxisScore[]>> {
  const { rows } = await sql<AxisScore & { topicId: number }>`
    select topic_id as "topicId", axis, sum(points)::integer as sum, count(*)::integer as count
    from screening_scores
    where tenant_id = ${tenantId} and topic_id = any(${[...topicIds]}::bigint[])
    group by topic_id, axis`.execute(tx);
  return Map.groupBy(rows, ({ topicId }) => topicId);
}

export interface GivenScore {
  readonly axis: ScreeningAxis;
  readonly points: number;
  readonly reason: string | undefined;
  readonly name: string;
  readonly isForOthers: boolean;
}

/** Every score of one topic with its reason, in the office's order of people. */
export async function listGivenScores(
  tx: Tx,
  { tenantId, topicId }: TopicRef,
): Promise<readonly GivenScore[]> {
  const rows = await tx
    .selectFrom("screening_scores as s")
    .innerJoin("people as p", (join) =>
      join.onRef("p.tenant_id", "=", "s.tenant_id").onRef("p.id", "=", "s.person_id"),
    )
    .select(["s.axis", "s.points", "s.reason", "s.is_for_others", "p.name"])
    .where("s.tenant_id", "=", tenantId)
    .where("s.topic_id", "=", topicId)
    .orderBy("p.position")
    .orderBy("p.id")
    .execute();
  return rows.map((row) => ({
    axis: row.axis,
    points: row.points,
    reason: row.reason ?? undefined,
    name: row.name,
    isForOthers: row.is_for_others,
  }));
}

/** Which of these topics each person has scored, by person; what was entered for others is not theirs. */
export async function listScorers(
  tx: Tx,
  tenantId: number,
  topicIds: readonly number[],
): Promise<ReadonlyMap<number, ReadonlySet<number>>> {
  const { rows } = await sql<{ person_id: number; topic_ids: number[] }>`
    select person_id, array_agg(distinct topic_id) as topic_ids from screening_scores
    where tenant_id = ${tenantId} and topic_id = any(${[...topicIds]}::bigint[])
      and not is_for_others
    group by person_id`.execute(tx);
  return new Map(rows.map((row) => [row.person_id, new Set(row.topic_ids.map(Number))]));
}
