import type { Generated } from "kysely";

/** Everything the bot says later. Only the deliver job speaks. */
export interface OutboxTable {
  tenant_id: number;
  id: Generated<number>;
  conversation_id: number;
  /** 0 answers, 1 reminders, 2 digests: the order in which a conversation is served. */
  class: number;
  message: object;
  /** The idempotency key towards the platform. */
  key: Generated<string>;
  /** The late answer of this receipt. */
  inbox_id: number | null;
  state: Generated<"waiting" | "sending" | "sent" | "failed" | "cancelled">;
  /** Wall clock; moves with retries. */
  available_at: Date;
  /** While `sending`: after this the worker is taken for dead. */
  claimed_until: Date | null;
  attempts: Generated<number>;
  /** How many parts of a long message are out. */
  parts_sent: Generated<number>;
  /** An attempt ended without our knowing whether it arrived. */
  maybe_repeated: Generated<boolean>;
  sent_via: string | null;
  platform_message_id: string | null;
  failure: string | null;
  created_at: Date;
  sent_at: Date | null;
}
