import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSandboxKeys } from "../../sandbox/keys.ts";
import type { PretendWecom } from "../../sandbox/wecom.ts";
import type { WecomTiming } from "../../sandbox/wecom-desk.ts";
import type { Said } from "../../sandbox/timeline.ts";
import { decryptWecom, wecomSignature } from "../../sandbox/wire.ts";
import {
  openCallback,
  sealReply,
  openPretendWecom,
  startReplyingBot,
  stream,
  type Heard,
  type Reply,
  type StubBot,
} from "./stub-bot.ts";

const keys = createSandboxKeys().wecom;
const chatId = "wrGroup";
const people = ["LiMei", "ZhangJianGuo", "ZhouMin"];
let now = new Date("2026-03-09T02:00:00Z");
let bot: StubBot;
let wecom: PretendWecom;
let bubbles: Said[];
let reply: Reply;

beforeEach(async () => {
  now = new Date("2026-03-09T02:00:00Z");
  bubbles = [];
  reply = () => "";
  bot = await startReplyingBot((heard, count) => reply(heard, count));
  wecom = pretend();
});

afterEach(async () => {
  wecom.dispose();
  await bot.close();
});

function pretend(timing: Partial<WecomTiming> = {}): PretendWecom {
  return openPretendWecom(bot, keys, {
    members: people,
    groups: [{ chatId, webhookKey: keys.webhookKey }],
    now: () => now,
    timing,
    onSaid: (said) => bubbles.push(said),
  });
}

const textReply = { msgtype: "text", text: { content: "好" } };
const hello = { userId: "LiMei", chatId, text: "你好", mentionsBot: true };

function api(method: string, path: string, body?: unknown): Record<string, unknown> {
  const url = new URL(path, "http://127.0.0.1");
  const answer = wecom.handle({
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: {},
    body: body === undefined ? "" : JSON.stringify(body),
  });
  if (answer.kind !== "json") throw new Error(answer.kind);
  return answer.body as Record<string, unknown>;
}

describe("回调", () => {
  test("群里@了：加密、签名、字段都对，答复显示在群里", async () => {
    reply = (heard) => sealReply(keys, heard, stream("李委员好"));
    const outcome = await wecom.say({ ...hello, quote: "昨天那件事" });

    const [heard] = bot.heard;
    expect(heard?.method).toBe("POST");
    const query = heard?.url.searchParams ?? new URLSearchParams();
    const { encrypt } = JSON.parse(heard?.body ?? "") as { encrypt: string };
    const timestamp = query.get("timestamp") ?? "";
    const nonce = query.get("nonce") ?? "";
    expect(query.get("msg_signature")).toBe(
      wecomSignature({ token: keys.token, timestamp, nonce, encrypted: encrypt }),
    );
    expect(timestamp).toBe(String(now.getTime() / 1000));
    const frame = decryptWecom(keys.aesKey, encrypt);
    expect(frame.receiveId).toBe("");
    const message = JSON.parse(frame.message) as Record<string, unknown>;
    expect(message).toEqual({
      msgid: outcome.messageId,
      aibotid: keys.aibotId,
      chatid: chatId,
      chattype: "group",
      from: { userid: "LiMei" },
      response_url: expect.stringMatching(
        /^http:\/\/127\.0\.0\.1:1\/sandbox\/api\/wecom\/cgi-bin\/aibot\/response\?response_code=\S{20,}$/,
      ),
      msgtype: "text",
      text: { content: "@小协 你好" },
      quote: { msgtype: "text", text: { content: "昨天那件事" } },
    });
    expect(outcome).toMatchObject({ delivery: "answered", attempts: 1, answer: "李委员好" });
    expect(wecom.received()).toMatchObject([
      {
        via: "answer",
        conversation: `wecom:group:${chatId}`,
        text: "李委员好",
        format: "markdown",
      },
    ]);
    expect(wecom.faults()).toEqual([]);
  });

  test("单聊没有 chatid，说语音时是 voice", async () => {
    await wecom.say({ userId: "LiMei", text: "我选四号", spoken: true });
    const message = openCallback(keys, bot.heard[0] as Heard);
    expect(message).toMatchObject({
      chattype: "single",
      msgtype: "voice",
      voice: { content: "我选四号" },
    });
    expect(message).not.toHaveProperty("chatid");
    expect(message).not.toHaveProperty("text");
  });

  test("群里没有@：只显示，不送出", async () => {
    const outcome = await wecom.say({ ...hello, mentionsBot: false });
    expect(outcome).toMatchObject({ delivery: "unheard", attempts: 0 });
    expect(bubbles).toMatchObject([{ heard: false, text: "你好" }]);
    expect(bot.heard).toEqual([]);
  });

  test("500 之后再送，还是同一个 msgid，签名是新的", async () => {
    reply = (heard, count) => (count < 3 ? 500 : sealReply(keys, heard, stream("好")));
    const outcome = await wecom.say(hello);
    expect(outcome).toMatchObject({ delivery: "answered", attempts: 3 });
    const ids = bot.heard.map((heard) => openCallback(keys, heard)["msgid"]);
    expect(new Set(ids).size).toBe(1);
    const nonces = bot.heard.map((heard) => heard.url.searchParams.get("nonce"));
    expect(new Set(nonces).size).toBe(3);
  });

  test("超过时限再送，三次为止；302 也算失败", async () => {
    wecom = pretend({ answerMs: 250 });
    reply = (_heard, count) => (count === 2 ? 302 : undefined);
    const outcome = await wecom.say(hello);
    expect(outcome).toMatchObject({ delivery: "lost", attempts: 3 });
    expect(bot.heard).toHaveLength(3);
    expect(wecom.faults().map(({ detail }) => detail.replace(/^\S+ /, ""))).toEqual([
      "try 1: time limit",
      "try 2: status 302",
      "try 3: time limit",
    ]);
    expect(bubbles.at(-1)).toMatchObject({ delivery: "lost" });
  });

  test("空的 200 就是不答", async () => {
    expect(await wecom.say(hello)).toMatchObject({ delivery: "silent", attempts: 1 });
    expect(wecom.received()).toEqual([]);
  });

  test.each([
    ["nonce is not", (h: Heard) => sealReply(keys, h, stream("好"), { nonce: "other" })],
    ["signature differs", (h: Heard) => sealReply(keys, h, stream("好"), { signature: "00" })],
    ["receiver id", (h: Heard) => sealReply(keys, h, stream("好"), { receiveId: "ww1" })],
    ["without encrypt", () => "success"],
    ["msgtype text is not", (h: Heard) => sealReply(keys, h, textReply)],
    ["msgtype markdown is not", (h: Heard) => sealReply(keys, h, { msgtype: "markdown" })],
    ["stream without id", (h: Heard) => sealReply(keys, h, stream("好", { id: "" }))],
    ["exceeds 20480", (h: Heard) => sealReply(keys, h, stream("好".repeat(6_827)))],
  ])("答错了就什么也不显示：%s", async (rule, answer) => {
    reply = answer;
    expect(await wecom.say(hello)).toMatchObject({ delivery: "lost", attempts: 1 });
    expect(wecom.received()).toEqual([]);
    expect(wecom.faults()).toMatchObject([
      { code: "reply-refused", detail: expect.stringContaining(rule) as string },
    ]);
  });

  test("20480 字节正好可以", async () => {
    const words = "好".repeat(6_826) + "ab";
    reply = (heard) => sealReply(keys, heard, stream(words));
    expect(await wecom.say(hello)).toMatchObject({ delivery: "answered", answer: words });
  });

  test("没有说完的流，隔一会儿再问，直到说完", async () => {
    reply = (heard, count) =>
      sealReply(keys, heard, stream("好".repeat(count), { id: "s7", finish: count === 3 }));
    const outcome = await wecom.say(hello);
    expect(outcome.answer).toBe("好好好");
    const refresh = openCallback(keys, bot.heard[1] as Heard);
    expect(refresh).toMatchObject({ msgtype: "stream", stream: { id: "s7" }, chatid: chatId });
    expect(refresh).not.toHaveProperty("response_url");
    expect(refresh["msgid"]).not.toBe(outcome.messageId);
    expect(wecom.received()).toMatchObject([{ text: "好好好" }]);
    expect(bubbles.filter(({ from }) => from.kind === "bot").map(({ text }) => text)).toEqual([
      "好",
      "好好",
      "好好好",
    ]);
  });

  test("一直不说完的流，到时限就不再问", async () => {
    reply = (heard) => sealReply(keys, heard, stream("等", { finish: false }));
    await wecom.say(hello);
    expect(wecom.faults()).toMatchObject([{ code: "stream-unfinished" }]);
    expect(wecom.received()).toEqual([]);
  });

  test("一个人同时最多问三句，第四句不送；别人不受影响", async () => {
    wecom = pretend({ answerMs: 250 });
    reply = () => undefined;
    const open = [1, 2, 3].map(() => wecom.say({ userId: "LiMei", text: "议题" }));
    expect(await wecom.say({ userId: "LiMei", text: "议题" })).toMatchObject({ delivery: "busy" });
    const other = wecom.say({ userId: "ZhouMin", text: "议题" });
    const outcomes = await Promise.all([...open, other]);
    expect(outcomes.every(({ attempts }) => attempts === 3)).toBe(true);
    reply = () => "";
    expect(await wecom.say({ userId: "LiMei", text: "议题" })).toMatchObject({
      delivery: "silent",
    });
  });

  test("进入单聊：一天一次，按北京时间算，只能用 text 答", async () => {
    reply = (heard) => sealReply(keys, heard, { msgtype: "text", text: { content: "您好" } });
    now = new Date("2026-03-09T15:59:00Z");
    expect(await wecom.enterChat("LiMei")).toBe("told");
    expect(await wecom.enterChat("LiMei")).toBe("already told today");
    now = new Date("2026-03-09T16:01:00Z");
    reply = (heard) => sealReply(keys, heard, stream("您好"));
    expect(await wecom.enterChat("LiMei")).toBe("told");
    const event = openCallback(keys, bot.heard[0] as Heard);
    expect(event).toMatchObject({
      msgtype: "event",
      event: { eventtype: "enter_chat" },
      chattype: "single",
      from: { userid: "LiMei" },
    });
    expect(event).not.toHaveProperty("response_url");
    expect(wecom.received()).toHaveLength(1);
    expect(wecom.faults()).toMatchObject([{ code: "reply-refused" }]);
  });

  test("验证地址：原样还回才算数", async () => {
    reply = (heard) =>
      decryptWecom(keys.aesKey, heard.url.searchParams.get("echostr") ?? "").message;
    expect(await wecom.verifyUrl()).toEqual({ ok: true });
    reply = (heard) =>
      `${decryptWecom(keys.aesKey, heard.url.searchParams.get("echostr") ?? "").message}\n`;
    expect(await wecom.verifyUrl()).toEqual({ ok: false, fault: "other bytes came back" });
    wecom = pretend({ verifyMs: 50 });
    reply = () => undefined;
    expect(await wecom.verifyUrl()).toEqual({ ok: false, fault: "time limit" });
  });
});

const newToken = () =>
  api("GET", `/cgi-bin/gettoken?corpid=${keys.corpId}&corpsecret=${keys.appSecret}`)[
    "access_token"
  ] as string;
const sendApp = (access: string, body: Record<string, unknown>) =>
  api("POST", `/cgi-bin/message/send${access}`, {
    agentid: Number(keys.agentId),
    touser: "LiMei",
    msgtype: "text",
    text: { content: "提醒您：交材料" },
    ...body,
  });

describe("应用消息 message/send", () => {
  test("取令牌：有效期内是同一个；错的密钥 40001", () => {
    expect(newToken()).toBe(newToken());
    expect(api("GET", `/cgi-bin/gettoken?corpid=${keys.corpId}&corpsecret=no`)).toMatchObject({
      errcode: 40001,
    });
    expect(api("GET", `/cgi-bin/gettoken?corpid=x&corpsecret=${keys.appSecret}`)).toMatchObject({
      errcode: 40013,
    });
  });

  test("令牌没带 41001，不认得 40014，过期 42001", () => {
    const access = newToken();
    expect(sendApp("", {})).toMatchObject({ errcode: 41001 });
    expect(sendApp("?access_token=no", {})).toMatchObject({ errcode: 40014 });
    now = new Date(now.getTime() + 7_200_000);
    expect(sendApp(`?access_token=${access}`, {})).toMatchObject({ errcode: 42001 });
    expect(newToken()).not.toBe(access);
  });

  test("送到单聊；认不得的人小写列出；全不认得 81013；应用不符 301002", () => {
    const access = `?access_token=${newToken()}`;
    expect(sendApp(access, { touser: "limei|Nobody|LiMei" })).toMatchObject({
      errcode: 0,
      invaliduser: "nobody",
      msgid: expect.any(String) as string,
    });
    expect(wecom.received()).toMatchObject([
      { via: "app", conversation: "wecom:single:LiMei", text: "提醒您：交材料" },
    ]);
    expect(sendApp(access, { touser: "Nobody" })).toMatchObject({ errcode: 81013 });
    expect(sendApp(access, { agentid: 1 })).toMatchObject({ errcode: 301002 });
    expect(sendApp(access, { msgtype: "card" })).toMatchObject({ errcode: 40008 });
    expect(sendApp(access, { text: { content: " " } })).toMatchObject({ errcode: 44004 });
  });

  test("超过2048字节，不声不响地截断，不截半个字", () => {
    sendApp(`?access_token=${newToken()}`, { text: { content: "好".repeat(700) } });
    expect(wecom.received()[0]?.text).toBe("好".repeat(682));
  });

  test("开了查重：间隔内同样的内容只送一次，返回同一个 msgid", () => {
    const access = `?access_token=${newToken()}`;
    const checked = { enable_duplicate_check: 1, duplicate_check_interval: 600 };
    const first = sendApp(access, checked);
    expect(sendApp(access, checked)["msgid"]).toBe(first["msgid"]);
    expect(wecom.received()).toHaveLength(1);
    now = new Date(now.getTime() + 600_000);
    expect(sendApp(access, checked)["msgid"]).not.toBe(first["msgid"]);
    sendApp(access, {});
    sendApp(access, {});
    expect(wecom.received()).toHaveLength(4);
  });

  test("一个人一分钟30条，多的不报错也不送", () => {
    const access = `?access_token=${newToken()}`;
    const codes = Array.from({ length: 31 }, () => sendApp(access, {})["errcode"]);
    expect(new Set(codes)).toEqual(new Set([0]));
    expect(wecom.received()).toHaveLength(30);
    expect(wecom.faults()).toMatchObject([{ code: "dropped-by-rate" }]);
    now = new Date(now.getTime() + 60_000);
    sendApp(access, {});
    expect(wecom.received()).toHaveLength(31);
  });
});

const pushText = (body: unknown, key = keys.webhookKey) =>
  api("POST", `/cgi-bin/webhook/send?key=${key}`, body);
const text = (content: string) => ({ msgtype: "text", text: { content } });

describe("群推送 webhook/send", () => {
  test("送到群里，落款是另一个机器人", () => {
    expect(wecom.pushAddress(chatId)).toContain(`?key=${keys.webhookKey}`);
    expect(pushText({ msgtype: "markdown", markdown: { content: "**提醒**" } })).toEqual({
      errcode: 0,
      errmsg: "ok",
    });
    expect(bubbles).toMatchObject([
      { from: { kind: "bot", name: "小协通知" }, via: "push", format: "markdown" },
    ]);
  });

  test("错的 key 93000，空的 93017，太长 40058", () => {
    expect(pushText(text("好"), "no")).toMatchObject({ errcode: 93000 });
    expect(pushText(text(""))).toMatchObject({ errcode: 93017 });
    expect(pushText(text("好".repeat(683)))).toMatchObject({ errcode: 40058 });
    expect(
      pushText({ msgtype: "markdown", markdown: { content: "a".repeat(4_097) } }),
    ).toMatchObject({
      errcode: 40058,
      errmsg: expect.stringContaining("markdown.content exceed max length 4096") as string,
    });
    expect(
      pushText({ msgtype: "markdown", markdown: { content: "a".repeat(4_096) } }),
    ).toMatchObject({
      errcode: 0,
    });
  });

  test("一分钟内第21条 45009，过了一分钟又可以", () => {
    const codes = Array.from({ length: 21 }, () => pushText(text("好"))["errcode"]);
    expect(codes.slice(0, 20).every((code) => code === 0)).toBe(true);
    expect(codes[20]).toBe(45009);
    now = new Date(now.getTime() + 60_000);
    expect(pushText(text("好"))).toMatchObject({ errcode: 0 });
  });
});

const newAddress = async (line: Parameters<PretendWecom["say"]>[0] = hello) => {
  await wecom.say(line);
  const url = new URL(String(openCallback(keys, bot.heard.at(-1) as Heard)["response_url"]));
  return `/cgi-bin/aibot/response${url.search}`;
};
const markdown = { msgtype: "markdown", markdown: { content: "刚才的事办好了" } };

describe("response_url", () => {
  test("只能用一次，群里带着原话", async () => {
    const path = await newAddress();
    expect(api("POST", path, markdown)).toMatchObject({ errcode: 0 });
    expect(bubbles.at(-1)).toMatchObject({
      conversation: `wecom:group:${chatId}`,
      quote: "@小协 你好",
      via: "reply-address",
    });
    expect(api("POST", path, markdown)["errcode"]).not.toBe(0);
    expect(wecom.received()).toHaveLength(1);
  });

  test("一小时为限；群里不能发卡片，单聊可以", async () => {
    const inGroup = await newAddress();
    const template_card = {
      card_type: "button_interaction",
      main_title: { title: "卡片" },
      button_list: [{ text: "附议", key: "endorse" }],
      task_id: "t1",
    };
    const card = { msgtype: "template_card", template_card };
    expect(api("POST", inGroup, card)).toMatchObject({ errcode: 40008 });
    const alone = await newAddress({ userId: "LiMei", text: "你好" });
    expect(api("POST", alone, card)).toMatchObject({ errcode: 0 });
    now = new Date(now.getTime() + 3_600_000);
    expect(api("POST", inGroup, markdown)["errcode"]).not.toBe(0);
  });
});

describe("安排的故障", () => {
  const path = `/cgi-bin/webhook/send?key=${keys.webhookKey}`;
  const body = JSON.stringify({ msgtype: "text", text: { content: "好" } });
  const push = () => {
    const url = new URL(path, "http://127.0.0.1");
    const request = { method: "POST", path: url.pathname, query: url.searchParams };
    return wecom.handle({ ...request, headers: {}, body });
  };

  test("按先后用掉，别的接口不受影响", () => {
    wecom.failNext({ endpoint: "gettoken", errcode: -1 });
    wecom.failNext({ endpoint: "webhook/send", errcode: 45009, times: 2 });
    wecom.failNext({ endpoint: "webhook/send", hang: true });
    expect(push()).toMatchObject({ kind: "json", status: 200, body: { errcode: 45009 } });
    expect(push()).toMatchObject({ kind: "json", body: { errcode: 45009 } });
    expect(push()).toEqual({ kind: "hang" });
    expect(wecom.received()).toEqual([]);
    expect(push()).toMatchObject({ kind: "json", body: { errcode: 0 } });
  });

  test("收下了，答复却断在半路", () => {
    wecom.failNext({ endpoint: "webhook/send", closeHalfway: true, accepted: true });
    expect(push()).toMatchObject({ kind: "cut", body: { errcode: 0 } });
    expect(wecom.received()).toHaveLength(1);
  });
});
