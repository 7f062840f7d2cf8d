import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkSignature, signRobot } from "../../bot/platforms/dingtalk/crypto.ts";
import { doors } from "../../bot/platforms/dingtalk/index.ts";
import { ForgedError } from "../../domain/errors.ts";
import type { Inbound } from "../../domain/inbound.ts";
import { textMessage } from "../../domain/message.ts";

interface Vectors {
  readonly signatures: readonly {
    readonly id: string;
    readonly timestamp: string;
    readonly secret: string;
    readonly expected?: string;
    readonly mustNotEqual?: string;
  }[];
  readonly robotMessages: readonly {
    readonly id: string;
    readonly json?: object;
    readonly partial?: object;
  }[];
  readonly outgoing: readonly { readonly id: string; readonly json: object }[];
  readonly [other: string]: unknown;
}

const vectors: Vectors = JSON.parse(
  readFileSync(new URL("../cases/dingtalk-vectors.json", import.meta.url), "utf8"),
);

/** What of the file belongs to parts this version does not have; `errors` are in the send test. */
const notOfThisVersion: Readonly<Record<string, string>> = {
  "isv-ticket-1": "apps for other enterprises",
  "jsapi-url-1": "signing web pages",
  "jsapi-1": "signing web pages",
  behaviour: "the stream connection; expiry of a session is taken from its own field",
};

const now = new Date("2026-03-09T01:00:00Z");
const secret = "this is a secret";
const robot = { clientId: "dingapp", clientSecret: secret, robotCode: "dingapp" };
const settings = {
  apiBase: "https://api.dingtalk.com",
  oapiBase: "https://oapi.dingtalk.com",
  robot,
};

const signed = (at = now) => {
  const timestamp = String(at.getTime());
  return { timestamp, sign: signRobot(secret, timestamp) };
};

function receive(body: unknown, { headers = signed(), from = settings } = {}) {
  const [door] = doors(from, "env");
  if (door === undefined) throw new Error("no door");
  const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const query = new URLSearchParams();
  return door.receive({ method: "POST", query, headers, body: bytes }, now);
}

const single = {
  conversationId: "cid1",
  chatbotUserId: "$:LWCP_v1:$bot",
  msgId: "msg1==",
  senderNick: "赵启明",
  senderStaffId: "0147",
  sessionWebhookExpiredTime: now.getTime() + 5_400_000,
  createAt: now.getTime(),
  conversationType: "1",
  senderId: "$:LWCP_v1:$s",
  sessionWebhook: "https://oapi.dingtalk.com/robot/sendBySession?session=S",
  robotCode: "dingapp",
  msgtype: "text",
  text: { content: " 议题 " },
};
const group = {
  ...single,
  conversationType: "2",
  conversationTitle: "城南片区协商群",
  isInAtList: true,
  atUsers: [{ dingtalkId: "$:LWCP_v1:$bot" }],
};

const messageIn = (inbound: Inbound) => {
  if (inbound.kind !== "message") throw new Error(`no message but ${inbound.kind}`);
  return inbound.message;
};
const messageOf = (body: unknown) => messageIn(receive(body).inbound);

/** A published message, with the robot named in it as ours; missing parts are those of a 1:1. */
function published(id: string): Inbound {
  const vector = vectors.robotMessages.find((one) => one.id === id);
  if (vector === undefined) throw new Error(`no vector ${id}`);
  const { msgtype: _type, text: _text, robotCode: _code, ...frame } = single;
  const body = { ...frame, ...vector.json, ...vector.partial };
  const code = "robotCode" in body ? String(body.robotCode) : "";
  const from = { ...settings, robot: { ...robot, robotCode: code } };
  return receive(body, { from }).inbound;
}

describe("样本", () => {
  const expected: Readonly<Record<string, object>> = {
    "group-text-doc": {
      messageId: "msgrK2xxxxU+riw==",
      conversation: { kind: "group", externalId: "cid6EUxxxxsg==", title: "测试群" },
      sender: { externalId: "0147xxxx8602", linkable: true, nick: "小钉" },
      manner: "typed",
      text: "text",
      replyAddress: {
        url: "https://oapi.dingtalk.com/robot/sendBySession?session=66d7c695a9xxxxdeb885",
        expiresAt: new Date(1_708_327_204_136 + 5_400_180),
        once: false,
      },
    },
    "group-text-real": {
      messageId: "msgyo****qQ==",
      conversation: { kind: "group", externalId: "cid****Cw==", title: "智能化工具测试" },
      sender: { externalId: "5537****4420", linkable: true },
      manner: "typed",
      text: "你好",
      replyAddress: {
        url: "https://oapi.dingtalk.com/robot/sendBySession?session=****",
        expiresAt: new Date(1_766_799_865_832 + 5_400_249),
        once: false,
      },
    },
    "single-text": {
      messageId: "msgY****Pw==",
      conversation: { kind: "single", externalId: "042***297" },
      sender: { externalId: "042***297", linkable: true, nick: "张三" },
      manner: "typed",
      text: "hello DingTalk!",
      replyAddress: {
        url: "https://oapi.dingtalk.com/robot/sendBySession?session=79b48****4d4b",
        expiresAt: new Date(1_695_289_035_996),
        once: false,
      },
    },
    "single-richtext": {
      manner: "typed",
      text: "这个问题示例图如下：\n通过以上示意图可以明白完整的交互流程",
    },
    "single-audio": { manner: "spoken", text: "钉钉PaaS开放中心，致力为企业……" },
    "single-audio-doc": { manner: "spoken", text: "钉钉，让进步发生" },
    "single-picture": { manner: "unreadable", text: "" },
    "single-video": { manner: "unreadable", text: "" },
    "unknown-type": { manner: "unreadable", text: "" },
    "quote-text": { text: "你能回答这个问题么", quoted: "这个产品目前接入了哪些模型？" },
    "quote-richtext": { text: "当前消息", quoted: "@傲小天\n测试11111" },
    "quote-file": { text: "看这个文件" },
    "quote-unknown": { text: "看这个文件" },
    "quote-bot-card": { text: "关于你的回复" },
    "quote-picture": { text: "这张图片是什么问题？" },
  };

  test.each(Object.entries(expected))("%s", (id, message) => {
    const received = messageIn(published(id));
    // Whole messages are compared as a whole; of the published parts, what is in them.
    if ("messageId" in message) expect(received).toEqual(message);
    else expect(received).toMatchObject(message);
    expect("quoted" in received).toBe("quoted" in message);
  });

  test("quota-exceeded：只有通知没有话，不理", () => {
    const vector = vectors.robotMessages.find((one) => one.id === "quota-exceeded");
    const received = receive({ ...vector?.partial, errorMessage: "超出额度" });
    expect(received.inbound).toEqual({ kind: "ignored", reason: expect.stringContaining("20001") });
    expect(received.reply(undefined).body).toBe('{"msgtype":"empty"}');
    expect(receive({ errCode: "20001", errMsg: "x" }).inbound.kind).toBe("ignored");
  });

  test("签名", () => {
    const robots = vectors.signatures.filter(({ id }) => id.startsWith("robot-"));
    expect(robots.map(({ id }) => id)).toEqual(["robot-http-2-neg", "robot-http-1"]);
    for (const { timestamp, secret: key, expected: sign, mustNotEqual } of robots) {
      const at = new Date(Number(timestamp));
      if (sign !== undefined) checkSignature(key, { timestamp, sign }, at);
      if (mustNotEqual === undefined) continue;
      const headers = { timestamp, sign: mustNotEqual };
      expect(() => checkSignature(key, headers, at)).toThrow(ForgedError);
    }
  });

  test("回复：没有话说", () => {
    const empty = vectors.outgoing.find(({ id }) => id === "empty-reply");
    expect(JSON.parse(receive(single).reply(undefined).body)).toEqual(empty?.json);
  });

  test("回复：文字，和公开样本同形，但不提任何人", () => {
    const sample = vectors.outgoing.find(({ id }) => id === "webhook-text")?.json ?? {};
    const body = JSON.parse(receive(single).reply(textMessage("@张三 **好**\n<b>")).body);
    expect(body).toEqual({ msgtype: "text", text: { content: "@张三 **好**\n<b>" } });
    expect(Object.keys({ ...body, at: {} }).sort()).toEqual(Object.keys(sample).sort());
  });

  test("每个样本不是验过，就是写明为何不验", () => {
    const names = [
      ...vectors.signatures.map(({ id }) => id),
      ...vectors.robotMessages.map(({ id }) => id),
      ...vectors.outgoing.map(({ id }) => id),
      ...Object.keys(vectors),
    ];
    const inSend = ["msgParam-keys", "custom-robot-ok", "errors"];
    const inCard = ["timestamp-only-1", "card-params-stringified"];
    const inEvent = ["eventCrypto", "events"];
    const elsewhere = [...inSend, ...inCard, ...inEvent, "streamFrames"];
    const here = ["quota-exceeded", "robot-http-1", "robot-http-2-neg", "empty-reply"];
    const sections = ["about", "signatures", "robotMessages", "outgoing", "webhook-text"];
    const tested = new Set([...Object.keys(expected), ...elsewhere, ...here, ...sections]);
    expect(names.filter((name) => !tested.has(name) && !notOfThisVersion[name])).toEqual([]);
    expect(vectors.robotMessages).toHaveLength(16);
  });
});

describe("收到的消息", () => {
  test("没有工号的人认不成人，单聊以他的编号为会话", () => {
    for (const senderStaffId of ["", null, undefined]) {
      const message = messageOf({ ...single, senderStaffId });
      expect(message.sender).toMatchObject({ externalId: "$:LWCP_v1:$s", linkable: false });
      expect(message.conversation).toEqual({ kind: "single", externalId: "$:LWCP_v1:$s" });
    }
  });

  test("时间写成数或字、拼错、没有，都收", () => {
    const { createAt: _, ...without } = group;
    for (const extra of [{ createAt: "1" }, { createA: 1 }, {}]) {
      expect(messageOf({ ...without, ...extra }).text).toBe("议题");
    }
    const text = messageOf({ ...single, sessionWebhookExpiredTime: String(now.getTime() + 9) });
    expect(text.replyAddress?.expiresAt).toEqual(new Date(now.getTime() + 9));
  });

  test("编号为数字的会话类型也认", () => {
    expect(messageOf({ ...group, conversationType: 2 }).conversation.kind).toBe("group");
  });

  test("富文本：同一行的几段连着，图片处断开，提到的人留着名字，提到自己不算", () => {
    const richText = [
      { type: "at", atName: "小协", atUserId: "bot" },
      { text: "荐题 " },
      { text: "老旧小区" },
      { type: "picture", downloadCode: "d" },
      { text: "说明：请" },
      { type: "at", atName: "张三", atUserId: "x" },
      { type: "emoji", text: "[抱拳]" },
      { type: "at", atName: "小协", atUserId: "$:LWCP_v1:$bot" },
      { type: "at" },
    ];
    const message = messageOf({
      ...group,
      msgtype: "richText",
      text: undefined,
      content: { richText },
    });
    const words = "荐题 老旧小区\n说明：请@张三 [抱拳]";
    expect(message).toMatchObject({ manner: "typed", text: words });
    const picture = { richText: [{ type: "picture", downloadCode: "d" }] };
    expect(messageOf({ ...group, msgtype: "richText", content: picture }).manner).toBe(
      "unreadable",
    );
  });

  test.each([
    ["在 text 里", { text: { content: "好", repliedMsg: { msgType: "text", content: "原话" } } }],
    [
      "旧写法",
      { text: { content: "好" }, quoteMessage: { msgtype: "text", text: { content: "原话" } } },
    ],
    ["旧写法在里面", { text: { content: "好", quoteMessage: { text: { content: "原话" } } } }],
    [
      "语音",
      {
        text: { content: "好", repliedMsg: { msgType: "audio", content: { recognition: "原话" } } },
      },
    ],
    [
      "富文本里引用",
      {
        msgtype: "richText",
        content: { richText: [{ text: "好" }], repliedMsg: { content: { text: "原话" } } },
      },
    ],
    [
      "引用的富文本是新写法",
      {
        text: {
          content: "好",
          repliedMsg: { msgType: "richText", content: { richText: [{ text: "原话" }] } },
        },
      },
    ],
  ])("引用，%s", (_name, extra) => {
    expect(messageOf({ ...group, ...extra })).toMatchObject({ text: "好", quoted: "原话" });
  });

  test.each([
    ["卡片", { msgType: "interactiveCard" }],
    ["聊天记录", { msgType: "chatRecord", content: "[]" }],
    ["不成样子", { msgType: 7, content: 9 }],
    ["也不成样子", "x"],
  ])("引用了%s：没有话，消息照收", (_name, repliedMsg) => {
    const message = messageOf({ ...group, text: { content: "好", repliedMsg } });
    expect(message.text).toBe("好");
    expect(message).not.toHaveProperty("quoted");
  });

  test.each(["interactiveCard", "chatRecord", "location"])("%s 读不了", (msgtype) => {
    const message = messageOf({ ...single, msgtype, text: undefined, content: { x: 1 } });
    expect(message).toMatchObject({ manner: "unreadable", text: "" });
  });

  test("没识别出来的语音读不了", () => {
    expect(messageOf({ ...single, msgtype: "audio", content: {} }).manner).toBe("unreadable");
  });

  test.each([
    "http://oapi.dingtalk.com/x",
    "https://oapi.dingtalk.com.evil.example/x",
    "https://oapi.dingtalk.com@evil.example/x",
    "https://api.dingtalk.com/x",
    "http://127.0.0.1:6379/",
    "file:///etc/passwd",
    "",
  ])("回话地址 %s 不在钉钉，不留", (sessionWebhook) => {
    expect(messageOf({ ...single, sessionWebhook })).not.toHaveProperty("replyAddress");
  });

  test("演练时才认本机地址", () => {
    const from = { ...settings, oapiBase: "http://127.0.0.1:3000/pretend" };
    const local = { ...single, sessionWebhook: "http://localhost:4000/s" };
    expect(messageIn(receive(local, { from }).inbound).replyAddress?.url).toBe(
      "http://localhost:4000/s",
    );
    expect(messageIn(receive(single, { from }).inbound)).not.toHaveProperty("replyAddress");
  });
});

describe("一律不认", () => {
  test("前后一小时以内认，以外不认", () => {
    const hour = 60 * 60 * 1000;
    for (const offMs of [-hour, hour]) {
      const headers = signed(new Date(now.getTime() + offMs));
      expect(receive(single, { headers }).inbound.kind).toBe("message");
    }
    for (const offMs of [-hour - 1, hour + 1]) {
      const headers = signed(new Date(now.getTime() + offMs));
      expect(() => receive(single, { headers })).toThrow(ForgedError);
    }
  });

  test("签名缺、错、空、重复", () => {
    const { timestamp, sign } = signed();
    const wrong: Record<string, string | string[] | undefined>[] = [
      {},
      { timestamp },
      { sign },
      { timestamp, sign: "" },
      { timestamp, sign: `${sign}x` },
      { timestamp, sign: encodeURIComponent(sign) },
      { timestamp: `${timestamp}0`, sign },
      { timestamp: [timestamp, timestamp], sign },
      { timestamp: "", sign: signRobot(secret, "") },
      { timestamp: "soon", sign: signRobot(secret, "soon") },
    ];
    for (const headers of wrong) {
      const [door] = doors(settings, "env");
      const body = Buffer.from(JSON.stringify(single));
      const request = { method: "POST" as const, query: new URLSearchParams(), headers, body };
      expect(() => door?.receive(request, now)).toThrow(ForgedError);
    }
  });

  test.each([
    ["别的机器人", { ...single, robotCode: "dingother" }],
    ["没有编号", { ...single, msgId: undefined }],
    ["没有会话", { ...single, conversationId: "" }],
    ["会话类型不认得", { ...single, conversationType: "3" }],
    ["没有发送人", { ...single, senderId: undefined }],
    ["文字消息没有文字", { ...single, text: undefined }],
    ["不是 JSON", "{"],
    ["是 XML", "<xml/>"],
    ["空的", ""],
    ["不是对象", "[]"],
  ])("%s", (_name, body) => {
    expect(() => receive(body)).toThrow(ForgedError);
  });

  test("没有配置", () => {
    const [door] = doors({ ...settings, robot: undefined }, "env");
    const body = Buffer.from(JSON.stringify(single));
    const request = {
      method: "POST" as const,
      query: new URLSearchParams(),
      headers: signed(),
      body,
    };
    expect(() => door?.receive(request, now)).toThrow(ForgedError);
  });
});

test("太长的回复按 JSON 的字节数截到两万以内", () => {
  const { body } = receive(single).reply(textMessage("「议」\n".repeat(5000)));
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(20_000);
  expect(Buffer.byteLength(body)).toBeGreaterThan(19_980);
  expect(JSON.parse(body).text.content).toMatch(/未完）$/);
});
