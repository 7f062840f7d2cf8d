import { topicQuestions } from "../../text/topics.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { unmerge } from "../merging.ts";
import { holdTopic } from "../topics.ts";

export const topicUnmerge = defineCommand({
  id: "topic-unmerge",
  name: "取消合并",
  aliases: ["撤销合并", "撤回合并", "恢复议题"],
  example: "取消合并 9",
  audience: "staff",
  needs: "person",
  right: "screen",
  isWriting: true,
  args: { number: arg.number("编号", topicQuestions.number) },
  async run(context, { number }) {
    return unmerge(context, await holdTopic(context, number));
  },
});
