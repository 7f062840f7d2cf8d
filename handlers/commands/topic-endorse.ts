import { insertEndorsement, listEndorsements } from "../../db/endorsements.ts";
import { updateEndorsementKnown } from "../../db/known-late.ts";
import { insertSupplement } from "../../db/supplements.ts";
import { checkEndorsement, checkSupplement } from "../../domain/topic.ts";
import {
  type EnteredBefore,
  endorsementRegistered,
  topicEndorsed,
} from "../../text/endorsements.ts";
import { topicQuestions } from "../../text/topics.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { noteThreshold } from "../threshold.ts";
import { holdTopic, recordTopicEvent, settingOf } from "../topics.ts";

export const topicEndorse = defineCommand({
  id: "topic-endorse",
  name: "附议",
  aliases: ["我附议", "我要附议", "我也附议"],
  summary: "例：附议 7",
  example: "附议 7",
  needs: "person",
  right: "endorse",
  isWriting: true,
  args: {
    number: arg.number("编号", topicQuestions.number),
    supplement: arg.field("补充情况"),
  },
  async run(context, args) {
    const { tx, tenantId, person, saidAt } = context;
    const held = await holdTopic(context, args.number);
    checkEndorsement(held, person.id);
    const supplement = checkSupplement(args.supplement);
    const endorsement = { tenantId, topicId: held.id, personId: person.id, at: saidAt };
    const isNew = await insertEndorsement(tx, endorsement);
    if (isNew && context.isKept) await updateEndorsementKnown(tx, endorsement, context.now);
    if (supplement !== undefined) insertSupplement(tx, { ...endorsement, words: supplement });
    const words = supplement === undefined ? {} : { supplement };
    if (isNew) recordTopicEvent(context, held.id, "endorsed", words);
    else if (supplement !== undefined) recordTopicEvent(context, held.id, "supplemented", words);
    const topic = { ...held, endorsements: held.endorsements + (isNew ? 1 : 0) };
    const isThreshold = isNew && (await noteThreshold(context, topic));
    const setting = { ...settingOf(context), isNew, supplement, isThreshold };
    if (context.isKept) return endorsementRegistered(topic, person.salutation, setting);
    const before = isNew ? undefined : await findEntry(context, held.id);
    return topicEndorsed(topic, person.salutation, { ...setting, before });
  },
});

/** Who had written it down for this person; undefined if they had said it themselves. */
async function findEntry(
  { tx, tenantId, person }: PersonContext,
  topicId: number,
): Promise<EnteredBefore | undefined> {
  const [kept] = await listEndorsements(tx, { tenantId, topicId }, [person.id]);
  return kept?.entry && { ...kept.entry, at: kept.at };
}
