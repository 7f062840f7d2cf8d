import { sql } from "kysely";

import { nationalWorkdays } from "../domain/workday-table.ts";
import { type CivilDay, type DayRule, type Workdays, withLocalDays } from "../domain/workdays.ts";
import type { Tx } from "./database.ts";

/**
 * The calendar of an office: the program's own table, later notices over it, and local days over
 * those. One short query; ask for it only where a day counts.
 */
export async function readWorkdays(tx: Tx, tenantId: number): Promise<Workdays> {
  const rows = await tx.query<DayRow>(selectDays, [tenantId]);
  const notices = rows.filter((row) => row.source === "notice");
  const local = rows.filter((row) => row.source === "local");
  const years = new Set(notices.map((row) => row.covers_year));
  const base = nationalWorkdays;
  let { year } = base.coveredUntil;
  // A year that was left out is no covered one, whatever is known of those after it.
  while (years.has(year + 1)) year += 1;
  const end = { year, month: 12, day: 31 };
  const known = notices.length === 0 ? base : withLocalDays(base, notices.map(toRule), end);
  return local.length === 0 ? known : withLocalDays(known, local.map(toRule));
}

interface DayRow {
  readonly day: string;
  readonly source: "notice" | "local";
  readonly kind: "workday" | "restday";
  readonly name: string;
  readonly covers_year: number | null;
}

const selectDays = `select day::text as day, source, kind, name, covers_year
  from workday_calendar where tenant_id = $1`;

interface DaySource {
  readonly tenantId: number;
  /** Of the notice; undefined for days of the place itself. */
  readonly notice: { readonly year: number; readonly number: string | undefined } | undefined;
  /** Undefined = the operator. */
  readonly setById: number | undefined;
  readonly at: Date;
}

/** Whoever says a day again replaces what was said of it. */
export async function upsertDays(
  tx: Tx,
  { tenantId, notice, setById, at }: DaySource,
  days: readonly DayRule[],
): Promise<void> {
  if (days.length === 0) return;
  const rows = days.map(({ day, isWorkday, name }) => ({
    tenant_id: tenantId,
    day: dayText(day),
    source: notice === undefined ? ("local" as const) : ("notice" as const),
    kind: isWorkday ? ("workday" as const) : ("restday" as const),
    name,
    notice_no: notice?.number ?? null,
    covers_year: notice?.year ?? null,
    set_by: setById ?? null,
    set_at: at,
  }));
  await tx
    .insertInto("workday_calendar")
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(["tenant_id", "day", "source"]).doUpdateSet((row) => ({
        kind: row.ref("excluded.kind"),
        name: row.ref("excluded.name"),
        notice_no: row.ref("excluded.notice_no"),
        covers_year: row.ref("excluded.covers_year"),
        set_by: row.ref("excluded.set_by"),
        set_at: row.ref("excluded.set_at"),
      })),
    )
    .execute();
}

/** A notice is loaded as a whole: what an earlier reading of it said is forgotten. */
export async function deleteNotice(tx: Tx, tenantId: number, year: number): Promise<void> {
  await tx
    .deleteFrom("workday_calendar")
    .where("tenant_id", "=", tenantId)
    .where("covers_year", "=", year)
    .execute();
}

/** 取消: only what the place itself said. @returns how many days */
export async function deleteLocalDays(
  tx: Tx,
  tenantId: number,
  { first, last }: { readonly first: CivilDay; readonly last: CivilDay },
): Promise<number> {
  const { rows } = await sql`delete from workday_calendar
    where tenant_id = ${tenantId} and source = 'local'
      and day between ${dayText(first)}::date and ${dayText(last)}::date
    returning day`.execute(tx);
  return rows.length;
}

/** `2026-04-08`, as the database takes days. */
export function dayText({ year, month, day }: CivilDay): string {
  return [year, month, day].map((part) => String(part).padStart(2, "0")).join("-");
}

/** The inverse of `dayText`. */
export function readDay(text: string): CivilDay {
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  return { year, month, day };
}

function toRule(row: DayRow): DayRule {
  return { day: readDay(row.day), isWorkday: row.kind === "workday", name: row.name };
}
