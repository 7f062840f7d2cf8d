import type { Generated } from "kysely";

import type { ScreeningAxis } from "../../domain/screening.ts";

/** 征题: a time in which topics are asked for. */
export interface CollectionRoundsTable {
  tenant_id: number;
  id: Generated<number>;
  unit_id: number;
  title: string;
  state: "draft" | "open" | "closed";
  /** Who began it. */
  opened_by: number;
  drafted_at: Date;
  opened_at: Date | null;
  /** By the tenant's business clock. */
  due_at: Date;
  /** The day by which 初选 is done. */
  screen_by: Date;
  closed_at: Date | null;
  close_reason: "deadline" | "early" | null;
}

/** 评分: what one person thinks of one topic on one axis. */
export interface ScreeningScoresTable {
  tenant_id: number;
  topic_id: number;
  axis: ScreeningAxis;
  person_id: number;
  /** 0–5. */
  points: number;
  reason: string | null;
  /** Entered by the staff for those whose axis it is. */
  is_for_others: boolean;
  scored_at: Date;
}
