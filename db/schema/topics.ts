import type { Generated } from "kysely";

import type { TopicStatus } from "../../domain/topic.ts";

/** 议题, its current state; how it came to be is in `events`. */
export interface TopicsTable {
  tenant_id: number;
  id: Generated<number>;
  year: number;
  /** Counted per tenant and year, never used again. */
  number: number;
  title: string;
  detail: string | null;
  category: string | null;
  status: TopicStatus;
  source: string;
  proposer_id: number;
  unit_id: number | null;
  conversation_id: number;
  /** Who wrote it down for the proposer (代荐); null = the proposer. */
  entered_by: number | null;
  /** 电话, 纸质 or 当面, with `entered_by`. */
  channel: string | null;
  proposed_at: Date;
  updated_at: Date;
}

/** 附议: one row a person and topic. */
export interface EndorsementsTable {
  tenant_id: number;
  topic_id: number;
  person_id: number;
  endorsed_at: Date;
  /** As in topics: 代附议. */
  entered_by: number | null;
  channel: string | null;
}

/** The next number of a kind in a year. */
export interface CountersTable {
  tenant_id: number;
  kind: string;
  year: number;
  value: number;
}
