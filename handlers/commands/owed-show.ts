import { owedList } from "../../text/owed.ts";
import { defineCommand } from "../command.ts";
import { collectOwed } from "../owed.ts";

export const owedShow = defineCommand({
  id: "owed-show",
  name: "我的",
  aliases: ["我还有什么没办", "还有什么没办", "我的事", "我要办的", "我要办的事"],
  summary: "看我还有什么没办",
  example: "我的",
  needs: "person",
  isWriting: false,
  args: {},
  async run(context) {
    return owedList(context.person.salutation, await collectOwed(context), context.place);
  },
});
