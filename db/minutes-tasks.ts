import { type RawBuilder, sql } from "kysely";

import type { Tx } from "./database.ts";
import type { Meeting } from "./meeting-row.ts";

/** 待办 that a meeting left. */
export interface Task {
  readonly tenantId: number;
  readonly id: number;
  /** Among those of its minutes, from 1: 待办1. */
  readonly number: number;
  readonly words: string;
  /** As it is printed: 县住建局, 张建国. */
  readonly owner: string | undefined;
  readonly dueAt: Date | undefined;
  readonly isDone: boolean;
  readonly meetingId: number;
  readonly recorderId: number;
}

/** Of minutes that were sent; the nearest first, those without a day last. */
export async function listTasks(
  tx: Tx,
  tenantId: number,
  { isDone, max }: { readonly isDone: boolean; readonly max: number },
): Promise<readonly Task[]> {
  return select(
    tx,
    sql`l.tenant_id = ${tenantId} and l.is_done = ${isDone}
      and m.state in ('reviewing', 'closed')
      order by l.due_at nulls last, l.id limit ${max}`,
  );
}

/** What this meeting left open, sent or not, in the order in which it was said. */
export async function listOpenTasksOf(
  tx: Tx,
  { tenantId, id }: Pick<Meeting, "tenantId" | "id">,
): Promise<readonly Task[]> {
  return select(
    tx,
    sql`l.tenant_id = ${tenantId} and m.meeting_id = ${id} and not l.is_done order by l.id`,
  );
}

async function select(tx: Tx, those: RawBuilder<unknown>): Promise<readonly Task[]> {
  const { rows } = await sql<
    Omit<Task, "owner" | "dueAt"> & { readonly owner: string | null; readonly dueAt: Date | null }
  >`
    select l.tenant_id as "tenantId", l.id, l.words, l.said_by as owner, l.due_at as "dueAt",
      l.is_done as "isDone", m.meeting_id as "meetingId", m.recorder_id as "recorderId",
      (select count(*)::int from minutes_lines b
       where b.tenant_id = l.tenant_id and b.minutes_id = l.minutes_id and b.kind = 'task'
         and not b.is_withdrawn and b.id <= l.id) as number
    from minutes_lines l
    join minutes m on m.tenant_id = l.tenant_id and m.id = l.minutes_id
    where l.kind = 'task' and not l.is_withdrawn and ${those}`.execute(tx);
  return rows.map(({ owner, dueAt, ...row }) =>
    Object.assign(row, { owner: owner ?? undefined, dueAt: dueAt ?? undefined }),
  );
}

/** @returns false if somebody else was first */
export async function updateTaskDone(
  tx: Tx,
  { tenantId, id }: Pick<Task, "tenantId" | "id">,
  isDone: boolean,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("minutes_lines")
    .set({ is_done: isDone })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .where("is_done", "=", !isDone)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
