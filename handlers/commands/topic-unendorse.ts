import { deleteEndorsement } from "../../db/endorsements.ts";
import { UserError } from "../../domain/errors.ts";
import { checkNotErased } from "../../domain/topic.ts";
import { sayNumber } from "../../text/phrases.ts";
import { endorsementWithdrawn } from "../../text/endorsements.ts";
import { topicQuestions } from "../../text/topics.ts";
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
    checkNotErased(topic);
    const key = { tenantId, topicId: topic.id, personId: person.id };
    const gone = await deleteEndorsement(tx, key);
    const said = sayNumber(topic, settingOf(context).thisYear);
    if (gone === undefined) throw new UserError("topicNotEndorsed", { number: said });
    recordTopicEvent(context, topic.id, "unendorsed", {});
    const left = {
      ...topic,
      endorsements: topic.endorsements - 1,
      proxyEndorsements: topic.proxyEndorsements - (gone.wasProxy ? 1 : 0),
    };
    return endorsementWithdrawn(left, person.salutation, settingOf(context));
  },
});
