import { sql } from "kysely";

import type { MeetingAlarm, MeetingAlarmKind } from "../domain/meeting-alarms.ts";
import type { Tx } from "./database.ts";
import type { Meeting } from "./meeting-row.ts";

export interface KeptAlarm extends MeetingAlarm {
  readonly tenantId: number;
  readonly id: number;
  readonly meetingId: number;
}

type Key = Pick<Meeting, "tenantId" | "id">;

/** In place of those that waited: a meeting that moved reminds at its new time only. */
export async function replaceAlarms(
  tx: Tx,
  { tenantId, id }: Key,
  alarms: readonly MeetingAlarm[],
): Promise<void> {
  await tx
    .deleteFrom("meeting_alarms")
    .where("tenant_id", "=", tenantId)
    .where("meeting_id", "=", id)
    .execute();
  if (alarms.length === 0) return;
  await tx
    .insertInto("meeting_alarms")
    .values(alarms.map(({ kind, at }) => ({ tenant_id: tenantId, meeting_id: id, kind, at })))
    .execute();
}

/** What is due by the tenants' clocks: ids and nothing else. */
export async function listDueAlarms(
  tx: Tx,
  wallNow: Date,
  batch: number,
): Promise<readonly { tenantId: number; id: number }[]> {
  const { rows } = await sql<{ tenant_id: number; id: number }>`
    select tenant_id, id from due_meeting_alarms(${wallNow}, ${batch})`.execute(tx);
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
}

/** Which meeting an alarm belongs to; undefined if it has been taken back or said. */
export async function findAlarm(
  tx: Tx,
  tenantId: number,
  id: number,
): Promise<KeptAlarm | undefined> {
  const row = await tx
    .selectFrom("meeting_alarms")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && toAlarm(row);
}

/** Takes it out; undefined if somebody else has, so it is said once. */
export async function takeAlarm(
  tx: Tx,
  tenantId: number,
  id: number,
): Promise<KeptAlarm | undefined> {
  const { rows } = await sql<AlarmRow>`delete from meeting_alarms
    where tenant_id = ${tenantId} and id = (select id from meeting_alarms
      where tenant_id = ${tenantId} and id = ${id} for update skip locked)
    returning tenant_id, id, meeting_id, kind, at`.execute(tx);
  return rows[0] && toAlarm(rows[0]);
}

/** It may not be said now: later. */
export async function insertAlarmAgain(tx: Tx, alarm: KeptAlarm, at: Date): Promise<void> {
  await tx
    .insertInto("meeting_alarms")
    .values({
      tenant_id: alarm.tenantId,
      meeting_id: alarm.meetingId,
      kind: alarm.kind,
      at,
    })
    .execute();
}

export async function listAlarmKinds(
  tx: Tx,
  { tenantId, id }: Key,
): Promise<readonly MeetingAlarmKind[]> {
  const rows = await tx
    .selectFrom("meeting_alarms")
    .select("kind")
    .where("tenant_id", "=", tenantId)
    .where("meeting_id", "=", id)
    .execute();
  return rows.map(({ kind }) => kind);
}

interface AlarmRow {
  readonly tenant_id: number;
  readonly id: number;
  readonly meeting_id: number;
  readonly kind: MeetingAlarmKind;
  readonly at: Date;
}

function toAlarm(row: AlarmRow): KeptAlarm {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    meetingId: row.meeting_id,
    kind: row.kind,
    at: row.at,
  };
}
