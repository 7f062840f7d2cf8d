import { upsertProxyBallot } from "../../db/ballots.ts";
import type { OwnSelection } from "../../db/ballots.ts";
import type { RosterPerson } from "../../db/people.ts";
import { channels, exactChannel, parseChannel } from "../../domain/channel.ts";
import { UserError } from "../../domain/errors.ts";
import type { Choices } from "../../domain/selection.ts";
import { ballotQuestions, proxyKept, proxyKeptAloud, proxyTold } from "../../text/ballots.ts";
import { shortTitle } from "../../text/selection-results.ts";
import { arg } from "../arg.ts";
import { findVoter, holdPlace, recordPlace, tellPersonAlone } from "../ballot-proxy.ts";
import {
  answerNoneRunning,
  askWhich,
  isSecret,
  listRunning,
  pickRunning,
  readBallot,
} from "../ballots.ts";
import { type ArgSpec, defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { askChannel, rawArgs } from "../proxy.ts";
import type { RawArgs } from "../question.ts";
import { findUnitName } from "../selection-announcing.ts";

const whichOne: ArgSpec<number | undefined> = {
  label: "第几项",
  shape: "number",
  isRequired: false,
  ask: undefined,
  parse: (words) => Number(/^第?\s?(\d{1,2})/.exec(words.trim())?.[1]) || undefined,
};

/** 代录: what a member who is not online told, with how; it waits for 复核. */
export const ballotProxy = defineCommand({
  id: "ballot-proxy",
  name: "代录",
  aliases: ["代为录入", "代录推荐"],
  summary: "替没有上线的委员录推荐，写明是怎么告知的",
  example: "代录 韦德福 2 4 7 电话",
  audience: "staff",
  needs: "person",
  right: "choose-for",
  isWriting: true,
  glued: /(?!)/,
  args: {
    rest: arg.block("姓名和几号", ballotQuestions.who),
    channel: arg.field("渠道"),
    zone: arg.field("片区"),
    choices: arg.field("各项"),
    which: whichOne,
  },
  match: matchProxy,
  async run(context, args) {
    const { rest, zone, choices: open, which } = args;
    const { name, words, channel: told } = splitRest(rest);
    const channel = (args.channel === undefined ? undefined : parseChannel(args.channel)) ?? told;
    const command = "ballot-proxy";
    const said = rawArgs({ rest, channel: args.channel });
    await checkNamed(context);
    const voter = await findVoter(context, { name, zone }, { command, args: said });
    if (typeof voter === "string") return voter;
    if (voter.id === context.person.id) throw new UserError("proxySelf", { name: "推荐 4 7" });
    const running = await listRunning(context, voter.id, "share");
    const picked = which === undefined ? undefined : Number(open?.split(" ")[which - 1]);
    const wish = { words, selectionId: picked, page: undefined, kind: undefined };
    const found = pickRunning(running, wish);
    const [only, ...others] = found;
    if (only === undefined) return answerNoneRunning(context, wish);
    if (others.length > 0) return askWhich(context, found, { command, args: said });
    if (isSecret(only)) throw new UserError("ballotSecretProxy");
    if (words === "") throw new UserError("proxyBallotUsage");
    if (channel === undefined) return askChannel(context, { command, args: said });
    return enter(context, { own: only, voter, words, channel });
  },
});

/**
 * Before anything is asked back: a question, too, would keep what was chosen.
 * @throws UserError if all that runs is 无记名
 */
async function checkNamed(context: PersonContext): Promise<void> {
  const running = await listRunning(context, context.person.id, "free");
  if (!running.some(isSecret)) return;
  context.forget();
  if (running.every(isSecret)) throw new UserError("ballotSecretProxy");
}

interface Entering {
  readonly own: OwnSelection;
  readonly voter: RosterPerson;
  readonly words: string;
  readonly channel: string;
}

async function enter(
  context: PersonContext,
  { own, voter, words, channel }: Entering,
): Promise<string> {
  const { tx, tenantId, person, saidAt: at } = context;
  const place = await holdPlace(context, own, voter);
  const said = { words, selectionId: undefined, page: undefined, kind: undefined };
  const choices = readBallot(own, said);
  const isOwn = place.choices !== undefined && place.enteredBy === undefined;
  if (isOwn) throw new UserError("proxyBallotOwn", { name: voter.name });
  const ballot = { tenantId, selectionId: own.selection.id, personId: voter.id, choices, at };
  await upsertProxyBallot(tx, { ...ballot, enteredBy: person.id, channel });
  recordPlace(context, place, "entered", { choices, channel });
  return sayEntered(context, own, { voter, choices, channel });
}

async function sayEntered(
  context: PersonContext,
  { selection }: OwnSelection,
  { voter, choices, channel }: { voter: RosterPerson; choices: Choices; channel: string },
): Promise<string> {
  const { person, saidAt: at, place } = context;
  const { name, salutation } = voter;
  const proxy = { name, salutation, choices, channel, enteredByName: person.name, at };
  const unitName = await findUnitName(context, selection);
  const title = shortTitle({ title: selection.title, unitName });
  await tellPersonAlone(context, voter.id, proxyTold(proxy, title));
  const isHidden = selection.terms.disclosure !== "open";
  return place === "group" && isHidden ? proxyKeptAloud(proxy) : proxyKept(proxy, place);
}

/** 韦德福 2 4 7 电话, in that order; the channel may also stand elsewhere. */
function splitRest(rest: string): { name: string; words: string; channel: string | undefined } {
  const channelWord = new RegExp(`(?:打|通过|用)?(${channels.join("|")})(?:告知|说的|委托)?`);
  const found = channelWord.exec(rest);
  const channel = found === null ? undefined : exactChannel(found[1] ?? "");
  const open = found === null ? rest : rest.replace(found[0], " ");
  const name = /^[\s:：]*(?<name>\p{Script=Han}{2,12}?)(?:委员)?(?=[\s,，:：]|第?\d|$)/u.exec(open);
  if (name === null) return { name: open.trim(), words: "", channel };
  const words = open.slice(name[0].length).replaceAll(/^[\s,，:：]+|[\s,，。]+$/g, "");
  return {
    name: name.groups?.["name"] ?? "",
    words: words.replace(/^(?:推荐|选)\s?/, ""),
    channel,
  };
}

/** 代录韦德福2 4 7电话; 代录的是谁 is no name. */
function matchProxy({ original, plain }: MatchText): RawArgs | undefined {
  const start =
    /^(?:代录|代为录入)(?!意见)(?:推荐)?[\s:：,，]*(?=\p{Script=Han})(?![的人了要是])/u.exec(
      plain,
    )?.[0];
  if (start === undefined || /[?？吗]|怎么|什么|谁/.test(plain)) return undefined;
  return { rest: original.slice(start.length) };
}
