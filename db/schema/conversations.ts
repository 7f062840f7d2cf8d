import type { Generated } from "kysely";

/** A group, or one person alone with the bot. Routing table. */
export interface ConversationsTable {
  id: Generated<number>;
  account_id: number;
  kind: "group" | "single";
  external_id: string;
  title: string | null;
  /** The unit a registered group belongs to. */
  unit_id: number | null;
  purpose: string | null;
  /** The group's own push address, sealed. */
  push_address: Buffer | null;
  created_at: Date;
  /** When it was disbanded. */
  gone_at: Date | null;
}
