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

/** 周报 设置: from now on at this hour. */
export async function upsertSchedule(tx: Tx, schedule: NewSchedule): Promise<void> {
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
  await tx
    .insertInto("digest_schedules")
    .values({ tenant_id: schedule.tenantId, conversation_id: schedule.conversationId, ...set })
    .onConflict((conflict) => conflict.columns(["tenant_id", "conversation_id"]).doUpdateSet(set))
    .execute();
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
}

/** Groups whose next step is due: (tenant, conversation) and nothing else. */
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
 * Holds what is due of this group together with the other groups of its unit that want theirs at
 * the same moment: they are counted, and shown to the 联络员, once. Empty if another worker is there.
 */
export async function claimSchedules(
  tx: Tx,
  { tenantId, conversationId }: GroupKey,
  now: Date,
): Promise<readonly Schedule[]> {
  const { rows } = await sql<ScheduleRow>`
    with asked as (
      select s.send_at, s.unit_id from digest_schedules s
      where s.tenant_id = ${tenantId} and s.conversation_id = ${conversationId}
        and s.due_at <= ${now}
    )
    select s.conversation_id, s.weekday, s.minute, s.send_at, u.id as unit_id, u.name as unit_name
    from asked a
    join digest_schedules s on s.tenant_id = ${tenantId} and s.due_at <= ${now}
      and s.send_at = a.send_at and s.unit_id = a.unit_id
    join units u on u.tenant_id = s.tenant_id and u.id = s.unit_id
    order by s.conversation_id
    for update of s skip locked`.execute(tx);
  const held = rows.map((row) => toSchedule(tenantId, row));
  return held.some((schedule) => schedule.conversationId === conversationId) ? held : [];
}

/** 登记群 anew: from now on the group hears of another unit. */
export async function updateScheduleUnit(
  tx: Tx,
  { tenantId, conversationId }: GroupKey,
  unitId: number,
): Promise<void> {
  await tx
    .updateTable("digest_schedules")
    .set({ unit_id: unitId })
    .where("tenant_id", "=", tenantId)
    .where("conversation_id", "=", conversationId)
    .execute();
}

interface ScheduleRow {
  readonly conversation_id: number;
  readonly weekday: number;
  readonly minute: number;
  readonly send_at: Date;
  readonly unit_id: number;
  readonly unit_name: string;
}

function toSchedule(tenantId: number, row: ScheduleRow): Schedule {
  return {
    tenantId,
    conversationId: row.conversation_id,
    rhythm: { weekday: row.weekday, minute: row.minute },
    sendAt: row.send_at,
    unitId: row.unit_id,
    unitName: row.unit_name,
  };
}

export interface Groups {
  readonly tenantId: number;
  readonly conversationIds: readonly number[];
}

/** The next step of these groups. */
export async function updateSchedules(
  tx: Tx,
  { tenantId, conversationIds }: Groups,
  next: { readonly sendAt?: Date; readonly dueAt: Date },
): Promise<void> {
  await tx
    .updateTable("digest_schedules")
    .set({ due_at: next.dueAt, ...(next.sendAt === undefined ? {} : { send_at: next.sendAt }) })
    .where("tenant_id", "=", tenantId)
    .where("conversation_id", "in", [...conversationIds])
    .execute();
}
