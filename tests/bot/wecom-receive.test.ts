import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8Bytes } from "../../bot/bytes.ts";
import { openFrame } from "../../bot/platforms/wecom/crypto.ts";
import { doors } from "../../bot/platforms/wecom/index.ts";
import { renderMarkdown, renderText } from "../../bot/platforms/wecom/markdown.ts";
import { ForgedError } from "../../domain/errors.ts";
import { textMessage } from "../../domain/message.ts";
import type { Message } from "../../domain/message.ts";
import { sealedPost, wecomKeys } from "./support.ts";

const now = new Date("2026-03-09T01:00:00Z");
const settings = { apiBase: "https://qyapi.weixin.qq.com", aibot: wecomKeys, app: undefined };

function receive(words: unknown, { at = now, account = "env", from = settings } = {}) {
  const { query, body } = sealedPost(words, at);
  const [door] = doors(from, account);
  if (door === undefined) throw new Error("no door");
  return door.receive({ method: "POST", query, headers: {}, body: Buffer.from(body) }, now);
}

function messageOf(words: unknown) {
  const { inbound } = receive(words);
  if (inbound.kind !== "message") throw new Error(`no message but ${inbound.kind}`);
  return inbound.message;
}

/** The reply as the platform reads it: envelope checked, frame opened, JSON parsed. */
function replyOf(words: unknown, answer: Message | undefined) {
  const reply = receive(words).reply(answer);
  if (reply.body === "") return reply;
  const { encrypt: ciphertext, msgsignature: signature, timestamp, nonce } = JSON.parse(reply.body);
  expect(timestamp).toBe(Math.floor(now.getTime() / 1000));
  expect(nonce).toBe("n0nce");
  const sealed = { signature, timestamp: String(timestamp), nonce, ciphertext };
  return { ...reply, body: JSON.parse(openFrame(wecomKeys, sealed)) };
}

const group = {
  msgid: "CAIQ16HMjQYY/NGagIOAgAMgq4KM0AI=",
  aibotid: "AIBOTID",
  chatid: "CHATID",
  chattype: "group",
  from: { userid: "zhangjianguo" },
  response_url: "https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=RC",
  msgtype: "text",
  text: { content: "@小协 荐题 老旧小区加装充电桩" },
};
const { chatid: _, ...withoutChat } = group;
const single = { ...withoutChat, chattype: "single" };
const enter = {
  msgtype: "event",
  create_time: 1_773_018_000,
  chattype: "single",
  from: { corpid: "ww1", userid: "limei" },
  event: { eventtype: "enter_chat" },
};

describe("收到的消息", () => {
  test("群里的文字，原样，带引用和一小时的回话地址", () => {
    const quote = { msgtype: "text", text: { content: "这是今日的测试情况" } };
    expect(messageOf({ ...group, quote })).toEqual({
      messageId: group.msgid,
      conversation: { kind: "group", externalId: "CHATID" },
      sender: { externalId: "zhangjianguo", linkable: true },
      manner: "typed",
      text: "@小协 荐题 老旧小区加装充电桩",
      quoted: "这是今日的测试情况",
      replyRef: expect.stringMatching(/^[0-9a-f]{32}$/),
      replyAddress: {
        url: group.response_url,
        once: true,
        expiresAt: new Date("2026-03-09T02:00:00Z"),
      },
    });
  });

  test("单聊以本人为会话", () => {
    expect(messageOf(single).conversation).toEqual({ kind: "single", externalId: "zhangjianguo" });
  });

  test("同一条消息重来，名字不变；另一条、另一个账号，名字不同", () => {
    const ref = messageOf(group).replyRef;
    expect(messageOf({ ...group, response_url: undefined }).replyRef).toBe(ref);
    expect(messageOf({ ...group, msgid: "other" }).replyRef).not.toBe(ref);
    const other = receive(group, { account: "second" }).inbound;
    expect(other.kind === "message" && other.message.replyRef).not.toBe(ref);
  });

  test.each([
    [
      "图文混排只取文字",
      {
        msgtype: "mixed",
        mixed: {
          msg_item: [
            { msgtype: "text", text: { content: "附议 7号" } },
            { msgtype: "image", image: { url: "https://x" } },
            { msgtype: "text", text: { content: "见照片" } },
          ],
        },
      },
      "typed",
      "附议 7号\n见照片",
    ],
    [
      "只有图的混排读不了",
      { msgtype: "mixed", mixed: { msg_item: [{ msgtype: "image" }] } },
      "unreadable",
      "",
    ],
    ["语音取转写", { msgtype: "voice", voice: { content: "我推荐四号" } }, "spoken", "我推荐四号"],
    ["没转写出来的语音", { msgtype: "voice", voice: { content: "" } }, "unreadable", ""],
    ["图片", { msgtype: "image", image: { url: "https://x" } }, "unreadable", ""],
    ["文件", { msgtype: "file", file: { url: "https://x" } }, "unreadable", ""],
    ["视频", { msgtype: "video", video: { url: "https://x" } }, "unreadable", ""],
    [
      "数据库装不下的字符去掉",
      { msgtype: "text", text: { content: "荐\u0000题 \ud800好" } },
      "typed",
      "荐题 \ufffd好",
    ],
  ])("%s", (_name, part, manner, text) => {
    expect(messageOf({ ...single, text: undefined, ...part })).toMatchObject({ manner, text });
  });

  test("引用里没有字、引用的样子不认得，都不妨碍正文", () => {
    for (const quote of [{ msgtype: "image", image: {} }, { odd: 1 }, "?"]) {
      expect(messageOf({ ...group, quote })).not.toHaveProperty("quoted");
    }
  });

  test("回话地址不在企业微信的，不留", () => {
    const elsewhere = [
      "RESPONSEURL",
      "http://qyapi.weixin.qq.com/x",
      "https://qyapi.weixin.qq.com.evil.example/x",
      "https://qyapi.weixin.qq.com@evil.example/x",
      "https://someone@qyapi.weixin.qq.com/x",
      "https://127.0.0.1/x",
      "http://127.0.0.1:6379/",
    ];
    for (const response_url of elsewhere) {
      expect(messageOf({ ...group, response_url })).not.toHaveProperty("replyAddress");
    }
  });

  test("进入单聊算一条消息，没有编号也能辨认", () => {
    expect(messageOf(enter)).toEqual({
      messageId: "enter_chat-limei-1773018000",
      conversation: { kind: "single", externalId: "limei" },
      sender: { externalId: "limei", linkable: true },
      manner: "opened",
      text: "",
    });
    expect(messageOf({ ...enter, msgid: "e1" }).messageId).toBe("e1");
  });

  test.each(["feedback_event", "template_card_menu_event"])(
    "别的事件 %s 不理，回空",
    (eventtype) => {
      const received = receive({ ...enter, event: { eventtype } });
      expect(received.inbound.kind).toBe("ignored");
      expect(received.reply(textMessage("不该说"))).toEqual({
        status: 200,
        type: "text/plain",
        body: "",
      });
    },
  );

  test("不认得的类型不理", () => {
    expect(receive({ ...group, msgtype: "hologram" }).inbound.kind).toBe("ignored");
  });
});

describe("一律不认", () => {
  const { msgid: _id, ...withoutId } = group;
  test.each([
    ["没有编号", withoutId],
    ["没有发送人", { ...group, from: {} }],
    ["群消息没有群", { ...group, chatid: undefined }],
    ["文字消息没有文字", { ...group, text: undefined }],
    ["会话类型不认得", { ...group, chattype: "blackboard" }],
    ["编号里有控制字符", { ...group, msgid: "a\u0000b" }],
    ["刷新没有名字", { ...group, msgtype: "stream" }],
    ["事件没有类型", { ...enter, event: {} }],
    ["事件没有时间", { ...enter, create_time: undefined }],
    ["不是对象", [1]],
    ["不是 JSON", "{"],
    ["是 XML", "<xml><MsgType>text</MsgType></xml>"],
  ])("%s", (_name, words) => {
    expect(() => receive(words)).toThrow(ForgedError);
  });

  test("前后一小时以内认，以外不认", () => {
    const hour = 60 * 60 * 1000;
    for (const offMs of [-hour, 0, hour]) {
      expect(receive(group, { at: new Date(now.getTime() + offMs) }).inbound.kind).toBe("message");
    }
    for (const offMs of [-hour - 1000, hour + 1000]) {
      const at = new Date(now.getTime() + offMs);
      expect(() => receive(group, { at })).toThrow(ForgedError);
    }
  });

  test("没有配置", () => {
    const [door] = doors({ ...settings, aibot: undefined }, "env");
    const { query, body } = sealedPost(group, now);
    const request = { method: "POST" as const, query, headers: {}, body: Buffer.from(body) };
    expect(() => door?.receive(request, now)).toThrow(ForgedError);
  });

  test.each(["msg_signature", "timestamp", "nonce"])("参数 %s 缺、空、重复", (name) => {
    const { query, body } = sealedPost(group, now);
    const value = query.get(name) ?? "";
    const [door] = doors(settings, "env");
    for (const values of [[], [""], [value, value]]) {
      const changed = new URLSearchParams(query);
      changed.delete(name);
      for (const one of values) changed.append(name, one);
      const request = { method: "POST" as const, query: changed, headers: {} };
      expect(() => door?.receive({ ...request, body: Buffer.from(body) }, now)).toThrow(
        ForgedError,
      );
    }
  });
});

describe("回复", () => {
  test("消息的回复是一次说完的 stream", () => {
    expect(replyOf(group, textMessage("已记下，7号。"))).toEqual({
      status: 200,
      type: "application/json",
      body: {
        msgtype: "stream",
        stream: { id: messageOf(group).replyRef, finish: true, content: "已记下，7号。" },
      },
    });
  });

  test("刷新问哪一个，就答哪一个", () => {
    const refresh = { ...group, text: undefined, msgtype: "stream", stream: { id: "s1" } };
    expect(receive(refresh).inbound).toEqual({
      kind: "refresh",
      conversation: { kind: "group", externalId: "CHATID" },
      replyRef: "s1",
    });
    expect(replyOf(refresh, textMessage("好")).body).toEqual({
      msgtype: "stream",
      stream: { id: "s1", finish: true, content: "好" },
    });
  });

  test("进入单聊的欢迎是文字", () => {
    expect(replyOf(enter, textMessage("张委员好。<a href=x>点</a>")).body).toEqual({
      msgtype: "text",
      text: { content: "张委员好。＜a href=x>点＜/a>" },
    });
  });

  test("没有话说就是空的 200", () => {
    expect(replyOf(group, undefined)).toEqual({ status: 200, type: "text/plain", body: "" });
  });

  test("太长的截到 20480 字节，并说明没有完", () => {
    const { body } = replyOf(group, textMessage("议".repeat(9000)));
    expect(utf8Bytes(body.stream.content)).toBeLessThanOrEqual(20_480);
    expect(utf8Bytes(body.stream.content)).toBeGreaterThan(20_470);
    expect(body.stream.content.endsWith("\n（内容较长，未完）")).toBe(true);
  });
});

const rendered = (text: string) => renderMarkdown(textMessage(text), 100_000);

const bare = (text: string) => text.normalize("NFKC").replaceAll(/[\s＼～]/g, "");

describe("文字原样到达", () => {
  test.each([
    [
      "平常的话不变",
      "7号「老旧小区加装充电桩」\n3月13日（星期五）下午5:00，8:00—9:00；1.5倍，A-B。",
    ],
    ["网址不变", "打开 https://x.gov.cn/d/a_b-c_?k=1&v=2#top 下载"],
    ["单词里的下划线不变", "user_name_2、中_文"],
    ["一个换行、空一行都不变", "一\n二\n\n三"],
    ["不成标记的井号、横线不变", "C# 和 a-b，3 > 2"],
  ])("%s", (_name, text) => {
    expect(rendered(text)).toBe(text);
  });

  test.each([
    ["提人", "<@zhangjianguo> 你好", "＜@zhangjianguo> 你好"],
    ["思考块", "<think>x</think>", "＜think>x＜/think>"],
    ["颜色", '<font color="info">绿</font>', '＜font color="info">绿＜/font>'],
    ["假链接", "[官网](https://evil.example)", "［官网］(https://evil.example)"],
    ["图片", "![x](https://evil.example/a.png)", "!［x］(https://evil.example/a.png)"],
    ["标题", "# 通知\n  ## 二", "＃ 通知\n  ＃＃ 二"],
    ["引用", "> 主席说\n>> 再说", "＞ 主席说\n＞＞ 再说"],
    ["加粗和斜体", "**粗** *斜* _斜_ __粗__", "＊＊粗＊＊ ＊斜＊ ＿斜＿ ＿＿粗＿＿"],
    ["删除线", "~~删~~ 8:00~9:00", "～～删～～ 8:00～9:00"],
    ["代码", "`码`\n```\n块", "｀码｀\n｀｀｀\n块"],
    ["缩进成的代码", "    x\n\ty", "　　x\n　y"],
    ["列表", "- 甲\n+ 乙\n* 丙", "－ 甲\n＋ 乙\n＊ 丙"],
    ["编号会被重排的列表", "3. 甲\n7. 乙\n1) 丙", "3． 甲\n7． 乙\n1） 丙"],
    ["横线", "甲\n---\n===\n- - -", "甲\n－－－\n＝＝＝\n－ － －"],
    ["表格", "|a|b|\n|-|-|", "｜a｜b｜\n｜-｜-｜"],
    ["实体", "&lt;@all&gt; A&B", "＆lt;@all＆gt; A&B"],
    ["转义", "\\*x\\*", "＼＊x＼＊"],
    ["别种换行后的标题", "a\r# b\u2028# c\r\n# d", "a\n＃ b\n＃ c\n＃ d"],
    ["藏在网址后的标记", "https://a.b/c<@x>[y](z)*", "https://a.b/c＜@x>［y］(z)＊"],
  ])("%s 不起作用", (_name, text, expected) => {
    expect(rendered(text)).toBe(expected);
  });

  test("任何文字都带不进标记", () => {
    const marks = fc.constantFrom(
      ...Array.from("<>@*_`[]()#-+=|~\\!&;.1 \n\r\t"),
      "http://a.b/",
      "字",
      "\u2028",
      "&lt;",
      "    ",
    );
    const text = fc.array(marks, { maxLength: 40 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (words) => {
        const result = rendered(words);
        expect(result).not.toMatch(/[<*`[\]|\\~\r\u2028]|&lt;/);
        for (const line of result.split("\n")) {
          expect(line).not.toMatch(/^\s*(#|>|[-+]\s|\d+[.)](\s|$)|([-=_]\s*)+$)|^( {4}|\t)/);
        }
        // Undoing the twins gives the words back: nothing was lost.
        expect(bare(result)).toBe(bare(words));
      }),
      { numRuns: 2000 },
    );
  });

  test("文字消息里也提不了人、藏不了链接", () => {
    expect(renderText(textMessage("<@all> <a href='x'>点</a>"), 2048)).not.toContain("<");
  });
});
