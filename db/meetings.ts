import { type Selectable, sql } from "kysely";

import type { Tx } from "./database.ts";
import { columnsOf, type Meeting, type MeetingPlan, toMeeting } from "./meeting-row.ts";
import type { MeetingsTable } from "./schema/meetings.ts";

export type { Meeting, MeetingPlan } from "./meeting-row.ts";

export interface NewMeeting extends MeetingPlan {
  readonly tenantId: number;
  readonly unitId: number;
  readonly seriesId: number | undefined;
  readonly drafterId: number;
  readonly at: Date;
}

/** As a draft that nobody has heard of. @returns the meeting */
export async function insertMeeting(tx: Tx, meeting: NewMeeting): Promise<Meeting> {
  const row = await tx
    .insertInto("meetings")
    .values({
      ...columnsOf(meeting),
      tenant_id: meeting.tenantId,
      unit_id: meeting.unitId,
      series_id: meeting.seriesId ?? null,
      state: "draft",
      version: 1,
      drafter_id: meeting.drafterId,
      created_at: meeting.at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toMeeting(row);
}

/** @throws Error if there is none: every caller has the id from a row that refers to it */
export async function getMeeting(tx: Tx, tenantId: number, id: number): Promise<Meeting> {
  const row = await tx
    .selectFrom("meetings")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return toMeeting(row);
}

/** The same, held until the end of the transaction: nobody moves, cancels or closes it meanwhile. */
export async function lockMeeting(tx: Tx, tenantId: number, id: number): Promise<Meeting> {
  const row = await tx
    .selectFrom("meetings")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return toMeeting(row);
}

/** A changed plan; `version` stays as the caller gives it. */
export async function updateMeetingPlan(
  tx: Tx,
  meeting: MeetingPlan & Pick<Meeting, "tenantId" | "id" | "version">,
): Promise<void> {
  await tx
    .updateTable("meetings")
    .set({ ...columnsOf(meeting), version: meeting.version })
    .where("tenant_id", "=", meeting.tenantId)
    .where("id", "=", meeting.id)
    .execute();
}

/** What happens to a meeting that the caller holds. */
export type MeetingChange =
  | { readonly state: "announced"; readonly at: Date }
  | { readonly state: "held"; readonly at: Date }
  | { readonly state: "cancelled"; readonly at: Date; readonly reason: string | undefined };

export async function updateMeetingState(
  tx: Tx,
  { tenantId, id }: Pick<Meeting, "tenantId" | "id">,
  change: MeetingChange,
): Promise<void> {
  const { state, at } = change;
  const stamp =
    state === "announced"
      ? { announced_at: at }
      : state === "held"
        ? { held_at: at }
        : { cancelled_at: at, cancel_reason: change.reason ?? null };
  await tx
    .updateTable("meetings")
    .set({ ...stamp, state })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

/** Undefined takes it away. The caller holds the meeting. */
export async function updateCheckInCode(
  tx: Tx,
  { tenantId, id }: Pick<Meeting, "tenantId" | "id">,
  code: string | undefined,
): Promise<void> {
  await tx
    .updateTable("meetings")
    .set({ check_in_code: code ?? null })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

export interface MeetingSpan {
  readonly tenantId: number;
  /** Undefined = of every unit. */
  readonly unitIds?: readonly number[];
  readonly from: Date;
  readonly until: Date;
}

/** Announced ones that end after `from` and begin before `until`, the nearest first. */
export async function listUpcomingMeetings(
  tx: Tx,
  { tenantId, unitIds, from, until }: MeetingSpan,
): Promise<readonly Meeting[]> {
  let query = tx
    .selectFrom("meetings")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("state", "=", "announced")
    .where("ends_at", ">", from)
    .where("starts_at", "<", until);
  if (unitIds !== undefined) query = query.where("unit_id", "in", [...unitIds, -1]);
  const rows = await query.orderBy("starts_at").orderBy("id").execute();
  return rows.map(toMeeting);
}

/** Of any state but drafts and drafts that were dropped, from that moment on, the earliest first. */
export async function listMeetingsSince(
  tx: Tx,
  tenantId: number,
  since: Date,
): Promise<readonly Meeting[]> {
  const rows = await tx
    .selectFrom("meetings")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("state", "<>", "draft")
    .where((each) =>
      each.or([each("state", "<>", "cancelled"), each("announced_at", "is not", null)]),
    )
    .where("starts_at", ">=", since)
    .orderBy("starts_at")
    .orderBy("id")
    .execute();
  return rows.map(toMeeting);
}

/** The earliest first. */
export async function listMeetingsById(
  tx: Tx,
  tenantId: number,
  ids: readonly number[],
): Promise<readonly Meeting[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom("meetings")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "in", [...ids])
    .orderBy("starts_at")
    .orderBy("id")
    .execute();
  return rows.map(toMeeting);
}

/** Every meeting about the topic but drafts, the earliest first. */
export async function findMeetingsOfTopic(
  tx: Tx,
  tenantId: number,
  topicId: number,
): Promise<readonly Meeting[]> {
  const { rows } = await sql<Selectable<MeetingsTable>>`
    select m.* from meetings m
    join meeting_topics t on t.tenant_id = m.tenant_id and t.meeting_id = m.id
    where t.tenant_id = ${tenantId} and t.topic_id = ${topicId} and m.state <> 'draft'
    order by m.starts_at, m.id`.execute(tx);
  return rows.map(toMeeting);
}

/** Those of a series that are still to come, the nearest first. */
export async function listSeriesToCome(
  tx: Tx,
  tenantId: number,
  seriesId: number,
  now: Date,
): Promise<readonly Meeting[]> {
  const rows = await tx
    .selectFrom("meetings")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("series_id", "=", seriesId)
    .where("state", "in", ["draft", "announced"])
    .where("starts_at", ">", now)
    .orderBy("starts_at")
    .orderBy("id")
    .execute();
  return rows.map(toMeeting);
}

/** The latest one that people know of; of those called off only if there is no other. */
export async function findLastOfSeries(
  tx: Tx,
  tenantId: number,
  seriesId: number,
): Promise<Meeting | undefined> {
  const { rows } = await sql<Selectable<MeetingsTable>>`
    select * from meetings
    where tenant_id = ${tenantId} and series_id = ${seriesId} and state <> 'draft'
      and announced_at is not null
    order by state = 'cancelled', starts_at desc, id desc limit 1`.execute(tx);
  return rows[0] && toMeeting(rows[0]);
}

export async function updateMeetingSeries(
  tx: Tx,
  { tenantId, id }: Pick<Meeting, "tenantId" | "id">,
  seriesId: number,
): Promise<void> {
  await tx
    .updateTable("meetings")
    .set({ series_id: seriesId })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}
