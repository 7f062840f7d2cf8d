import type { Selectable } from "kysely";

import type { MinutesEntry, MinutesLineKind, MinutesState } from "../domain/minutes.ts";
import type { Tx } from "./database.ts";
import type { MinutesLinesTable, MinutesTable } from "./schema/minutes.ts";

export interface Minutes {
  readonly tenantId: number;
  readonly id: number;
  readonly meetingId: number;
  readonly state: MinutesState;
  /** 1 = as it was sent first. */
  readonly version: number;
  readonly recorderId: number;
  readonly isTaking: boolean;
  readonly sentAt: Date | undefined;
  readonly dueAt: Date | undefined;
}

export interface MinutesLine extends MinutesEntry {
  readonly tenantId: number;
  readonly id: number;
  readonly minutesId: number;
  readonly recordedBy: number;
  readonly recordedAt: Date;
}

type Key = Pick<Minutes, "tenantId" | "id">;

/** The minutes of that meeting, made if there are none; held until the end of the transaction. */
export async function openMinutes(
  tx: Tx,
  made: {
    readonly tenantId: number;
    readonly meetingId: number;
    readonly recorderId: number;
    readonly at: Date;
  },
): Promise<Minutes> {
  await tx
    .insertInto("minutes")
    .values({
      tenant_id: made.tenantId,
      meeting_id: made.meetingId,
      state: "recording",
      version: 1,
      recorder_id: made.recorderId,
      is_taking: false,
      created_at: made.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const found = await findMinutes(tx, made.tenantId, { meetingId: made.meetingId });
  if (found === undefined) throw new Error("the minutes were not kept");
  return found;
}

/** Held until the end of the transaction. */
export async function findMinutes(
  tx: Tx,
  tenantId: number,
  of: { readonly meetingId: number } | { readonly id: number },
): Promise<Minutes | undefined> {
  const query = tx.selectFrom("minutes").selectAll().where("tenant_id", "=", tenantId);
  const row = await (
    "id" in of ? query.where("id", "=", of.id) : query.where("meeting_id", "=", of.meetingId)
  )
    .forUpdate()
    .executeTakeFirst();
  return row && toMinutes(row);
}

/** What this person takes down now. */
export async function findTaking(
  tx: Tx,
  tenantId: number,
  recorderId: number,
): Promise<Minutes | undefined> {
  const row = await tx
    .selectFrom("minutes")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("recorder_id", "=", recorderId)
    .where("is_taking", "=", true)
    .forUpdate()
    .executeTakeFirst();
  return row && toMinutes(row);
}

export type MinutesChange = Partial<
  Pick<Minutes, "state" | "version" | "recorderId" | "isTaking" | "sentAt" | "dueAt">
> & { readonly closedAt?: Date };

export async function updateMinutes(
  tx: Tx,
  { tenantId, id }: Key,
  change: MinutesChange,
): Promise<void> {
  const { state, version, recorderId, isTaking, sentAt, dueAt, closedAt } = change;
  await tx
    .updateTable("minutes")
    .set({
      ...(state === undefined ? {} : { state }),
      ...(version === undefined ? {} : { version }),
      ...(recorderId === undefined ? {} : { recorder_id: recorderId }),
      ...(isTaking === undefined ? {} : { is_taking: isTaking }),
      ...(sentAt === undefined ? {} : { sent_at: sentAt }),
      ...(dueAt === undefined ? {} : { due_at: dueAt }),
      ...(closedAt === undefined ? {} : { closed_at: closedAt }),
    })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

export interface NewLine extends MinutesEntry {
  readonly saidByLine: number | undefined;
  readonly by: number;
  readonly at: Date;
}

export async function insertLine(tx: Tx, { tenantId, id }: Key, line: NewLine): Promise<void> {
  await tx
    .insertInto("minutes_lines")
    .values({
      tenant_id: tenantId,
      minutes_id: id,
      kind: line.kind,
      words: line.words,
      said_by: line.saidBy ?? null,
      said_by_line: line.saidByLine ?? null,
      due_at: line.dueAt ?? null,
      is_done: false,
      is_withdrawn: false,
      recorded_by: line.by,
      recorded_at: line.at,
    })
    .execute();
}

/** In the order in which they were said; without those taken back. */
export async function listLines(tx: Tx, { tenantId, id }: Key): Promise<readonly MinutesLine[]> {
  const rows = await tx
    .selectFrom("minutes_lines")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("minutes_id", "=", id)
    .where("is_withdrawn", "=", false)
    .orderBy("id")
    .execute();
  return rows.map(toLine);
}

export async function withdrawLine(
  tx: Tx,
  { tenantId, id }: Pick<MinutesLine, "tenantId" | "id">,
): Promise<void> {
  await tx
    .updateTable("minutes_lines")
    .set({ is_withdrawn: true })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

export async function updateLine(
  tx: Tx,
  { tenantId, id }: Pick<MinutesLine, "tenantId" | "id">,
  { words, saidBy, dueAt }: Pick<MinutesEntry, "words" | "saidBy" | "dueAt">,
): Promise<void> {
  await tx
    .updateTable("minutes_lines")
    .set({ words, said_by: saidBy ?? null, due_at: dueAt ?? null })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

/** Keeps how a version reads. */
export async function insertVersion(
  tx: Tx,
  { tenantId, id, version }: Pick<Minutes, "tenantId" | "id" | "version">,
  made: { readonly body: readonly MinutesEntry[]; readonly by?: number; readonly at: Date },
): Promise<void> {
  await tx
    .insertInto("minutes_versions")
    .values({
      tenant_id: tenantId,
      minutes_id: id,
      version,
      body: JSON.stringify(
        made.body.map(({ kind, words, saidBy, dueAt }) => ({ kind, words, saidBy, dueAt })),
      ),
      made_by: made.by ?? null,
      made_at: made.at,
    })
    .execute();
}

function toMinutes(row: Selectable<MinutesTable>): Minutes {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    meetingId: row.meeting_id,
    state: row.state,
    version: row.version,
    recorderId: row.recorder_id,
    isTaking: row.is_taking,
    sentAt: row.sent_at ?? undefined,
    dueAt: row.due_at ?? undefined,
  };
}

function toLine(row: Selectable<MinutesLinesTable>): MinutesLine {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    minutesId: row.minutes_id,
    kind: row.kind satisfies MinutesLineKind,
    words: row.words,
    saidBy: row.said_by ?? undefined,
    dueAt: row.due_at ?? undefined,
    recordedBy: row.recorded_by,
    recordedAt: row.recorded_at,
  };
}
