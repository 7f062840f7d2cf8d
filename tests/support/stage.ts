import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";

import { originalNames } from "../../sandbox/cast.ts";
import { openPlay, type Play } from "./app.ts";
import { launchBrowser } from "./chromium.ts";

/** Where pictures of the page are wanted; a plain test takes none. */
export const pictures = process.env["SCREENSHOTS"];

export const sizes = {
  desk: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
};

/** One play and one browser for a suite, and a fresh page for each of its tests. */
export interface Stage {
  readonly play: Play;
  readonly context: BrowserContext;
  /** What the page complained of; whatever is left at the end fails the test. */
  readonly complaints: string[];
  /** Opens the page and waits for it to be ready. */
  open(size: keyof typeof sizes, options?: { readonly bypassCSP?: boolean }): Promise<Page>;
}

/** To be called in a `describe`, before its own hooks. */
export function useStage(options: { readonly host?: string } = {}): Stage {
  let play: Play | undefined;
  let browser: Browser | undefined;
  let context: BrowserContext | undefined;
  const complaints: string[] = [];
  beforeAll(async () => {
    [play, browser] = await Promise.all([openPlay(options), launchBrowser()]);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await play?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    complaints.splice(0);
    const { now } = need(play);
    // What the platforms take in a minute is counted by this clock, and every test has its own.
    need(play).now = new Date(now.getTime() + 60_000);
    await need(play).sandbox.play.restart(originalNames);
  });
  afterEach(async () => {
    await context?.close();
    expect(complaints).toEqual([]);
    expect(need(play).sandbox.wecom.faults()).toEqual([]);
    expect(need(play).sandbox.dingtalk.faults()).toEqual([]);
  });
  return {
    complaints,
    get play() {
      return need(play);
    },
    get context() {
      return need(context);
    },
    async open(size, change = {}) {
      context = await need(browser).newContext({
        viewport: sizes[size],
        deviceScaleFactor: pictures === undefined ? 1 : 2,
        locale: "zh-CN",
        reducedMotion: "reduce",
        ...change,
      });
      context.setDefaultTimeout(15_000);
      return openPage(context, need(play).baseUrl, complaints);
    },
  };
}

async function openPage(context: BrowserContext, home: string, complaints: string[]) {
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("request", (request) => {
    if (!request.url().startsWith(home)) complaints.push(`left home: ${request.url()}`);
  });
  await page.goto(`${home}/sandbox`);
  await page.locator("[data-step='1'][data-state='next']").waitFor({ state: "attached" });
  return page;
}

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the stage is not open");
  return value;
}
