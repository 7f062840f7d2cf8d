import { deleteEndorsement } from "../../db/topics.ts";
import { UserError } from "../../domain/errors.ts";
import { sayNumber } from "../../text/phrases.ts";
import { endorsementWithdrawn, topicQuestions } from "../../text/topics.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { holdTopic, recordTopicEvent, settingOf } from "../topics.ts";

export const topicUnendorse = defineCommand({
  id: "topic-unendorse",
  name: "取消附议",
  aliases: ["收回附议", "撤回附议", "撤销附议", "不附议"],
  example: "取消附议 7",
  needs: "person",
  right: "endorse",
  isWriting: true,
  args: { number: arg.number("编号", topicQuestions.number) },
  async run(context, { number }) {
    const { tx, tenantId, person } = context;
    const topic = await holdTopic(context, number);
    const key = { tenantId, topicId: topic.id, personId: person.id };
    const wasEndorsed = await deleteEndorsement(tx, key);
    const said = sayNumber(topic, settingOf(context).thisYear);
    if (!wasEndorsed) throw new UserError("topicNotEndorsed", { number: said });
    recordTopicEvent(context, topic.id, "unendorsed", {});
    const endorsements = topic.endorsements - 1;
    return endorsementWithdrawn({ ...topic, endorsements }, person.salutation, settingOf(context));
  },
});
