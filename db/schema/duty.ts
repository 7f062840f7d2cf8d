import type { Generated } from "kysely";

/** 接待日 of one place, with its rhythm. */
export interface DutyRotasTable {
  tenant_id: number;
  id: Generated<number>;
  unit_id: number;
  place: string;
  /** The rhythm as it was said: 每周三上午9点. */
  said: string;
  /** An RRULE without the name in front. */
  rule: string;
  anchor: string;
  /** Minutes after midnight. */
  minute: number;
  state: "active" | "ended";
  created_by: number;
  created_at: Date;
  ended_at: Date | null;
}

/** Who takes turns. */
export interface DutyPeopleTable {
  tenant_id: number;
  rota_id: number;
  person_id: number;
  position: number;
}

export interface DutyTurnsTable {
  tenant_id: number;
  id: Generated<number>;
  rota_id: number;
  day: string;
  /** The day of the rhythm; another one than `day` where that is a day off. */
  planned_day: string;
  starts_at: Date;
  person_id: number;
  state: "planned" | "cancelled";
  /** Null once it was said, or if there is nothing to say. */
  remind_at: Date | null;
}

export interface DutyLeavesTable {
  tenant_id: number;
  id: Generated<number>;
  person_id: number;
  day: string;
  reason: string | null;
  asked_at: Date;
}

/** 调班, or a turn that somebody on leave gives away: then there is no other turn. */
export interface DutySwapsTable {
  tenant_id: number;
  id: Generated<number>;
  turn_id: number;
  other_turn_id: number | null;
  asker_id: number;
  other_id: number;
  state: "asked" | "agreed" | "declined" | "void";
  asked_at: Date;
  answered_at: Date | null;
}

/** 接待记录 */
export interface DutyVisitsTable {
  tenant_id: number;
  id: Generated<number>;
  turn_id: number;
  /** Its place in the office's list. */
  number: number;
  visitor: string | null;
  /** 人次 of this one visit. */
  persons: number;
  matter: string;
  /** Sealed. */
  phone: Buffer | null;
  received_by: number;
  entered_by: number;
  visited_at: Date;
  state: "kept" | "topic" | "passed";
  topic_id: number | null;
  marked_by: number | null;
  marked_at: Date | null;
}
