import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSandboxKeys } from "../../sandbox/keys.ts";
import { launchBrowser } from "../support/chromium.ts";
import { needs } from "../support/needs.ts";
import { startDemoBot, type DemoBot } from "./demo-bot.ts";

const browserNeed = needs("chromium");
const nasty = `<img src=x onerror="window.hacked=1"> [点我](javascript:alert(1)) **粗** **`;
const table = "# 结果\n第一行\n第二行\n\n| 号 | 票 |\n|--|--|\n| 7 | 17 |\n\n- 一\n- 二";

describe.skipIf(browserNeed.isMissing)(`演练场的网页${browserNeed.note}`, () => {
  let browser: Browser;
  let bot: DemoBot;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);
  afterAll(() => browser.close());

  beforeEach(async () => {
    complaints = [];
    bot = await startDemoBot({
      keys: createSandboxKeys(),
      accessKey: "0123456789abcdef0123456789abcdef",
      answer(text) {
        if (text === "坏话") return nasty;
        if (text === "表") return table;
        if (text === "不答") return undefined;
        if (text === "长") return `结果在第一行\n${"下面很长\n".repeat(60)}`;
        return `听到：${text}`;
      },
    });
  });
  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
    expect(bot.errors).toEqual([]);
    await bot.close();
  });

  async function open(viewport: { width: number; height: number }): Promise<void> {
    context = await browser.newContext({ viewport, locale: "zh-CN" });
    context.setDefaultTimeout(10_000);
    page = await newPage(viewport);
  }

  async function newPage(viewport: { width: number }): Promise<Page> {
    const opened = await context.newPage();
    opened.on("console", (message) => complaints.push(message.text()));
    opened.on("pageerror", (error) => complaints.push(error.message));
    opened.on("request", (request) => {
      if (!request.url().startsWith(bot.baseUrl)) complaints.push(`left home: ${request.url()}`);
    });
    await opened.goto(`${bot.baseUrl}/sandbox`);
    const right = opened.getByTestId("phone-right").getByTestId("person-select");
    // Fills when the page is ready, and one phone of each app is wanted here.
    await right.locator("option").first().waitFor({ state: "attached" });
    if (viewport.width < 761) await opened.getByRole("tab").nth(1).click();
    await right.selectOption({ label: "王海涛　委员　钉钉" });
    if (viewport.width < 761) await opened.getByRole("tab").nth(0).click();
    return opened;
  }

  const phone = (side: "left" | "right") => page.getByTestId(`phone-${side}`);

  async function say(side: "left" | "right", text: string): Promise<void> {
    await phone(side).getByTestId("composer-input").fill(text);
    await phone(side).getByTestId("send").click();
  }

  const bubbles = (side: "left" | "right") => phone(side).getByTestId("bubble");

  test("桌面：两个人在两个平台说话，各得各的答复", async () => {
    await open({ width: 1280, height: 800 });
    expect((await page.getByTestId("notice").textContent())?.trim()).toBe(
      "演练场：人和事都是虚构的，不会发到任何真实的群。照左边的步骤点，十分钟看完一件议题从提出到纪要。",
    );
    await phone("left").getByTestId("example").first().click();
    expect(await phone("left").getByTestId("composer-input").inputValue()).toBe("你好");
    await phone("left").getByTestId("send").click();
    await say("right", "荐题 公交\n说明：太早");
    await bubbles("left").nth(1).waitFor();
    await bubbles("right").nth(1).waitFor();
    expect(await bubbles("left").allTextContents()).toEqual(["@小协 你好", "听到：你好"]);
    expect(await bubbles("right").nth(1).innerText()).toBe("听到：荐题 公交\n说明：太早");
    expect(await phone("left").getByTestId("empty").isHidden()).toBe(true);
  });

  test("没有@：灰字说明，机器人不答；写了@就算@了", async () => {
    await open({ width: 1280, height: 800 });
    await phone("left").getByTestId("mention-chip").click();
    await say("left", "有人吗");
    await phone("left").getByTestId("note").waitFor();
    expect(await phone("left").getByTestId("note").textContent()).toBe(
      "没有@小协，真实群里它听不到",
    );
    await say("left", "@小协 在吗");
    await bubbles("left").nth(2).waitFor();
    expect(await bubbles("left").allTextContents()).toEqual(["有人吗", "@小协 在吗", "听到：在吗"]);
  });

  test("机器人的话不能变成网页，表格和标题照平台的样子", async () => {
    await open({ width: 1280, height: 800 });
    await say("left", "坏话");
    await bubbles("left").nth(1).waitFor();
    const bad = bubbles("left").nth(1);
    expect(await bad.locator("img, a").count()).toBe(0);
    expect(await bad.innerText()).toContain(`<img src=x onerror="window.hacked=1">`);
    expect(await bad.locator("strong").allTextContents()).toEqual(["粗"]);
    expect(await page.evaluate("window.hacked")).toBeUndefined();
    await say("left", "表");
    await bubbles("left").nth(3).waitFor();
    const shown = bubbles("left").nth(3);
    expect(await shown.locator("td").allTextContents()).toEqual(["7", "17"]);
    expect(await shown.locator("h3").textContent()).toBe("结果");
    expect(await shown.locator("br").count()).toBe(1);
    expect(await shown.locator("li").count()).toBe(2);
  });

  test("钉钉的 markdown：单个换行不换行，表格原样", async () => {
    await open({ width: 1280, height: 800 });
    const group = bot.sandbox.cast.groups.find(({ platform }) => platform === "dingtalk");
    bot.sandbox.timeline.append({
      at: new Date(),
      conversation: `dingtalk:group:${group?.externalId}`,
      from: { kind: "bot", name: "小协" },
      text: `${table}\n\n甲  \n  乙`,
      format: "markdown",
      heard: true,
      via: "openapi",
      delivery: "shown",
    });
    await bubbles("right").first().waitFor();
    const shown = bubbles("right").first();
    expect(await shown.locator("td").count()).toBe(0);
    expect(await shown.innerText()).toContain("第一行 第二行");
    expect(await shown.innerText()).toContain("| 7 | 17 |");
    expect(await shown.locator("br").count()).toBe(1);
  });

  test("名单顺序、没有账号的选不了、换人就换手机", async () => {
    await open({ width: 1280, height: 800 });
    const select = phone("left").getByTestId("person-select");
    const options = await select.locator("option").allTextContents();
    expect(options).toHaveLength(25);
    expect(options.slice(0, 4)).toEqual([
      "张建国　委员　企业微信",
      "李梅　委员　企业微信",
      "王海涛　委员　钉钉",
      "韦德福　委员　没有账号，用纸和电话",
    ]);
    expect(options.at(-1)).toBe("周敏　委员联络室联络员　企业微信");
    expect(await select.locator("option").nth(3).isDisabled()).toBe(true);
    await select.selectOption({ label: "赵启明　委员　钉钉" });
    expect(await phone("left").getAttribute("data-platform")).toBe("dingtalk");
    await say("left", "议题");
    await bubbles("right").nth(1).waitFor();
    expect(await bubbles("right").first().textContent()).toBe("@小协 议题");
  });

  test("单聊：进来就有话，语音能说，别的对话有没看的数", async () => {
    await open({ width: 1280, height: 800 });
    await phone("left").getByTestId("conversation-single").click();
    await bubbles("left").first().waitFor();
    await phone("left").getByTestId("voice-chip").click();
    await say("left", "我选四号");
    await bubbles("left").nth(2).waitFor();
    expect(await bubbles("left").nth(1).textContent()).toBe("语音我选四号");
    const person = phone("right").getByTestId("person-select");
    await person.selectOption({ label: "周敏　委员联络室联络员　企业微信" });
    await say("right", "大家好");
    const tab = phone("left").getByTestId("conversation-group");
    await tab.getByText("2", { exact: true }).waitFor();
    await tab.click();
    expect(await bubbles("left").allTextContents()).toEqual(["@小协 大家好", "听到：大家好"]);
  });

  test("另一个窗口同时看到；刷新以后次序不乱，回到这一步的两部手机", async () => {
    await open({ width: 1280, height: 800 });
    const first = page;
    const second = await newPage({ width: 1280 });
    // A page in the background is drawn once a second only.
    await first.bringToFront();
    await say("left", "一");
    await bubbles("left").nth(1).waitFor();
    await say("left", "不答");
    await say("left", "二");
    await bubbles("left").nth(4).waitFor();
    const words = ["@小协 一", "听到：一", "@小协 不答", "@小协 二", "听到：二"];
    await second.getByTestId("phone-left").getByTestId("bubble").nth(4).waitFor();
    page = second;
    expect(await bubbles("left").allTextContents()).toEqual(words);
    page = first;
    await phone("left").getByTestId("person-select").selectOption({ index: 0 });
    await page.reload();
    await bubbles("left").nth(4).waitFor();
    expect(await bubbles("left").allTextContents()).toEqual(words);
    expect(await phone("left").getByTestId("person-select").inputValue()).toBe("LiMei");
  });

  test("手机宽度：一次一部，按钮够大，不左右滚动；大字记得住", async () => {
    await open({ width: 390, height: 844 });
    expect(await phone("left").isVisible()).toBe(true);
    expect(await phone("right").isVisible()).toBe(false);
    await page.getByRole("tab").nth(1).click();
    expect(await phone("right").isVisible()).toBe(true);
    await say("right", "你好");
    await bubbles("right").nth(1).waitFor();
    await page.getByTestId("more").click();
    await expectLargeTargets(page.locator("#tools button"));
    await page.getByTestId("big-text").click();
    await page.reload();
    await page.getByTestId("phone-left").getByTestId("send").waitFor();
    expect(await page.getByTestId("big-text").getAttribute("aria-pressed")).toBe("true");
    await page.getByRole("tab").nth(1).click();
    await phone("right").getByTestId("person-select").selectOption({ label: "王海涛　委员　钉钉" });
    await bubbles("right").nth(1).waitFor();
    const width = "document.documentElement.scrollWidth";
    expect(await page.evaluate(width)).toBeLessThanOrEqual(390);
    await expectLargeTargets(page.locator("button:visible, select:visible, textarea:visible"));
  });

  test("比屏幕还长的答复，从第一行看起", async () => {
    await open({ width: 1280, height: 800 });
    await say("left", "你好");
    await bubbles("left").nth(1).waitFor();
    await say("left", "长");
    await bubbles("left").nth(3).waitFor();
    const log = await phone("left").getByTestId("log").boundingBox();
    const answer = await bubbles("left").nth(3).boundingBox();
    expect(answer?.y ?? 0).toBeGreaterThan(log?.y ?? 0);
    expect(answer?.y ?? 0).toBeLessThan((log?.y ?? 0) + 80);
  });

  test("桌面上能按的都不小于44", async () => {
    await open({ width: 1280, height: 800 });
    await expectLargeTargets(page.locator("button:visible, select:visible, textarea:visible"));
  });

  test("读着前面的话，新消息不把人拉走；点一下到最新", async () => {
    await open({ width: 1280, height: 800 });
    for (let i = 0; i < 9; i += 1) {
      await say("left", `第${i}句`);
      await bubbles("left")
        .nth(i * 2 + 1)
        .waitFor();
    }
    const log = phone("left").getByTestId("log");
    await log.evaluate((node: { scrollTop: number }) => {
      node.scrollTop = 0;
    });
    await phone("right").getByTestId("person-select").selectOption({ index: 0 });
    await say("right", "新的");
    const newer = phone("left").getByTestId("newer");
    await newer.waitFor();
    expect(await log.evaluate((node: { scrollTop: number }) => node.scrollTop)).toBe(0);
    await newer.click();
    await newer.waitFor({ state: "hidden" });
    const restPx = await log.evaluate(
      (node: { scrollHeight: number; scrollTop: number; clientHeight: number }) =>
        node.scrollHeight - node.scrollTop - node.clientHeight,
    );
    expect(restPx).toBeLessThan(2);
  });
});

async function expectLargeTargets(targets: Locator): Promise<void> {
  for (const target of await targets.all()) {
    const box = await target.boundingBox();
    const name = `${await target.textContent()}`.slice(0, 12);
    expect([name, Math.round(box?.height ?? 0) >= 44]).toEqual([name, true]);
    expect([name, Math.round(box?.width ?? 0) >= 44]).toEqual([name, true]);
  }
}
