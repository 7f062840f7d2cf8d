import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSandboxKeys } from "../../sandbox/keys.ts";
import { createTimeline } from "../../sandbox/timeline.ts";
import type { Timeline } from "../../sandbox/timeline.ts";
import type { PretendWecom } from "../../sandbox/wecom.ts";
import { cardAsJson, element, readXml, wordsIn } from "../../sandbox/wecom-app-xml.ts";
import type { WecomTiming } from "../../sandbox/wecom-desk.ts";
import { decryptWecom, encryptWecom, wecomSignature, WireError } from "../../sandbox/wire.ts";
import {
  openPretendWecom,
  startReplyingBot,
  type Heard,
  type Reply,
  type StubBot,
} from "./stub-bot.ts";

const keys = createSandboxKeys().wecom;
const { token, aesKey, corpId, agentId } = keys;
const now = new Date("2026-03-09T02:00:00Z");
const seconds = String(now.getTime() / 1000);
let bot: StubBot;
let wecom: PretendWecom;
let timeline: Timeline;
let reply: Reply;

beforeEach(async () => {
  reply = () => "";
  bot = await startReplyingBot((heard, count) => reply(heard, count));
  wecom = pretend();
});

afterEach(async () => {
  wecom.dispose();
  await bot.close();
});

function pretend(timing: Partial<WecomTiming> = {}): PretendWecom {
  timeline = createTimeline();
  const appCallbackUrl = `${bot.baseUrl}/webhook/wecom/app/sandbox`;
  return openPretendWecom(bot, keys, { appCallbackUrl, timeline, timing });
}

/** What the bot heard, opened. */
function opened(heard: Heard | undefined) {
  const query = heard?.url.searchParams ?? new URLSearchParams();
  const encrypted = wordsIn(readXml(heard?.body ?? ""), "Encrypt");
  const timestamp = query.get("timestamp") ?? "";
  const nonce = query.get("nonce") ?? "";
  expect(query.get("msg_signature")).toBe(wecomSignature({ token, timestamp, nonce, encrypted }));
  const frame = decryptWecom(aesKey, encrypted);
  expect(frame.receiveId).toBe(corpId);
  return { words: frame.message, part: readXml(frame.message), nonce };
}

/** The answer of a well-behaved app; `change` spoils one thing. */
function sealed(
  parts: readonly string[],
  change: { to?: string; from?: string; signature?: string; receiveId?: string } = {},
): string {
  const words = element("xml", [
    element("ToUserName", change.to ?? "LiMei"),
    element("FromUserName", change.from ?? corpId),
    element("CreateTime", Number(seconds)),
    ...parts,
  ]);
  const encrypted = encryptWecom(aesKey, { message: words, receiveId: change.receiveId ?? corpId });
  const signature = wecomSignature({ token, timestamp: seconds, nonce: "n1", encrypted });
  return element("xml", [
    element("Encrypt", encrypted),
    element("MsgSignature", change.signature ?? signature),
    element("TimeStamp", seconds),
    element("Nonce", "n1"),
  ]);
}

const echo = (heard: Heard) => {
  const frame = decryptWecom(aesKey, heard.url.searchParams.get("echostr") ?? "");
  expect(frame.receiveId).toBe(corpId);
  return frame.message;
};

const saying = (words: string) => [element("MsgType", "text"), element("Content", words)];
const line = { userId: "LiMei", text: "议题 <7>" };

describe("应用收到的话", () => {
  test("加密、签名、字段都对，答复显示在单聊里", async () => {
    reply = () => sealed(saying("李委员好]]>"));
    const outcome = await wecom.app.say(line);
    expect(outcome).toMatchObject({ delivery: "answered", attempts: 1, answer: "李委员好]]>" });
    const { words } = opened(bot.heard[0]);
    expect(words).toBe(
      `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><FromUserName><![CDATA[LiMei]]></FromUserName>` +
        `<CreateTime>${seconds}</CreateTime><MsgType><![CDATA[text]]></MsgType>` +
        `<Content><![CDATA[议题 <7>]]></Content><MsgId>${outcome.messageId}</MsgId>` +
        `<AgentID>${agentId}</AgentID></xml>`,
    );
    expect(outcome.messageId).toMatch(/^\d{19}$/);
    expect(wecom.received()).toMatchObject([
      { via: "answer", conversation: "wecom:single:LiMei", text: "李委员好]]>", format: "text" },
    ]);
    expect(wecom.faults()).toEqual([]);
  });

  test("语音没有转写", async () => {
    await wecom.app.say({ ...line, spoken: true });
    const { part } = opened(bot.heard[0]);
    expect(wordsIn(part, "MsgType")).toBe("voice");
    expect(part.parts.map(({ name }) => name)).not.toContain("Content");
  });

  test("打开应用、点菜单是没有编号的事件", async () => {
    expect(await wecom.app.open("LiMei")).toEqual({ delivery: "silent", attempts: 1 });
    expect(await wecom.app.choose("LiMei", "议题")).toEqual({ delivery: "silent", attempts: 1 });
    const [first, second] = bot.heard.map((heard) => opened(heard));
    expect(first?.words).toContain("<Event><![CDATA[enter_agent]]></Event>");
    expect(second?.words).toContain(
      "<Event><![CDATA[click]]></Event><EventKey><![CDATA[议题]]></EventKey>",
    );
    expect(`${first?.words}${second?.words}`).not.toContain("MsgId");
  });

  test("不成的再送，一共三次，编号不变，签名是新的", async () => {
    wecom = pretend({ answerMs: 200 });
    reply = (_heard, count) => [500, 302, undefined][count - 1];
    expect(await wecom.app.say(line)).toMatchObject({ delivery: "lost", attempts: 3 });
    const heard = bot.heard.map((each) => opened(each));
    expect(new Set(heard.map(({ words }) => words)).size).toBe(1);
    expect(new Set(heard.map(({ nonce }) => nonce)).size).toBe(3);
    expect(wecom.faults().map(({ detail }) => detail)).toEqual([
      "app, try 1: status 500",
      "app, try 2: status 302",
      "app, try 3: time limit",
    ]);
  });

  test.each([
    ["signature differs", () => sealed(saying("好"), { signature: "00" })],
    ["receiver id", () => sealed(saying("好"), { receiveId: "" })],
    ["to somebody else", () => sealed(saying("好"), { to: "ZhouMin" })],
    ["not from the corp", () => sealed(saying("好"), { from: "LiMei" })],
    ["MsgType markdown", () => sealed([element("MsgType", "markdown")])],
    ["needs Content once", () => sealed([element("MsgType", "text")])],
    ["needs Content once", () => sealed([...saying("好"), element("Content", "坏")])],
    ["not XML", () => "<<<"],
    ["not one xml element", () => "success"],
    ["needs Encrypt once", () => "<xml></xml>"],
    ["bare & or an unknown entity", () => "<xml><Encrypt>&nbsp;</Encrypt></xml>"],
  ])("答错了就什么也不显示：%s", async (rule, answer) => {
    reply = answer;
    expect(await wecom.app.say(line)).toMatchObject({ delivery: "lost", attempts: 1 });
    expect(wecom.received()).toEqual([]);
    expect(wecom.faults()).toMatchObject([{ code: "reply-refused" }]);
    expect(wecom.faults()[0]?.detail).toContain(rule);
  });

  test("超过 2048 字节的，不声不响地截断", async () => {
    reply = () => sealed(saying("好".repeat(700)));
    expect(await wecom.app.say(line)).toMatchObject({ answer: "好".repeat(682) });
    expect(wecom.faults()).toMatchObject([{ code: "text-cut" }]);
  });

  test("验证地址：原样还回才算数", async () => {
    reply = echo;
    expect(await wecom.app.verifyUrl()).toEqual({ ok: true });
    reply = (heard) => `${echo(heard)}\n`;
    expect(await wecom.app.verifyUrl()).toEqual({ ok: false, fault: "other bytes came back" });
  });
});

const task = "AbCdEfGhIjKlMnOpQr-_01";
const buttonsCard = {
  card_type: "button_interaction",
  main_title: { title: "7号" },
  button_list: [
    { text: "附议", style: 1, key: "endorse" },
    { text: "收回附议", style: 2, key: "withdraw" },
  ],
  task_id: task,
};
const voteCard = {
  card_type: "vote_interaction",
  main_title: { title: "推荐" },
  checkbox: {
    question_key: "vote",
    mode: 1,
    option_list: ["1", "2", "3"].map((id) => ({ id, text: `${id}号`, is_checked: false })),
  },
  submit_button: { text: "提交", key: "submit" },
  task_id: task,
};

function api(method: string, path: string, body?: unknown): Record<string, unknown> {
  const url = new URL(path, "http://127.0.0.1");
  const request = { method, path: url.pathname, query: url.searchParams, headers: {} };
  const answer = wecom.handle({
    ...request,
    body: body === undefined ? "" : JSON.stringify(body),
  });
  if (answer.kind !== "json") throw new Error(answer.kind);
  return answer.body as Record<string, unknown>;
}

function sendCard(card: unknown): Record<string, unknown> {
  const got = api("GET", `/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${keys.appSecret}`);
  return api("POST", `/cgi-bin/message/send?access_token=${String(got["access_token"])}`, {
    agentid: Number(agentId),
    touser: "LiMei",
    msgtype: "template_card",
    template_card: card,
  });
}

const conversation = "wecom:single:LiMei";
const bubble = () => timeline.list(conversation).at(-1);
const tap = (key: string, chosen = {}) =>
  wecom.tap({ userId: "LiMei", conversation, saidId: bubble()?.id ?? 0, key, chosen });
const updating = (...parts: readonly string[]) =>
  sealed([element("MsgType", "update_template_card"), element("TemplateCard", parts)]);
const button = (text: string) =>
  element("ButtonList", [
    element("Text", text),
    element("Style", 2),
    element("Key", `key of ${text}`),
  ]);
const changed = [
  element("CardType", "button_interaction"),
  element("MainTitle", [element("Title", "7号")]),
  element("SubTitleText", "已附议。"),
];

describe("应用发出的卡片", () => {
  test("可以点的卡片带回一个更新用的码，通知没有", () => {
    expect(sendCard(buttonsCard)).toMatchObject({
      errcode: 0,
      response_code: expect.stringMatching(/^\S{40,}$/) as string,
    });
    const action = { type: 1, url: "https://x.cn/" };
    const notice = { card_type: "text_notice", main_title: { title: "通知" }, card_action: action };
    expect(sendCard(notice)).not.toHaveProperty("response_code");
    expect(sendCard({ ...buttonsCard, task_id: "a b" })).toMatchObject({ errcode: 40058 });
  });

  test("点按钮：平台告诉应用，卡片只为点的人换", async () => {
    sendCard(buttonsCard);
    reply = () => updating(...changed, button("修改"), button("收回"));
    expect(await tap("endorse")).toBe("updated");
    const { words } = opened(bot.heard[0]);
    expect(words).toContain(
      "<Event><![CDATA[template_card_event]]></Event><EventKey><![CDATA[endorse]]></EventKey>" +
        `<TaskId><![CDATA[${task}]]></TaskId>` +
        "<CardType><![CDATA[button_interaction]]></CardType><ResponseCode>",
    );
    expect(words).not.toContain("MsgId");
    const { card } = bubble() ?? {};
    expect(card).toMatchObject({ title: "7号", buttons: [{ text: "附议" }, { text: "收回附议" }] });
    expect(card?.forPerson?.["LiMei"]).toMatchObject({
      id: task,
      body: "已附议。",
      buttons: [{ text: "修改" }, { text: "收回" }],
    });
  });

  test("投票：选了几个就带几个", async () => {
    sendCard(voteCard);
    reply = () => "";
    expect(await tap("submit", { vote: ["1", "3"] })).toBe("silent");
    expect(opened(bot.heard[0]).words).toContain(
      "<SelectedItems><SelectedItem><QuestionKey><![CDATA[vote]]></QuestionKey><OptionIds>" +
        "<OptionId><![CDATA[1]]></OptionId><OptionId><![CDATA[3]]></OptionId>" +
        "</OptionIds></SelectedItem></SelectedItems>",
    );
  });

  test("没答成的再送，一共三次", async () => {
    sendCard(buttonsCard);
    reply = (_heard, count) => (count < 3 ? 500 : updating(...changed, button("修改")));
    expect(await tap("endorse")).toBe("updated");
    expect(bot.heard).toHaveLength(3);
  });

  test.each([
    ["MsgType text answers no tap", () => sealed(saying("好"))],
    ["without TemplateCard", () => sealed([element("MsgType", "update_template_card")])],
    ["unknown element of a card: Buttons", () => updating(...changed, element("Buttons", "x"))],
    ["button_list", () => updating(...changed)],
    ["another TaskId", () => updating(...changed, button("修改"), element("TaskId", "other"))],
    [
      "Style is not a number",
      () => updating(...changed, element("ButtonList", [element("Style", "big")])),
    ],
    ["MainTitle given twice", () => updating(...changed, ...changed.slice(1))],
  ])("答错了卡片不变：%s", async (rule, answer) => {
    sendCard(buttonsCard);
    reply = answer;
    expect(await tap("endorse")).toBe("lost");
    expect(bubble()?.card?.forPerson).toBeUndefined();
    expect(wecom.faults()).toMatchObject([{ code: "reply-refused" }]);
    expect(wecom.faults()[0]?.detail).toContain(rule);
  });

  test("卡片上没有的点不了", async () => {
    sendCard(buttonsCard);
    await expect(tap("nothing")).rejects.toThrow("not on the card");
    expect(bot.heard).toEqual([]);
  });
});

describe("XML", () => {
  test.each([
    "",
    "<xml>",
    "</xml>",
    "<xml></xml><xml></xml>",
    "<xml></xml>x",
    "<xml><A></B></xml>",
    "<!DOCTYPE xml><xml></xml>",
    "<xml><A b='c'></A></xml>",
    "<xml><![CDATA[x</xml>",
    "<xml>&</xml>",
  ])("不合规矩：%s", (words) => {
    expect(() => readXml(words)).toThrow(WireError);
  });

  test("写出来的读得回", () => {
    const written = element("xml", [element("A", "a]]>b]]"), element("B", 7), "<C>&lt;</C>"]);
    const read = readXml(written);
    expect(["A", "B", "C"].map((name) => wordsIn(read, name))).toEqual(["a]]>b]]", "7", "<"]);
    expect(() => cardAsJson(read)).toThrow("unknown element of a card: A");
  });
});
