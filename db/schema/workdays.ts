import type { Generated } from "kysely";

/** Days that a notice or the place itself made off or worked. */
export interface WorkdayCalendarTable {
  tenant_id: number;
  /** Read and written as `2026-04-18`: as a moment it would depend on the machine's zone. */
  day: string;
  source: "notice" | "local";
  kind: "workday" | "restday";
  name: string;
  notice_no: string | null;
  /** The year whose notice this is; null for local days. */
  covers_year: number | null;
  /** Null if the operator loaded it from a file. */
  set_by: number | null;
  set_at: Date;
}

/** Dates that were said although the notice of their year was not out. */
export interface ProvisionalDatesTable {
  tenant_id: number;
  id: Generated<number>;
  object_kind: string;
  object_id: number;
  /** The date is so many workdays after this day. Days are read as text, see above. */
  from_day: string;
  workdays: number;
  said_day: string;
  /** Business clock; set once more is known. */
  recheck_at: Date | null;
  recorded_at: Date;
}
