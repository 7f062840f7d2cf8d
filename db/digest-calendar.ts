import { sql } from "kysely";

import type { DigestRhythm } from "../domain/digest.ts";
import type { Tx } from "./database.ts";

export interface WaitingSchedule {
  readonly conversationId: number;
  readonly rhythm: DigestRhythm;
  readonly sendAt: Date;
}

/** Groups whose next 周报 nobody has been shown yet; held until the transaction ends. */
export async function listWaitingSchedules(
  tx: Tx,
  tenantId: number,
  now: Date,
): Promise<readonly WaitingSchedule[]> {
  const { rows } = await sql<{
    conversation_id: number;
    weekday: number;
    minute: number;
    send_at: Date;
  }>`
    select conversation_id, weekday, minute, send_at from digest_schedules
    where tenant_id = ${tenantId} and due_at > ${now} and due_at < send_at
    order by conversation_id for update`.execute(tx);
  return rows.map((row) => ({
    conversationId: row.conversation_id,
    rhythm: { weekday: row.weekday, minute: row.minute },
    sendAt: row.send_at,
  }));
}
