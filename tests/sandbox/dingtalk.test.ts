import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSandboxKeys } from "../../sandbox/keys.ts";
import { createPretendDingtalk, type PretendDingtalk } from "../../sandbox/dingtalk.ts";
import type { Said } from "../../sandbox/timeline.ts";
import { dingtalkSignature } from "../../sandbox/wire.ts";
import { startStubBot, type Heard, type StubBot } from "./stub-bot.ts";

const keys = createSandboxKeys().dingtalk;
const conversationId = "cidGroup==";
let now = new Date("2026-03-09T02:00:00Z");
let bot: StubBot;
let dingtalk: PretendDingtalk;
let bubbles: Said[];
let reply: (count: number) => unknown;

beforeEach(async () => {
  now = new Date("2026-03-09T02:00:00Z");
  bubbles = [];
  reply = () => ({ msgtype: "empty" });
  bot = await startStubBot((_heard, response, count) => {
    const answer = reply(count);
    if (answer === undefined) return;
    if (typeof answer === "number") response.statusCode = answer;
    response.end(typeof answer === "object" ? JSON.stringify(answer) : "");
  });
  dingtalk = createPretendDingtalk({
    keys,
    botName: "小协",
    callbackUrl: `${bot.baseUrl}/webhook/dingtalk/robot/sandbox`,
    apiBase: "http://127.0.0.1:1/sandbox/api/dingtalk",
    members: [
      { userId: "0147", nick: "王海涛" },
      { userId: "0148", nick: "赵启明" },
    ],
    groups: [{ conversationId, title: "工商联界别委员群" }],
    now: () => now,
    timing: { answerMs: 500, redeliveryPauseMs: 1 },
    onSaid: (said) => bubbles.push(said),
  });
});

afterEach(async () => {
  dingtalk.dispose();
  await bot.close();
});

const hello = { userId: "0147", conversationId, text: "你好", mentionsBot: true };
const bodyOf = (heard: Heard | undefined) =>
  JSON.parse(heard?.body ?? "{}") as Record<string, unknown>;

describe("回调", () => {
  test("群里@了：签名对，字段同真实的一样", async () => {
    reply = () => ({ msgtype: "text", text: { content: "王委员好" } });
    const outcome = await dingtalk.say(hello);
    const [heard] = bot.heard;
    expect(heard?.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      timestamp: String(now.getTime()),
      sign: dingtalkSignature(keys.clientSecret, String(now.getTime())),
    });
    const message = bodyOf(heard);
    expect(message).toEqual({
      senderPlatform: "Win",
      conversationId,
      atUsers: [{ dingtalkId: message["chatbotUserId"] }],
      chatbotCorpId: keys.corpId,
      chatbotUserId: expect.stringMatching(/^\$:LWCP_v1:\$/) as string,
      msgId: outcome.messageId,
      senderNick: "王海涛",
      isAdmin: false,
      senderStaffId: "0147",
      senderCorpId: keys.corpId,
      createAt: now.getTime(),
      conversationType: "2",
      senderId: expect.stringMatching(/^\$:LWCP_v1:\$/) as string,
      conversationTitle: "工商联界别委员群",
      isInAtList: true,
      sessionWebhook: expect.stringMatching(
        /\/robot\/sendBySession\?session=[0-9a-f]{32}$/,
      ) as string,
      sessionWebhookExpiredTime: now.getTime() + 5_400_000,
      robotCode: keys.robotCode,
      msgtype: "text",
      text: { content: " 你好" },
    });
    expect(outcome).toMatchObject({ delivery: "answered", answer: "王委员好" });
    expect(bubbles[0]?.text).toBe("@小协 你好");
    expect(dingtalk.received()).toMatchObject([{ via: "answer", format: "text" }]);
  });

  test("单聊：没有群名，没有@，语音是识别出来的字，引用带着原话", async () => {
    await dingtalk.say({ userId: "0147", text: "附议7", quote: "7号议题" });
    await dingtalk.say({ userId: "0147", text: "我选四号", spoken: true });
    const [typed, spoken] = bot.heard.map(bodyOf);
    expect(typed).toMatchObject({
      conversationType: "1",
      text: { content: "附议7", isReplyMsg: true, repliedMsg: { content: { text: "7号议题" } } },
    });
    expect(typed).not.toHaveProperty("conversationTitle");
    expect(typed).not.toHaveProperty("isInAtList");
    expect(spoken).toMatchObject({ msgtype: "audio", content: { recognition: "我选四号" } });
    expect(typed?.["conversationId"]).toBe(spoken?.["conversationId"]);
  });

  test("富文本分段，换行自成一段；外人没有 staffId", async () => {
    await dingtalk.say({ ...hello, text: "荐题 公交\n说明：太早", richText: true, outsider: true });
    const message = bodyOf(bot.heard[0]);
    expect(message).toMatchObject({
      msgtype: "richText",
      content: { richText: [{ text: " 荐题 公交" }, { text: "\n" }, { text: "说明：太早" }] },
    });
    expect(message).not.toHaveProperty("senderStaffId");
  });

  test("群里没有@：只显示，不送出", async () => {
    expect(await dingtalk.say({ ...hello, mentionsBot: false })).toMatchObject({
      delivery: "unheard",
      attempts: 0,
    });
    expect(bot.heard).toEqual([]);
    expect(bubbles).toMatchObject([{ heard: false }]);
  });

  test.each([
    ["500", 500],
    ["time-out", undefined],
  ])("失败再送一次，同一个 msgId：%s", async (_name, failure) => {
    reply = (count) => (count === 1 ? failure : { msgtype: "empty" });
    expect(await dingtalk.say(hello)).toMatchObject({ delivery: "silent", attempts: 2 });
    expect(new Set(bot.heard.map((heard) => bodyOf(heard)["msgId"])).size).toBe(1);
  });

  test("两次都不成，就算了", async () => {
    reply = () => 503;
    expect(await dingtalk.say(hello)).toMatchObject({ delivery: "lost", attempts: 2 });
    expect(dingtalk.faults()).toHaveLength(2);
  });

  test.each([
    ["unknown type", { msgtype: "image" }],
    ["markdown without title", { msgtype: "markdown", markdown: { text: "好" } }],
    ["empty text", { msgtype: "text", text: { content: "" } }],
    [
      "mention not in the words",
      { msgtype: "text", text: { content: "好" }, at: { atUserIds: ["0147"] } },
    ],
    ["too long", { msgtype: "text", text: { content: "好".repeat(7_000) } }],
  ])("答错了就什么也不显示：%s", async (_name, answer) => {
    reply = () => answer;
    expect(await dingtalk.say(hello)).toMatchObject({ delivery: "lost", attempts: 1 });
    expect(dingtalk.received()).toEqual([]);
    expect(dingtalk.faults()).toMatchObject([{ code: "reply-refused" }]);
  });
});

interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

function api(path: string, body: unknown, token?: string): Reply {
  const url = new URL(path, "http://127.0.0.1");
  const answer = dingtalk.handle({
    method: "POST",
    path: url.pathname,
    query: url.searchParams,
    headers: token === undefined ? {} : { "x-acs-dingtalk-access-token": token },
    body: JSON.stringify(body),
  });
  if (answer.kind !== "json") throw new Error(answer.kind);
  return { status: answer.status, body: answer.body as Record<string, unknown> };
}

const accessToken = () =>
  api("/v1.0/oauth2/accessToken", { appKey: keys.clientId, appSecret: keys.clientSecret }).body[
    "accessToken"
  ] as string;
const text = (content: string) => ({
  robotCode: keys.robotCode,
  msgKey: "sampleText",
  msgParam: JSON.stringify({ content }),
});
const toGroup = (token: string | undefined, body: object) =>
  api("/v1.0/robot/groupMessages/send", { openConversationId: conversationId, ...body }, token);
const toPeople = (token: string, body: object) =>
  api("/v1.0/robot/oToMessages/batchSend", body, token);

describe("令牌", () => {
  test("有效期内是同一个并且延长；错的密钥 400", () => {
    const token = accessToken();
    now = new Date(now.getTime() + 7_000_000);
    expect(accessToken()).toBe(token);
    now = new Date(now.getTime() + 7_000_000);
    expect(toGroup(token, text("好")).status).toBe(200);
    expect(
      api("/v1.0/oauth2/accessToken", { appKey: keys.clientId, appSecret: "no" }),
    ).toMatchObject({ status: 400, body: { code: "invalidClientIdOrSecret" } });
  });

  test("没带 400，不认得和过期 401", () => {
    const token = accessToken();
    expect(toGroup(undefined, text("好")).status).toBe(400);
    expect(toGroup("no", text("好"))).toMatchObject({
      status: 401,
      body: { code: "InvalidAuthentication" },
    });
    now = new Date(now.getTime() + 7_200_000);
    expect(toGroup(token, text("好")).status).toBe(401);
  });
});

describe("发到群和人", () => {
  test("群：显示，返回 processQueryKey；群和机器人要对", () => {
    const token = accessToken();
    expect(toGroup(token, text("提醒")).body).toEqual({
      processQueryKey: expect.any(String) as string,
    });
    expect(dingtalk.received()).toMatchObject([
      { via: "openapi", conversation: `dingtalk:group:${conversationId}`, text: "提醒" },
    ]);
    expect(toGroup(token, { ...text("好"), openConversationId: "cidNo" })).toMatchObject({
      status: 400,
      body: { code: "session.notExisted" },
    });
    expect(toGroup(token, { ...text("好"), robotCode: "no" }).body["code"]).toBe("robot.notExsit");
  });

  test("msgParam 要是 JSON 文本，最多15000字节", () => {
    const token = accessToken();
    const codeOf = (body: object) => toGroup(token, { ...text(""), ...body }).body["code"];
    expect(codeOf({ msgParam: { content: "好" } })).toBe("invalidParameter.msgParam.invalid");
    expect(codeOf({ msgKey: "text" })).toBe("invalidParameter.msgKey.invalid");
    const frame = JSON.stringify({ content: "" }).length;
    const exact = "a".repeat(15_000 - frame);
    expect(codeOf(text(exact))).toBeUndefined();
    expect(codeOf(text(`${exact}a`))).toBe("invalidParameter.msgParam.tooLong");
  });

  test("人：最多20个，认不得的列出来", () => {
    const token = accessToken();
    expect(toPeople(token, { ...text("好"), userIds: ["0147", "x"] }).body).toMatchObject({
      invalidStaffIdList: ["x"],
      flowControlledStaffIdList: [],
    });
    expect(dingtalk.received()).toMatchObject([{ conversation: "dingtalk:single:0147" }]);
    const many = Array.from({ length: 21 }, (_, index) => String(index));
    expect(toPeople(token, { ...text("好"), userIds: many }).body["code"]).toBe(
      "invalidParameter.userIds.overMax",
    );
  });

  test("一秒内第21次 403，各接口分开算，过一秒又可以", () => {
    const token = accessToken();
    const statuses = Array.from({ length: 21 }, () => toGroup(token, text("好")).status);
    expect(statuses.slice(0, 20).every((status) => status === 200)).toBe(true);
    expect(toGroup(token, text("好"))).toMatchObject({
      status: 403,
      body: { code: "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi" },
    });
    expect(toPeople(token, { ...text("好"), userIds: ["0147"] }).status).toBe(200);
    now = new Date(now.getTime() + 1_000);
    expect(toGroup(token, text("好")).status).toBe(200);
  });
});

const newSession = async () => {
  await dingtalk.say(hello);
  const url = new URL(String(bodyOf(bot.heard.at(-1))["sessionWebhook"]));
  return `/robot/sendBySession${url.search}`;
};

describe("sessionWebhook", () => {
  const words = { msgtype: "markdown", markdown: { title: "提醒", text: "办好了" } };

  test("90分钟内可以多次用，过了 300001", async () => {
    const path = await newSession();
    expect(api(path, words).body).toEqual({ errcode: 0, errmsg: "ok" });
    expect(api(path, words).body).toMatchObject({ errcode: 0 });
    now = new Date(now.getTime() + 5_400_000);
    expect(api(path, words).body).toMatchObject({ errcode: 300001 });
    expect(api("/robot/sendBySession?session=no", words).body).toMatchObject({ errcode: 300001 });
    expect(dingtalk.received()).toHaveLength(2);
  });

  test("太长 460101", async () => {
    const long = { msgtype: "text", text: { content: "好".repeat(7_000) } };
    expect(api(await newSession(), long).body).toMatchObject({ errcode: 460101 });
  });
});

test("安排的故障：错误码、状态、断在半路", () => {
  const token = accessToken();
  dingtalk.failNext({
    endpoint: "groupMessages/send",
    errcode: "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi",
  });
  dingtalk.failNext({ endpoint: "groupMessages/send", status: 504 });
  dingtalk.failNext({ endpoint: "groupMessages/send", closeHalfway: true, accepted: true });
  expect(toGroup(token, text("好")).status).toBe(403);
  expect(toGroup(token, text("好")).status).toBe(504);
  expect(dingtalk.received()).toEqual([]);
  expect(() => toGroup(token, text("好"))).toThrow("cut");
  expect(dingtalk.received()).toHaveLength(1);
});
