import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createPretendDingtalk, type PretendDingtalk } from "../../sandbox/dingtalk.ts";
import type { DingtalkOptions } from "../../sandbox/dingtalk-desk.ts";
import { createSandboxKeys, dingtalkCardKeys } from "../../sandbox/keys.ts";
import { createTimeline, groupKey, singleKey, type Timeline } from "../../sandbox/timeline.ts";
import { startStubBot, type StubBot } from "./stub-bot.ts";

const keys = createSandboxKeys().dingtalk;
const { templateId, secret } = dingtalkCardKeys(keys);
const conversationId = "cidGroup==";
const conversation = groupKey("dingtalk", conversationId);
let now = new Date("2026-03-09T02:00:00Z");
let bot: StubBot;
let dingtalk: PretendDingtalk;
let timeline: Timeline;
let reply: () => unknown;

function open(options: Partial<DingtalkOptions> = {}): void {
  timeline = createTimeline();
  dingtalk = createPretendDingtalk({
    keys,
    botName: "小协",
    callbackUrl: `${bot.baseUrl}/robot`,
    cardCallbackUrl: `${bot.baseUrl}/card`,
    apiBase: "http://127.0.0.1:1/sandbox/api/dingtalk",
    members: [
      { userId: "0147", nick: "王海涛" },
      { userId: "0148", nick: "赵启明" },
    ],
    groups: [{ conversationId, title: "工商联界别委员群" }],
    now: () => now,
    timeline,
    timing: { cardAnswerMs: 300 },
    ...options,
  });
}

beforeEach(async () => {
  now = new Date("2026-03-09T02:00:00Z");
  reply = () => ({});
  bot = await startStubBot((_heard, response) => {
    const answer = reply();
    if (answer === undefined) return;
    if (typeof answer === "number") response.statusCode = answer;
    response.end(typeof answer === "object" ? JSON.stringify(answer) : "");
  });
  open();
});

afterEach(async () => {
  dingtalk.dispose();
  await bot.close();
});

function api(method: string, path: string, body: unknown, token = accessToken()) {
  const answer = dingtalk.handle({
    method,
    path,
    query: new URLSearchParams(),
    headers: { "x-acs-dingtalk-access-token": token },
    body: JSON.stringify(body),
  });
  if (answer.kind !== "json") throw new Error(answer.kind);
  return { status: answer.status, body: answer.body as Record<string, unknown> };
}

function accessToken(): string {
  const answer = dingtalk.handle({
    method: "POST",
    path: "/v1.0/oauth2/accessToken",
    query: new URLSearchParams(),
    headers: {},
    body: JSON.stringify({ appKey: keys.clientId, appSecret: keys.clientSecret }),
  });
  if (answer.kind !== "json") throw new Error(answer.kind);
  return (answer.body as { accessToken: string }).accessToken;
}

const params = {
  kind: "buttons",
  title: "7号议题",
  note: "",
  body: "老旧小区",
  buttons:
    '[{"key":"endorse","text":"附议","style":"main"},{"key":"drop","text":"收回","style":""}]',
};
const inGroup = {
  cardTemplateId: templateId,
  outTrackId: "card-1",
  callbackType: "HTTP",
  callbackRouteKey: keys.clientId,
  cardData: { cardParamMap: params },
  openSpaceId: `dtv1.card//IM_GROUP.${conversationId}`,
  imGroupOpenSpaceModel: { supportForward: false },
  imGroupOpenDeliverModel: { robotCode: keys.robotCode },
};
const create = (body: object) => api("POST", "/v1.0/card/instances/createAndDeliver", body);
const update = (body: object) => api("PUT", "/v1.0/card/instances", body);
const bubble = (where = conversation) => timeline.list(where).at(-1);

const withParams = (extra: object) => ({ cardData: { cardParamMap: { ...params, ...extra } } });
const touch = (extra: object = {}) => ({
  userId: "0147",
  conversation,
  saidId: bubble()?.id ?? 0,
  key: "endorse",
  ...extra,
});
const own = (cardParamMap: object) => ({
  userPrivateData: { cardParamMap },
  cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
});

describe("出卡片", () => {
  test("群里和单聊", () => {
    expect(create(inGroup).body).toMatchObject({
      success: true,
      result: {
        outTrackId: "card-1",
        deliverResults: [{ spaceType: "IM_GROUP", spaceId: conversationId, success: true }],
      },
    });
    expect(bubble()).toMatchObject({
      text: "",
      via: "openapi",
      card: {
        id: "card-1",
        kind: "buttons",
        title: "7号议题",
        body: "老旧小区",
        buttons: [
          { key: "endorse", text: "附议", style: "main" },
          { key: "drop", text: "收回" },
        ],
      },
    });
    const alone = {
      ...inGroup,
      outTrackId: "card-2",
      openSpaceId: "dtv1.card//IM_ROBOT.0147",
      imRobotOpenSpaceModel: { supportForward: true },
      imRobotOpenDeliverModel: { spaceType: "IM_ROBOT" },
    };
    expect(create(alone).status).toBe(200);
    expect(bubble(singleKey("dingtalk", "0147"))?.card?.id).toBe("card-2");
    expect(dingtalk.received()).toHaveLength(2);
  });

  test.each([
    [
      "投票",
      {
        kind: "vote",
        title: "初选",
        mode: "multi",
        options: '[{"id":"3","text":"a"}]',
        submit: "推荐",
      },
    ],
    [
      "表单",
      {
        kind: "form",
        title: "时间",
        select1: '{"key":"w","title":"哪天","options":[{"id":"a","text":"周三"}]}',
        submit: "定",
      },
    ],
    [
      "通知",
      {
        kind: "notice",
        title: "会",
        facts: '[{"label":"时间","value":"周三"}]',
        linkText: "看",
        linkUrl: "https://x.example",
      },
    ],
  ])("%s", (_name, cardParamMap) => {
    expect(create({ ...inGroup, cardData: { cardParamMap } }).status).toBe(200);
    expect(bubble()?.card).toMatchObject({ kind: cardParamMap.kind, title: cardParamMap.title });
  });

  test("不认得的群：200 里说没有成", () => {
    const body = { ...inGroup, openSpaceId: "dtv1.card//IM_GROUP.cidNo" };
    expect(create(body)).toMatchObject({
      status: 200,
      body: { result: { deliverResults: [{ success: false, errorMsg: "spaceId is illegal" }] } },
    });
    expect(dingtalk.received()).toEqual([]);
  });

  test.each([
    ["模板不对", { cardTemplateId: "x" }, "param.cardTemplateId.invalid"],
    ["名字太长", { outTrackId: "x".repeat(65) }, "param.outTrackId.outOfLimit"],
    ["没有名字", { outTrackId: "" }, "param.outTrackId.outOfLimit"],
    ["回调方式", { callbackType: "http" }, "param.callbackType.invalid"],
    ["回调没有登记", { callbackRouteKey: "x" }, "param.callbackRouteKey.invalid"],
    ["值不是文字", withParams({ count: 1 }), "param.cardData.invalid"],
    ["值太长", withParams({ body: "好".repeat(342) }), "param.cardData.invalid"],
    ["变量名太长", withParams({ ["k".repeat(101)]: "" }), "param.cardData.invalid"],
    ["模板显示不了", withParams({ buttons: "{" }), "param.cardData.invalid"],
    ["没有按钮", withParams({ buttons: "" }), "param.cardData.invalid"],
    ["没有 supportForward", { imGroupOpenSpaceModel: {} }, "param.openDeliverModelEmpty"],
    ["没有 robotCode", { imGroupOpenDeliverModel: {} }, "param.openDeliverModelEmpty"],
    ["场域不对", { openSpaceId: "IM_GROUP.x" }, "param.openSpaceId.invalid"],
    ["不认得的字段", { callBackType: "HTTP" }, "param.callBackType.unknown"],
  ])("%s", (_name, extra, code) => {
    expect(create({ ...inGroup, ...extra })).toMatchObject({ status: 400, body: { code } });
    expect(dingtalk.received()).toEqual([]);
    expect(dingtalk.faults()).toHaveLength(1);
  });

  test("同名的只有一张；一秒二十次", () => {
    expect(create(inGroup).status).toBe(200);
    expect(create(inGroup).body["code"]).toBe("param.cardAlreadyExist");
    const codes = Array.from({ length: 19 }, () => create(inGroup).body["code"]);
    expect(codes.at(-1)).toBe("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi");
    expect(update({ outTrackId: "card-1" }).status).toBe(200);
  });
});

describe("更新", () => {
  test("按变量，还是整个换掉；对所有人，还是对一个人", () => {
    create(inGroup);
    const cardData = { cardParamMap: { body: "新的" } };
    const byKey = { updateCardDataByKey: true, updatePrivateDataByKey: true };
    update({ outTrackId: "card-1", cardData, cardUpdateOptions: byKey });
    expect(bubble()?.card).toMatchObject({ title: "7号议题", body: "新的" });
    // Without the option everything else is gone, and the template shows nothing.
    expect(update({ outTrackId: "card-1", cardData }).status).toBe(400);
    open();
    create(inGroup);
    const privateData = { "0147": { cardParamMap: { body: "您已附议" } } };
    update({ outTrackId: "card-1", privateData, cardUpdateOptions: byKey });
    expect(bubble()?.card).toMatchObject({
      body: "老旧小区",
      forPerson: { "0147": { body: "您已附议", title: "7号议题" } },
    });
    expect(update({ outTrackId: "card-9", cardData }).body["code"]).toBe("param.cardNotExist");
    expect(api("POST", "/v1.0/card/instances", {}).status).toBe(405);
  });
});

describe("点", () => {
  test("签名只签时间；回答只改点的人看到的", async () => {
    create(inGroup);
    reply = () => own({ body: "您已附议" });
    expect(await dingtalk.tap(touch())).toBe("updated");
    const [heard] = bot.heard;
    const timestamp = String(now.getTime());
    expect(heard?.headers).toMatchObject({
      "x-ddpaas-signature-timestamp": timestamp,
      "x-ddpaas-signature": createHmac("sha256", secret).update(timestamp).digest("base64"),
    });
    const { content, ...rest } = JSON.parse(heard?.body ?? "") as Record<string, string>;
    expect(rest).toEqual({
      type: "actionCallback",
      outTrackId: "card-1",
      corpId: keys.corpId,
      userId: "0147",
    });
    expect(JSON.parse(content ?? "")).toEqual({
      cardPrivateData: { actionIds: ["endorse"], params: { key: "endorse" } },
    });
    expect(bubble()?.card).toMatchObject({
      body: "老旧小区",
      forPerson: { "0147": { body: "您已附议" } },
    });
    expect(bubble()?.card?.forPerson).not.toHaveProperty("0148");
  });

  test("投票的选择跟着来", async () => {
    const options = '[{"id":"3","text":"a"},{"id":"4","text":"b"}]';
    const vote = { kind: "vote", title: "初选", mode: "multi", options, submit: "推荐" };
    create({ ...inGroup, cardData: { cardParamMap: vote } });
    await dingtalk.tap(touch({ key: "submit", chosen: { vote: ["3", "4"] } }));
    await dingtalk.tap(touch({ key: "submit", chosen: { vote: ["4"] } }));
    const params = bot.heard.map(({ body }) => {
      const { content } = JSON.parse(body) as { content: string };
      return (JSON.parse(content) as { cardPrivateData: { params: object } }).cardPrivateData
        .params;
    });
    expect(params).toEqual([
      { key: "submit", vote: ["3", "4"] },
      { key: "submit", vote: "4" },
    ]);
  });

  test("没有要改的，就是没有话说", async () => {
    create(inGroup);
    expect(await dingtalk.tap(touch())).toBe("silent");
    expect(dingtalk.faults()).toEqual([]);
  });

  test.each([
    ["超过时限", undefined],
    ["500", 500],
    ["不是 JSON", ""],
    ["值不是文字", own({ body: 1 })],
    ["按人分了", { userPrivateData: { "0147": { cardParamMap: { body: "x" } } } }],
    ["不认得的字段", { cardOptions: {} }],
    ["换得显示不了", own({ buttons: "" })],
  ])("答错了就不变：%s", async (_name, answer) => {
    create(inGroup);
    const before = bubble()?.card;
    reply = () => answer;
    expect(await dingtalk.tap(touch())).toBe("lost");
    expect(bubble()?.card).toEqual(before);
    expect(dingtalk.faults().length).toBeGreaterThan(0);
  });

  test("点不到的", async () => {
    create(inGroup);
    for (const extra of [{ userId: "9" }, { saidId: 99 }, { key: "other" }]) {
      await expect(dingtalk.tap(touch(extra))).rejects.toThrow();
    }
    expect(bot.heard).toEqual([]);
  });

  test("长连接的卡片走长连接", async () => {
    const pushed: object[] = [];
    open({
      pushTap: async (body) => {
        pushed.push(body);
        return await Promise.resolve(own({ body: "好" }));
      },
    });
    create({ ...inGroup, callbackType: "STREAM", callbackRouteKey: undefined });
    expect(await dingtalk.tap(touch())).toBe("updated");
    expect(pushed).toHaveLength(1);
    expect(bot.heard).toEqual([]);
  });
});

describe("一个月的额度", () => {
  const hello = { userId: "0147", conversationId, text: "你好", mentionsBot: true };

  test("接口用完：403；下个月又可以", () => {
    open({ monthly: { api: 1, push: 9 } });
    expect(create(inGroup).status).toBe(200);
    expect(create({ ...inGroup, outTrackId: "card-2" })).toMatchObject({
      status: 403,
      body: { code: "Forbidden.AccessDenied.ApiCountLimitForOrg" },
    });
    now = new Date("2026-03-31T16:00:00Z");
    expect(create({ ...inGroup, outTrackId: "card-2" }).status).toBe(200);
  });

  test("推送用完：只来一张通知，没有话", async () => {
    open({ monthly: { api: 9, push: 1 } });
    reply = () => ({ msgtype: "empty" });
    await dingtalk.say(hello);
    await dingtalk.say(hello);
    const [first, second] = bot.heard.map(({ body }) => JSON.parse(body) as object);
    expect(first).toHaveProperty("msgtype");
    expect(second).toEqual({ errorCode: 20_001, errorMessage: expect.any(String) as string });
  });
});
