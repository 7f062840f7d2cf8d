import { listOpenReminders } from "../../db/reminders.ts";
import { reminderList as listText } from "../../text/reminders.ts";
import { defineCommand } from "../command.ts";

export const reminderList = defineCommand({
  id: "reminder-list",
  name: "我的提醒",
  aliases: ["提醒列表", "看提醒", "查看提醒", "看看我的提醒", "有哪些提醒"],
  example: "我的提醒",
  needs: "person",
  isWriting: false,
  args: {},
  async run({ tx, tenantId, person, now, place }) {
    return listText(await listOpenReminders(tx, tenantId, person.id), now, place);
  },
});
