import { sql } from "kysely";

import type { Tx } from "./database.ts";

/**
 * What was said at a meeting about an erased topic may repeat its words, in the minutes, in every
 * version of them and in what people put right. The minutes stay, without those words.
 * @param quotes every title and text that the topic ever had
 */
export async function eraseMinutesWords(
  tx: Tx,
  { tenantId, topicId }: { readonly tenantId: number; readonly topicId: number },
  quotes: readonly string[],
): Promise<void> {
  const minutes = sql`(select i.id from minutes i
    join meeting_topics t on t.tenant_id = i.tenant_id and t.meeting_id = i.meeting_id
    where i.tenant_id = ${tenantId} and t.topic_id = ${topicId})`;
  for (const quote of quotes) {
    await sql`update minutes_lines set words = replace(words, ${quote}::text, '')
      where tenant_id = ${tenantId} and minutes_id in ${minutes}`.execute(tx);
    await sql`update minutes_corrections
      set words = replace(words, ${quote}::text, ''), reason = replace(reason, ${quote}::text, '')
      where tenant_id = ${tenantId} and minutes_id in ${minutes}`.execute(tx);
    const escaped = JSON.stringify(quote).slice(1, -1);
    await sql`update minutes_versions set body = replace(body::text, ${escaped}::text, '')::jsonb
      where tenant_id = ${tenantId} and minutes_id in ${minutes}`.execute(tx);
    await sql`update time_polls set title = replace(title, ${quote}::text, '')
      where tenant_id = ${tenantId} and topic_id = ${topicId}`.execute(tx);
  }
  await sql`delete from event_words w using events e
    where w.tenant_id = ${tenantId} and e.tenant_id = w.tenant_id and e.id = w.event_id
      and e.object_kind = 'time-poll' and e.object_id in (select id from time_polls
        where tenant_id = ${tenantId} and topic_id = ${topicId})`.execute(tx);
}
