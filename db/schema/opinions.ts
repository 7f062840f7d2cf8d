import type { Generated } from "kysely";

import type { OpinionCallState } from "../../domain/opinion.ts";

/** 征求意见. */
export interface OpinionCallsTable {
  tenant_id: number;
  id: Generated<number>;
  /** Without 《》. */
  title: string;
  unit_id: number;
  drafter_id: number;
  is_named: boolean;
  state: OpinionCallState;
  due_at: Date;
  drafted_at: Date;
  opened_at: Date | null;
  /** The deadline, even if nobody was there to close it then; or when somebody closed it early. */
  closed_at: Date | null;
  /** When the groups are told, outside the quiet hours. */
  announce_at: Date | null;
  announced_at: Date | null;
  /** How many people answered, counted when it closed. */
  people: number | null;
}

export interface OpinionPlacesTable {
  tenant_id: number;
  call_id: number;
  conversation_id: number;
}

export interface OpinionsTable {
  tenant_id: number;
  id: Generated<string>;
  call_id: number;
  /** Null once a call without names is closed. */
  person_id: number | null;
  /** Counts one person's opinions on one call. */
  number: number | null;
  /** As written. */
  words: string;
  given_at: Date | null;
  /** 代录意见: who wrote it down, and how they had been told. */
  entered_by: number | null;
  channel: string | null;
  /** When the person confirmed it. */
  reviewed_at: Date | null;
}
