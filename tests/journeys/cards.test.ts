import { join } from "node:path";

import axe from "axe-core";
import type { Locator, Page } from "playwright-core";
import { beforeEach, describe, expect, test } from "vitest";

import { limits } from "../../domain/limits.ts";
import { groupKey, type Said, type ShownCard } from "../../sandbox/timeline.ts";
import type { Play } from "../support/app.ts";
import { needs } from "../support/needs.ts";
import { pictures, sizes, type Stage, useStage } from "../support/stage.ts";

const chromium = needs("chromium");

const buttons: ShownCard = {
  id: "buttons-0000000000000",
  kind: "buttons",
  title: "7号　老旧小区没地方充电",
  note: "附议3人",
  buttons: [
    { key: "endorse", text: "附议", style: "main" },
    { key: "unendorse", text: "收回附议" },
    { key: "drop", text: "不再显示", style: "warning" },
  ],
};

const vote: ShownCard = {
  id: "vote-0000000000000000",
  kind: "vote",
  title: "今年议什么",
  note: "最多推荐3件，3月16日下午5:00前可以改",
  mode: "multi",
  options: [
    { id: "7", text: "7号　老旧小区没地方充电，晚上下班以后一个空位也找不到" },
    { id: "8", text: "8号　园区公交末班车太早" },
    { id: "9", text: "9号　菜市场路口没有红绿灯" },
  ],
  submit: "推荐",
};

const form: ShownCard = {
  id: "form-0000000000000000",
  kind: "form",
  title: "约一次会",
  note: "先选时间，再选地方",
  selects: [
    {
      key: "time",
      title: "时间",
      options: [
        { id: "1", text: "3月13日（星期五）下午3:00" },
        { id: "2", text: "3月14日（星期六）上午9:00" },
      ],
    },
    {
      key: "room",
      title: "地方",
      options: [
        { id: "a", text: "城南片区委员会客厅" },
        { id: "b", text: "线上" },
      ],
    },
  ],
  submit: "就这样定",
};

const notice: ShownCard = {
  id: "notice-00000000000000",
  kind: "notice",
  title: "协商会通知",
  note: "请各位委员准时到会",
  facts: [
    { label: "时间", value: "3月13日（星期五）下午3:00" },
    { label: "地点", value: "城南片区委员会客厅，幸福里12号院进门左手第一间" },
    { label: "联络员", value: "周敏" },
  ],
  link: { text: "看会议材料", url: "https://example.org/material" },
};

describe.skipIf(chromium.isMissing)(`演练场上的卡片${chromium.note}`, () => {
  const stage = useStage();
  const { complaints } = stage;
  let play: Play;
  let page: Page;
  beforeEach(() => {
    play = stage.play;
  });

  async function open(...given: Parameters<Stage["open"]>): Promise<void> {
    page = await stage.open(...given);
  }

  const phone = (side: "left" | "right") => page.getByTestId(`phone-${side}`);
  const cards = (side: "left" | "right") => phone(side).getByTestId("card");

  function groupOf(platform: "wecom" | "dingtalk"): string {
    const group = play.sandbox.cast.groups.find((one) => one.platform === platform);
    if (group === undefined) throw new Error(`no group on ${platform}`);
    return groupKey(platform, group.externalId);
  }

  function show(platform: "wecom" | "dingtalk", card: ShownCard, text = ""): Said {
    return play.sandbox.timeline.append({
      at: new Date("2026-03-09T02:00:00Z"),
      conversation: groupOf(platform),
      from: { kind: "bot", name: "小协" },
      text,
      format: "text",
      heard: true,
      via: "answer",
      delivery: "shown",
      card,
    });
  }

  async function choose(side: "left" | "right", name: string): Promise<void> {
    const select = phone(side).getByTestId("person-select");
    const option = select.locator("option", { hasText: name }).first();
    await select.selectOption(await option.getAttribute("value"));
  }

  async function takePicture(name: string): Promise<void> {
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) });
  }

  async function ask(side: "left" | "right", words: string): Promise<Locator> {
    await phone(side).getByTestId("composer-input").fill(words);
    await phone(side).getByTestId("send").click();
    await phone(side).locator("[data-from='bot']").first().waitFor();
    // One app shows the card a moment after the words; the clock of the play stands still by itself.
    play.now = new Date(play.now.getTime() + limits.cardAfterMs);
    await cards(side).first().waitFor();
    return cards(side).first();
  }

  async function expectSound(): Promise<void> {
    const width = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    expect(await page.evaluate(width)).toBe(0);
    const controls = page.locator(".card button:visible, .card select:visible, .card a:visible");
    for (const target of [
      ...(await controls.all()),
      ...(await page.locator(".card-option:visible").all()),
    ]) {
      const box = await target.boundingBox();
      const name = `${await target.textContent()}`.slice(0, 12);
      expect([name, Math.round(box?.height ?? 0) >= 44]).toEqual([name, true]);
    }
    const faults = await page.evaluate<string[]>(
      `axe.run(document).then(({ violations }) => violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => id + "：" + nodes.map((node) => node.html).join("；")))`,
    );
    expect(faults).toEqual([]);
  }

  test(
    "四种卡片在电脑、手机、大字上都看得清、点得着，axe 找不出严重的毛病",
    { timeout: 90_000 },
    async () => {
      await open("desk", { bypassCSP: true });
      await choose("left", "李梅");
      await choose("right", "赵启明");
      for (const platform of ["wecom", "dingtalk"] as const) {
        for (const card of [notice, form, buttons, vote]) {
          show(platform, card, card.kind === "buttons" ? "7号「老旧小区没地方充电」" : "");
        }
      }
      await cards("right").nth(3).waitFor();
      await page.evaluate(axe.source);
      await cards("left").nth(3).getByText("8号").click();
      await cards("right").nth(1).scrollIntoViewIfNeeded();
      await takePicture("card-desk");
      await expectSound();
      await page.getByTestId("big-text").click();
      await takePicture("card-desk-big");
      await expectSound();
      await page.setViewportSize(sizes.phone);
      for (const index of [0, 1, 2, 3]) {
        await cards("left").nth(index).scrollIntoViewIfNeeded();
        await takePicture(`card-phone-big-${index}`);
      }
      await expectSound();
      await page.getByTestId("more").click();
      await page.getByTestId("big-text").click();
      for (const index of [0, 1, 2, 3]) {
        await cards("left").nth(index).scrollIntoViewIfNeeded();
        await takePicture(`card-phone-${index}`);
      }
      await expectSound();
    },
  );

  test.each([
    ["企业微信", "李梅", "黄丽华"],
    ["钉钉", "赵启明", "王海涛"],
  ])("%s群里：点附议，结果在自己的卡上，别人的卡还是原样", async (_app, name, other) => {
    await open("desk");
    await choose("left", name);
    await choose("right", other);
    const own = await ask("left", "议题 1");
    const others = cards("right").first();
    await others.waitFor();
    expect(await names(own)).toEqual(["附议", "收回附议"]);
    await own.getByRole("button", { name: "附议", exact: true }).focus();
    await page.keyboard.press("Enter");
    await own.getByText("附议了1号").waitFor();
    await page.locator("[data-testid='card'][aria-busy='true']").waitFor({ state: "detached" });
    expect(await names(own)).toEqual(["附议", "收回附议"]);
    // The keyboard is still where it was.
    expect(await page.evaluate("document.activeElement.dataset.key")).toBe("endorse");
    const original = await others.innerText();
    expect(original).not.toContain("附议了");
    await takePicture(`card-tapped-${name}`);
    await own.getByRole("button", { name: "收回附议" }).click();
    await own.getByText("附议了1号").waitFor({ state: "detached" });
    await page.reload();
    await choose("left", name);
    expect(await cards("left").first().innerText()).toContain("收回");
    await choose("left", other);
    expect(await cards("left").first().innerText()).toBe(original);
  });

  test("提交的时候按不了第二下，话换了按钮不动", async () => {
    await open("desk");
    await choose("left", "李梅");
    const card = await ask("left", "议题 1");
    const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
    let asked = 0;
    await page.route("**/sandbox/tap", async (route) => {
      asked += 1;
      await released;
      await route.continue();
    });
    const button = card.getByTestId("card-button").first();
    const before = await button.boundingBox();
    await button.click();
    await card.getByRole("button", { name: "正在提交…" }).waitFor();
    for (const each of await card.getByTestId("card-button").all()) {
      expect(await each.getAttribute("aria-disabled")).toBe("true");
      await each.click({ force: true });
    }
    expect(await button.boundingBox()).toEqual(before);
    await takePicture("card-busy");
    release(undefined);
    await card.getByText("附议了1号").waitFor();
    await card.getByRole("button", { name: "附议", exact: true }).waitFor();
    expect(asked).toBe(1);
  });

  test("选好的换个地方回来还在；不认得的卡、没有连上、卡变了，都说怎么办", async () => {
    await open("phone");
    await choose("left", "李梅");
    const said = show("wecom", vote);
    const card = cards("left").first();
    await card.getByRole("checkbox", { name: "8号" }).focus();
    await page.keyboard.press("Space");
    await phone("left").getByTestId("conversation-single").click();
    await phone("left").getByTestId("conversation-group").click();
    expect(await card.getByRole("checkbox", { name: "8号" }).isChecked()).toBe(true);
    await card.getByRole("button", { name: "推荐" }).click();
    await card.getByText("这张卡片已经过时了，请重新问一次，用新的卡片。").waitFor();
    await takePicture("card-trouble");
    await stage.context.setOffline(true);
    await card.getByRole("button", { name: "推荐" }).click();
    await card.getByText("没有连上，请再点一次。").waitFor();
    await stage.context.setOffline(false);
    await page.route("**/sandbox/tap", async (route) => {
      play.sandbox.timeline.change(said.id, { card: { ...vote, options: [] } });
      await route.continue();
    });
    await card.getByRole("button", { name: "推荐" }).click();
    await card.getByText("卡片刚刚变了，请看一看再点。").waitFor();
    // The browser notes the refusals itself.
    expect(complaints.splice(0).every((each) => /409|ERR_INTERNET/.test(each))).toBe(true);
  });

  test("一项也没选也能提交；列表从第一项开始；结果来了，键盘留在卡上", async () => {
    await open("desk");
    await choose("left", "李梅");
    const said = show("wecom", form);
    const card = cards("left").first();
    expect(await card.getByLabel("时间").inputValue()).toBe("1");
    await card.getByLabel("地方").selectOption("b");
    const sent = page.waitForRequest("**/sandbox/tap");
    await card.getByRole("button", { name: "就这样定" }).focus();
    await page.keyboard.press("Enter");
    expect((await sent).postDataJSON()).toMatchObject({
      key: "submit",
      chosen: { time: ["1"], room: ["b"] },
    });
    await card.getByTestId("card-trouble").getByText("过时").waitFor();
    const done: ShownCard = { ...buttons, buttons: [{ key: "again", text: "修改" }] };
    play.sandbox.timeline.change(said.id, { card: { ...form, forPerson: { LiMei: done } } });
    await card.getByRole("button", { name: "修改" }).waitFor();
    expect(await page.evaluate("document.activeElement.dataset.testid")).toBe("card");
    expect(await card.getByTestId("card-trouble").textContent()).toBe("");
    const voted = show("wecom", { ...vote, mode: "single" });
    const second = cards("left").nth(1);
    const bare = page.waitForRequest("**/sandbox/tap");
    await second.getByRole("button", { name: "推荐" }).click();
    expect((await bare).postDataJSON()).toMatchObject({ saidId: voted.id, chosen: {} });
    await second.getByTestId("card-trouble").getByText("过时").waitFor();
    expect(complaints.splice(0).every((each) => each.includes("409"))).toBe(true);
  });
});

async function names(card: Locator): Promise<string[]> {
  return (await card.getByTestId("card-button").allInnerTexts()).map((text) => text.trim());
}
