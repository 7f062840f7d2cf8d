import { sql } from "kysely";

import type { Tx } from "./database.ts";

/**
 * The words of an erased topic are in the titles of its meetings, and perhaps on their agendas and
 * in what was handed in. The meetings stay, without them.
 * @param quotes every title and text that the topic ever had
 */
export async function eraseMeetingWords(
  tx: Tx,
  { tenantId, topicId }: { readonly tenantId: number; readonly topicId: number },
  quotes: readonly string[],
): Promise<void> {
  const meetings = sql`(select meeting_id from meeting_topics
    where tenant_id = ${tenantId} and topic_id = ${topicId})`;
  await sql`update meeting_series s set title = '' where s.tenant_id = ${tenantId}
    and s.id in (select m.series_id from meetings m
      where m.tenant_id = ${tenantId} and m.id in ${meetings})`.execute(tx);
  for (const quote of quotes) {
    const quoted = `「${quote}」`;
    await sql`update meetings
      set title = replace(replace(title, ${quoted}::text, ''), ${quote}::text, ''),
        notes = replace(notes, ${quote}::text, ''),
        cancel_reason = replace(cancel_reason, ${quote}::text, '')
      where tenant_id = ${tenantId} and id in ${meetings}`.execute(tx);
    await sql`update meeting_agenda set title = replace(title, ${quote}::text, '')
      where tenant_id = ${tenantId} and meeting_id in ${meetings}`.execute(tx);
    await sql`update meeting_materials set words = replace(words, ${quote}::text, '')
      where tenant_id = ${tenantId} and meeting_id in ${meetings}`.execute(tx);
  }
  await sql`delete from event_words w using events e
    where w.tenant_id = ${tenantId} and e.tenant_id = w.tenant_id and e.id = w.event_id
      and e.object_kind = 'meeting' and e.object_id in ${meetings}`.execute(tx);
}
