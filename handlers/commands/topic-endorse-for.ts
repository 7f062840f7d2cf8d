import { insertProxyEndorsements, listEndorsements } from "../../db/endorsements.ts";
import type { RosterPerson } from "../../db/people.ts";
import { insertSupplement } from "../../db/supplements.ts";
import { type Channel, parseChannel } from "../../domain/channel.ts";
import { UserError } from "../../domain/errors.ts";
import { checkSupplement, splitEndorsers } from "../../domain/topic.ts";
import { type Before, proxyEndorsed, proxyQuestions } from "../../text/proxy.ts";
import { topicQuestions } from "../../text/topics.ts";
import { arg, type NumberKey } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { askChannel, findPeople, rawArgs, readProxySentence } from "../proxy.ts";
import type { RawArgs } from "../question.ts";
import { noteThreshold } from "../threshold.ts";
import { holdTopic, recordTopicEvent, settingOf } from "../topics.ts";

/** 代附议: of one or several who told the 联络员, in whatever order it is said. */
export const topicEndorseFor = defineCommand({
  id: "topic-endorse-for",
  name: "代附议",
  aliases: ["代为附议"],
  summary: "替没有上线的委员附议，可以一次几位",
  example: "代附议 7 韦德福 电话",
  audience: "staff",
  needs: "person",
  right: "endorse-for",
  isWriting: true,
  args: {
    number: arg.number("编号", topicQuestions.number),
    names: arg.words("姓名", proxyQuestions.names),
    channel: arg.field("渠道"),
    zone: arg.field("片区"),
    supplement: arg.field("补充情况"),
  },
  match: matchEndorseFor,
  async run(context, args) {
    const command = "topic-endorse-for";
    const asking = { command, args: rawArgs({ ...args, zone: undefined }) };
    const people = await findPeople(context, args, asking);
    if (typeof people === "string") return people;
    if (people.some(({ id }) => id === context.person.id)) {
      throw new UserError("proxySelf", { name: "附议" });
    }
    const channel = args.channel === undefined ? undefined : parseChannel(args.channel);
    if (channel === undefined) {
      return askChannel(context, { command, args: rawArgs({ ...args, channel: undefined }) });
    }
    const supplement = checkSupplement(args.supplement);
    return endorseFor(context, args.number, { people, channel, supplement });
  },
});

interface Endorsing {
  readonly people: readonly RosterPerson[];
  readonly channel: Channel;
  readonly supplement: string | undefined;
}

async function endorseFor(
  context: PersonContext,
  number: NumberKey,
  { people, channel, supplement }: Endorsing,
): Promise<string> {
  const { tx, tenantId, person, saidAt: at } = context;
  const held = await holdTopic(context, number);
  const { own, others } = splitEndorsers(held, people);
  const key = { tenantId, topicId: held.id };
  const personIds = others.map(({ id }) => id);
  const given = { ...key, personIds, at, enteredById: person.id, channel };
  const isNew = await insertProxyEndorsements(tx, given);
  for (const personId of isNew) {
    recordTopicEvent(context, held.id, "endorsed", { personId, channel });
  }
  const [supplementer] = others;
  if (supplement !== undefined && supplementer !== undefined) {
    insertSupplement(tx, { ...key, personId: supplementer.id, words: supplement, at });
    recordTopicEvent(context, held.id, "supplemented", { personId: supplementer.id, supplement });
  }
  const topic = {
    ...held,
    endorsements: held.endorsements + isNew.size,
    proxyEndorsements: held.proxyEndorsements + isNew.size,
  };
  const isThreshold = isNew.size > 0 && (await noteThreshold(context, topic));
  const added = others.filter(({ id }) => isNew.has(id));
  const before = await findBefore(
    context,
    held.id,
    others.filter(({ id }) => !isNew.has(id)),
  );
  const entry = { channel, enteredByName: person.name, at };
  const endorsed = { topic, added, before, own, entry, supplement, isThreshold };
  return proxyEndorsed(endorsed, settingOf(context));
}

async function findBefore(
  { tx, tenantId }: PersonContext,
  topicId: number,
  people: readonly RosterPerson[],
): Promise<readonly Before[]> {
  if (people.length === 0) return [];
  const ids = people.map(({ id }) => id);
  const kept = await listEndorsements(tx, { tenantId, topicId }, ids);
  return people.map(({ id, name }) => ({
    name,
    entry: kept.find(({ personId }) => personId === id)?.entry,
  }));
}

/** 代附议 7 韦德福 电话, 代附议韦德福7号, 替韦德福附议 7 电话. */
function matchEndorseFor({ original, plain }: MatchText): RawArgs | undefined {
  const named = /^(?:代附议|代为附议)(?<rest>[\s\S]*)$/.exec(plain);
  const turned = /^[代替](?<who>(?![我你您他她它])\p{Script=Han}{2,12}?)附议(?<rest>.*)$/u.exec(
    plain,
  );
  const found = named ?? turned;
  if (found === null || /[?？吗]|怎么|什么|谁/.test(plain)) return undefined;
  const rest = found.groups?.["rest"] ?? "";
  const from = plain.length - rest.length;
  const who = found.groups?.["who"]?.length ?? 0;
  // 替 alone may be anybody's word: without a number it asks for nothing.
  if (who > 0 && !/\d|号/.test(rest)) return undefined;
  const join = (text: string): string => `${text.slice(1, 1 + who)} ${text.slice(from)}`;
  return readProxySentence({ original: join(original), plain: join(plain) });
}
