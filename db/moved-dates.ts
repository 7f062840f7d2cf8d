import { sql } from "kysely";

import type { Tx } from "./database.ts";

/** What a new notice on days off moves. */

/** @returns false if 初选 of this round is over, or the round was never opened */
export async function moveScreening(
  tx: Tx,
  { tenantId, id }: { readonly tenantId: number; readonly id: number },
  { screenBy, now }: { readonly screenBy: Date; readonly now: Date },
): Promise<boolean> {
  const { rows } = await sql<{ state: string }>`
    update collection_rounds set screen_by = ${screenBy}
    where tenant_id = ${tenantId} and id = ${id} and screen_by > ${now}
    returning state`.execute(tx);
  return rows.some(({ state }) => state !== "draft");
}

/** @returns the topic that is put off; undefined if it was looked at already */
export async function moveReview(
  tx: Tx,
  { tenantId, topicId }: { readonly tenantId: number; readonly topicId: number },
  at: Date,
): Promise<MovedReview | undefined> {
  const { rows } = await sql<MovedReview>`
    update ruling_items i set review_at = ${at} from topics t
    where i.tenant_id = ${tenantId} and i.topic_id = ${topicId} and i.reviewed_at is null
      and i.review_at is not null and t.tenant_id = i.tenant_id and t.id = i.topic_id
      and t.status in ('deferred', 'referred')
    returning t.year, t.number, t.title`.execute(tx);
  return rows[0];
}

export interface MovedReview {
  readonly year: number;
  readonly number: number;
  readonly title: string;
}
