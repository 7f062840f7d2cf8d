import { sql } from "kysely";

import type { Tx } from "./database.ts";

/** Whom was asked where. */
export interface QuestionKey {
  readonly tenantId: number;
  readonly conversationId: number;
  readonly senderExternalId: string;
}

/** Sealed like the words of a message: the lines of a pasted roster may wait in it. */
export function sealQuestion(tx: Tx, question: object): Buffer {
  return tx.sealer.seal(JSON.stringify(question));
}

/** Undefined if another key sealed it: then nothing is open. */
export function openQuestion(tx: Tx, sealed: Buffer): unknown {
  const question = tx.sealer.open(sealed);
  return question === undefined ? undefined : JSON.parse(question);
}

/** What is waited for there; undefined if nothing is, or its time has run out. */
export async function findQuestion(tx: Tx, key: QuestionKey, now: Date): Promise<unknown> {
  const row = await tx
    .selectFrom("questions")
    .select("question")
    .where("tenant_id", "=", key.tenantId)
    .where("conversation_id", "=", key.conversationId)
    .where("sender_external_id", "=", key.senderExternalId)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return row === undefined ? undefined : openQuestion(tx, row.question);
}

/**
 * Asks, unless a question waits already: its answer must never be taken for the answer to another.
 * @returns false if one waits
 */
export async function insertQuestion(
  tx: Tx,
  key: QuestionKey,
  question: object,
  time: { readonly now: Date; readonly expiresAt: Date },
): Promise<boolean> {
  const { rows } = await sql`insert into questions
      (tenant_id, conversation_id, sender_external_id, question, expires_at)
    values (${key.tenantId}, ${key.conversationId}, ${key.senderExternalId},
      ${sealQuestion(tx, question)}, ${time.expiresAt})
    on conflict (tenant_id, conversation_id, sender_external_id)
    do update set question = excluded.question, expires_at = excluded.expires_at
      where questions.expires_at <= ${time.now}
    returning 1`.execute(tx);
  return rows.length > 0;
}
