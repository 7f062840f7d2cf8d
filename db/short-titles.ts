import { sql } from "kysely";

import type { Tx } from "./database.ts";
import type { TopicRef } from "./screening.ts";

/**
 * 简称 of a topic that the caller holds. Drafts of a 议题推荐 take it over; what is open stays as
 * people see it.
 */
export async function updateShortTitle(
  tx: Tx,
  { tenantId, topicId }: TopicRef,
  shortTitle: string,
): Promise<void> {
  await sql`
    with named as (
      update topics set short_title = ${shortTitle}
      where tenant_id = ${tenantId} and id = ${topicId}
    )
    update selection_options o set short_label = ${shortTitle} from selections s
    where o.tenant_id = ${tenantId} and o.topic_id = ${topicId} and s.tenant_id = o.tenant_id
      and s.id = o.selection_id and s.state = 'draft'`.execute(tx);
}
