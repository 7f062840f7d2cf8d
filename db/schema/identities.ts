import type { Generated } from "kysely";

/** Which account on which platform is which person of the roster. */
export interface IdentitiesTable {
  tenant_id: number;
  account_id: number;
  external_id: string;
  person_id: number;
  linked_at: Date;
  /** Who vouched for it; null = the first administrator, by the setup code. */
  linked_by: number | null;
}

/** Somebody said 我是 …; it counts only after the 联络员 said 是. */
export interface IdentityClaimsTable {
  tenant_id: number;
  id: Generated<number>;
  account_id: number;
  external_id: string;
  conversation_id: number;
  person_id: number;
  state: "open" | "confirmed" | "refused";
  claimed_at: Date;
  decided_at: Date | null;
  decided_by: number | null;
}

/** What an unknown person wanted: carried out once the 联络员 has said who it is. */
export interface PendingMessagesTable {
  tenant_id: number;
  id: Generated<number>;
  account_id: number;
  external_id: string;
  conversation_id: number;
  /** The receipt it came with. */
  inbox_id: number;
  /** Sealed with the data key. */
  words: Buffer;
  /** By the tenant's business clock: what it becomes is dated by this. */
  said_at: Date;
  expires_at: Date;
}
