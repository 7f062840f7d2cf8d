import { sql } from "kysely";

import { civilDay, type CivilDay, dayNumber } from "../domain/workdays.ts";
import type { Workdays } from "../domain/workdays.ts";
import type { Tx } from "./database.ts";
import { dayText, readDay } from "./workdays.ts";

/**
 * Dates that were counted in workdays and said before the notice of their year was out.
 *
 * Whoever stores such a date calls `recordProvisional` in the same transaction, whatever the date:
 * only what may still move is kept. When a notice or a local day is loaded, `recheckDates` makes
 * every one of them due; the job counts it again and hands it to the entry of its `objectKind` in
 * handlers/provisional.ts, which moves the object's own date and tells those who heard the old one.
 * To add a kind: one call of `recordProvisional`, one entry there.
 *
 * A date that is put off to a workday (the first on or after a day) is the first workday after the
 * day before: `from` = that day, `count` = 1.
 */
export interface ProvisionalDate {
  readonly objectKind: string;
  /** The row of that kind it belongs to; each object has one such date. */
  readonly objectId: number;
  readonly from: CivilDay;
  /** Workdays after `from`, as `addWorkdays` counts. */
  readonly count: number;
  readonly said: CivilDay;
}

/**
 * Keeps it, in place of what was kept of that object; forgets the object if the date is certain.
 * @returns true if the date may move and is to be said as 预计
 */
export async function recordProvisional(
  tx: Tx,
  workdays: Workdays,
  date: ProvisionalDate & { readonly tenantId: number; readonly at: Date },
): Promise<boolean> {
  const { tenantId, objectKind, objectId } = date;
  if (!mayMove(workdays, date.said)) {
    await forgetProvisional(tx, tenantId, { objectKind, objectId });
    return false;
  }
  const change = {
    from_day: dayText(date.from),
    workdays: date.count,
    said_day: dayText(date.said),
    recheck_at: null,
    recorded_at: date.at,
  };
  await tx
    .insertInto("provisional_dates")
    .values({ tenant_id: tenantId, object_kind: objectKind, object_id: objectId, ...change })
    .onConflict((conflict) =>
      conflict.columns(["tenant_id", "object_kind", "object_id"]).doUpdateSet(change),
    )
    .execute();
  return true;
}

/** Whether what was said of that object may still move. */
export async function isProvisionalDate(
  tx: Tx,
  tenantId: number,
  { objectKind, objectId }: Pick<ProvisionalDate, "objectKind" | "objectId">,
): Promise<boolean> {
  const rows = await tx
    .selectFrom("provisional_dates")
    .select("id")
    .where("tenant_id", "=", tenantId)
    .where("object_kind", "=", objectKind)
    .where("object_id", "=", objectId)
    .execute();
  return rows.length > 0;
}

/** The object is done, or its date was named by somebody instead of counted. */
export async function forgetProvisional(
  tx: Tx,
  tenantId: number,
  { objectKind, objectId }: Pick<ProvisionalDate, "objectKind" | "objectId">,
): Promise<void> {
  await tx
    .deleteFrom("provisional_dates")
    .where("tenant_id", "=", tenantId)
    .where("object_kind", "=", objectKind)
    .where("object_id", "=", objectId)
    .execute();
}

/** More is known of the calendar: every date that may move is counted again by the job. */
export async function recheckDates(tx: Tx, tenantId: number, now: Date): Promise<void> {
  await sql`update provisional_dates set recheck_at = ${now}
    where tenant_id = ${tenantId}`.execute(tx);
}

/** Dates of any tenant that are to be counted again: (tenant, id) and nothing else. */
export async function listDueProvisional(
  tx: Tx,
  wallNow: Date,
  batch: number,
): Promise<readonly { tenantId: number; id: number }[]> {
  const { rows } = await sql<{ tenant_id: number; id: number }>`
    select tenant_id, id from due_provisional_dates(${wallNow}, ${batch})`.execute(tx);
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
}

/** Holds one that is due until the transaction ends; undefined if another worker has it. */
export async function takeProvisional(
  tx: Tx,
  { tenantId, id }: { readonly tenantId: number; readonly id: number },
): Promise<ProvisionalDate | undefined> {
  const { rows } = await sql<{
    object_kind: string;
    object_id: number;
    from_day: string;
    workdays: number;
    said_day: string;
  }>`select object_kind, object_id, from_day::text as from_day, workdays, said_day::text as said_day
    from provisional_dates
    where tenant_id = ${tenantId} and id = ${id} and recheck_at is not null
    for update skip locked`.execute(tx);
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    objectKind: row.object_kind,
    objectId: row.object_id,
    from: readDay(row.from_day),
    count: row.workdays,
    said: readDay(row.said_day),
  };
}

/** The notice of a year may still reach into the last week of the year before it. */
function mayMove(workdays: Workdays, day: CivilDay): boolean {
  const certain = civilDay(dayNumber(workdays.coveredUntil) - REACH_BACK_DAYS);
  return dayNumber(day) > dayNumber(certain);
}

const REACH_BACK_DAYS = 7;
