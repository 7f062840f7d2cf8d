import type { Generated } from "kysely";

import type { Decision } from "../../domain/ruling.ts";

/** 审定 的步骤: through which bodies, in order. */
export interface RulingStepsTable {
  tenant_id: number;
  unit_id: number;
  position: number;
  body: string;
}

/** 审定: what a body decided on a day. */
export interface RulingsTable {
  tenant_id: number;
  id: Generated<number>;
  unit_id: number;
  /** The recommendation it goes by, if there was one. */
  selection_id: number | null;
  body: string;
  held_on: Date;
  /** 文号. */
  document: string | null;
  /** e.g. 报县委同意. */
  note: string | null;
  /** 1 = the first body. */
  step: number;
  /** No body comes after it: what it decided holds and is published. */
  is_final: boolean;
  state: "draft" | "recorded" | "published";
  drafter_id: number;
  drafted_at: Date;
  published_at: Date | null;
}

export interface RulingItemsTable {
  tenant_id: number;
  ruling_id: number;
  topic_id: number;
  position: number;
  decision: Decision;
  reason: string | null;
  /** Where to it is 转办. */
  place: string | null;
  form: string | null;
  /** 牵头. */
  lead: string | null;
  /** When it is looked at again, and when the 联络员 was told so. */
  review_at: Date | null;
  reviewed_at: Date | null;
}

/** 年度协商计划. */
export interface PlanItemsTable {
  tenant_id: number;
  id: Generated<number>;
  year: number;
  number: number;
  quarter: number;
  content: string;
  topic_id: number | null;
  form: string | null;
  principle: string | null;
  procedure: string | null;
  lead: string | null;
  /** False = 计划外. */
  is_planned: boolean;
  ruling_id: number | null;
  state: "open" | "done" | "dropped";
  remind_at: Date | null;
  reminded_at: Date | null;
  created_at: Date;
  done_at: Date | null;
}
