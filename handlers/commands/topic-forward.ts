import { findLiaison } from "../../db/people.ts";
import { findTopic } from "../../db/topics.ts";
import { UserError } from "../../domain/errors.ts";
import { checkOpen } from "../../domain/topic.ts";
import { forwardQuestions, messageDraft, topicDraft } from "../../text/forward.ts";
import { askFor } from "../../text/general.ts";
import { sayNumber } from "../../text/phrases.ts";
import { arg, type NumberKey } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { findNewest, listShown, mayRead } from "../deliveries.ts";
import type { RawArgs } from "../question.ts";
import { settingOf } from "../topics.ts";

/** 转发稿: plain words to copy, for groups without a voice and for people outside. */
export const topicForward = defineCommand({
  id: "topic-forward",
  name: "转发稿",
  aliases: ["转发"],
  summary: "把议题或我说过的话变成可以复制的文字",
  example: "转发稿 7",
  audience: "staff",
  needs: "person",
  right: "forward",
  isWriting: false,
  args: { number: arg.optionalNumber("编号"), message: arg.field("消息") },
  match: matchMessage,
  async run(context, { number, message }) {
    if (message !== undefined) return draftMessage(context, Number(message));
    if (number !== undefined) return draftTopic(context, number);
    const newest = await findNewest(context);
    if (newest?.text !== undefined) return messageDraft(newest.text, true, context.place);
    context.ask({ kind: "argument", command: "topic-forward", args: {}, missing: "number" });
    return askFor(forwardQuestions.number, "转发稿 7", context.place);
  },
});

async function draftTopic(context: PersonContext, number: NumberKey): Promise<string> {
  const { tx, tenantId } = context;
  const setting = settingOf(context);
  const key = { year: number.year ?? setting.thisYear, number: number.number };
  const [topic, liaison] = await Promise.all([
    findTopic(tx, tenantId, key),
    findLiaison(tx, tenantId),
  ]);
  if (topic === undefined) {
    throw new UserError("topicNotFound", { number: sayNumber(key, setting.thisYear) });
  }
  checkOpen(topic);
  return topicDraft(topic, liaison, setting);
}

/** One of those that 送达情况 numbers, most often one that could not be delivered. */
async function draftMessage(context: PersonContext, position: number): Promise<string> {
  const reports = await listShown(context);
  const report = reports[position - 1];
  if (report === undefined) throw new UserError("deliveryNotFound", { count: reports.length });
  if (!mayRead(context, report)) throw new UserError("deliveryPrivate");
  const isNewestHere = position === 1 && report.conversationId === context.conversationId;
  return messageDraft(report.text ?? "", isNewestHere, context.place);
}

/** 转发稿 消息3: the third of 送达情况. */
function matchMessage({ plain }: MatchText): RawArgs | undefined {
  const message = /^转发稿\s?(?:第)?消息\s?(?<message>\d)[。.]?$/.exec(plain)?.groups?.["message"];
  return message === undefined ? undefined : { message };
}
