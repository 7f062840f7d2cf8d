import { insertEndorsement, listEndorsements } from "../../db/endorsements.ts";
import { checkEndorsement } from "../../domain/topic.ts";
import {
  type EnteredBefore,
  endorsementRegistered,
  topicEndorsed,
  topicQuestions,
} from "../../text/topics.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
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
  args: { number: arg.number("编号", topicQuestions.number) },
  async run(context, { number }) {
    const { tx, tenantId, person, saidAt } = context;
    const held = await holdTopic(context, number);
    checkEndorsement(held, person.id);
    const endorsement = { tenantId, topicId: held.id, personId: person.id, at: saidAt };
    const isNew = await insertEndorsement(tx, endorsement);
    if (isNew) recordTopicEvent(context, held.id, "endorsed", {});
    const topic = { ...held, endorsements: held.endorsements + (isNew ? 1 : 0) };
    const setting = settingOf(context);
    if (context.isKept) {
      return endorsementRegistered(topic, person.salutation, setting.thisYear);
    }
    const before = isNew ? undefined : await findEntry(context, held.id);
    return topicEndorsed(topic, person.salutation, { ...setting, isNew, before });
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
