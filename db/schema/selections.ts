import type { Generated } from "kysely";

import type { Rhythm } from "../../domain/selection-opening.ts";
import type { Choices, SelectionState, SelectionTerms } from "../../domain/selection.ts";

/** 议题推荐; its terms do not change once somebody has chosen. */
export interface SelectionsTable {
  tenant_id: number;
  id: Generated<number>;
  title: string;
  unit_id: number;
  drafter_id: number;
  /** Where it was drafted: the convener hears of it there. */
  conversation_id: number;
  terms: SelectionTerms;
  purpose: string;
  state: SelectionState;
  drafted_at: Date;
  /** It opens by itself then; null = when it is released. */
  opens_at: Date | null;
  opened_at: Date | null;
  due_at: Date;
  closed_at: Date | null;
  published_at: Date | null;
  close_reason: "deadline" | "everyone" | "early" | null;
  extended_reason: string | null;
  /** How often those who have not chosen were reminded. */
  reminders_sent: number;
  remind_at: Date | null;
  /** Published before it opens, if ties are drawn by lot. */
  lot_seed: string | null;
  /** As it was counted when it closed; a recount from the rows gives the same. */
  result: unknown;
}

/** 定期推荐: a draft for its convener at every moment of the rhythm. */
export interface SelectionSeriesTable {
  tenant_id: number;
  id: Generated<number>;
  title: string;
  unit_id: number;
  drafter_id: number;
  conversation_id: number;
  /** The words in which it was asked for, by the names of their labels. */
  wish: Readonly<Record<string, string>>;
  rhythm: Rhythm;
  state: "active" | "ended";
  next_at: Date;
  ends_at: Date;
  made_at: Date;
}

export interface SelectionOptionsTable {
  tenant_id: number;
  selection_id: number;
  /** The topic's number, or 1, 2, 3 … for free options: what people say. */
  number: number;
  position: number;
  topic_id: number | null;
  label: string;
  /** For cards. */
  short_label: string;
  /** Yuan, where costs matter. */
  cost: number | null;
}

/** 参加范围, frozen when it opens. */
export interface SelectionRollTable {
  tenant_id: number;
  selection_id: number;
  /** The number of this place on the roll: what is chosen from it has a history of its own. */
  id: Generated<number>;
  person_id: number;
  position: number;
  name: string;
  territories: readonly string[];
  sectors: readonly string[];
  residence: "城区" | "乡镇" | null;
  /** False for 不参加推荐: they are shown it, and are not counted. */
  takes_part: boolean;
  has_chosen: Generated<boolean>;
  reminded_at: Date | null;
}

export interface BallotsTable {
  tenant_id: number;
  selection_id: number;
  person_id: number;
  choices: Choices;
  cast_at: Date;
  /** 代录: who wrote it down, and how they had been told. */
  entered_by: number | null;
  channel: string | null;
  /** 已复核: when the person confirmed it. */
  reviewed_at: Date | null;
}

/** 无记名: nothing leads from here to a person. */
export interface SecretBallotsTable {
  tenant_id: number;
  selection_id: number;
  id: Generated<string>;
  choices: Choices;
}

/** 线下计票. */
export interface PaperTalliesTable {
  tenant_id: number;
  selection_id: number;
  id: Generated<number>;
  occasion: string;
  papers_out: number;
  papers_back: number;
  papers_spoiled: number;
  /** By option number. */
  votes: Readonly<Record<string, number>>;
  overseer: string;
  counter: string;
  entered_by: number;
  entered_at: Date;
}

/** Where the photograph of a counted or signed paper is kept. */
export interface KeptPicturesTable {
  tenant_id: number;
  kind: "tally" | "signature";
  object_id: number;
  place: string;
  entered_by: number;
  entered_at: Date;
}

export interface SelectionPlacesTable {
  tenant_id: number;
  selection_id: number;
  conversation_id: number;
}
