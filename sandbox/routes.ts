import { readFileSync } from "node:fs";
import Router from "@koa/router";
import type { Context, Middleware } from "koa";
import { parseObject, type JsonObject } from "./api.ts";
import { createApiRoute, readBody } from "./api-route.ts";
import type { Cast, CastPerson } from "./cast.ts";
import type { PretendDingtalk } from "./dingtalk.ts";
import { createGate } from "./gate.ts";
import { createLive } from "./live.ts";
import { groupKey, singleKey, type Timeline } from "./timeline.ts";
import type { PretendWecom } from "./wecom.ts";

export interface SandboxRouterOptions {
  readonly accessKey: string;
  readonly botName: string;
  readonly cast: Cast;
  readonly timeline: Timeline;
  readonly wecom: PretendWecom;
  readonly dingtalk: PretendDingtalk;
}

/** The page, its live stream, and the pretend platforms' own addresses, all under `/sandbox`. */
export function createSandboxRouter(options: SandboxRouterOptions): {
  readonly router: Router;
  dispose(): void;
} {
  const router = new Router();
  const gate = createGate(options.accessKey);
  const live = createLive(options.timeline);
  const assets = loadAssets();
  router.use("/sandbox", guardPage);
  router.get("/sandbox", gate.people, (ctx) => sendAsset(ctx, assets.get("index.html")));
  router.get("/sandbox/assets/:name", gate.people, (ctx) => {
    const { name } = ctx.params;
    sendAsset(ctx, name === undefined ? undefined : assets.get(name));
  });
  router.get("/sandbox/state", gate.people, (ctx) => {
    ctx.body = pageState(options);
  });
  router.get("/sandbox/events", gate.people, (ctx) => {
    const stream = live.open(ctx.get("last-event-id"));
    if (stream === undefined) {
      ctx.status = 503;
      return;
    }
    ctx.set({ "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" });
    // Past Koa, which would report every page that is closed as an error.
    ctx.respond = false;
    ctx.res.writeHead(200);
    ctx.res.once("close", () => stream.destroy());
    stream.pipe(ctx.res);
  });
  router.post("/sandbox/say", gate.people, gate.samePage, (ctx) => takeLine(ctx, options));
  router.post("/sandbox/enter", gate.people, gate.samePage, (ctx) => takeEntry(ctx, options));
  const wecomApi = createApiRoute("/sandbox/api/wecom", options.wecom.handle);
  const dingtalkApi = createApiRoute("/sandbox/api/dingtalk", options.dingtalk.handle);
  router.all("/sandbox/api/wecom/*path", gate.bot, wecomApi.middleware);
  router.all("/sandbox/api/dingtalk/*path", gate.bot, dingtalkApi.middleware);
  return {
    router,
    dispose() {
      live.dispose();
      wecomApi.dispose();
      dingtalkApi.dispose();
    },
  };
}

/** No inline code, nothing from elsewhere, and no frame around the page. */
const guardPage: Middleware = async (ctx, next) => {
  ctx.set({
    "content-security-policy":
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
      "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
  });
  await next();
};

interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
}

/** Every file of the page; what is not listed does not exist. */
const assetTypes: Readonly<Record<string, string>> = {
  "index.html": "text/html; charset=utf-8",
  "style.css": "text/css; charset=utf-8",
  "app.js": "text/javascript; charset=utf-8",
  "phone.js": "text/javascript; charset=utf-8",
  "bubble.js": "text/javascript; charset=utf-8",
  "markdown.js": "text/javascript; charset=utf-8",
  "icon.svg": "image/svg+xml",
  "chevron.svg": "image/svg+xml",
};

/** Read once and served by exact name: no path of a request ever reaches the file system. */
function loadAssets(): ReadonlyMap<string, Asset> {
  const folder = new URL("page/", import.meta.url);
  return new Map(
    Object.entries(assetTypes).map(([name, type]) => [
      name,
      { type, bytes: readFileSync(new URL(name, folder)) },
    ]),
  );
}

function sendAsset(ctx: Context, asset: Asset | undefined): void {
  if (asset === undefined) {
    ctx.status = 404;
    return;
  }
  ctx.type = asset.type;
  ctx.body = asset.bytes;
}

/** What the page needs to know before anybody speaks; no secrets among it. */
function pageState(options: SandboxRouterOptions): JsonObject {
  const { county, area, brand, members, liaison, groups } = options.cast;
  const people = [...members, liaison].map((person) => personState(person));
  return {
    botName: options.botName,
    county,
    area,
    brand,
    people,
    groups: groups.map(({ platform, externalId, title }) => ({
      platform,
      title,
      conversation: groupKey(platform, externalId),
    })),
    examples: ["你好", "荐题 老旧小区没地方充电", "议题"],
  };
}

function personState(person: CastPerson): JsonObject {
  const { name, post, address, account } = person;
  return {
    name,
    post,
    address,
    isStaff: !("order" in person),
    platform: account?.platform,
    userId: account?.userId,
    single: account === undefined ? undefined : singleKey(account.platform, account.userId),
  };
}

const lineBytesMax = 65_536;
/** More than the bot takes, so that its own limit can be tried. */
const lineCharsMax = 8_000;

/** Somebody speaks. Every field is checked against the cast, because any page visitor can post. */
async function takeLine(ctx: Context, options: SandboxRouterOptions): Promise<void> {
  const asked = parseObject((await readBody(ctx, lineBytesMax)) ?? "");
  const text = asked?.["text"];
  const person = findPerson(options.cast, asked?.["userId"]);
  const place = person === undefined ? undefined : findPlace(options.cast, person, asked);
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
async function takeEntry(ctx: Context, options: SandboxRouterOptions): Promise<void> {
  const asked = parseObject((await readBody(ctx, lineBytesMax)) ?? "");
  const person = findPerson(options.cast, asked?.["userId"]);
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
