import { insertEndorsement } from "../../db/topics.ts";
import { checkEndorsement } from "../../domain/topic.ts";
import { topicEndorsed, topicQuestions } from "../../text/topics.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { holdTopic, recordTopicEvent, settingOf } from "../topics.ts";

export const topicEndorse = defineCommand({
  id: "topic-endorse",
  name: "附议",
  aliases: ["我附议", "我要附议", "我也附议"],
  summary: "例：附议 7",
  example: "附议 7",
  needs: "person",
  right: "endorse",
  isWriting: true,
  args: { number: arg.number("编号", topicQuestions.number) },
  async run(context, { number }) {
    const { tx, tenantId, person, now } = context;
    const topic = await holdTopic(context, number);
    checkEndorsement(topic, person.id);
    const endorsement = { tenantId, topicId: topic.id, personId: person.id, at: now };
    const isNew = await insertEndorsement(tx, endorsement);
    if (isNew) recordTopicEvent(context, topic.id, "endorsed", {});
    const endorsements = topic.endorsements + (isNew ? 1 : 0);
    const setting = { ...settingOf(context), isNew };
    return topicEndorsed({ ...topic, endorsements }, person.salutation, setting);
  },
});
