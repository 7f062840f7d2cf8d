import type { Context } from "koa";
import { parseObject, type JsonObject } from "./api.ts";
import { readBody } from "./api-route.ts";
import type { Cast, CastPerson } from "./cast.ts";
import type { PretendDingtalk } from "./dingtalk.ts";
import type { Play } from "./play.ts";
import { groupKey, singleKey } from "./timeline.ts";
import type { PretendWecom } from "./wecom.ts";

export interface TalkOptions {
  readonly play: Play;
  readonly wecom: PretendWecom;
  readonly dingtalk: PretendDingtalk;
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
  const { groupId } = place;
  // Said while the play begins anew, it belongs to the new one.
  await options.play.ready();
  // The answer arrives by the live stream; the pretend platforms keep their own failures.
  if (person.platform === "wecom") {
    report(ctx, options.wecom.say(groupId === undefined ? line : { ...line, chatId: groupId }));
  } else {
    const conversation = groupId === undefined ? {} : { conversationId: groupId };
    report(ctx, options.dingtalk.say({ ...line, ...conversation }));
  }
  ctx.status = 202;
  ctx.body = {};
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
