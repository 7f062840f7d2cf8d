import { updateTopic } from "../../db/topics.ts";
import { withdrawTopic } from "../../domain/topic.ts";
import { topicQuestions, topicWithdrawn } from "../../text/topics.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { holdTopic, recordTopicEvent, settingOf } from "../topics.ts";

export const topicWithdraw = defineCommand({
  id: "topic-withdraw",
  name: "撤回",
  aliases: ["撤回议题", "撤回荐题", "收回"],
  example: "撤回 7",
  needs: "person",
  right: "propose",
  isWriting: true,
  args: { number: arg.number("编号", topicQuestions.number) },
  async run(context, { number }) {
    const topic = await holdTopic(context, number);
    const withdrawn = withdrawTopic(topic, context.person.id);
    await updateTopic(context.tx, context.tenantId, withdrawn, context.now);
    recordTopicEvent(context, topic.id, "withdrawn", {});
    return topicWithdrawn(withdrawn, settingOf(context));
  },
});
