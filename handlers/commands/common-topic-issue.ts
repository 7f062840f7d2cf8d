import { updateTopicStatus } from "../../db/screening.ts";
import { listUnits } from "../../db/units.ts";
import { commonIssued, commonQuestions } from "../../text/common-topics.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { either, howTo, whenOrWhether } from "../ordinary.ts";
import { cutActor, enterTopic } from "../entering.ts";
import { draftPublication } from "../publication.ts";
import { releaseWays } from "../publication-review.ts";
import { recordTopicEvent } from "../topics.ts";
import { findMeantUnit, listGroupsBelow } from "../unit-groups.ts";

/** 共性议题 发布: registered at once, told to the groups below once it is released. */
export const commonTopicIssue = defineCommand({
  id: "common-topic-issue",
  name: "共性议题发布",
  aliases: ["共性议题 发布", "发布共性议题", "共性议题 下发", "下发共性议题"],
  summary: "例：共性议题 发布 少年儿童健康成长",
  example: "共性议题 发布 少年儿童健康成长",
  audience: "staff",
  needs: "person",
  right: "collect",
  isWriting: true,
  rejects: either(howTo, whenOrWhether),
  args: {
    title: arg.words("题目", commonQuestions.title),
    detail: arg.field("说明"),
    category: arg.field("类别"),
  },
  async run(context, args) {
    const { tx, tenantId, person, saidAt: at } = context;
    const { title, actor } = cutActor(args.title);
    const unitId = await findIssuer(context);
    const topic = await enterTopic(context, {
      ...args,
      title,
      actor,
      source: "committee",
      unitId,
      isCommon: true,
    });
    // It is the office's own word: there is nothing to screen.
    const accepted = { status: "accepted", reason: undefined, place: undefined } as const;
    await updateTopicStatus(
      tx,
      { tenantId, topicId: topic.id },
      { ...accepted, by: person.id, at },
    );
    recordTopicEvent(context, topic.id, "accepted", {});
    const drafted = { kind: "common-topic", objectId: topic.id, unitId };
    await draftPublication(context, drafted);
    return commonIssued(topic, {
      groups: (await listGroupsBelow(context, unitId)).length,
      ways: await releaseWays(context, drafted),
    });
  },
});

/** The speaker's unit if it has others below it, else the whole committee. */
async function findIssuer(context: PersonContext): Promise<number> {
  const { unit } = await findMeantUnit(context, "");
  const units = await listUnits(context.tx, context.tenantId);
  if (units.some(({ parentId }) => parentId === unit.id)) return unit.id;
  return units.find(({ parentId }) => parentId === undefined)?.id ?? unit.id;
}
