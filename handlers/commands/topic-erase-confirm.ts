import { deleteErasureRequest, eraseTopicWords } from "../../db/erase.ts";
import { updateTopic } from "../../db/topics.ts";
import { UserError } from "../../domain/errors.ts";
import { eraseTopic } from "../../domain/topic.ts";
import { eraseDone, eraseDoneTold, eraseQuestions } from "../../text/erase.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { holdErasure, tellPerson } from "../erasure.ts";
import { recordTopicEvent } from "../topics.ts";

/** 删除, the second of two. Words of its own, so that no 是 to anything else can mean it. */
export const topicEraseConfirm = defineCommand({
  id: "topic-erase-confirm",
  name: "确认删除",
  aliases: ["同意删除"],
  example: "确认删除 7",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "erase",
  isWriting: true,
  args: { number: arg.number("编号", eraseQuestions.number) },
  async run(context, { number }) {
    const { tx, tenantId, person, now } = context;
    const { topic, request, said } = await holdErasure(context, number);
    if (request.requestedBy === person.id) throw new UserError("eraseOwn", { number: said });
    const ref = { tenantId, topicId: topic.id };
    const words = [topic.title, topic.detail].filter((each) => each !== undefined);
    await eraseTopicWords(tx, ref, words);
    await updateTopic(tx, tenantId, eraseTopic(topic), now);
    await deleteErasureRequest(tx, ref);
    const { requestedBy, reason } = request;
    // Appended after the history has lost its words, so these stay: who, with whom, and why.
    recordTopicEvent(context, topic.id, "erased", {
      requestedBy,
      confirmedBy: person.id,
      reason,
    });
    await tellPerson(context, requestedBy, eraseDoneTold(said, person.name));
    return eraseDone(said);
  },
});
