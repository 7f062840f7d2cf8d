import type { Tx } from "./database.ts";

interface TopicKey {
  readonly tenantId: number;
  readonly topicId: number;
}

/** Said before it was known by whom: dated when it was said, and news only now. */
export async function updateTopicKnown(
  tx: Tx,
  { tenantId, topicId }: TopicKey,
  at: Date,
): Promise<void> {
  await tx
    .updateTable("topics")
    .set({ known_at: at })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", topicId)
    .execute();
}

/** The same for a 附议. */
export async function updateEndorsementKnown(
  tx: Tx,
  { tenantId, topicId, personId }: TopicKey & { readonly personId: number },
  at: Date,
): Promise<void> {
  await tx
    .updateTable("endorsements")
    .set({ known_at: at })
    .where("tenant_id", "=", tenantId)
    .where("topic_id", "=", topicId)
    .where("person_id", "=", personId)
    .execute();
}
