import { afterAll, beforeAll, expect, test } from "vitest";

import { lockAccount } from "../../db/accounts.ts";
import { enterTenant } from "../../db/tenants.ts";
import { singleKey } from "../../sandbox/timeline.ts";
import { openPlay, type Play } from "../support/app.ts";

let play: Play;
beforeAll(async () => {
  play = await openPlay();
});
afterAll(() => play[Symbol.asyncDispose]());

const wecomGroup = "wrQHchengnanxieshang01";
const dingtalkGroup = "cidQHgongshanglian01==";

function inWecom(userId: string, text: string, chatId: string | undefined = wecomGroup) {
  return play.sandbox.wecom.say({ userId, text, mentionsBot: true, ...(chatId && { chatId }) });
}

function inDingtalk(userId: string, text: string) {
  return play.sandbox.dingtalk.say({
    userId,
    text,
    conversationId: dingtalkGroup,
    mentionsBot: true,
  });
}

/** Waits for the pretend platform, not for a time: looks again after every turn of the loop. */
async function until<T>(find: () => T | undefined): Promise<T> {
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("企业微信群：签名加密进来，当场答复；平台没有挑出毛病", async () => {
  const outcome = await inWecom("LiMei", "荐题 小区电动车充电难\n说明：幸福里小区312户");
  expect(outcome.delivery).toBe("answered");
  expect(outcome.answer).toContain("收到李委员的荐题，编为7号");
  expect(play.sandbox.wecom.faults()).toEqual([]);
});

test("钉钉群：另一个平台的人看得到、附得上，繁体也行", async () => {
  const outcome = await inDingtalk("014701152007", "附議7");
  expect(outcome.answer).toContain("赵委员附议了7号「小区电动车充电难」");
  expect(play.sandbox.dingtalk.faults()).toEqual([]);
});

test("没有@的话，机器人听不到", async () => {
  const outcome = await play.sandbox.wecom.say({
    userId: "LiMei",
    chatId: wecomGroup,
    text: "荐题 没有@的议题",
    mentionsBot: false,
  });
  expect(outcome.delivery).toBe("unheard");
  expect((await inWecom("LiMei", "议题")).answer).not.toContain("没有@的议题");
});

test("进入单聊先问好；语音读回来再办", async () => {
  expect(await play.sandbox.wecom.enterChat("LiMei")).toBe("told");
  const shown = play.sandbox.timeline.list(singleKey("wecom", "LiMei"));
  expect(shown.at(-1)?.text).toContain("李委员好，我是小协");
  const spoken = await play.sandbox.wecom.say({
    userId: "LiMei",
    text: "附议第二号",
    spoken: true,
  });
  expect(spoken.answer).toContain("听到您说");
  expect((await inWecom("LiMei", "对", "")).answer).toContain("附议了2号");
});

function find(all: readonly { text: string }[], words: string) {
  return all.find((message) => message.text.includes(words));
}

test("提醒：到点，企业微信的人在单聊里、钉钉群在群里收到，各一次", async () => {
  expect((await inWecom("LiMei", "提醒 30分钟后 提交材料", "")).answer).toContain("记下了");
  expect((await inWecom("ZhouMin", "30分钟后提醒大家 带上发言提纲")).answer).toContain("记下了");
  expect((await inDingtalk("014701152003", "提醒我 30分钟后 开会")).answer).toContain("记下了");
  play.now = new Date(play.now.getTime() + 30 * 60_000);
  const { wecom, dingtalk } = play.sandbox;
  await until(() => find(wecom.received(), "提交材料"));
  await until(() => find(wecom.received(), "带上发言提纲"));
  await until(() => find(dingtalk.received(), "开会"));
  expect(wecom.received().filter((message) => message.text.includes("提交材料")).length).toBe(1);
  expect(wecom.faults()).toEqual([]);
  expect(dingtalk.faults()).toEqual([]);
});

test("认人：群里说我是谁，联络员在单聊里回一个字，群里收到结果", async () => {
  const { wecom } = play.sandbox;
  await forget("014701152023");
  const answer = await inDingtalk("014701152023", "我是 韦德福");
  expect(answer.answer).toContain("已请联络员周敏核对");
  const question = await until(() =>
    wecom.received().find((message) => message.text.includes("请核对一个人")),
  );
  expect(question.text).toContain("自己是韦德福，名单第4位");
  expect((await inWecom("ZhouMin", "是", "")).answer).toContain("韦德福登记好了");
  await until(() =>
    play.sandbox.dingtalk
      .received()
      .find((message) => message.text.includes("韦委员，身份核对好了。")),
  );
});

/** As if this account had never been linked to anybody. */
async function forget(externalId: string): Promise<void> {
  const { db, accounts } = play.app;
  await db.transaction(async (tx) => {
    const { tenantId } = await lockAccount(tx, accounts.at(-1)?.account.id ?? 0);
    await enterTenant(tx, tenantId ?? 0);
    await tx.deleteFrom("identities").where("external_id", "=", externalId).execute();
  });
}
