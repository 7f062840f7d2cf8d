import { updateTopic } from "../../db/topics.ts";
import { UserError } from "../../domain/errors.ts";
import { reviseTopic } from "../../domain/topic.ts";
import { sayNumber } from "../../text/phrases.ts";
import { topicQuestions, topicRevised } from "../../text/topics.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { holdTopic, recordTopicEvent, settingOf } from "../topics.ts";

export const topicRevise = defineCommand({
  id: "topic-revise",
  name: "修改",
  aliases: ["修改议题", "更改议题", "改议题"],
  example: "修改 7 老旧小区加装充电桩",
  needs: "person",
  right: "propose",
  isWriting: true,
  args: {
    number: arg.number("编号", topicQuestions.number),
    title: arg.optionalWords("题目"),
    detail: arg.field("说明"),
    category: arg.field("类别"),
  },
  async run(context, { number, title, detail, category }) {
    const topic = await holdTopic(context, number);
    const change = {
      ...(title === undefined ? {} : { title }),
      ...(detail === undefined ? {} : { detail }),
      ...(category === undefined ? {} : { category }),
    };
    // Checked first: whose it is matters more than what is missing.
    const revised = reviseTopic(topic, context.person.id, change);
    if (Object.keys(change).length === 0) {
      const said = sayNumber(topic, settingOf(context).thisYear);
      const args = { number: said };
      context.ask({ kind: "argument", command: "topic-revise", args, missing: "title" });
      throw new UserError("topicReviseNothing", { number: said });
    }
    await updateTopic(context.tx, context.tenantId, revised, context.now);
    recordTopicEvent(context, topic.id, "revised", change);
    return topicRevised(revised, settingOf(context));
  },
});
