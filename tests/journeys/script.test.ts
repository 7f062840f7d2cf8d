import { join } from "node:path";

import axe from "axe-core";
import type { Page } from "playwright-core";
import { encode } from "uqr";
import { beforeEach, describe, expect, test } from "vitest";

import type { Play } from "../support/app.ts";
import { needs } from "../support/needs.ts";
import { pictures, sizes, type Stage, useStage } from "../support/stage.ts";

const chromium = needs("chromium");

/** What one step brings: on whose side which bubbles are new, to the letter. */
interface Expected {
  readonly step: string;
  readonly left?: readonly string[];
  readonly right?: readonly string[];
}

const help = `李委员好，我是小协，县政协的会务助手，帮大家荐题、推荐议题、约会议、做记录。

常用就这几句：
荐题　例：荐题 老旧小区充电难
议题　看看大家荐了什么
附议　例：附议 7
推荐　看正在进行的议题推荐
我的　看我还有什么没办

在群里要先@我；单独找我不用@，也可以直接说语音。
不方便用手机的，请找联络员周敏，0000-0000000，她可以替您办。
涉密和内部事项，请不要在群里和这里说。`;

const noted = `「老旧小区没地方充电」先替您记下了。

第一次见面，还不知道您是哪位。请@我回复姓名，例：
我是 张建国

核对好以后自动登记，不用再发一遍。`;

const claimed = `张建国委员，您好。
已请联络员周敏核对，核对后这件荐题就登记到您名下。`;

const asked = `周敏您好，请核对一个人：
城南片区协商工作群里有位成员说自己是张建国，名单第1位，城区委员。

是本人，请回复：是
不是，请回复：不是`;

const registered = `张委员，身份核对好了。
7号议题已登记：「老旧小区没地方充电」，荐题人张建国，3月9日。`;

const endorsed = (who: string, count: number) => `${who}附议了7号「老旧小区没地方充电」。

现在附议${count}人。
想收回，请@我回复：取消附议 7`;

const propose = "@小协 荐题 小区电动车充电难\n说明：幸福里小区312户，只有8个充电口";

const similar = `李委员，有一件和您说的很接近：

7号「老旧小区没地方充电」
张建国委员荐，今天上午，附议2人

愿意一起推动，请@我回复：附议 7
确实是另一件事，请@我回复：仍要荐
您写的说明不会丢，附议后附在7号下面。`;

const supplemented = `李委员附议了7号「老旧小区没地方充电」。
补充情况已附上：幸福里小区312户，只有8个充电口

现在附议3人，达到初选要求，已转联络站。
想收回，请@我回复：取消附议 7`;

const receipt = `收到王委员的荐题，编为8号：

「园区公交末班车太早」
说明：晚班工人下班没有车
类别：道路交通（我按内容选的）
来源：委员荐题

要改请@我：修改 8　　要收回请@我：撤回 8
这里收的是协商议题；要提交提案，请走县政协提案系统。`;

const first = ["@小协 你好", help];
const second = [...first, "@小协 荐题 老旧小区没地方充电", noted];
const third = [...second, "@小协 我是张建国", claimed];
const fourth = [...third, registered];
const sixth = [...fourth, "@小协 附议7", endorsed("黄委员", 2)];
const seventh = [...sixth, propose, similar];
const eighth = [...seventh, "@小协 附议7", supplemented];
const onOther = ["@小協 附議7", endorsed("赵委员", 1)];
const proposed = [...onOther, "@小协 荐题 园区公交末班车太早\n说明：晚班工人下班没有车", receipt];

const script: readonly Expected[] = [
  { step: "1", left: first, right: first },
  { step: "2", left: second, right: second },
  { step: "3", left: [asked], right: third },
  { step: "4", left: [asked, "是", "好的，张建国登记好了。"], right: fourth },
  { step: "5", left: fourth, right: onOther },
  { step: "6", left: sixth, right: onOther },
  { step: "7", left: seventh, right: onOther },
  { step: "8", left: eighth, right: onOther },
  { step: "9", left: eighth, right: proposed },
];

describe.skipIf(chromium.isMissing)(`十分钟演练场${chromium.note}`, () => {
  const stage = useStage({ host: "0.0.0.0" });
  const { complaints } = stage;
  let play: Play;
  let page: Page;
  beforeEach(() => {
    play = stage.play;
  });

  async function open(...given: Parameters<Stage["open"]>): Promise<void> {
    page = await stage.open(...given);
  }

  const stepAt = (id: string) => page.locator(`[data-step="${id}"]`);
  const bubblesOf = (side: "left" | "right") =>
    page.getByTestId(`phone-${side}`).getByTestId("bubble");

  /** As shown; each app leaves its own number of empty lines between paragraphs. */
  async function shown(side: "left" | "right"): Promise<string[]> {
    const texts = await bubblesOf(side).evaluateAll((nodes: { innerText: string }[]) =>
      nodes.map((node) => node.innerText),
    );
    return texts.map((text) => text.replaceAll(/\n{2,}/g, "\n\n").trim());
  }

  async function expectShown(side: "left" | "right", texts: readonly string[]): Promise<void> {
    await bubblesOf(side)
      .nth(texts.length - 1)
      .waitFor({ state: "attached" });
    expect(await shown(side)).toEqual(texts);
  }

  async function pressStep(id: string): Promise<void> {
    await stepAt(id).getByTestId("step-do").click();
    await page.locator(`[data-step="${id}"][data-state="done"]`).waitFor();
  }

  async function takePicture(name: string): Promise<void> {
    if (pictures === undefined) return;
    await page.getByTestId("toast").evaluate((node: { textContent: string }) => {
      node.textContent = "";
    });
    await page.screenshot({ path: join(pictures, name) });
  }

  async function playAll(): Promise<void> {
    for (const { step } of script) await pressStep(step);
  }

  test("电脑上：每一步一按，两部手机上的每句话一字不差", { timeout: 60_000 }, async () => {
    await open("desk");
    expect((await page.getByTestId("notice").textContent())?.trim()).toBe(
      "演练场：人和事都是虚构的，不会发到任何真实的群。照左边的步骤点，十分钟看完一件议题从提出到纪要。",
    );
    expect(await page.getByTestId("clock").textContent()).toBe("3月9日（星期一）上午9:20");
    await takePicture("sandbox-start.png");
    for (const { step, left, right } of script) {
      expect(await stepAt(step).getAttribute("aria-current")).toBe("step");
      await pressStep(step);
      if (left !== undefined) await expectShown("left", left);
      if (right !== undefined) await expectShown("right", right);
      if (step === "4") await takePicture("sandbox-desk.png");
    }
    await pressStep("10");
    expect(await page.getByTestId("clock").textContent()).toBe("3月11日（星期三）上午9:00");
    expect(await stepAt("11").getAttribute("aria-current")).toBe("step");
  });

  test("手机上：一次一部，照样一步一步演完", { timeout: 60_000 }, async () => {
    await open("phone");
    const doIt = page.getByTestId("now-do");
    for (const { step, left, right } of script) {
      await doIt.click();
      await page.locator(`[data-step="${step}"][data-state="done"]`).waitFor({ state: "attached" });
      for (const [side, texts] of [
        ["left", left],
        ["right", right],
      ] as const) {
        await page
          .getByRole("tab")
          .nth(side === "left" ? 0 : 1)
          .click();
        expect(await page.getByTestId(`phone-${side}`).isVisible()).toBe(true);
        if (texts !== undefined) await expectShown(side, texts);
      }
      if (step === "4") {
        await page.getByRole("tab").nth(1).click();
        await takePicture("sandbox-phone.png");
      }
    }
    await doIt.click();
    await page.locator("[data-step='10'][data-state='done']").waitFor({ state: "attached" });
    expect(await page.getByTestId("clock").textContent()).toBe("3月11日（星期三）上午9:00");
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  });

  test(
    "清空重来三次：每次的话、次序、时间都一样，两个窗口同时清",
    { timeout: 90_000 },
    async () => {
      await open("desk");
      const other = await stage.context.newPage();
      await other.goto(`${play.baseUrl}/sandbox`);
      await page.bringToFront();
      const transcripts: string[] = [];
      for (let round = 1; round <= 3; round += 1) {
        await playAll();
        await expectShown("right", proposed);
        transcripts.push(transcript());
        const startedAt = performance.now();
        await page.getByTestId("open-restart").click();
        await page.getByTestId("restart").click();
        await page.locator("[data-step='1'][data-state='next']").waitFor();
        await bubblesOf("left").first().waitFor({ state: "detached" });
        const tookMs = Math.round(performance.now() - startedAt);
        process.stdout.write(`清空重来第${round}次：${tookMs}毫秒\n`);
        expect(await bubblesOf("right").count()).toBe(0);
        await other.locator("[data-step='1'][data-state='next']").waitFor();
        expect(await other.getByTestId("bubble").count()).toBe(0);
      }
      expect(transcripts[0]).toContain("编为8号");
      expect(transcripts[1]).toBe(transcripts[0]);
      expect(transcripts[2]).toBe(transcripts[0]);
    },
  );

  function transcript(): string {
    // By conversation: which of two phones rings first is nobody's promise.
    const said = play.sandbox.timeline
      .since(0)
      .toSorted((a, b) => a.conversation.localeCompare(b.conversation) || a.id - b.id);
    return said
      .map(({ at, conversation, from, text }) => JSON.stringify([at, conversation, from, text]))
      .join("\n");
  }

  test("还可以试试：记一个提醒，快进到点，它自己来说，写的是那时的时间", async () => {
    await open("desk");
    await stepAt("extra-1").getByTestId("step-do").click();
    await bubblesOf("left").nth(1).waitFor();
    await page.getByTestId("open-wind").click();
    await page.getByTestId("wind-tomorrow").getByText("3月10日（星期二）上午9:00").waitFor();
    await page.getByTestId("wind-monday").getByText("3月16日（星期一）上午9:00").waitFor();
    await takePicture("sandbox-wind.png");
    await page.getByTestId("wind-monday").click();
    await bubblesOf("left").nth(2).waitFor();
    expect((await shown("left"))[2]).toContain("李委员，您让我这会儿提醒您：\n交材料");
    const moments = page.getByTestId("phone-left").locator(".moment");
    expect(await moments.allTextContents()).toEqual([
      "3月9日（星期一）上午9:20",
      "3月10日（星期二）上午9:00",
    ]);
    expect(await page.getByTestId("clock").textContent()).toBe("3月16日（星期一）上午9:00");
    expect(await stepAt("10").getAttribute("data-state")).toBe("done");
  });

  test("语音、议题、我的：替人说，都有答复", async () => {
    await open("desk");
    for (const [id, side] of [
      ["extra-3", "left"],
      ["extra-4", "right"],
      ["extra-5", "right"],
    ] as const) {
      await stepAt(id).getByTestId("step-do").click();
      await page.getByTestId(`phone-${side}`).locator("[data-from='bot']").first().waitFor();
    }
    const spoken = play.sandbox.timeline.list("wecom:single:ZhangJianGuo");
    expect(spoken[0]).toMatchObject({ via: "spoken", text: "我想看议题" });
  });

  test("换成我们县的名字：群名、小协的话都跟着换；写错了说得清；恢复原名", async () => {
    await open("desk");
    await page.getByTestId("open-names").click();
    await page.getByTestId("name-county").fill("<b>青");
    await page.getByTestId("names-submit").click();
    await page.getByText("县名请写2到12个字，只用汉字、字母和数字。").waitFor();
    // The browser notes the refusal itself.
    expect(complaints.splice(0)).toEqual([expect.stringContaining("400")]);
    expect(await page.getByTestId("name-county").getAttribute("aria-invalid")).toBe("true");
    await page.getByTestId("name-county").fill("白云区");
    await page.getByTestId("name-area").fill("河东片区");
    await page.getByTestId("name-brand").fill("有话好商量");
    await takePicture("sandbox-names.png");
    await page.getByTestId("names-submit").click();
    await page.getByText("白云区政协　河东片区").waitFor();
    await page.getByRole("heading", { name: "有话好商量" }).waitFor();
    await page
      .getByTestId("phone-left")
      .getByRole("heading", { name: "河东片区协商工作群" })
      .waitFor();
    await pressStep("1");
    await bubblesOf("left").nth(1).waitFor();
    expect((await shown("left"))[1]).toContain("我是小协，区政协的会务助手");
    await pressStep("2");
    await pressStep("3");
    await bubblesOf("left").first().waitFor();
    expect((await shown("left"))[0]).toContain("河东片区协商工作群");
    await page.getByTestId("open-restart").click();
    await page.getByTestId("restart").click();
    await page.locator("[data-step='1'][data-state='next']").waitFor();
    expect(await page.getByTestId("place").textContent()).toBe("白云区政协　河东片区");
    await page.getByTestId("open-names").click();
    await page.getByTestId("names-original").click();
    await page.getByText("青禾县政协　城南片区").waitFor();
  });

  test("手机扫码看：码里就是旁边写的那条链接", async () => {
    await open("desk");
    await page.getByTestId("open-scan").click();
    await page.getByTestId("scan-link").waitFor();
    const link = (await page.getByTestId("scan-link").textContent()) ?? "";
    const { port } = new URL(play.baseUrl);
    expect(link).toMatch(new RegExp(`^http://[\\d.]+:${port}/sandbox\\?key=0{32}$`));
    const svg = await (await fetch(`${play.baseUrl}/sandbox/phone.svg`)).text();
    expect(modulesOf(svg)).toEqual(encode(link, { ecc: "M", border: 3 }).data);
    expect(
      await page
        .getByTestId("scan-code")
        .evaluate((image: { naturalWidth: number }) => image.naturalWidth),
    ).toBeGreaterThan(0);
  });

  test("axe 找不出严重的毛病：平常、大字、每个对话框、手机宽度", { timeout: 90_000 }, async () => {
    await open("desk", { bypassCSP: true });
    for (const step of ["1", "2", "3"]) await pressStep(step);
    await page.evaluate(axe.source);
    expect(await seriousFaults()).toEqual([]);
    for (const name of ["wind", "restart", "names", "scan"]) {
      await page.getByTestId(`open-${name}`).click();
      await page.locator(`#${name}-dialog[open]`).waitFor();
      expect([name, await seriousFaults()]).toEqual([name, []]);
      await page.keyboard.press("Escape");
    }
    await page.getByTestId("big-text").click();
    expect(await seriousFaults()).toEqual([]);
    await takePicture("sandbox-big.png");
    await page.setViewportSize(sizes.phone);
    expect(await seriousFaults()).toEqual([]);
    await page.getByTestId("open-guide").click();
    expect(await seriousFaults()).toEqual([]);
    await page.getByTestId("close-guide").click();
    await page.getByTestId("more").click();
    await page.getByTestId("big-text").click();
    expect(await seriousFaults()).toEqual([]);
    await page.getByTestId("more").click();
    expect(await seriousFaults()).toEqual([]);
  });

  async function seriousFaults(): Promise<string[]> {
    return page.evaluate<string[]>(
      `axe.run(document).then(({ violations }) => violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => id + "：" + nodes.map((node) => node.html).join("；")))`,
    );
  }

  test("一个窗口点步骤，另一个窗口的手机跟着开；正在写字的不打扰", async () => {
    await open("desk");
    const other = await stage.context.newPage();
    await other.goto(`${play.baseUrl}/sandbox`);
    const holder = other.getByTestId("phone-left").getByTestId("person-select");
    await holder.locator("option").first().waitFor({ state: "attached" });
    for (const step of ["1", "2", "3"]) await pressStep(step);
    await other.locator("[data-step='3'][data-state='done']").waitFor();
    expect(await holder.inputValue()).toBe("ZhouMin");
    await other.getByTestId("phone-left").getByTestId("composer-input").fill("还没写完");
    for (const step of ["4", "5"]) await pressStep(step);
    await other.locator("[data-step='5'][data-state='done']").waitFor();
    expect(await holder.inputValue()).toBe("ZhouMin");
  });

  test("再看看：回到做过的那一步的两部手机", async () => {
    await open("desk");
    for (const step of ["1", "2", "3", "4", "5"]) await pressStep(step);
    await stepAt("3").getByTestId("step-look").click();
    await expectShown("left", [asked, "是", "好的，张建国登记好了。"]);
    await expectShown("right", fourth);
  });

  test("只用键盘：跳过、到步骤、按下，焦点不丢", async () => {
    await open("desk");
    await stepAt("1").getByTestId("step-do").focus();
    await page.keyboard.press("Enter");
    await page.locator("[data-step='1'][data-state='done']").waitFor();
    const focused = "document.activeElement.closest('[data-step]')?.dataset.step";
    expect(await page.evaluate(focused)).toBe("2");
    await page.keyboard.press("Enter");
    await page.locator("[data-step='2'][data-state='done']").waitFor();
  });
});

/** The dark squares of the picture, row by row. */
function modulesOf(svg: string): boolean[][] {
  const size = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]) / 10;
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [, x, y] of svg.matchAll(/M(\d+),(\d+)h10v10h-10z/g)) {
    const row = rows[Number(y) / 10];
    if (row !== undefined) row[Number(x) / 10] = true;
  }
  return rows;
}
