import { lockOpinionCall, type OpinionCall } from "../../db/opinion-calls.ts";
import {
  deleteOpinion,
  insertOpinion,
  listOwnOpinions,
  type Opinion,
  updateOpinionsReviewed,
} from "../../db/opinions.ts";
import type { RosterPerson } from "../../db/people.ts";
import { exactChannel, parseChannel, splitChannel } from "../../domain/channel.ts";
import { UserError } from "../../domain/errors.ts";
import { checkOpinionCount, checkOpinionWords } from "../../domain/opinion.ts";
import {
  opinionProxyDropped,
  opinionProxyKept,
  opinionProxyNone,
  opinionProxyQuestions,
  opinionProxyReviewed,
  opinionProxyTold,
} from "../../text/opinion-proxy.ts";
import { opinionQuestions } from "../../text/opinions.ts";
import { arg } from "../arg.ts";
import { findVoter, tellPersonAlone } from "../ballot-proxy.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { recordCallEvent } from "../opinion-calls.ts";
import { callArgs, chooseCall, listOpenCalls } from "../opinion-choice.ts";
import { askChannel, rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

/** 代录意见: what a member who is not online said of a draft, with how; it waits for 复核. */
export const opinionProxy = defineCommand({
  id: "opinion-proxy",
  name: "代录意见",
  aliases: ["代提意见"],
  summary: "替没有上线的委员录意见，写明是怎么告知的",
  example: "代录意见 韦德福 第三条再具体些 电话",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "choose-for",
  isWriting: true,
  glued: /(?!)/,
  args: {
    name: arg.word("姓名", opinionProxyQuestions.name),
    words: arg.block("意见", opinionQuestions.words),
    channel: arg.field("渠道"),
    zone: arg.field("片区"),
    ...callArgs,
  },
  match: (text) => matchNamed(text, /^代(?:录|提)意见/),
  async run(context, args) {
    const { rest, channel: told } = splitChannel(args.words);
    const channel = (args.channel === undefined ? undefined : parseChannel(args.channel)) ?? told;
    const command = "opinion-proxy";
    const said = rawArgs({ name: args.name, words: args.words, channel: args.channel });
    const person = await findVoter(context, args, { command, args: said });
    if (typeof person === "string") return person;
    if (person.id === context.person.id) throw new UserError("proxySelf", { name: "意见" });
    // 代录意见 韦德福 电话: a channel is no opinion.
    if (exactChannel(rest) !== undefined) throw new UserError("opinionProxyUsage");
    const words = checkOpinionWords(rest);
    if (channel === undefined) return askChannel(context, { command, args: said });
    const open = await listOpenCalls(context);
    const call = chooseCall(context, open, args, { command, args: said });
    if (typeof call === "string") return call;
    if (call === undefined) return opinionProxyNone(context.place);
    return enter(context, call, { person, words, channel });
  },
});

interface Entering {
  readonly person: RosterPerson;
  readonly words: string;
  readonly channel: string;
}

async function enter(
  context: PersonContext,
  { id }: OpinionCall,
  { person, words, channel }: Entering,
): Promise<string> {
  const { tx, tenantId, saidAt: at, person: by, place } = context;
  const call = await lockOpinionCall(tx, tenantId, id);
  if (call.state !== "open" || at >= call.dueAt) return opinionProxyNone(place);
  checkOpinionCount((await listOwnOpinions(tx, call, person.id)).length);
  const entry = { enteredById: by.id, channel };
  const number = await insertOpinion(tx, call, { personId: person.id, words, at, entry });
  record(context, call, "opinion-entered");
  const proxy = { name: person.name, salutation: person.salutation, words, channel, number };
  const entered = { ...proxy, title: call.title, enteredByName: by.name, at };
  await tellPersonAlone(context, person.id, opinionProxyTold(entered));
  return opinionProxyKept(entered, place);
}

/** 意见已复核: the person confirmed what was written down for them. */
export const opinionProxyReview = defineCommand({
  id: "opinion-proxy-review",
  name: "意见已复核",
  aliases: ["已复核意见"],
  example: "意见已复核 韦德福",
  audience: "staff",
  needs: "person",
  right: "choose-for",
  isWriting: true,
  glued: /^\p{Script=Han}{2,4}$/u,
  args: { name: arg.word("姓名", opinionProxyQuestions.reviewed), zone: arg.field("片区") },
  async run(context, { name, zone }) {
    const asking = { command: "opinion-proxy-review", args: rawArgs({ name }) };
    const person = await findVoter(context, { name, zone }, asking);
    if (typeof person === "string") return person;
    const found = await findEntered(context, person);
    if (found === undefined) throw new UserError("opinionProxyNothing", { name: person.name });
    const { saidAt: at } = context;
    const count = await updateOpinionsReviewed(context.tx, found.call, { personId: person.id, at });
    record(context, found.call, "opinion-reviewed");
    return opinionProxyReviewed(person.name, found.call.title, count);
  },
});

/** 取消代录意见: the newest that was written down for somebody is gone. */
export const opinionProxyDrop = defineCommand({
  id: "opinion-proxy-drop",
  name: "取消代录意见",
  aliases: ["撤回代录意见"],
  example: "取消代录意见 韦德福",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "choose-for",
  isWriting: true,
  glued: /^\p{Script=Han}{2,4}$/u,
  args: { name: arg.word("姓名", opinionProxyQuestions.dropped), zone: arg.field("片区") },
  async run(context, { name, zone }) {
    const asking = { command: "opinion-proxy-drop", args: rawArgs({ name }) };
    const person = await findVoter(context, { name, zone }, asking);
    if (typeof person === "string") return person;
    const found = await findEntered(context, person);
    if (found === undefined) throw new UserError("opinionProxyNothing", { name: person.name });
    await deleteOpinion(context.tx, context.tenantId, found.opinion.id);
    record(context, found.call, "opinion-withdrawn");
    return opinionProxyDropped(person.name, found.call.title, found.opinion.words);
  },
});

/** The newest that was written down for this person on a call that is open, which is held. */
async function findEntered(
  context: PersonContext,
  person: RosterPerson,
): Promise<{ readonly call: OpinionCall; readonly opinion: Opinion } | undefined> {
  const { tx, tenantId, saidAt } = context;
  for (const { id } of await listOpenCalls(context)) {
    const call = await lockOpinionCall(tx, tenantId, id);
    if (call.state !== "open" || saidAt >= call.dueAt) continue;
    const own = await listOwnOpinions(tx, call, person.id);
    const opinion = own.findLast(({ channel }) => channel !== undefined);
    if (opinion !== undefined) return { call, opinion };
  }
  return undefined;
}

function record(context: PersonContext, call: OpinionCall, kind: string): void {
  const event = { kind, actorId: context.person.id, isOpinion: true } as const;
  recordCallEvent(publishContext(context), call, event);
}

/** 代录意见 韦德福 第三条再具体些 电话: the name is one word, all the rest is the opinion. */
function matchNamed({ original, plain }: MatchText, start: RegExp): RawArgs | undefined {
  const head = start.exec(plain)?.[0];
  const found =
    head === undefined
      ? null
      : /^[\s:：,，]*(?<name>\p{Script=Han}{2,4})(?:委员)?[\s:：,，]+(?=\S)/u.exec(
          plain.slice(head.length),
        );
  if (head === undefined || found === null) return undefined;
  const words = original.slice(head.length + found[0].length);
  const from = plain.indexOf(found.groups?.["name"] ?? "", head.length);
  const name = original.slice(from, from + (found.groups?.["name"]?.length ?? 0));
  return { name, words };
}
