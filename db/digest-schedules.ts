import { sql } from "kysely";

import type { DigestRhythm } from "../domain/digest.ts";
import type { Tx } from "./database.ts";

interface GroupKey {
  readonly tenantId: number;
  readonly conversationId: number;
}

export interface NewSchedule extends GroupKey {
  readonly unitId: number;
  readonly rhythm: DigestRhythm;
  readonly sendAt: Date;
  readonly dueAt: Date;
  readonly setById: number;
  readonly at: Date;
}

/** 周报 设置: from now on at this hour. @returns true if there was none */
export async function upsertSchedule(tx: Tx, schedule: NewSchedule): Promise<boolean> {
  const { weekday, minute } = schedule.rhythm;
  const set = {
    unit_id: schedule.unitId,
    weekday,
    minute,
    send_at: schedule.sendAt,
    due_at: schedule.dueAt,
    set_by: schedule.setById,
    set_at: schedule.at,
  };
  const { isNew } = await tx
    .insertInto("digest_schedules")
    .values({ tenant_id: schedule.tenantId, conversation_id: schedule.conversationId, ...set })
    .onConflict((conflict) => conflict.columns(["tenant_id", "conversation_id"]).doUpdateSet(set))
    // A row that was updated is held by the one that updated it.
    .returning(sql<boolean>`xmax = 0`.as("isNew"))
    .executeTakeFirstOrThrow();
  return isNew;
}

/** 周报 停. @returns false if there was none */
export async function deleteSchedule(tx: Tx, key: GroupKey): Promise<boolean> {
  const result = await tx
    .deleteFrom("digest_schedules")
    .where("tenant_id", "=", key.tenantId)
    .where("conversation_id", "=", key.conversationId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export interface Schedule extends GroupKey {
  readonly rhythm: DigestRhythm;
  /** When it is to be sent, as planned. */
  readonly sendAt: Date;
  readonly unitId: number;
  readonly unitName: string;
  /** Where the next one begins to count; undefined = Monday of its week. */
  readonly fromAt: Date | undefined;
}

/** Units whose next step is due, each by one of its groups: (tenant, conversation), nothing else. */
export async function listDueDigests(
  tx: Tx,
  wallNow: Date,
  batch: number,
): Promise<readonly { tenantId: number; id: number }[]> {
  const { rows } = await sql<{ tenant_id: number; id: number }>`
    select tenant_id, id from due_digests(${wallNow}, ${batch})`.execute(tx);
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
}

/**
 * Holds what is due of these groups, each together with the other groups of its unit that want
 * theirs at the same moment: they are counted, and shown to the 联络员, once. A unit another worker
 * is at is left out.
 */
export async function claimSchedules(
  tx: Tx,
  { tenantId, conversationIds }: Groups,
  now: Date,
): Promise<readonly Schedule[]> {
  // The first group of a unit stands for all: whoever holds it has the unit.
  const { rows: heads } = await sql<{ conversation_id: number }>`
    with head as (
      select distinct on (s.unit_id, s.send_at) s.conversation_id
      from digest_schedules asked
      join digest_schedules s on s.tenant_id = asked.tenant_id and s.unit_id = asked.unit_id
        and s.send_at = asked.send_at and s.due_at <= ${now}
      where asked.tenant_id = ${tenantId}
        and asked.conversation_id = any(${[...conversationIds]}::bigint[])
        and asked.due_at <= ${now}
      order by s.unit_id, s.send_at, s.conversation_id
    )
    select s.conversation_id from digest_schedules s
    where s.tenant_id = ${tenantId} and s.due_at <= ${now}
      and s.conversation_id in (select conversation_id from head)
    order by s.conversation_id
    for update skip locked`.execute(tx);
  const { rows } = await sql<ScheduleRow>`
    select s.conversation_id, s.weekday, s.minute, s.send_at, s.from_at, u.id as unit_id, u.name as unit_name
    from digest_schedules held
    join digest_schedules s on s.tenant_id = held.tenant_id and s.unit_id = held.unit_id
      and s.send_at = held.send_at and s.due_at <= ${now}
    join units u on u.tenant_id = s.tenant_id and u.id = s.unit_id
    where held.tenant_id = ${tenantId}
      and held.conversation_id = any(${heads.map((row) => row.conversation_id)}::bigint[])
    order by s.conversation_id
    for update of s`.execute(tx);
  return rows.map((row) => toSchedule(tenantId, row));
}

/** 登记群 anew: from now on the group hears of another unit. @returns false if it did before */
export async function updateScheduleUnit(
  tx: Tx,
  { tenantId, conversationId }: GroupKey,
  unitId: number,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("digest_schedules")
    .set({ unit_id: unitId })
    .where("tenant_id", "=", tenantId)
    .where("conversation_id", "=", conversationId)
    .where("unit_id", "!=", unitId)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/**
 * What a group is told begins anew: with the Monday of the next one, or where what it was told of
 * this unit since `since` ended.
 */
export async function restartCount(
  tx: Tx,
  { tenantId, conversationId }: GroupKey,
  since: Date,
): Promise<void> {
  await sql`update digest_schedules s set from_at = (
      select max(d.as_of) from digests d where d.tenant_id = s.tenant_id
        and d.conversation_id = s.conversation_id and d.unit_id = s.unit_id
        and d.state in ('sent', 'empty') and d.as_of >= ${since})
    where s.tenant_id = ${tenantId} and s.conversation_id = ${conversationId}`.execute(tx);
}

interface ScheduleRow {
  readonly conversation_id: number;
  readonly weekday: number;
  readonly minute: number;
  readonly send_at: Date;
  readonly unit_id: number;
  readonly unit_name: string;
  readonly from_at: Date | null;
}

function toSchedule(tenantId: number, row: ScheduleRow): Schedule {
  return {
    tenantId,
    conversationId: row.conversation_id,
    rhythm: { weekday: row.weekday, minute: row.minute },
    sendAt: row.send_at,
    unitId: row.unit_id,
    unitName: row.unit_name,
    fromAt: row.from_at ?? undefined,
  };
}

export interface Groups {
  readonly tenantId: number;
  readonly conversationIds: readonly number[];
}

/** Where it has not begun to count yet, it does here. */
export async function beginCount(
  tx: Tx,
  { tenantId, conversationIds }: Groups,
  fromAt: Date,
): Promise<void> {
  await tx
    .updateTable("digest_schedules")
    .set({ from_at: fromAt })
    .where("tenant_id", "=", tenantId)
    .where("conversation_id", "in", [...conversationIds])
    .where("from_at", "is", null)
    .execute();
}

/** The next step of these groups. */
export async function updateSchedules(
  tx: Tx,
  { tenantId, conversationIds }: Groups,
  next: { readonly sendAt?: Date; readonly dueAt?: Date; readonly fromAt?: Date },
): Promise<void> {
  const { sendAt, dueAt, fromAt } = next;
  await tx
    .updateTable("digest_schedules")
    .set({
      ...(dueAt === undefined ? {} : { due_at: dueAt }),
      ...(sendAt === undefined ? {} : { send_at: sendAt }),
      ...(fromAt === undefined ? {} : { from_at: fromAt }),
    })
    .where("tenant_id", "=", tenantId)
    .where("conversation_id", "in", [...conversationIds])
    .execute();
}
