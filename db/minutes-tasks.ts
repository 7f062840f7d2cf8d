import { sql } from "kysely";

import type { Tx } from "./database.ts";

export interface OpenTask {
  readonly words: string;
  readonly owner: string | undefined;
  readonly dueAt: Date | undefined;
  readonly meetingId: number;
}

/** 待办 that are not done, the nearest first, of minutes that were sent. */
export async function listOpenTasks(
  tx: Tx,
  tenantId: number,
  max: number,
): Promise<readonly OpenTask[]> {
  const { rows } = await sql<{
    words: string;
    owner: string | null;
    due_at: Date | null;
    meeting_id: number;
  }>`
    select l.words, l.said_by as owner, l.due_at, m.meeting_id
    from minutes_lines l
    join minutes m on m.tenant_id = l.tenant_id and m.id = l.minutes_id
    where l.tenant_id = ${tenantId} and l.kind = 'task' and not l.is_done and not l.is_withdrawn
      and m.state in ('reviewing', 'closed')
    order by l.due_at nulls last, l.id limit ${max}`.execute(tx);
  return rows.map((row) => ({
    words: row.words,
    owner: row.owner ?? undefined,
    dueAt: row.due_at ?? undefined,
    meetingId: row.meeting_id,
  }));
}
