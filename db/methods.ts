import { sql } from "kysely";

import type { Method } from "../domain/method.ts";
import type { Tx } from "./database.ts";

interface UnitRef {
  readonly tenantId: number;
  readonly unitId: number;
}

/** 工作法, with the unit that it was set for. */
export interface UnitMethod extends Method {
  readonly unitId: number;
  readonly unitName: string;
}

/** The one that goes for the unit: its own, or that of the nearest above it. */
export async function findMethod(
  tx: Tx,
  { tenantId, unitId }: UnitRef,
): Promise<UnitMethod | undefined> {
  const { rows } = await sql<UnitMethod>`
    with recursive path as (
      select id, name, parent_id, 0 as height from units
      where tenant_id = ${tenantId} and id = ${unitId}
      union all
      select u.id, u.name, u.parent_id, p.height + 1 from path p
      join units u on u.tenant_id = ${tenantId} and u.id = p.parent_id
    )
    select m.name, m.steps, p.id as "unitId", p.name as "unitName" from path p
    join methods m on m.tenant_id = ${tenantId} and m.unit_id = p.id
    order by p.height limit 1`.execute(tx);
  return rows[0];
}

/** Takes the place of the unit's own. The caller holds the tenant. */
export async function upsertMethod(
  tx: Tx,
  { tenantId, unitId }: UnitRef,
  method: Method & { readonly setBy: number; readonly at: Date },
): Promise<void> {
  const change = {
    name: method.name,
    steps: [...method.steps],
    set_by: method.setBy,
    set_at: method.at,
  };
  await tx
    .insertInto("methods")
    .values({ tenant_id: tenantId, unit_id: unitId, ...change })
    .onConflict((conflict) => conflict.columns(["tenant_id", "unit_id"]).doUpdateSet(change))
    .execute();
}

/** That of the unit itself; where its topics stand is kept. */
export async function deleteMethod(tx: Tx, { tenantId, unitId }: UnitRef): Promise<void> {
  await tx
    .deleteFrom("methods")
    .where("tenant_id", "=", tenantId)
    .where("unit_id", "=", unitId)
    .execute();
}

/** 工作法 that goes for a topic, and where it was moved to. */
export interface TopicMethod extends Method {
  /** Undefined = it was never moved. */
  readonly moved: { readonly step: string; readonly byName: string; readonly at: Date } | undefined;
}

/**
 * A column `method` for a statement in which the topic is `t`: a topic that came from a
 * conversation of no unit belongs to its proposer's territory, else to the whole office.
 */
export const methodColumn = `(with recursive path as (
      select u.id, u.parent_id, 0 as height from units u
      where u.tenant_id = t.tenant_id and u.id = coalesce(t.unit_id, (
        select a.unit_id from affiliations a where a.tenant_id = t.tenant_id
          and a.person_id = t.proposer_id and a.axis = 'territory' order by a.unit_id limit 1
      ), (
        select r.id from units r where r.tenant_id = t.tenant_id and r.parent_id is null
        order by r.position, r.id limit 1))
      union all
      select u.id, u.parent_id, w.height + 1 from path w
      join units u on u.tenant_id = t.tenant_id and u.id = w.parent_id
    )
    select json_build_object('name', m.name, 'steps', m.steps, 'step', s.step,
      'movedBy', q.name, 'movedAt', s.moved_at)
    from path w
    join methods m on m.tenant_id = t.tenant_id and m.unit_id = w.id
    left join topic_steps s on s.tenant_id = t.tenant_id and s.topic_id = t.id
    left join people q on q.tenant_id = s.tenant_id and q.id = s.moved_by
    order by w.height limit 1)`;

/** What `methodColumn` holds. */
export interface TopicMethodRow {
  readonly name: string;
  readonly steps: readonly string[];
  readonly step: string | null;
  readonly movedBy: string | null;
  readonly movedAt: string | null;
}

export function toTopicMethod(row: TopicMethodRow | null): TopicMethod | undefined {
  if (row === null) return undefined;
  const { name, steps, step, movedBy, movedAt } = row;
  const isMoved = step !== null && movedBy !== null && movedAt !== null;
  const moved = isMoved ? { step, byName: movedBy, at: new Date(movedAt) } : undefined;
  return { name, steps, moved };
}

interface TopicRef {
  readonly tenantId: number;
  readonly topicId: number;
}

export async function findTopicMethod(
  tx: Tx,
  { tenantId, topicId }: TopicRef,
): Promise<TopicMethod | undefined> {
  const rows = await tx.query<{ method: TopicMethodRow | null }>(selectMethod, [tenantId, topicId]);
  return toTopicMethod(rows[0]?.method ?? null);
}

const selectMethod = `select ${methodColumn} as method from topics t
  where t.tenant_id = $1 and t.id = $2`;

/** The caller holds the topic. */
export async function upsertTopicStep(
  tx: Tx,
  { tenantId, topicId }: TopicRef,
  { step, movedBy, at }: { readonly step: string; readonly movedBy: number; readonly at: Date },
): Promise<void> {
  const change = { step, moved_by: movedBy, moved_at: at };
  await tx
    .insertInto("topic_steps")
    .values({ tenant_id: tenantId, topic_id: topicId, ...change })
    .onConflict((conflict) => conflict.columns(["tenant_id", "topic_id"]).doUpdateSet(change))
    .execute();
}
