import { appendEvent } from "../../db/events.ts";
import { updateTopicKnown } from "../../db/known-late.ts";
import { insertTopic } from "../../db/topics.ts";
import { suggestCategory } from "../../domain/category.ts";
import { toLocal } from "../../domain/time.ts";
import { checkTopicWords, type TopicWords } from "../../domain/topic.ts";
import { lines } from "../../text/phrases.ts";
import { similarNamed } from "../../text/similar.ts";
import { topicProposed, topicQuestions, topicRegistered } from "../../text/topics.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { howTo } from "../ordinary.ts";
import { STILL_COMMAND } from "../similar-question.ts";
import { askWhetherSimilar, findSimilar } from "../similar.ts";
import { settingOf } from "../topics.ts";

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
  rejects: howTo,
  args: {
    title: arg.words("题目", topicQuestions.title),
    detail: arg.field("说明"),
    category: arg.field("类别"),
  },
  callKept: (args) => `「${checkTopicWords(args).title}」`,
  async run(context, args) {
    const words = checkTopicWords(args);
    if (context.isKept) return registerKept(context, words);
    const asked = await askWhetherSimilar(context, { command: STILL_COMMAND, words });
    return asked ?? proposeTopic(context, words);
  },
});

/** Registers the topic and answers with its receipt, whatever else is similar. */
export async function proposeTopic(context: PersonContext, words: TopicWords): Promise<string> {
  const { tenantName, person } = context;
  const category = words.category ?? suggestCategory(words.title, words.detail);
  const isGuessed = words.category === undefined;
  const { number, isFirst, screenBy } = await insertProposed(context, { ...words, category });
  const { salutation } = person;
  const proposed = {
    ...words,
    category,
    isGuessed,
    number,
    isFirst,
    screenBy,
    salutation,
    tenantName,
  };
  return topicProposed(proposed, context.place);
}

/** What was kept of somebody unknown is not stopped: they have moved on, so it is only named. */
async function registerKept(context: PersonContext, words: TopicWords): Promise<string> {
  const { person, saidAt } = context;
  const [similar] = await findSimilar(context, words.title);
  const category = words.category ?? suggestCategory(words.title, words.detail);
  const { id: topicId, number } = await insertProposed(context, { ...words, category });
  await updateTopicKnown(context.tx, { tenantId: context.tenantId, topicId }, context.now);
  return lines(
    topicRegistered({ ...words, number }, person.name, saidAt),
    similar && similarNamed(similar, settingOf(context).thisYear),
  );
}

async function insertProposed(context: PersonContext, words: TopicWords) {
  const { tx, tenantId, person, saidAt } = context;
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
  return topic;
}
