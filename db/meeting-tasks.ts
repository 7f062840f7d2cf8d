import { sql } from "kysely";

import type { Tx } from "./database.ts";
import type { Meeting } from "./meeting-row.ts";

/** 待办 of the meeting's minutes that nobody has finished, in the order in which they were said. */
export async function listOpenTasks(
  tx: Tx,
  { tenantId, id }: Pick<Meeting, "tenantId" | "id">,
): Promise<readonly { readonly owner: string | undefined; readonly words: string }[]> {
  const { rows } = await sql<{ owner: string | null; words: string }>`
    select l.said_by as owner, l.words from minutes_lines l
    join minutes m on m.tenant_id = l.tenant_id and m.id = l.minutes_id
    where m.tenant_id = ${tenantId} and m.meeting_id = ${id} and l.kind = 'task'
      and not l.is_done and not l.is_withdrawn
    order by l.id`.execute(tx);
  return rows.map(({ owner, words }) => ({ owner: owner ?? undefined, words }));
}
