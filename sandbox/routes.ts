import { readFileSync } from "node:fs";
import Router from "@koa/router";
import type { Context, Middleware } from "koa";
import { createApiRoute } from "./api-route.ts";
import { createGate } from "./gate.ts";
import type { Live } from "./live.ts";
import { pageState } from "./page-state.ts";
import {
  createStepWinder,
  renamePlay,
  restartPlay,
  sendPhoneCode,
  sendPhoneLink,
  sendWindChoices,
  windPlay,
} from "./play-routes.ts";
import { sayFor, takeEntry, takeLine, takeTap, type TalkOptions } from "./talk-routes.ts";

export interface SandboxRouterOptions extends TalkOptions {
  readonly accessKey: string;
  readonly botName: string;
  readonly live: Live;
  /** Asked anew each time, because networks come and go; undefined = phones cannot reach us. */
  readonly phoneLink: () => string | undefined;
}

/** The page, its live stream, and the pretend platforms' own addresses, all under `/sandbox`. */
export function createSandboxRouter(options: SandboxRouterOptions): {
  readonly router: Router;
  dispose(): void;
} {
  const router = new Router();
  const gate = createGate(options.accessKey);
  const { live, play, botName } = options;
  const assets = loadAssets();
  const windStep = createStepWinder(play, (line) => sayFor(options, line, botName));
  router.use("/sandbox", guardPage);
  router.get("/sandbox", gate.people, (ctx) => sendAsset(ctx, assets.get("index.html")));
  router.get("/sandbox/assets/:name", gate.people, (ctx) => {
    const { name } = ctx.params;
    sendAsset(ctx, name === undefined ? undefined : assets.get(name));
  });
  router.get("/sandbox/state", gate.people, (ctx) => {
    ctx.body = pageState(play.cast(), botName);
  });
  router.get("/sandbox/events", gate.people, (ctx) => streamTo(ctx, live));
  const own = [gate.people, gate.samePage] as const;
  router.post("/sandbox/say", ...own, (ctx) => takeLine(ctx, options));
  router.post("/sandbox/enter", ...own, (ctx) => takeEntry(ctx, options));
  router.post("/sandbox/tap", ...own, (ctx) => takeTap(ctx, options));
  router.post("/sandbox/restart", ...own, (ctx) => restartPlay(ctx, play));
  router.post("/sandbox/names", ...own, (ctx) => renamePlay(ctx, play));
  router.get("/sandbox/winds", gate.people, (ctx) => sendWindChoices(ctx, play));
  router.post("/sandbox/wind", ...own, (ctx) => windPlay(ctx, { play, windStep }));
  router.get("/sandbox/phone", gate.people, (ctx) => sendPhoneLink(ctx, options.phoneLink()));
  router.get("/sandbox/phone.svg", gate.people, (ctx) => sendPhoneCode(ctx, options.phoneLink()));
  const wecomApi = createApiRoute("/sandbox/api/wecom", options.wecom.handle);
  const dingtalkApi = createApiRoute("/sandbox/api/dingtalk", options.dingtalk.handle);
  router.all("/sandbox/api/wecom/*path", gate.bot, wecomApi.middleware);
  router.all("/sandbox/api/dingtalk/*path", gate.bot, dingtalkApi.middleware);
  return {
    router,
    dispose() {
      wecomApi.dispose();
      dingtalkApi.dispose();
    },
  };
}

function streamTo(ctx: Context, live: Live): void {
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
  "card.css": "text/css; charset=utf-8",
  "app.js": "text/javascript; charset=utf-8",
  "phone.js": "text/javascript; charset=utf-8",
  "bubble.js": "text/javascript; charset=utf-8",
  "card.js": "text/javascript; charset=utf-8",
  "element.js": "text/javascript; charset=utf-8",
  "taps.js": "text/javascript; charset=utf-8",
  "steps.js": "text/javascript; charset=utf-8",
  "dialogs.js": "text/javascript; charset=utf-8",
  "calendar.js": "text/javascript; charset=utf-8",
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
