import { createHash, randomBytes } from "node:crypto";

import { sql } from "kysely";

import type { Tx } from "./database.ts";

/** One change of one object: who, when, from which message, what kind, and the words of it. */
export interface NewEvent {
  readonly tenantId: number;
  readonly objectKind:
    | "topic"
    | "reminder"
    | "roster"
    | "identity"
    | "conversation"
    | "tenant"
    | "file"
    | "publication"
    | "collection-round"
    | "opinion-call"
    | "selection"
    | "selection-series"
    | "ruling"
    | "meeting"
    | "time-poll"
    | "duty"
    | "method"
    | "talent"
    | "ballot";
  readonly objectId: number;
  readonly kind: string;
  readonly actorId: number | undefined;
  readonly at: Date;
  readonly receiptId: number | undefined;
  /** Kept beside the chain and erasable: titles, names, whatever a person said. */
  readonly words: Readonly<Record<string, unknown>>;
}

const ZERO_HASH = "0".repeat(64);

/**
 * Appends to the object's chain. The caller holds the object (its row locked, or just made), so
 * nobody else can append meanwhile; a unique (object, seq) would refuse it anyway.
 */
export function appendEvent(tx: Tx, event: NewEvent): void {
  const { tenantId, objectKind, objectId, actorId } = event;
  const words = JSON.stringify(event.words);
  const salt = randomBytes(16);
  const digest = digestWords(salt, words);
  const statement = sql`
    with last as (
      select seq, encode(hash, 'hex') as hash from events
      where tenant_id = ${tenantId} and object_kind = ${objectKind} and object_id = ${objectId}
      order by seq desc limit 1
    ), next as (
      select coalesce((select seq from last), 0) + 1 as seq,
        coalesce((select hash from last), ${ZERO_HASH}) as previous
    ), entry as (
      insert into events (tenant_id, object_kind, object_id, seq, kind, actor_id, happened_at,
        inbox_id, words_digest, hash)
      select ${tenantId}::integer, ${objectKind}::text, ${objectId}::bigint, seq,
        ${event.kind}::text, ${actorId ?? null}::bigint, ${event.at}::timestamptz,
        ${event.receiptId ?? null}::bigint, ${digest}::bytea,
        sha256(convert_to(concat_ws(E'\n', 'v1', previous, ${tenantId}::integer,
          ${objectKind}::text, ${objectId}::bigint, seq, ${event.kind}::text,
          ${actorId ?? "-"}::text, ${event.at.getTime()}::bigint,
          ${digest.toString("hex")}::text), 'UTF8'))
      from next returning tenant_id, id
    )
    insert into event_words (tenant_id, event_id, salt, words)
    select tenant_id, id, ${salt}::bytea, ${words}::text from entry`;
  tx.send(statement.compile(tx));
}

/** What is wrong with an object's chain; undefined = every link holds. */
export async function findChainFault(
  tx: Tx,
  object: Pick<NewEvent, "tenantId" | "objectKind" | "objectId">,
): Promise<string | undefined> {
  const rows = await tx
    .selectFrom("events")
    .leftJoin("event_words", (join) =>
      join
        .onRef("event_words.tenant_id", "=", "events.tenant_id")
        .onRef("event_words.event_id", "=", "events.id"),
    )
    .selectAll("events")
    .select(["event_words.salt", "event_words.words"])
    .where("events.tenant_id", "=", object.tenantId)
    .where("events.object_kind", "=", object.objectKind)
    .where("events.object_id", "=", object.objectId)
    .orderBy("events.seq")
    .execute();
  let previous = ZERO_HASH;
  for (const [index, row] of rows.entries()) {
    if (row.seq !== index + 1) return `event ${index + 1} is missing`;
    const expected = hashEvent(previous, row);
    if (row.hash.toString("hex") !== expected) return `event ${row.seq} was changed`;
    // Erased words leave their digest behind; words that are there must fit it.
    const { salt, words } = row;
    if (salt !== null && words !== null && !digestWords(salt, words).equals(row.words_digest)) {
      return `the words of event ${row.seq} were changed`;
    }
    previous = expected;
  }
  return undefined;
}

interface ChainedRow {
  readonly tenant_id: number;
  readonly object_kind: string;
  readonly object_id: number;
  readonly seq: number;
  readonly kind: string;
  readonly actor_id: number | null;
  readonly happened_at: Date;
  readonly words_digest: Buffer;
}

function hashEvent(previous: string, row: ChainedRow): string {
  const lines = [
    "v1",
    previous,
    row.tenant_id,
    row.object_kind,
    row.object_id,
    row.seq,
    row.kind,
    row.actor_id ?? "-",
    row.happened_at.getTime(),
    row.words_digest.toString("hex"),
  ];
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}

function digestWords(salt: Buffer, words: string): Buffer {
  return createHash("sha256").update(salt).update(words, "utf8").digest();
}
