import { cancelReminder } from "../../db/reminders.ts";
import { UserError } from "../../domain/errors.ts";
import { reminderCancelled, reminderQuestions } from "../../text/reminders.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";

export const reminderCancel = defineCommand({
  id: "reminder-cancel",
  name: "取消提醒",
  aliases: ["删除提醒", "不用提醒", "撤销提醒"],
  example: "取消提醒 3",
  needs: "person",
  right: "remind",
  isWriting: true,
  args: { number: arg.number("编号", reminderQuestions.number) },
  async run({ tx, tenantId, person }, { number }) {
    const cancelled = await cancelReminder(tx, { tenantId, personId: person.id }, number.number);
    if (cancelled === undefined) {
      throw new UserError("reminderNotFound", { number: number.number });
    }
    return reminderCancelled(cancelled);
  },
});
