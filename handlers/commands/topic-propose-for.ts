import { appendEvent } from "../../db/events.ts";
import type { RosterPerson } from "../../db/people.ts";
import { insertTopic } from "../../db/topics.ts";
import { suggestCategory } from "../../domain/category.ts";
import { type Channel, exactChannel, parseChannel, splitChannel } from "../../domain/channel.ts";
import { UserError } from "../../domain/errors.ts";
import { toLocal } from "../../domain/time.ts";
import { checkTopicWords, type TopicWords } from "../../domain/topic.ts";
import { askFor } from "../../text/general.ts";
import { proxyProposed, proxyQuestions } from "../../text/proxy.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { howTo } from "../ordinary.ts";
import { askChannel, findPeople, rawArgs } from "../proxy.ts";
import { askWhetherSimilar } from "../similar.ts";

/** 代荐: what a member without an account told the 联络员 by telephone, on paper or in person. */
export const topicProposeFor = defineCommand({
  id: "topic-propose-for",
  name: "代荐",
  aliases: ["代荐题", "代为荐题"],
  summary: "替没有上线的委员荐题，写明是怎么告知的",
  example: "代荐 韦德福 村里没有班车 电话",
  audience: "staff",
  needs: "person",
  right: "propose-for",
  isWriting: true,
  rejects: howTo,
  // 代荐的是谁 is no name.
  glued: /^(?![的人了要是])\p{Script=Han}{2,4}[\s,，]/u,
  args: {
    name: arg.word("姓名", proxyQuestions.person),
    title: arg.words("题目", proxyQuestions.title),
    detail: arg.field("说明"),
    category: arg.field("类别"),
    channel: arg.field("渠道"),
    zone: arg.field("片区"),
  },
  async run(context, args) {
    const command = "topic-propose-for";
    const asking = { command, args: rawArgs({ ...args, zone: undefined }) };
    const found = await findPeople(context, { names: args.name, zone: args.zone }, asking);
    if (typeof found === "string") return found;
    const [proposer, ...more] = found;
    if (proposer === undefined || more.length > 0) throw new UserError("proxyOnePerson");
    if (proposer.id === context.person.id) throw new UserError("proxySelf", { name: "荐题" });
    const told = exactChannel(args.title);
    if (told !== undefined) return askTitle(context, { ...args, title: undefined, channel: told });
    const { title, channel } = readChannel(args.title, args.channel);
    const words = checkTopicWords({ title, detail: args.detail, category: args.category });
    if (channel === undefined) {
      return askChannel(context, { command, args: rawArgs({ ...args, channel: undefined }) });
    }
    if (context.confirmed !== true) {
      const { name, zone } = args;
      const proxy = { ...proposer, channel };
      const stopped = { command, words, proxy, args: { name, zone, channel } } as const;
      const asked = await askWhetherSimilar(context, stopped);
      if (asked !== undefined) return asked;
    }
    return proposeFor(context, proposer, words, channel);
  },
});

/** 代荐 韦德福 电话: a channel is no title. */
function askTitle(context: PersonContext, args: Parameters<typeof rawArgs>[0]): string {
  const command = "topic-propose-for";
  context.ask({ kind: "argument", command, args: rawArgs(args), missing: "title" });
  return askFor(proxyQuestions.title, "村里没有班车", context.place);
}

/** The labelled line counts; without one the last word of the title may be the channel. */
function readChannel(
  title: string,
  labelled: string | undefined,
): { title: string; channel: Channel | undefined } {
  if (labelled !== undefined) return { title, channel: parseChannel(labelled) };
  const { rest, channel } = splitChannel(title);
  return { title: rest, channel };
}

async function proposeFor(
  context: PersonContext,
  proposer: RosterPerson,
  words: TopicWords,
  channel: Channel,
): Promise<string> {
  const { tx, tenantId, person, saidAt: at } = context;
  const category = words.category ?? suggestCategory(words.title, words.detail);
  const isGuessed = words.category === undefined;
  const { number, id, screenBy } = await insertTopic(tx, {
    ...words,
    category,
    tenantId,
    year: toLocal(at).year,
    source: "member",
    proposerId: proposer.id,
    unitId: context.unitId,
    conversationId: context.conversationId,
    at,
    entry: { enteredById: person.id, channel },
  });
  appendEvent(tx, {
    tenantId,
    objectKind: "topic",
    objectId: id,
    kind: "proposed",
    actorId: person.id,
    at,
    receiptId: context.receiptId,
    words: { ...words, category, personId: proposer.id, channel },
  });
  const entry = { channel, enteredByName: person.name, at };
  const proposed = { ...words, category, isGuessed, number, screenBy, proposer, entry };
  return proxyProposed(proposed, context.place);
}
