import { findErasureRequest, insertErasureRequest } from "../../db/erase.ts";
import { getPerson } from "../../db/people.ts";
import { UserError } from "../../domain/errors.ts";
import { retention } from "../../domain/retention.ts";
import { checkEraseReason, checkNotErased } from "../../domain/topic.ts";
import { eraseAsked, eraseQuestion, eraseQuestions } from "../../text/erase.ts";
import { sayNumber } from "../../text/phrases.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { either, howTo } from "../ordinary.ts";
import { findSecondPerson, tellPerson } from "../erasure.ts";
import { holdTopic, recordTopicEvent, settingOf } from "../topics.ts";

/** 删除, the first of two: nothing is erased before another person has confirmed it. */
export const topicErase = defineCommand({
  id: "topic-erase",
  name: "删除",
  aliases: ["删除议题", "依规删除"],
  example: "删除 7 含有个人信息",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "erase",
  isWriting: true,
  rejects: either(howTo, /怎么办$/),
  args: {
    number: arg.number("编号", eraseQuestions.number),
    reason: arg.words("理由", eraseQuestions.reason),
  },
  async run(context, args) {
    const { tx, tenantId, person, now } = context;
    const topic = await holdTopic(context, args.number);
    checkNotErased(topic);
    const reason = checkEraseReason(args.reason);
    const ref = { tenantId, topicId: topic.id };
    const number = sayNumber(topic, settingOf(context).thisYear);
    const open = await findErasureRequest(tx, ref, now);
    if (open !== undefined && open.requestedBy !== person.id) {
      const { name } = await getPerson(tx, tenantId, open.requestedBy);
      throw new UserError("eraseAsked", { number, name });
    }
    const other = await findSecondPerson(context);
    if (other === undefined) throw new UserError("eraseNobodyElse");
    const expiresAt = new Date(now.getTime() + retention.erasures.days * 24 * 60 * 60 * 1000);
    await insertErasureRequest(tx, ref, { requestedBy: person.id, reason, at: now, expiresAt });
    recordTopicEvent(context, topic.id, "erase-requested", { reason });
    const asked = { number, title: topic.title, reason };
    const names = { salutation: other.salutation, askedBy: person.name };
    const isTold = await tellPerson(context, other.id, eraseQuestion(asked, names));
    return eraseAsked(asked, other, isTold);
  },
});
