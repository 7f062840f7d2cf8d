import type { Context } from "koa";
import { parseObject, type JsonObject } from "./api.ts";
import { readBody } from "./api-route.ts";
import type { Cast, CastPerson, PlatformName } from "./cast.ts";
import type { PretendDingtalk } from "./dingtalk.ts";
import type { OthersLine } from "./others.ts";
import { lineOf } from "./page-state.ts";
import type { Play } from "./play.ts";
import { hasControl, shownTo } from "./shown-card.ts";
import {
  groupKey,
  singleKey,
  type CardTouch,
  type Timeline,
  type TouchOutcome,
} from "./timeline.ts";
import type { PretendWecom } from "./wecom.ts";

type Tap = Required<Pick<CardTouch, "saidId" | "key" | "chosen">>;

export interface TalkOptions {
  readonly play: Play;
  readonly wecom: PretendWecom;
  readonly dingtalk: PretendDingtalk;
  readonly timeline: Timeline;
}

/** As much as any request of the page holds. */
export const pageBytesMax = 65_536;
/** More than the bot takes, so that its own limit can be tried. */
const lineCharsMax = 8_000;

/** Somebody speaks. Every field is checked against the cast, because any page visitor can post. */
export async function takeLine(ctx: Context, options: TalkOptions): Promise<void> {
  const asked = parseObject((await readBody(ctx, pageBytesMax)) ?? "");
  const text = asked?.["text"];
  const cast = options.play.cast();
  const person = findPerson(cast, asked?.["userId"]);
  const place = person === undefined ? undefined : findPlace(cast, person, asked);
  const isTextFine = typeof text === "string" && text.trim() !== "" && text.length <= lineCharsMax;
  if (person === undefined || place === undefined || !isTextFine) {
    ctx.status = 400;
    ctx.body = { message: "这句话没有发出去，请再试一次。" };
    return;
  }
  const line = {
    userId: person.userId,
    text,
    mentionsBot: asked?.["mentionsBot"] === true,
    spoken: asked?.["spoken"] === true,
  };
  // Said while the play begins anew, it belongs to the new one.
  await options.play.ready();
  // The answer arrives by the live stream; the pretend platforms keep their own failures.
  report(ctx, sayOn(options, person.platform, { ...line, ...place }));
  ctx.status = 202;
  ctx.body = {};
}

interface Line {
  readonly userId: string;
  readonly text: string;
  readonly mentionsBot: boolean;
  readonly spoken?: boolean;
  /** Absent = alone with the bot. */
  readonly groupId?: string;
}

/** Resolves when the answer is there or given up. */
async function sayOn(
  { wecom, dingtalk }: TalkOptions,
  platform: PlatformName,
  { groupId, ...line }: Line,
): Promise<void> {
  if (platform === "wecom") {
    await wecom.say(groupId === undefined ? line : { ...line, chatId: groupId });
  } else {
    await dingtalk.say(groupId === undefined ? line : { ...line, conversationId: groupId });
  }
}

/** One of the others speaks; resolves when they have been answered. */
export async function sayFor(
  options: TalkOptions,
  { who, place, line }: OthersLine,
  botName: string,
): Promise<void> {
  const { members, liaison, groups } = options.play.cast();
  const people: readonly CastPerson[] = [...members, liaison];
  const account = people.find(({ name }) => name === who)?.account;
  if (account === undefined) throw new Error(`nobody of the script has an account: ${who}`);
  const { platform, userId } = account;
  const group = groups.find((each) => each.platform === platform);
  const inGroup = place === "group" && group !== undefined;
  const said = { userId, text: lineOf(line, botName), mentionsBot: inGroup };
  await sayOn(options, platform, inGroup ? { ...said, groupId: group.externalId } : said);
}

/**
 * Somebody taps a card. The page hears of it when the bot has answered, and in which revision of
 * the bubble: the card itself comes by the live stream.
 */
export async function takeTap(ctx: Context, options: TalkOptions): Promise<void> {
  const asked = parseObject((await readBody(ctx, pageBytesMax)) ?? "");
  const cast = options.play.cast();
  const person = findPerson(cast, asked?.["userId"]);
  const place = person === undefined ? undefined : findPlace(cast, person, asked);
  const tap = readTap(asked);
  if (person === undefined || place === undefined || tap === undefined) {
    return refuse(ctx, 400, "这一下没有点上，请再点一次。");
  }
  const { platform, userId } = person;
  const { groupId } = place;
  const conversation =
    groupId === undefined ? singleKey(platform, userId) : groupKey(platform, groupId);
  await options.play.ready();
  const find = () => options.timeline.list(conversation).find((said) => said.id === tap.saidId);
  const card = shownTo(find(), userId);
  if (card === undefined) return refuse(ctx, 404, "这张卡片已经不在了，请重新问一次。");
  if (!hasControl(card, tap)) return refuse(ctx, 409, "卡片刚刚变了，请看一看再点。");
  const outcome = await options[platform].tap({ userId, conversation, ...tap });
  const refusal = refusals[outcome];
  if (refusal !== undefined) return refuse(ctx, refusal.status, refusal.message);
  ctx.body = { revision: find()?.revision ?? 0 };
}

const refusals: Readonly<
  Record<TouchOutcome, { readonly status: number; readonly message: string } | undefined>
> = {
  updated: undefined,
  silent: { status: 409, message: "这张卡片已经过时了，请重新问一次，用新的卡片。" },
  lost: { status: 504, message: "这一下没有办成，请过一会儿再点一次。" },
};

function refuse(ctx: Context, status: number, message: string): void {
  ctx.status = status;
  ctx.body = { message };
}

/** The 1:1 chat was opened; only WeCom tells its bot about that. */
export async function takeEntry(ctx: Context, options: TalkOptions): Promise<void> {
  const asked = parseObject((await readBody(ctx, pageBytesMax)) ?? "");
  const person = findPerson(options.play.cast(), asked?.["userId"]);
  await options.play.ready();
  if (person?.platform === "wecom") report(ctx, options.wecom.enterChat(person.userId));
  ctx.status = 202;
  ctx.body = {};
}

/** A rejection here is a mistake in the sandbox itself; it goes where the server's errors go. */
function report(ctx: Context, work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    const mistake = error instanceof Error ? error : new Error(String(error));
    ctx.app.emit("error", mistake, ctx);
  });
}

function readTap(asked: JsonObject | undefined): Tap | undefined {
  const saidId = asked?.["saidId"];
  const key = asked?.["key"];
  const chosen = asked?.["chosen"];
  if (typeof saidId !== "number" || typeof key !== "string" || !isChoice(chosen)) return undefined;
  return { saidId, key, chosen };
}

function isChoice(chosen: unknown): chosen is Tap["chosen"] {
  if (typeof chosen !== "object" || chosen === null) return false;
  return Object.values(chosen).every(
    (ids: unknown) => Array.isArray(ids) && ids.every((id) => typeof id === "string"),
  );
}

function findPerson(cast: Cast, userId: unknown): CastPerson["account"] {
  const people: readonly CastPerson[] = [...cast.members, cast.liaison];
  return people.find(({ account }) => account !== undefined && account.userId === userId)?.account;
}

/** A person can speak in the group of their platform and in their own 1:1 chat, nowhere else. */
function findPlace(
  cast: Cast,
  person: NonNullable<CastPerson["account"]>,
  asked: JsonObject | undefined,
): { readonly groupId?: string } | undefined {
  const conversation = asked?.["conversation"];
  if (conversation === singleKey(person.platform, person.userId)) return {};
  const group = cast.groups.find(
    ({ platform, externalId }) =>
      platform === person.platform && groupKey(platform, externalId) === conversation,
  );
  return group === undefined ? undefined : { groupId: group.externalId };
}
