import type { ColumnType, Generated } from "kysely";

import type { MinutesLineKind, MinutesState } from "../../domain/minutes.ts";

/** 纪要, one a meeting. */
export interface MinutesTable {
  tenant_id: number;
  id: Generated<number>;
  meeting_id: number;
  state: MinutesState;
  /** Grows with every change after it was sent; 1 = as it was sent first. */
  version: number;
  recorder_id: number;
  /** The recorder's lines go here now. */
  is_taking: boolean;
  created_at: Date;
  sent_at: Date | null;
  due_at: Date | null;
  closed_at: Date | null;
}

export interface MinutesLinesTable {
  tenant_id: number;
  id: Generated<number>;
  minutes_id: number;
  kind: MinutesLineKind;
  words: string;
  /** Who proposed or said it, or whose 待办 it is, as it is printed. */
  said_by: string | null;
  /** Their line among those asked to come, if they are one of them. */
  said_by_line: number | null;
  due_at: Date | null;
  is_done: boolean;
  is_withdrawn: boolean;
  recorded_by: number;
  recorded_at: Date;
}

export interface MinutesVersionsTable {
  tenant_id: number;
  minutes_id: number;
  version: number;
  body: ColumnType<unknown, string, string>;
  made_by: number | null;
  made_at: Date;
}

/** Those who were asked whether it is right. */
export interface MinutesAnswersTable {
  tenant_id: number;
  minutes_id: number;
  meeting_person_id: number;
  told_version: number;
  /** The version of which they said 无误; null = they never did. */
  fine_version: number | null;
  answered_at: Date | null;
}

export interface MinutesCorrectionsTable {
  tenant_id: number;
  id: Generated<number>;
  minutes_id: number;
  number: number;
  meeting_person_id: number;
  /** Null = it is about something else than a line. */
  line_id: number | null;
  version: number;
  words: string;
  state: "open" | "adopted" | "declined";
  reason: string | null;
  asked_at: Date;
  settled_by: number | null;
  settled_at: Date | null;
}

/** Codes that were wrong. */
export interface CheckInTriesTable {
  tenant_id: number;
  id: Generated<number>;
  person_id: number;
  at: Date;
}
