import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { signCard } from "../../bot/platforms/dingtalk/crypto.ts";
import { cardParams, renderTapReply } from "../../bot/platforms/dingtalk/card.ts";
import { doors, speaker } from "../../bot/platforms/dingtalk/index.ts";
import type { ButtonsCard, Card } from "../../domain/card.ts";
import { ForgedError, PermanentError } from "../../domain/errors.ts";
import type { CardMessage } from "../../domain/message.ts";
import { textMessage } from "../../domain/message.ts";
import type { Target } from "../../domain/voice.ts";
import { readVariables } from "../../sandbox/dingtalk-card.ts";
import { delivery, pretendPlatform } from "./support.ts";
import type { Given, Taken } from "./support.ts";

const vectors: {
  readonly signatures: readonly Record<string, string>[];
  readonly outgoing: readonly {
    readonly id: string;
    readonly json: object;
    readonly expectedParsed?: object;
  }[];
  readonly streamFrames: readonly {
    readonly id: string;
    readonly json?: Record<string, unknown>;
  }[];
} = JSON.parse(readFileSync(new URL("../cases/dingtalk-vectors.json", import.meta.url), "utf8"));

const now = new Date("2026-03-09T01:00:00Z");
const cardId = "AbCdEfGhIjKlMnOpQrSt-_";
const robot = { clientId: "dingapp", clientSecret: "s3cret", robotCode: "dingrobot" };
const cards = { templateId: "t-1.schema", secret: "card-secret" };
const base = { apiBase: "https://api.dingtalk.com", oapiBase: "https://oapi.dingtalk.com", robot };
const person: Target = { conversation: { kind: "single", externalId: "0147" } };
const group: Target = { conversation: { kind: "group", externalId: "cid1==" } };

const buttons: ButtonsCard = {
  kind: "buttons",
  title: "7号议题",
  note: "李梅荐",
  body: "老旧小区\n没地方充电",
  buttons: [
    { key: "endorse", text: "附议", says: "附议7", style: "main" },
    { key: "drop", text: "收回附议", says: "收回附议7" },
  ],
};
const vote: Card = {
  kind: "vote",
  title: "初选",
  mode: "multi",
  options: [
    { id: "3", text: "无物业", says: "3" },
    { id: "4", text: "拥堵", says: "4" },
  ],
  submit: "推荐",
  says: "推荐",
};
const form: Card = {
  kind: "form",
  title: "时间",
  selects: [{ key: "when", title: "哪天", options: [{ id: "a", text: "周三", says: "周三" }] }],
  submit: "定了",
  says: "定",
};
const notice: Card = {
  kind: "notice",
  title: "协商会",
  facts: [{ label: "时间", value: "周三下午3:00" }],
  link: { text: "看材料", url: "https://example.com/a" },
};

const empty = {
  note: "",
  body: "",
  facts: "",
  buttons: "",
  mode: "",
  options: "",
  source: "",
  select1: "",
  select2: "",
  select3: "",
  submit: "",
  linkText: "",
  linkUrl: "",
};
const buttonsParams = {
  ...empty,
  kind: "buttons",
  title: "7号议题",
  note: "李梅荐",
  body: "老旧小区\n没地方充电",
  buttons:
    '[{"key":"endorse","text":"附议","style":"main"},{"key":"drop","text":"收回附议","style":""}]',
};

const message = (card: Card = buttons, extra: Partial<CardMessage> = {}): CardMessage => ({
  kind: "card",
  text: "",
  cardId,
  card,
  ...extra,
});

describe("模板的变量", () => {
  test("样本：值都是文字，对象和数组是 JSON 文字", () => {
    const vector = vectors.outgoing.find(({ id }) => id === "card-params-stringified");
    expect(readVariables(vector?.json)).toEqual(vector?.json);
    expect(readVariables(vector?.expectedParsed)).toBeUndefined();
    for (const card of [buttons, vote, form, notice]) {
      expect(readVariables(cardParams(card))).toEqual(cardParams(card));
    }
  });

  test("四种卡片", () => {
    expect(cardParams(buttons)).toEqual(buttonsParams);
    expect(cardParams(vote)).toEqual({
      ...empty,
      kind: "vote",
      title: "初选",
      mode: "multi",
      submit: "推荐",
      options: '[{"id":"3","text":"无物业"},{"id":"4","text":"拥堵"}]',
    });
    expect(cardParams(form)).toEqual({
      ...empty,
      kind: "form",
      title: "时间",
      submit: "定了",
      select1: '{"key":"when","title":"哪天","options":[{"id":"a","text":"周三"}]}',
    });
    expect(cardParams(notice)).toEqual({
      ...empty,
      kind: "notice",
      title: "协商会",
      facts: '[{"label":"时间","value":"周三下午3:00"}]',
      linkText: "看材料",
      linkUrl: "https://example.com/a",
    });
  });

  test("每个变量不过一千字节：话截短，选项一个不少", () => {
    const long = "说来话长，".repeat(200);
    const options = Array.from({ length: 20 }, (_, index) => ({
      id: String(index + 1),
      text: `${index + 1}号${long}`,
      says: String(index),
    }));
    const selects = ["a", "b", "c"].map((key) => ({
      key,
      title: long,
      options: options.slice(0, 10),
    }));
    const all = [
      cardParams({ ...vote, title: long, options }),
      cardParams({ ...buttons, body: long, note: long }),
      cardParams({ ...form, selects }),
      cardParams({
        ...notice,
        facts: Array.from({ length: 8 }, () => ({ label: long, value: long })),
      }),
    ];
    for (const value of all.flatMap((params) => Object.values(params))) {
      expect(Buffer.byteLength(value)).toBeLessThanOrEqual(1_000);
    }
    const shown = JSON.parse(all[0]?.options ?? "") as { id: string; text: string }[];
    expect(shown.map(({ id }) => id)).toEqual(options.map(({ id }) => id));
    expect(shown[19]?.text).toMatch(/^20号说.*…$/);
    const select = JSON.parse(all[2]?.select3 ?? "") as { key: string; options: object[] };
    expect(select).toMatchObject({ key: "c" });
    expect(select.options).toHaveLength(10);
  });
});

const tokenPath = "/v1.0/oauth2/accessToken";
const cardPath = "/v1.0/card/instances/createAndDeliver";
const groupPath = "/v1.0/robot/groupMessages/send";
const sessionPath = "/robot/sendBySession";
const shown = (result: object = { success: true, carrierId: "c1" }): Given => ({
  json: { success: true, result: { outTrackId: cardId, deliverResults: [result] } },
});

async function platform(answer: (taken: Taken) => Given = () => shown(), settings: object = {}) {
  const pretend = await pretendPlatform((taken) => {
    if (taken.path === tokenPath) return { json: { accessToken: "t1", expireIn: 7200 } };
    if (taken.path === sessionPath) return { json: { errcode: 0 } };
    return answer(taken);
  });
  const { url } = pretend;
  const mouth = speaker(
    { apiBase: url, oapiBase: url, robot, cards, ...settings },
    { timeoutMs: 2000 },
  );
  const expiresAt = new Date(now.getTime() + 3600_000);
  const replyAddress = { url: `${url}${sessionPath}?session=S`, once: false, expiresAt };
  const say = (target: Target, said: CardMessage, part = 0) =>
    mouth.send({ ...delivery(target, "", now), message: said, part });
  return { ...pretend, mouth, replyAddress, say };
}

describe("发卡片", () => {
  const common = {
    cardTemplateId: "t-1.schema",
    outTrackId: cardId,
    cardData: { cardParamMap: buttonsParams },
    userIdType: 1,
  };
  const spaceModel = {
    supportForward: false,
    lastMessageI18n: { ZH_CN: "7号议题" },
    notification: { alertContent: "7号议题", notificationOff: false },
  };

  test("群", async () => {
    const pretend = await platform();
    expect(await pretend.say(group, message())).toEqual({ via: "group", platformMessageId: "c1" });
    expect(pretend.paths()).toEqual([tokenPath, cardPath]);
    expect(pretend.taken[1]?.headers["x-acs-dingtalk-access-token"]).toBe("t1");
    expect(pretend.taken[1]?.json).toEqual({
      ...common,
      callbackType: "HTTP",
      callbackRouteKey: "dingapp",
      openSpaceId: "dtv1.card//IM_GROUP.cid1==",
      imGroupOpenSpaceModel: spaceModel,
      imGroupOpenDeliverModel: { robotCode: "dingrobot" },
    });
  });

  test("单聊；地址另有名字", async () => {
    const pretend = await platform(() => shown(), { cards: { ...cards, routeKey: "r1" } });
    expect(await pretend.say(person, message())).toEqual({
      via: "person",
      platformMessageId: "c1",
    });
    expect(pretend.taken[1]?.json).toEqual({
      ...common,
      callbackType: "HTTP",
      callbackRouteKey: "r1",
      openSpaceId: "dtv1.card//IM_ROBOT.0147",
      imRobotOpenSpaceModel: spaceModel,
      imRobotOpenDeliverModel: { spaceType: "IM_ROBOT" },
    });
  });

  test("长连接：不用密钥", async () => {
    const settings = { mode: "stream", cards: { templateId: "t-1.schema" } };
    const pretend = await platform(() => shown(), settings);
    expect(pretend.mouth.cards("group")).toBe("after");
    await pretend.say(group, message());
    expect(pretend.taken[1]?.json).toMatchObject({ callbackType: "STREAM" });
    expect(pretend.taken[1]?.json).not.toHaveProperty("callbackRouteKey");
  });

  test("先说话，后出卡片；话走会话，卡片走接口", async () => {
    const pretend = await platform();
    const { replyAddress, say } = pretend;
    const said = message(buttons, { text: "全文", above: "7号议题「老旧小区没地方充电」" });
    expect(await say({ ...group, replyAddress }, said)).toEqual({ via: "reply", hasMore: true });
    expect(pretend.taken[0]?.json).toEqual({ msgtype: "text", text: { content: said.above } });
    expect(await say({ ...group, replyAddress }, said, 1)).toEqual({
      via: "group",
      platformMessageId: "c1",
    });
    expect(pretend.paths()).toEqual([sessionPath, tokenPath, cardPath]);
  });

  test("没有模板，或没有人听得见点了什么：只说话", async () => {
    for (const settings of [
      { cards: undefined },
      { cards: { templateId: "t" } },
      { robot: undefined },
    ]) {
      const pretend = await platform(() => ({ json: {} }), settings);
      expect(pretend.mouth.cards("group")).toBe("none");
      if ("robot" in settings) continue;
      expect(await pretend.say(group, message(buttons, { text: "全文" }))).toEqual({
        via: "group",
      });
      expect(pretend.taken[1]).toMatchObject({ path: groupPath, json: { msgKey: "sampleText" } });
      await expect(pretend.say(group, message())).rejects.toThrow("no card here");
    }
  });

  test("没有工号的人看不到卡片", async () => {
    const pretend = await platform();
    const { replyAddress, say } = pretend;
    const outsider: Target = { conversation: { kind: "single", externalId: "$:LWCP_v1:$x" } };
    await say({ ...outsider, replyAddress }, message(buttons, { text: "全文" }));
    expect(pretend.paths()).toEqual([sessionPath]);
  });

  test("HTTP 200 里有一处没有出来", async () => {
    for (const success of [false, "false"]) {
      const pretend = await platform(() => shown({ success, errorMsg: "spaceId is illegal" }));
      await expect(pretend.say(group, message())).rejects.toBeInstanceOf(PermanentError);
    }
  });

  test("这张卡片已经有了：上一次其实成了", async () => {
    const pretend = await platform(() => ({
      json: { code: "param.cardAlreadyExist" },
      status: 400,
    }));
    expect(await pretend.say(group, message())).toEqual({ via: "group" });
  });

  test("别的拒绝照旧", async () => {
    const pretend = await platform(() => ({
      json: { code: "param.openDeliverModelEmpty" },
      status: 400,
    }));
    await expect(pretend.say(group, message())).rejects.toMatchObject({ fault: "unknown" });
  });
});

const settings = { ...base, cards };

function door(from: Parameters<typeof doors>[0] = settings) {
  const found = doors(from, "env").find(({ path }) => path === "/webhook/dingtalk/card");
  if (found === undefined) throw new Error("no door");
  return found;
}

function signed(at = now, secret = "card-secret"): Record<string, string> {
  const timestamp = String(at.getTime());
  return {
    "x-ddpaas-signature-timestamp": timestamp,
    "x-ddpaas-signature": signCard(secret, timestamp),
  };
}

function receive(body: unknown, headers: Record<string, string | string[]> = signed()) {
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return door().receive(
    { method: "POST", query: new URLSearchParams(), headers, body: bytes },
    now,
  );
}

const content = (actionIds: unknown, params?: unknown) =>
  JSON.stringify({ cardPrivateData: { actionIds, params } });
const callback = {
  type: "actionCallback",
  outTrackId: cardId,
  corpId: "ding1",
  userId: "0147",
  content: content(["endorse"], { key: "endorse" }),
};

function tapOf(body: unknown, headers = signed()) {
  const { inbound } = receive(body, headers);
  if (inbound.kind !== "tap") throw new Error(`no tap but ${inbound.kind}`);
  return inbound.tap;
}

describe("点了卡片", () => {
  test("签名样本", () => {
    const vector = vectors.signatures.find(({ id }) => id === "timestamp-only-1");
    expect(signCard(vector?.["secret"] ?? "", vector?.["timestamp"] ?? "")).toBe(
      vector?.["expected"],
    );
  });

  test("按钮", () => {
    expect(tapOf(callback)).toEqual({
      tapId: expect.stringMatching(/^tap-[\w-]{43}$/) as string,
      cardId,
      key: "endorse",
      chosen: {},
      sender: { externalId: "0147", linkable: true },
      laterChange: {},
    });
  });

  test("公开样本：卡片不是我们的，收下不理", () => {
    for (const { json } of vectors.streamFrames.filter(({ id }) =>
      id.startsWith("card-callback-"),
    )) {
      if (json?.["userId"] === undefined) continue;
      const received = receive(json);
      expect(received.inbound.kind).toBe("ignored");
      expect(received.reply(undefined)).toEqual({
        status: 200,
        type: "application/json",
        body: "{}",
      });
      expect(tapOf({ ...json, outTrackId: cardId }).key).toMatch(/^(?:1|feedback_down)$/);
    }
  });

  test.each([
    ["一个", { vote: "3" }, { vote: ["3"] }],
    ["几个", { vote: ["3", "4"] }, { vote: ["3", "4"] }],
    ["数字", { vote: [3, 4], when: 5 }, { vote: ["3", "4"], when: ["5"] }],
    ["JSON 文字", { vote: '["3","4"]' }, { vote: ["3", "4"] }],
    ["下拉框", { when: { index: 0, value: "a" } }, { when: ["a"] }],
    ["多选框", { vote: { index: [0, 1], value: ["3", "4"] } }, { vote: ["3", "4"] }],
    ["没有选", { vote: [], when: "", other: null }, {}],
  ])("选了%s", (_name, params, chosen) => {
    const body = { ...callback, content: content(["submit"], { key: "submit", ...params }) };
    expect(tapOf(body)).toMatchObject({ key: "submit", chosen });
  });

  test("同一推送再来一次是同一下，另一次推送、另一个人、另一个选择不是", () => {
    const { tapId } = tapOf(callback);
    expect(tapOf({ ...callback, corpId: "x" }).tapId).toBe(tapId);
    const other = content(["endorse"], { key: "drop" });
    const others = [
      tapOf(callback, signed(new Date(now.getTime() + 1))),
      tapOf({ ...callback, userId: "0148" }),
      tapOf({ ...callback, outTrackId: cardId.toLowerCase() }),
      tapOf({ ...callback, content: other }),
    ];
    expect(new Set([tapId, ...others.map((tap) => tap.tapId)]).size).toBe(5);
  });

  test("编号不是工号的人认不成人", () => {
    expect(tapOf({ ...callback, userIdType: "2" }).sender.linkable).toBe(false);
    expect(tapOf({ ...callback, userId: "$:LWCP_v1:$x" }).sender.linkable).toBe(false);
  });

  test.each([
    ["别的类型", { ...callback, type: "otherCallback" }],
    ["别人的卡片", { ...callback, outTrackId: "x" }],
    ["没有卡片", { ...callback, outTrackId: undefined }],
    ["什么也没点", { ...callback, content: content([]) }],
    ["内容不是 JSON", { ...callback, content: "{" }],
    ["没有内容", { ...callback, content: undefined }],
  ])("%s：不理", (_name, body) => {
    expect(receive(body).inbound.kind).toBe("ignored");
  });

  test("回答：只对点的人，按变量更新", () => {
    const after: ButtonsCard = { ...buttons, body: "已附议" };
    const { body } = receive(callback).reply(message(after));
    expect(JSON.parse(body)).toEqual({
      cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
      userPrivateData: { cardParamMap: { ...buttonsParams, body: "已附议" } },
    });
    const valid = vectors.streamFrames.find(({ id }) => id === "card-callback-responses");
    const names = (valid?.json ?? valid) as unknown;
    for (const name of Object.keys(JSON.parse(body) as object)) {
      expect(JSON.stringify(names)).toContain(`"${name}"`);
    }
    expect(renderTapReply(undefined)).toEqual({});
    expect(renderTapReply(textMessage("好"))).toEqual({});
  });

  test("两秒之内", () => {
    expect(door()).toMatchObject({ methods: ["POST"], answerWithinMs: 1800 });
  });
});

describe("一律不认", () => {
  const hour = 60 * 60 * 1000;

  test("前后一小时以内认，以外不认", () => {
    for (const offMs of [-hour, hour]) {
      expect(tapOf(callback, signed(new Date(now.getTime() + offMs))).key).toBe("endorse");
    }
    for (const offMs of [-hour - 1, hour + 1]) {
      const headers = signed(new Date(now.getTime() + offMs));
      expect(() => receive(callback, headers)).toThrow(ForgedError);
    }
  });

  test("签名缺、错、重复，或是机器人的签名", () => {
    const good = signed();
    const time = good["x-ddpaas-signature-timestamp"] ?? "";
    const wrong: Record<string, string | string[]>[] = [
      {},
      { "x-ddpaas-signature-timestamp": time },
      { ...good, "x-ddpaas-signature": "" },
      { ...good, "x-ddpaas-signature-timestamp": `${time}0` },
      { ...good, "x-ddpaas-signature-timestamp": [time, time] },
      signed(now, "other"),
      {
        "x-ddpaas-signature-timestamp": "soon",
        "x-ddpaas-signature": signCard("card-secret", "soon"),
      },
      { timestamp: time, sign: good["x-ddpaas-signature"] ?? "" },
    ];
    for (const headers of wrong) expect(() => receive(callback, headers)).toThrow(ForgedError);
  });

  test.each([
    ["没有人", { ...callback, userId: undefined }],
    ["人是空的", { ...callback, userId: "" }],
    ["不是 JSON", "{"],
    ["不是对象", "[]"],
  ])("%s", (_name, body) => {
    expect(() => receive(body)).toThrow(ForgedError);
  });

  test("没有密钥", () => {
    for (const from of [
      { ...settings, cards: undefined },
      { ...settings, cards: { templateId: "t" } },
    ]) {
      const body = Buffer.from(JSON.stringify(callback));
      const request = {
        method: "POST" as const,
        query: new URLSearchParams(),
        headers: signed(),
        body,
      };
      expect(() => door(from).receive(request, now)).toThrow(ForgedError);
    }
  });
});
