import { insertOutgoing } from "../db/outbox.ts";
import { getPerson } from "../db/people.ts";
import { claimReminder, listDueReminders, updateReminder } from "../db/reminders.ts";
import { readWorkdays } from "../db/workdays.ts";
import { textMessage } from "../domain/message.ts";
import { speakingTime } from "../domain/reminder.ts";
import { reminderDue } from "../text/reminders.ts";
import type { DueKey, DueKind, DueMoment } from "./due.ts";

/** 提醒. */
export const reminders: DueKind = { name: "reminder", list: listDueReminders, fire };

/** False also if it was put off: the worker may have been down until the quiet hours or a day off began. */
async function fire({ tx, tenantId, now, wallNow }: DueMoment, { id }: DueKey): Promise<boolean> {
  const reminder = await claimReminder(tx, tenantId, id);
  if (reminder === undefined) return false;
  const { audience } = reminder;
  const workdays = audience === "self" ? undefined : await readWorkdays(tx, tenantId);
  const mayAt = speakingTime(now, workdays);
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
