import { sql } from "kysely";

import { deleteCardsQuoting } from "./cards.ts";
import { eraseVisitWords } from "./duty-visits.ts";
import { eraseFieldWords } from "./fieldwork.ts";
import { eraseMeetingWords } from "./meeting-erasing.ts";
import { eraseMinutesWords } from "./minutes-erasing.ts";
import { eraseOptionWords } from "./selection-drafts.ts";
import type { Tx } from "./database.ts";
import { deleteFilesQuoting } from "./files.ts";
import { eraseQuotes } from "./inbox.ts";

/** 删除 that waits for a second person. */
export interface ErasureRequest {
  readonly topicId: number;
  readonly requestedBy: number;
  readonly reason: string;
}

interface TopicRef {
  readonly tenantId: number;
  readonly topicId: number;
}

/** The request that is open at that moment. The caller holds the topic. */
export async function findErasureRequest(
  tx: Tx,
  { tenantId, topicId }: TopicRef,
  now: Date,
): Promise<ErasureRequest | undefined> {
  const row = await tx
    .selectFrom("erasure_requests")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("topic_id", "=", topicId)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return row && { topicId, requestedBy: row.requested_by, reason: row.reason };
}

/** Every request that waits, with the number people call the topic by; the oldest first. */
export async function listErasureRequests(
  tx: Tx,
  tenantId: number,
  now: Date,
): Promise<readonly { year: number; number: number; requestedBy: number }[]> {
  return tx
    .selectFrom("erasure_requests as r")
    .innerJoin("topics as t", (join) =>
      join.onRef("t.tenant_id", "=", "r.tenant_id").onRef("t.id", "=", "r.topic_id"),
    )
    .select(["t.year", "t.number", "r.requested_by as requestedBy"])
    .where("r.tenant_id", "=", tenantId)
    .where("r.expires_at", ">", now)
    .orderBy("r.requested_at")
    .execute();
}

/** Takes the place of one that has run out. */
export async function insertErasureRequest(
  tx: Tx,
  { tenantId, topicId }: TopicRef,
  request: Omit<ErasureRequest, "topicId"> & { readonly at: Date; readonly expiresAt: Date },
): Promise<void> {
  const values = {
    requested_by: request.requestedBy,
    reason: request.reason,
    requested_at: request.at,
    expires_at: request.expiresAt,
  };
  await tx
    .insertInto("erasure_requests")
    .values({ tenant_id: tenantId, topic_id: topicId, ...values })
    .onConflict((conflict) => conflict.columns(["tenant_id", "topic_id"]).doUpdateSet(values))
    .execute();
}

export async function deleteErasureRequest(tx: Tx, { tenantId, topicId }: TopicRef): Promise<void> {
  await tx
    .deleteFrom("erasure_requests")
    .where("tenant_id", "=", tenantId)
    .where("topic_id", "=", topicId)
    .execute();
}

/**
 * Takes a topic's words out of everything but the topic's own row: its history, what was said and
 * answered about it, what waits to be said, what was asked. The chain of hashes holds without them.
 * @param words how the topic is called now
 */
export async function eraseTopicWords(
  tx: Tx,
  { tenantId, topicId }: TopicRef,
  words: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ inbox_id: number | null; words: string | null }>`
    select e.inbox_id, w.words from events e
    left join event_words w on w.tenant_id = e.tenant_id and w.event_id = e.id
    where e.tenant_id = ${tenantId} and e.object_kind = 'topic' and e.object_id = ${topicId}`.execute(
    tx,
  );
  const quotes = [...new Set([...words, ...rows.flatMap((row) => quotesOf(row.words))])];
  const receiptIds = rows.flatMap((row) => row.inbox_id ?? []);
  await sql`delete from event_words w using events e
    where w.tenant_id = ${tenantId} and e.tenant_id = w.tenant_id and e.id = w.event_id
      and e.object_kind = 'topic' and e.object_id = ${topicId}`.execute(tx);
  for (const table of ["topic_terms", "topic_supplements"] as const) {
    await tx
      .deleteFrom(table)
      .where("tenant_id", "=", tenantId)
      .where("topic_id", "=", topicId)
      .execute();
  }
  await eraseQuotes(tx, { tenantId, receiptIds, quotes });
  await eraseOutgoingQuotes(tx, { tenantId, receiptIds, quotes });
  const telling = quotes.filter((quote) => Array.from(quote).length >= TELLING_CHARS);
  await deleteQuotingQuestions(tx, tenantId, telling);
  await deleteQuotingPending(tx, tenantId, telling);
  await eraseReasons(tx, { tenantId, topicId });
  await eraseOptionWords(tx, { tenantId, topicId });
  await eraseFieldWords(tx, { tenantId, topicId });
  await eraseVisitWords(tx, { tenantId, topicId });
  await eraseMeetingWords(tx, { tenantId, topicId }, quotes);
  await eraseMinutesWords(tx, { tenantId, topicId }, quotes);
  await deleteCardsQuoting(tx, tenantId, quotes);
  await deleteFilesQuoting(tx, tenantId, quotes);
}

/** What was said about it when it was screened may repeat what is erased. */
async function eraseReasons(tx: Tx, { tenantId, topicId }: TopicRef): Promise<void> {
  await sql`update topics set status_reason = null, status_place = null, source_actor = null,
      short_title = null
    where tenant_id = ${tenantId} and id = ${topicId}`.execute(tx);
  await sql`update screening_scores set reason = null
    where tenant_id = ${tenantId} and topic_id = ${topicId}`.execute(tx);
}

/** Shorter words may be anybody's: what waits to be done or said is not dropped for 路灯 alone. */
const TELLING_CHARS = 6;

/** Every title and text it ever had; a category is the office's word, not the person's. */
function quotesOf(words: string | null): string[] {
  if (words === null) return [];
  const said = JSON.parse(words) as Readonly<Record<string, unknown>>;
  return [said["title"], said["detail"], said["supplement"]].filter(
    (each) => typeof each === "string" && each !== "",
  ) as string[];
}

interface Quotes {
  readonly tenantId: number;
  readonly receiptIds: readonly number[];
  readonly quotes: readonly string[];
}

/** What waits is not said any more; what was said keeps its time and its fate. */
async function eraseOutgoingQuotes(
  tx: Tx,
  { tenantId, receiptIds, quotes }: Quotes,
): Promise<void> {
  await sql`update outbox set message = '{}',
      state = case when state = 'waiting' then 'cancelled' else state end
    where tenant_id = ${tenantId} and (inbox_id = any(${[...receiptIds]}::bigint[])
      or exists (select from unnest(${[...quotes]}::text[]) as q (words)
        where strpos(message ->> 'text', q.words) > 0 and (state <> 'waiting'
          or char_length(q.words) >= ${TELLING_CHARS}::integer
          or strpos(message ->> 'text', '「' || q.words || '」') > 0)))`.execute(tx);
}

/** Forms half filled in, sealed: few, so all are opened. */
async function deleteQuotingQuestions(
  tx: Tx,
  tenantId: number,
  quotes: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ place: string; question: Buffer }>`
    select ctid::text as place, question from questions where tenant_id = ${tenantId}`.execute(tx);
  const escaped = quotes.map((quote) => JSON.stringify(quote).slice(1, -1));
  const places = rows
    .filter((row) => isQuoting(tx.sealer.open(row.question), escaped))
    .map((row) => row.place);
  if (places.length === 0) return;
  await sql`delete from questions where tenant_id = ${tenantId}
    and ctid = any(${places}::tid[])`.execute(tx);
}

async function deleteQuotingPending(
  tx: Tx,
  tenantId: number,
  quotes: readonly string[],
): Promise<void> {
  const rows = await tx
    .selectFrom("pending_messages")
    .select(["id", "words"])
    .where("tenant_id", "=", tenantId)
    .execute();
  const ids = rows.filter((row) => isQuoting(tx.sealer.open(row.words), quotes));
  if (ids.length === 0) return;
  await tx
    .deleteFrom("pending_messages")
    .where("tenant_id", "=", tenantId)
    .where(
      "id",
      "in",
      ids.map((row) => row.id),
    )
    .execute();
}

function isQuoting(words: string | undefined, quotes: readonly string[]): boolean {
  return words !== undefined && quotes.some((quote) => words.includes(quote));
}
