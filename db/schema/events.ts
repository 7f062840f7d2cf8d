import type { Generated } from "kysely";

/** Every change, chained per object by hashes, so that a change made afterwards shows. */
export interface EventsTable {
  tenant_id: number;
  id: Generated<number>;
  object_kind: string;
  object_id: number;
  seq: number;
  kind: string;
  actor_id: number | null;
  happened_at: Date;
  inbox_id: number | null;
  words_digest: Buffer;
  hash: Buffer;
}

/** The words of an event, beside the chain: they can be erased and the chain still holds. */
export interface EventWordsTable {
  tenant_id: number;
  event_id: number;
  salt: Buffer;
  words: string;
}
