import { findCommonTopic } from "../../db/common-topics.ts";
import { UserError } from "../../domain/errors.ts";
import { textMessage } from "../../domain/message.ts";
import { toLocal } from "../../domain/time.ts";
import { commonAnnounced, commonSaid, commonSummary } from "../../text/common-topics.ts";
import type { PublicationKind, PublishContext } from "../publication.ts";
import { sayInGroups } from "../rounds.ts";

/** 共性议题, told to the groups of the units below. */
export const commonTopicPublication: PublicationKind = {
  kind: "common-topic",
  names: ["共性议题"],
  async describe(context, objectId) {
    const topic = await getCommon(context, objectId);
    const { year } = toLocal(context.now);
    return {
      title: topic.title,
      summary: [commonSummary(topic, year)],
      full: textMessage(commonAnnounced(topic, year)),
    };
  },
  async publish(context, objectId) {
    const topic = await getCommon(context, objectId);
    const { year } = toLocal(context.now);
    const words = commonAnnounced(topic, year);
    return commonSaid(topic, await sayInGroups(context, topic.unitId, words), year);
  },
};

/** @throws UserError if it was withdrawn or erased meanwhile */
async function getCommon({ tx, tenantId }: PublishContext, id: number) {
  const topic = await findCommonTopic(tx, tenantId, { id });
  const isGone = topic?.status === "withdrawn" || topic?.status === "erased";
  if (topic?.unitId === undefined || isGone) {
    throw new UserError("commonNotFound", { number: topic?.number ?? "" });
  }
  return { ...topic, unitId: topic.unitId };
}
