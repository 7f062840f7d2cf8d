import { sql } from "kysely";

import type { Tx } from "./database.ts";

/** From when on a topic that was put off is to be looked at again; an earlier day is over with it. */
export async function scheduleReview(
  tx: Tx,
  item: {
    readonly tenantId: number;
    readonly rulingId: number;
    readonly topicId: number;
    readonly at: Date;
  },
): Promise<void> {
  await tx
    .updateTable("ruling_items")
    .set({ review_at: null })
    .where("tenant_id", "=", item.tenantId)
    .where("topic_id", "=", item.topicId)
    .where("ruling_id", "<>", item.rulingId)
    .where("reviewed_at", "is", null)
    .execute();
  await tx
    .updateTable("ruling_items")
    .set({ review_at: item.at, reviewed_at: null })
    .where("tenant_id", "=", item.tenantId)
    .where("ruling_id", "=", item.rulingId)
    .where("topic_id", "=", item.topicId)
    .execute();
}

/** Topics of any tenant that are to be looked at again: (tenant, topic) and nothing else. */
export async function listDueReviews(
  tx: Tx,
  wallNow: Date,
  batch: number,
): Promise<readonly { tenantId: number; id: number }[]> {
  const { rows } = await sql<{ tenant_id: number; id: number }>`
    select tenant_id, id from due_reviews(${wallNow}, ${batch})`.execute(tx);
  return rows.map((row) => ({ tenantId: row.tenant_id, id: row.id }));
}

export interface DueReview {
  readonly year: number;
  readonly number: number;
  readonly title: string;
  /** The last state, and when it was decided. */
  readonly status: string;
  readonly heldOn: Date;
}

/** Takes what is due of this topic; undefined if another worker has it, or it is no longer put off. */
export async function takeReview(
  tx: Tx,
  { tenantId, topicId }: { readonly tenantId: number; readonly topicId: number },
  now: Date,
): Promise<DueReview | undefined> {
  const { rows } = await sql<{ ruling_id: number }>`
    update ruling_items set reviewed_at = ${now}
    where tenant_id = ${tenantId} and topic_id = ${topicId} and reviewed_at is null
      and review_at <= ${now}
    returning ruling_id`.execute(tx);
  const [taken] = rows;
  if (taken === undefined) return undefined;
  const row = await tx
    .selectFrom("topics")
    .innerJoin("rulings", "rulings.tenant_id", "topics.tenant_id")
    .select(["topics.year", "topics.number", "topics.title", "topics.status", "rulings.held_on"])
    .where("topics.tenant_id", "=", tenantId)
    .where("topics.id", "=", topicId)
    .where("rulings.id", "=", taken.ruling_id)
    .executeTakeFirst();
  if (row === undefined || (row.status !== "deferred" && row.status !== "referred")) {
    return undefined;
  }
  const { year, number, title, status, held_on: heldOn } = row;
  return { year, number, title, status, heldOn };
}
