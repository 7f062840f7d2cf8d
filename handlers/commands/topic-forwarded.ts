import { appendEvent } from "../../db/events.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { checkOpen, lengthOf } from "../../domain/topic.ts";
import { forwardQuestions, messageForwarded, topicForwarded } from "../../text/forward.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { question } from "../ordinary.ts";
import { findNewest } from "../deliveries.ts";
import type { RawArgs } from "../question.ts";
import { holdTopic, recordTopicEvent, settingOf } from "../topics.ts";

/** 已转发: who passed it on, when and where to, in the history of the matter. */
export const topicForwardedMark = defineCommand({
  id: "topic-forwarded",
  name: "已转发",
  example: "已转发 7 微信群",
  audience: "staff",
  needs: "person",
  right: "forward",
  isWriting: true,
  rejects: question,
  args: {
    number: arg.optionalNumber("编号"),
    where: arg.words("转发到哪里", forwardQuestions.where),
  },
  match: matchForwarded,
  async run(context, { number, where: said }) {
    const where = said.replaceAll(/\s+/g, " ").trim();
    if (lengthOf(where) > limits.forwardPlaceCharsMax) {
      throw new UserError("forwardPlaceTooLong", { max: limits.forwardPlaceCharsMax });
    }
    if (number === undefined) return markMessage(context, where);
    const topic = await holdTopic(context, number);
    checkOpen(topic);
    recordTopicEvent(context, topic.id, "forwarded", { where });
    return topicForwarded(topic, markOf(context, where), settingOf(context));
  },
});

/** Without a number it is what the bot said last here; this conversation's turn is held. */
async function markMessage(context: PersonContext, where: string): Promise<string> {
  const newest = await findNewest(context);
  if (newest?.text === undefined) throw new UserError("forwardNothing");
  const { tx, tenantId, conversationId, person, saidAt, receiptId } = context;
  appendEvent(tx, {
    tenantId,
    objectKind: "conversation",
    objectId: conversationId,
    kind: "forwarded",
    actorId: person.id,
    at: saidAt,
    receiptId,
    words: { where, outgoingId: newest.id },
  });
  return messageForwarded(newest.text, markOf(context, where));
}

function markOf({ person, saidAt }: PersonContext, where: string) {
  return { where, byName: person.name, at: saidAt };
}

/** 已转发 7 微信群, 7号已转发到微信群, 已转发微信群. */
function matchForwarded({ original, plain }: MatchText): RawArgs | undefined {
  const found = forwarded.exec(plain);
  const { before, after, where = "" } = found?.groups ?? {};
  if (found === null || /[?？吗]|怎么|没有/.test(plain)) return undefined;
  const number = before ?? after;
  const words = original.slice(original.length - where.length).trim();
  return {
    ...(number === undefined ? {} : { number }),
    // 已转发，请查收 names no place: it is asked for.
    ...(/^(?!请|谢|麻烦|辛苦)[\p{L}\p{N}]/u.test(words) ? { where: words } : {}),
  };
}

const forwarded = new RegExp(
  [
    String.raw`^(?:第?(?<before>\d{1,4})\s?号?(?:议题)?\s?)?已经?转发了?`,
    // 7天前的 is no number of a topic.
    String.raw`(?:\s?第?(?<after>(?:\d{4}-)?\d{1,4})\s?号?(?:议题)?(?![\d点时分年月日天个位次条项人:]))?`,
    String.raw`[\s,，:：]*(?:到|在|给)?\s?(?<where>[\s\S]*)$`,
  ].join(""),
);
