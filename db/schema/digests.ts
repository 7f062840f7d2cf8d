import type { Generated } from "kysely";

import type { WeekNumbers } from "../../domain/digest.ts";

/** 周报 设置: one row a group that wants it. */
export interface DigestSchedulesTable {
  tenant_id: number;
  conversation_id: number;
  /** The group's, kept in step by 登记群. */
  unit_id: number;
  /** 1 = Monday. */
  weekday: number;
  /** Of the day. */
  minute: number;
  /** When the next one is to be sent, by the business clock. */
  send_at: Date;
  /** When the next step is to be done: the preview, then the sending. */
  due_at: Date;
  set_by: number;
  set_at: Date;
  /** Where the next one begins to count; null = Monday of the week it is sent in. */
  from_at: Generated<Date | null>;
}

/** What a group was told, or was not, in one week. */
export interface DigestsTable {
  tenant_id: number;
  conversation_id: number;
  /** ISO week, e.g. 2026-W13. */
  week: string;
  id: Generated<number>;
  unit_id: number;
  state: "previewed" | "held" | "sent" | "empty" | "missed";
  numbers: WeekNumbers;
  as_of: Date;
  /** The group's own hour of that week. */
  planned_at: Date;
  /** Later than planned after an outage. */
  send_at: Date;
  sent_at: Date | null;
  /** It counts from here to `as_of`; null = from Monday. */
  from_at: Generated<Date | null>;
}
