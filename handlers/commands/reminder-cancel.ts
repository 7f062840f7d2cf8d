import { cancelReminder } from "../../db/reminders.ts";
import { UserError } from "../../domain/errors.ts";
import { toLocal } from "../../domain/time.ts";
import { sayNumber } from "../../text/phrases.ts";
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
  async run({ tx, tenantId, person, now }, { number: { year, number } }) {
    const thisYear = toLocal(now).year;
    const owner = { tenantId, personId: person.id };
    // In January people still say 7 for what was numbered in December.
    const years = year === undefined ? [thisYear, thisYear - 1] : [year];
    for (const each of years) {
      const cancelled = await cancelReminder(tx, owner, { year: each, number });
      if (cancelled !== undefined) return reminderCancelled(cancelled, thisYear);
    }
    const said = sayNumber({ year: year ?? thisYear, number }, thisYear);
    throw new UserError("reminderNotFound", { number: said });
  },
});
