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
  /** It waited because the channel had no room for it. */
  held_back: Generated<boolean>;
  /** Goes out in one message with that one. */
  joined_to: number | null;
  /** Tells the 联络员 of a fault. */
  is_notice: Generated<boolean>;
  sent_via: string | null;
  platform_message_id: string | null;
  failure: string | null;
  /** What is wrong with the channel, if the platform told so. */
  fault: string | null;
  created_at: Date;
  sent_at: Date | null;
}
