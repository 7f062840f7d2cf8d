import { sql } from "kysely";

import type { TopicSize } from "../domain/profile.ts";
import type { Tx } from "./database.ts";

interface TopicRef {
  readonly tenantId: number;
  readonly topicId: number;
}

/** How large the topic was judged to be. @throws Error if there is no such topic */
export async function findTopicSize(
  tx: Tx,
  { tenantId, topicId }: TopicRef,
): Promise<{ readonly number: number; readonly size: TopicSize | undefined }> {
  const row = await tx
    .selectFrom("topics")
    .select(["number", "profile"])
    .where("tenant_id", "=", tenantId)
    .where("id", "=", topicId)
    .executeTakeFirstOrThrow();
  return { number: row.number, size: row.profile ?? undefined };
}

/** Whether somebody has looked at the matter on the spot, and it was written down. */
export async function hasSiteVisit(tx: Tx, { tenantId, topicId }: TopicRef): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from field_visits where tenant_id = ${tenantId}
      and topic_id = ${topicId}) as found`.execute(tx);
  return rows[0]?.found === true;
}
