import { UserError } from "../../domain/errors.ts";
import { checkTopicWords } from "../../domain/topic.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { howTo } from "../ordinary.ts";
import { STILL_COMMAND } from "../similar-question.ts";
import { proposeTopic } from "./topic-propose.ts";

/**
 * 仍要荐: alone it answers what was asked about a similar topic, and comes here only when nothing
 * was; with a title it proposes that, similar or not.
 */
export const topicProposeStill = defineCommand({
  id: STILL_COMMAND,
  name: "仍要荐",
  aliases: ["仍要荐题", "仍荐", "还是要荐", "仍然要荐", "是另一件事", "确实是另一件事"],
  example: "仍要荐",
  needs: "person",
  right: "propose",
  needsUnit: true,
  isWriting: true,
  rejects: howTo,
  args: {
    title: arg.optionalWords("题目"),
    detail: arg.field("说明"),
    category: arg.field("类别"),
  },
  async run(context, { title, detail, category }) {
    if (title === undefined) throw new UserError("stillNothing");
    return proposeTopic(context, checkTopicWords({ title, detail, category }));
  },
});
