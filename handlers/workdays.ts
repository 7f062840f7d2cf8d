import { listWaitingSchedules } from "../db/digest-calendar.ts";
import { updateSchedules } from "../db/digest-schedules.ts";
import { recheckDates } from "../db/provisional-dates.ts";
import { readWorkdays } from "../db/workdays.ts";
import type { Tx } from "../db/database.ts";
import { isoWeek, nextSending, previewTime } from "../domain/digest.ts";

/**
 * After days were loaded or taken back: dates that were said as 预计 are counted again by the job,
 * and each 周报 that nobody has been shown yet goes by the new calendar.
 */
export async function applyCalendar(tx: Tx, tenantId: number, now: Date): Promise<void> {
  await recheckDates(tx, tenantId, now);
  const workdays = await readWorkdays(tx, tenantId);
  for (const { conversationId, rhythm, sendAt } of await listWaitingSchedules(tx, tenantId, now)) {
    const next = nextSending(rhythm, now, workdays);
    // A week whose new hour is over already keeps its old one; the job puts it off to a workday.
    const isLost = next > sendAt && isoWeek(next) !== isoWeek(sendAt);
    if (isLost || next.getTime() === sendAt.getTime()) continue;
    const group = { tenantId, conversationIds: [conversationId] };
    await updateSchedules(tx, group, { sendAt: next, dueAt: previewTime(next) });
  }
}
