import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openPlay, type Play } from "../support/app.ts";
import { launchBrowser } from "../support/chromium.ts";
import { needs } from "../support/needs.ts";

const chromium = needs("chromium");

describe.skipIf(chromium.isMissing)(`两位委员在演练场${chromium.note}`, () => {
  let play: Play;
  let browser: Browser;

  beforeAll(async () => {
    [play, browser] = await Promise.all([openPlay(), launchBrowser()]);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await play[Symbol.asyncDispose]();
  });

  async function open(width: number, height: number): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width, height },
      locale: "zh-CN",
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on("pageerror", (error) => {
      throw error;
    });
    await page.goto(`${play.baseUrl}/sandbox`);
    return page;
  }

  test("电脑上：一人荐题，另一人附议、看议题，两部手机都当场看到", async () => {
    const page = await open(1280, 900);
    await choose(page, "left", "李梅");
    await choose(page, "right", "赵启明");
    await say(page, "left", "荐题 小区电动车充电难\n说明：幸福里小区312户，只有8个充电口");
    expect(await lastAnswer(page, "left", "收到李委员的荐题")).toContain("编为7号");
    await say(page, "right", "附議7");
    expect(await lastAnswer(page, "right", "赵委员附议了7号")).toContain("现在附议1人。");
    await say(page, "right", "议题");
    expect(await lastAnswer(page, "right", "现有7件议题")).toContain(
      "7号　小区电动车充电难　附议1人",
    );
    await page.getByTestId("phone-left").getByTestId("mention-chip").click();
    await say(page, "left", "大家都来附议7号");
    const note = page.getByTestId("phone-left").getByText("没有@小协，真实群里它听不到");
    await note.waitFor();
    await page.context().close();
  });

  test("手机上：一样能办，不用刷新", async () => {
    const page = await open(390, 844);
    await choose(page, "left", "欧阳敏");
    await say(page, "left", "我的提醒");
    await lastAnswer(page, "left", "您没有要等的提醒");
    await say(page, "left", "议题 7");
    expect(await lastAnswer(page, "left", "李梅荐")).toContain("附议1人");
    await page.context().close();
  });
});

async function lastAnswer(page: Page, side: "left" | "right", words: string): Promise<string> {
  const bubbles = page.getByTestId(`phone-${side}`).getByTestId("bubble");
  const answer = bubbles.filter({ hasText: words }).last();
  await answer.waitFor();
  return answer.innerText();
}

async function say(page: Page, side: "left" | "right", text: string): Promise<void> {
  const phone = page.getByTestId(`phone-${side}`);
  await phone.getByTestId("composer-input").fill(text);
  await phone.getByTestId("send").click();
}

async function choose(page: Page, side: "left" | "right", name: string): Promise<void> {
  const select = page.getByTestId(`phone-${side}`).getByTestId("person-select");
  const value = await select.locator("option", { hasText: name }).first().getAttribute("value");
  await select.selectOption(value);
}
