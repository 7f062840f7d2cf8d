import type { Generated } from "kysely";

/** The receipt of every message, with the answer it got. Routing table; words go after 90 days. */
export interface InboxTable {
  /** Drawn before the message is handled, so that events can name it. */
  id: number;
  account_id: number;
  tenant_id: number | null;
  conversation_id: number;
  message_id: string;
  sender_external_id: string;
  /** Sealed: people paste telephone numbers and secret addresses. */
  words: Buffer | null;
  /** The neutral answer; null = nothing was said. Rendered anew at each delivery. */
  answer: object | null;
  reply_ref: string | null;
  /** An address that speaks in this conversation for a while, sealed. */
  reply_address: Buffer | null;
  reply_expires_at: Date | null;
  reply_once: Generated<boolean>;
  reply_used_at: Date | null;
  received_at: Date;
  answered_at: Date;
}
