import type { Generated } from "kysely";

import type { PublicationState } from "../../domain/publication.ts";

/** 送审: what is on its way to a group. */
export interface PublicationsTable {
  tenant_id: number;
  id: Generated<number>;
  kind: string;
  object_id: number;
  unit_id: number;
  drafter_id: number;
  /** Where it was drafted. */
  conversation_id: number;
  state: PublicationState;
  /** Counts drafts of the same thing: an answer to an earlier one is no answer to this one. */
  version: Generated<number>;
  drafted_at: Date;
  reviewer_id: number | null;
  sent_at: Date | null;
  /** Of the full text that the reviewer was sent. */
  shown_digest: string | null;
  /** When the drafter is told that there is no answer yet; null = not (any more). */
  remind_at: Date | null;
  reviewed_at: Date | null;
  review_words: string | null;
  /** 已签: who signed on paper, the day, and who entered it. */
  signer_id: number | null;
  signed_at: Date | null;
  signature_entered_by: number | null;
  published_at: Date | null;
}

/** Which kinds somebody has to see first. */
export interface ReviewRulesTable {
  tenant_id: number;
  unit_id: number;
  /** `*` = the unit's leader, who sees the usual kinds. */
  kind: string;
  /** Null = nobody needs to see it. */
  reviewer_id: number | null;
  set_by: number;
  set_at: Date;
}
