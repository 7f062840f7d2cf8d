import type { Tx } from "./database.ts";

export interface NewSeries {
  readonly tenantId: number;
  readonly unitId: number;
  readonly title: string;
  readonly at: Date;
}

/** Meetings that follow one another. @returns its number */
export async function insertSeries(tx: Tx, series: NewSeries): Promise<number> {
  const row = await tx
    .insertInto("meeting_series")
    .values({
      tenant_id: series.tenantId,
      unit_id: series.unitId,
      title: series.title,
      rule: null,
      state: "open",
      created_at: series.at,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return row.id;
}

/** No more of them. */
export async function updateSeriesEnded(tx: Tx, tenantId: number, id: number): Promise<void> {
  await tx
    .updateTable("meeting_series")
    .set({ state: "ended" })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}
