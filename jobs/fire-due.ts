import type { Database, Tx } from "../db/database.ts";
import { insertOutgoing } from "../db/outbox.ts";
import { getPerson } from "../db/people.ts";
import { claimReminder, listDueReminders, type Reminder, updateReminder } from "../db/reminders.ts";
import { enterTenant, getTenant } from "../db/tenants.ts";
import { limits } from "../domain/limits.ts";
import { textMessage } from "../domain/message.ts";
import { speakingTime } from "../domain/reminder.ts";
import { reminderDue } from "../text/reminders.ts";
import type { JobLog } from "./log.ts";

export interface DuePorts {
  readonly db: Database;
  /** The wall clock; each tenant's business clock is that far ahead of it as the tenant says. */
  readonly now: () => Date;
  readonly log: JobLog;
}

/**
 * Finds what is due and does it, each in a transaction of its own, so that one that cannot be done
 * keeps nobody else waiting. Two workers may run it at once.
 * @returns how many fired
 */
export async function fireDue(ports: DuePorts): Promise<number> {
  const { db, now, log } = ports;
  const due = await db.transaction((tx) => listDueReminders(tx, now(), limits.dueBatchMax));
  let fired = 0;
  for (const reminder of due) {
    try {
      if (await fireOne(ports, reminder)) fired += 1;
    } catch (error) {
      log.fault(error, "a reminder could not be given");
      log.error({ tenantId: reminder.tenantId, reminderId: reminder.id }, "reminder not given");
    }
  }
  return fired;
}

function fireOne(
  { db, now }: DuePorts,
  { tenantId, id }: Pick<Reminder, "tenantId" | "id">,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    await enterTenant(tx, tenantId);
    const reminder = await claimReminder(tx, tenantId, id);
    return reminder === undefined ? false : fire(tx, reminder, now());
  });
}

/** False if it was only put off: the worker may have been down until the quiet hours began. */
async function fire(tx: Tx, reminder: Reminder, wallNow: Date): Promise<boolean> {
  const { tenantId, audience } = reminder;
  const { clockOffsetMs } = await getTenant(tx, tenantId);
  const now = new Date(wallNow.getTime() + clockOffsetMs);
  const mayAt = speakingTime(now, audience);
  if (mayAt > now) {
    await updateReminder(tx, reminder, { due_at: mayAt });
    return false;
  }
  const { salutation, name } = await getPerson(tx, tenantId, reminder.personId);
  const who = audience === "self" ? salutation : name;
  await updateReminder(tx, reminder, { state: "fired" });
  await insertOutgoing(tx, {
    tenantId,
    conversationId: reminder.conversationId,
    urgency: "reminder",
    message: textMessage(reminderDue({ ...reminder, salutation: who }, audience)),
    at: wallNow,
  });
  return true;
}
