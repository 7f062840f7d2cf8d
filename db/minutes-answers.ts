import { type Selectable, sql } from "kysely";

import type { Tx } from "./database.ts";
import type { Minutes } from "./minutes.ts";
import type { MinutesCorrectionsTable } from "./schema/minutes.ts";

type Key = Pick<Minutes, "tenantId" | "id">;

/** Somebody who was asked whether the minutes are right. */
export interface MinutesAnswer {
  readonly meetingPersonId: number;
  readonly personId: number | undefined;
  readonly name: string;
  readonly toldVersion: number;
  /** Of which they said 无误. */
  readonly fineVersion: number | undefined;
}

/** They are asked, or told of another version. */
export async function upsertAsked(
  tx: Tx,
  { tenantId, id, version }: Pick<Minutes, "tenantId" | "id" | "version">,
  meetingPersonIds: readonly number[],
): Promise<void> {
  if (meetingPersonIds.length === 0) return;
  await tx
    .insertInto("minutes_answers")
    .values(
      meetingPersonIds.map((meetingPersonId) => ({
        tenant_id: tenantId,
        minutes_id: id,
        meeting_person_id: meetingPersonId,
        told_version: version,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(["tenant_id", "minutes_id", "meeting_person_id"])
        .doUpdateSet({ told_version: version }),
    )
    .execute();
}

/** In the order of the meeting's list. */
export async function listAnswers(
  tx: Tx,
  { tenantId, id }: Key,
): Promise<readonly MinutesAnswer[]> {
  const { rows } = await sql<{
    meeting_person_id: number;
    person_id: number | null;
    name: string;
    told_version: number;
    fine_version: number | null;
  }>`
    select a.meeting_person_id, p.person_id, p.name, a.told_version, a.fine_version
    from minutes_answers a
    join meeting_people p on p.tenant_id = a.tenant_id and p.id = a.meeting_person_id
    where a.tenant_id = ${tenantId} and a.minutes_id = ${id} order by p.position, p.id`.execute(tx);
  return rows.map((row) => ({
    meetingPersonId: row.meeting_person_id,
    personId: row.person_id ?? undefined,
    name: row.name,
    toldVersion: row.told_version,
    fineVersion: row.fine_version ?? undefined,
  }));
}

/** 无误, of that version and no later one. */
export async function updateFine(
  tx: Tx,
  { tenantId, id, version }: Pick<Minutes, "tenantId" | "id" | "version">,
  meetingPersonId: number,
  at: Date,
): Promise<void> {
  await tx
    .updateTable("minutes_answers")
    .set({ fine_version: version, answered_at: at })
    .where("tenant_id", "=", tenantId)
    .where("minutes_id", "=", id)
    .where("meeting_person_id", "=", meetingPersonId)
    .execute();
}

/** The minutes this person is asked about, the latest meeting first. */
export async function listAskedMinutes(
  tx: Tx,
  tenantId: number,
  personId: number,
): Promise<readonly { readonly id: number; readonly meetingId: number; readonly line: number }[]> {
  const { rows } = await sql<{ id: number; meetingId: number; line: number }>`
    select m.id, m.meeting_id as "meetingId", a.meeting_person_id as line
    from minutes_answers a
    join minutes m on m.tenant_id = a.tenant_id and m.id = a.minutes_id
    join meeting_people p on p.tenant_id = a.tenant_id and p.id = a.meeting_person_id
    where a.tenant_id = ${tenantId} and p.person_id = ${personId} and m.state = 'reviewing'
    order by m.sent_at desc, m.id desc`.execute(tx);
  return rows;
}

export interface Correction {
  readonly tenantId: number;
  readonly id: number;
  readonly number: number;
  readonly meetingPersonId: number;
  readonly lineId: number | undefined;
  readonly version: number;
  readonly words: string;
  readonly state: "open" | "adopted" | "declined";
}

/** @returns its number among those of these minutes; the caller holds the minutes */
export async function insertCorrection(
  tx: Tx,
  { tenantId, id, version }: Pick<Minutes, "tenantId" | "id" | "version">,
  asked: Pick<Correction, "meetingPersonId" | "lineId" | "words"> & { readonly at: Date },
): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    insert into minutes_corrections (tenant_id, minutes_id, number, meeting_person_id, line_id,
      version, words, state, asked_at)
    select ${tenantId}, ${id}, coalesce(max(number), 0) + 1, ${asked.meetingPersonId}::bigint,
      ${asked.lineId ?? null}::bigint, ${version}, ${asked.words}, 'open', ${asked.at}
    from minutes_corrections where tenant_id = ${tenantId} and minutes_id = ${id}
    returning number`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error("the correction was not kept");
  return row.number;
}

export async function listCorrections(
  tx: Tx,
  { tenantId, id }: Key,
): Promise<readonly Correction[]> {
  const rows = await tx
    .selectFrom("minutes_corrections")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("minutes_id", "=", id)
    .orderBy("number")
    .execute();
  return rows.map(toCorrection);
}

/** The minutes of the only open one of that number; undefined if there are none or several. */
export async function findOpenCorrection(
  tx: Tx,
  tenantId: number,
  number: number,
): Promise<number | undefined> {
  const rows = await tx
    .selectFrom("minutes_corrections")
    .select("minutes_id")
    .where("tenant_id", "=", tenantId)
    .where("number", "=", number)
    .where("state", "=", "open")
    .execute();
  return rows.length === 1 ? rows[0]?.minutes_id : undefined;
}

export async function settleCorrection(
  tx: Tx,
  { tenantId, id }: Pick<Correction, "tenantId" | "id">,
  settled: {
    readonly state: "adopted" | "declined";
    readonly reason: string | undefined;
    readonly by: number;
    readonly at: Date;
  },
): Promise<void> {
  await tx
    .updateTable("minutes_corrections")
    .set({
      state: settled.state,
      reason: settled.reason ?? null,
      settled_by: settled.by,
      settled_at: settled.at,
    })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

/** Minutes whose time is over, by the tenants' clocks: ids and nothing else. */
export async function listDueMinutes(
  tx: Tx,
  wallNow: Date,
  batch: number,
): Promise<readonly { tenantId: number; id: number }[]> {
  const { rows } = await sql<{ tenant_id: number; id: number }>`
    select tenant_id, id from due_minutes(${wallNow}, ${batch})`.execute(tx);
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
}

function toCorrection(row: Selectable<MinutesCorrectionsTable>): Correction {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    number: row.number,
    meetingPersonId: row.meeting_person_id,
    lineId: row.line_id ?? undefined,
    version: row.version,
    words: row.words,
    state: row.state,
  };
}
