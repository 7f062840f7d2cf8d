import { appendEvent } from "../../db/events.ts";
import { insertTopic } from "../../db/topics.ts";
import { toLocal } from "../../domain/time.ts";
import { checkTopicWords } from "../../domain/topic.ts";
import { topicProposed, topicQuestions, topicRegistered } from "../../text/topics.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";

export const topicPropose = defineCommand({
  id: "topic-propose",
  name: "荐题",
  aliases: ["我要提议题", "我想提个议题", "我想提一个议题", "提个议题", "提一个议题", "提议题"],
  summary: "例：荐题 老旧小区充电难",
  example: "荐题 老旧小区充电难",
  needs: "person",
  right: "propose",
  needsUnit: true,
  isWriting: true,
  args: {
    title: arg.words("题目", topicQuestions.title),
    detail: arg.field("说明"),
    category: arg.field("类别"),
  },
  callKept: (args) => `「${checkTopicWords(args).title}」`,
  async run(context, args) {
    const { tx, tenantId, tenantName, person, saidAt } = context;
    const words = checkTopicWords(args);
    const topic = await insertTopic(tx, {
      ...words,
      tenantId,
      year: toLocal(saidAt).year,
      source: "member",
      proposerId: person.id,
      unitId: context.unitId,
      conversationId: context.conversationId,
      at: saidAt,
    });
    appendEvent(tx, {
      tenantId,
      objectKind: "topic",
      objectId: topic.id,
      kind: "proposed",
      actorId: person.id,
      at: saidAt,
      receiptId: context.receiptId,
      words: { ...words },
    });
    const { number, isFirst } = topic;
    if (context.isKept) return topicRegistered({ ...words, number }, person.name, saidAt);
    const { salutation } = person;
    return topicProposed({ ...words, number, isFirst, salutation, tenantName }, context.place);
  },
});
