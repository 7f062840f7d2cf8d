import { sql } from "kysely";

import type { Tx } from "./database.ts";

/** Whom was asked where. */
export interface QuestionKey {
  readonly tenantId: number;
  readonly conversationId: number;
  readonly senderExternalId: string;
}

/** One question a person and conversation: a new one replaces the old. */
export async function upsertQuestion(
  tx: Tx,
  key: QuestionKey,
  question: object,
  expiresAt: Date,
): Promise<void> {
  await sql`insert into questions
      (tenant_id, conversation_id, sender_external_id, question, expires_at)
    values (${key.tenantId}, ${key.conversationId}, ${key.senderExternalId},
      ${JSON.stringify(question)}::jsonb, ${expiresAt})
    on conflict (tenant_id, conversation_id, sender_external_id)
    do update set question = excluded.question, expires_at = excluded.expires_at`.execute(tx);
}
