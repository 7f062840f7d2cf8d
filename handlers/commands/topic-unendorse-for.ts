import { deleteProxyEndorsements, listEndorsements } from "../../db/endorsements.ts";
import { checkOpen } from "../../domain/topic.ts";
import { proxyQuestions, proxyWithdrawn } from "../../text/proxy.ts";
import { topicQuestions } from "../../text/topics.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText } from "../command.ts";
import { findPeople, rawArgs, readProxySentence } from "../proxy.ts";
import type { RawArgs } from "../question.ts";
import { holdTopic, recordTopicEvent, settingOf } from "../topics.ts";

/** 取消代附议: only what was entered for somebody; their own word is theirs to take back. */
export const topicUnendorseFor = defineCommand({
  id: "topic-unendorse-for",
  name: "取消代附议",
  aliases: ["收回代附议", "撤回代附议", "撤销代附议"],
  example: "取消代附议 7 韦德福",
  audience: "staff",
  needs: "person",
  right: "endorse-for",
  isWriting: true,
  args: {
    number: arg.number("编号", topicQuestions.number),
    names: arg.words("姓名", proxyQuestions.names),
    zone: arg.field("片区"),
  },
  match: matchUnendorseFor,
  async run(context, args) {
    const { tx, tenantId } = context;
    const asking = { command: "topic-unendorse-for", args: rawArgs({ ...args, zone: undefined }) };
    const people = await findPeople(context, args, asking);
    if (typeof people === "string") return people;
    const held = await holdTopic(context, args.number);
    checkOpen(held);
    const key = { tenantId, topicId: held.id };
    const ids = people.map(({ id }) => id);
    const gone = await deleteProxyEndorsements(tx, key, ids);
    for (const personId of gone) recordTopicEvent(context, held.id, "unendorsed", { personId });
    const left = new Set((await listEndorsements(tx, key, ids)).map(({ personId }) => personId));
    const topic = {
      ...held,
      endorsements: held.endorsements - gone.size,
      proxyEndorsements: held.proxyEndorsements - gone.size,
    };
    const withdrawn = {
      topic,
      gone: people.filter(({ id }) => gone.has(id)),
      own: people.filter(({ id }) => left.has(id)),
      never: people.filter(({ id }) => !gone.has(id) && !left.has(id)),
    };
    return proxyWithdrawn(withdrawn, settingOf(context).thisYear);
  },
});

function matchUnendorseFor({ original, plain }: MatchText): RawArgs | undefined {
  const name = /^(?:取消|收回|撤回|撤销)代附议/.exec(plain)?.[0];
  if (name === undefined || /[?？吗]|怎么|什么|谁/.test(plain)) return undefined;
  const { channel: _, ...args } = readProxySentence({
    original: original.slice(name.length),
    plain: plain.slice(name.length),
  });
  return args;
}
