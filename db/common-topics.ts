import { sql } from "kysely";

import type { TopicStatus } from "../domain/topic.ts";
import type { Tx } from "./database.ts";

/** 共性议题, handed down to the units below. */
export interface CommonTopic {
  readonly id: number;
  readonly year: number;
  readonly number: number;
  readonly title: string;
  readonly status: TopicStatus;
  readonly unitId: number | undefined;
  readonly sourceActor: string | undefined;
  /** How many local topics take it up. */
  readonly instances: number;
}

/** The newest first, without those withdrawn. */
export function listCommonTopics(
  tx: Tx,
  tenantId: number,
  limit: number,
): Promise<readonly CommonTopic[]> {
  return select(
    tx,
    sql`t.tenant_id = ${tenantId} and t.is_common and t.status not in ('withdrawn', 'erased')
      order by t.id desc limit ${limit}`,
  );
}

export async function findCommonTopic(
  tx: Tx,
  tenantId: number,
  key: { readonly year: number; readonly number: number } | { readonly id: number },
): Promise<CommonTopic | undefined> {
  const which =
    "id" in key ? sql`t.id = ${key.id}` : sql`t.year = ${key.year} and t.number = ${key.number}`;
  const [topic] = await select(tx, sql`t.tenant_id = ${tenantId} and t.is_common and ${which}`);
  return topic;
}

/** A local topic that takes one up. */
export interface CommonInstance {
  readonly year: number;
  readonly number: number;
  readonly title: string;
  readonly status: TopicStatus;
  readonly place: string | undefined;
  readonly unitId: number | undefined;
  readonly unitName: string | undefined;
}

/** In the office's order of units; what was withdrawn does not count. */
export async function listInstances(
  tx: Tx,
  tenantId: number,
  parentId: number,
): Promise<readonly CommonInstance[]> {
  const rows = await tx
    .selectFrom("topics as t")
    .leftJoin("units as u", (join) =>
      join.onRef("u.tenant_id", "=", "t.tenant_id").onRef("u.id", "=", "t.unit_id"),
    )
    .select(["t.year", "t.number", "t.title", "t.status", "t.status_place", "t.unit_id", "u.name"])
    .where("t.tenant_id", "=", tenantId)
    .where("t.parent_topic_id", "=", parentId)
    .where("t.status", "not in", ["withdrawn", "erased"])
    .orderBy("u.position")
    .orderBy("t.id")
    .execute();
  return rows.map((row) => ({
    year: row.year,
    number: row.number,
    title: row.title,
    status: row.status,
    place: row.status_place ?? undefined,
    unitId: row.unit_id ?? undefined,
    unitName: row.name ?? undefined,
  }));
}

async function select(tx: Tx, condition: ReturnType<typeof sql>): Promise<readonly CommonTopic[]> {
  const { rows } = await sql<{
    id: number;
    year: number;
    number: number;
    title: string;
    status: TopicStatus;
    unit_id: number | null;
    source_actor: string | null;
    instances: number;
  }>`
    select t.id, t.year, t.number, t.title, t.status, t.unit_id, t.source_actor,
      (select count(*)::integer from topics i where i.tenant_id = t.tenant_id
        and i.parent_topic_id = t.id and i.status not in ('withdrawn', 'erased')) as instances
    from topics t where ${condition}`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    year: row.year,
    number: row.number,
    title: row.title,
    status: row.status,
    unitId: row.unit_id ?? undefined,
    sourceActor: row.source_actor ?? undefined,
    instances: row.instances,
  }));
}
