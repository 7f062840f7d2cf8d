import { deleteErasureRequest } from "../../db/erase.ts";
import { eraseQuestions, eraseRefused, eraseRefusedTold } from "../../text/erase.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { holdErasure, tellPerson } from "../erasure.ts";
import { recordTopicEvent } from "../topics.ts";

/** The second person says no, or the first takes it back. */
export const topicEraseRefuse = defineCommand({
  id: "topic-erase-refuse",
  name: "不删除",
  aliases: ["不同意删除", "不用删除", "取消删除"],
  example: "不删除 7",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "erase",
  isWriting: true,
  args: { number: arg.number("编号", eraseQuestions.number) },
  async run(context, { number }) {
    const { tx, tenantId, person } = context;
    const { topic, request, said } = await holdErasure(context, number);
    await deleteErasureRequest(tx, { tenantId, topicId: topic.id });
    recordTopicEvent(context, topic.id, "erase-refused", {});
    if (request.requestedBy !== person.id) {
      await tellPerson(context, request.requestedBy, eraseRefusedTold(said, person.name));
    }
    return eraseRefused(said);
  },
});
