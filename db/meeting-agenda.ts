import type { Tx } from "./database.ts";
import type { Meeting } from "./meeting-row.ts";

export interface AgendaItem {
  readonly title: string;
  /** Time box. */
  readonly minutes: number | undefined;
  readonly speaker: string | undefined;
  /** The meeting whose unfinished item it is. */
  readonly carriedFrom: number | undefined;
}

export interface KeptAgendaItem extends AgendaItem {
  readonly position: number;
  readonly isDone: boolean;
}

type Key = Pick<Meeting, "tenantId" | "id">;

export async function listAgenda(
  tx: Tx,
  { tenantId, id }: Key,
): Promise<readonly KeptAgendaItem[]> {
  const rows = await tx
    .selectFrom("meeting_agenda")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("meeting_id", "=", id)
    .orderBy("position")
    .execute();
  return rows.map((row) => ({
    position: row.position,
    title: row.title,
    minutes: row.minutes ?? undefined,
    speaker: row.speaker ?? undefined,
    carriedFrom: row.carried_from ?? undefined,
    isDone: row.is_done,
  }));
}

/** In place of the agenda there was. */
export async function replaceAgenda(
  tx: Tx,
  { tenantId, id }: Key,
  items: readonly AgendaItem[],
): Promise<void> {
  await tx
    .deleteFrom("meeting_agenda")
    .where("tenant_id", "=", tenantId)
    .where("meeting_id", "=", id)
    .execute();
  if (items.length === 0) return;
  await tx
    .insertInto("meeting_agenda")
    .values(
      items.map((item, index) => ({
        tenant_id: tenantId,
        meeting_id: id,
        position: index + 1,
        title: item.title,
        minutes: item.minutes ?? null,
        speaker: item.speaker ?? null,
        carried_from: item.carriedFrom ?? null,
        is_done: false,
      })),
    )
    .execute();
}

export async function updateAgendaDone(
  tx: Tx,
  { tenantId, id }: Key,
  position: number,
  isDone: boolean,
): Promise<void> {
  await tx
    .updateTable("meeting_agenda")
    .set({ is_done: isDone })
    .where("tenant_id", "=", tenantId)
    .where("meeting_id", "=", id)
    .where("position", "=", position)
    .execute();
}
