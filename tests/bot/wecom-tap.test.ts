import { describe, expect, test } from "vitest";

import { openFrame } from "../../bot/platforms/wecom/crypto.ts";
import { doors } from "../../bot/platforms/wecom/index.ts";
import { ForgedError } from "../../domain/errors.ts";
import type { CardTap } from "../../domain/inbound.ts";
import { type Message, richMessage, textMessage } from "../../domain/message.ts";
import { buttons, cardId, cardMessage, form, notice, vote } from "./wecom-cards.ts";
import { sealedPost, wecomKeys } from "./support.ts";

const now = new Date("2026-03-09T01:00:00Z");
const settings = {
  apiBase: "https://qyapi.weixin.qq.com",
  aibot: wecomKeys,
  socket: undefined,
  app: undefined,
};

function receive(words: unknown) {
  const { query, body } = sealedPost(words, now);
  const door = doors(settings, "env").find(({ path }) => path === "/webhook/wecom/aibot");
  if (door === undefined) throw new Error("no door");
  return door.receive({ method: "POST", query, headers: {}, body: Buffer.from(body) }, now);
}

/** What the platform reads in the answer; undefined = an empty 200. */
function answered(words: unknown, answer: Message | undefined): unknown {
  const { status, body } = receive(words).reply(answer);
  expect(status).toBe(200);
  if (body === "") return undefined;
  const { encrypt: ciphertext, msgsignature: signature, timestamp, nonce } = JSON.parse(body);
  const sealed = { signature, timestamp: String(timestamp), nonce, ciphertext };
  return JSON.parse(openFrame(wecomKeys, sealed));
}

function tapOf(words: unknown): CardTap {
  const { inbound } = receive(words);
  if (inbound.kind !== "tap") throw new Error(`no tap but ${inbound.kind}`);
  return inbound.tap;
}

const frame = {
  msgid: "CAIQtap=",
  create_time: 1_773_018_000,
  aibotid: "AIBOTID",
  chatid: "CHATID",
  chattype: "group",
  from: { corpid: "ww1", userid: "LiMei" },
  response_url: "https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=RC",
  msgtype: "event",
};
const event = (template_card_event: unknown, change: object = {}) => ({
  ...frame,
  event: { eventtype: "template_card_event", template_card_event },
  ...change,
});
const endorse = { card_type: "button_interaction", event_key: "endorse", task_id: cardId };
const message = { ...frame, msgtype: "text", text: { content: "议题 7" } };
const enter = {
  ...frame,
  chatid: undefined,
  chattype: "single",
  event: { eventtype: "enter_chat" },
};

describe("点了卡片", () => {
  test("按钮：谁、哪张卡、哪个键，连同一小时的回话地址", () => {
    expect(tapOf(event(endorse))).toEqual({
      tapId: "CAIQtap=",
      cardId,
      key: "endorse",
      chosen: {},
      sender: { externalId: "LiMei", linkable: true },
      replyAddress: {
        url: frame.response_url,
        once: true,
        expiresAt: new Date("2026-03-09T02:00:00Z"),
      },
    });
  });

  test.each([
    [
      "带下划线",
      {
        card_type: "vote_interaction",
        event_key: "submit",
        task_id: cardId,
        selected_items: {
          selected_item: [{ question_key: "vote", option_ids: { option_id: ["7", "8"] } }],
        },
      },
    ],
    [
      "不带下划线",
      {
        cardtype: "vote_interaction",
        eventkey: "submit",
        taskid: cardId,
        selecteditems: {
          selecteditem: [{ questionkey: "vote", optionids: { optionid: ["7", "8"] } }],
        },
      },
    ],
    [
      "有的带有的不带，一个的不成列",
      {
        CardType: "vote_interaction",
        eventkey: "submit",
        task_id: cardId,
        selected_items: {
          selecteditem: { question_key: "vote", optionids: { option_id: ["7", "8"] } },
        },
      },
    ],
  ])("字段名的写法：%s", (_name, spelt) => {
    expect(tapOf(event(spelt))).toMatchObject({
      cardId,
      key: "submit",
      chosen: { vote: ["7", "8"] },
    });
  });

  test.each([
    [
      "没选",
      { selected_item: [{ question_key: "vote", option_ids: { option_id: [] } }] },
      { vote: [] },
    ],
    ["选项空着", { selected_item: [{ question_key: "vote", option_ids: {} }] }, { vote: [] }],
    ["没有选项", { selected_item: [{ question_key: "vote" }] }, { vote: [] }],
    [
      "只一个选项",
      { selected_item: [{ question_key: "a", option_ids: { option_id: "1" } }] },
      { a: ["1"] },
    ],
    ["空的", {}, {}],
    ["空字", "", {}],
    ["无", null, {}],
  ])("选了什么：%s", (_name, selected_items, chosen) => {
    expect(tapOf(event({ ...endorse, selected_items })).chosen).toEqual(chosen);
  });

  test("没有编号的事件，以谁在什么时候点了什么辨认", () => {
    const bare = { msgid: undefined };
    const { tapId } = tapOf(event(endorse, bare));
    expect(tapId).toMatch(/^tap-[0-9a-f]{64}$/);
    expect(tapOf(event({ ...endorse, card_type: "other" }, bare)).tapId).toBe(tapId);
    for (const other of [
      event({ ...endorse, event_key: "unendorse" }, bare),
      event({ ...endorse, task_id: "other" }, bare),
      event(endorse, { ...bare, create_time: frame.create_time + 1 }),
      event(endorse, { ...bare, from: { userid: "ZhangJianGuo" } }),
    ]) {
      expect(tapOf(other).tapId).not.toBe(tapId);
    }
  });

  test("不在企业微信的回话地址不留", () => {
    expect(tapOf(event(endorse, { response_url: "http://127.0.0.1/" }))).not.toHaveProperty(
      "replyAddress",
    );
  });

  test.each([
    ["没有内容", event(undefined)],
    ["没有卡片的名字", event({ ...endorse, task_id: undefined })],
    ["卡片的名字里有控制字符", event({ ...endorse, task_id: "a\u0000b" })],
    ["没有键", event({ ...endorse, event_key: "" })],
    ["键太长", event({ ...endorse, event_key: "a".repeat(1025) })],
    ["选项不是字", event({ ...endorse, selected_items: { selected_item: [{ question_key: 1 }] } })],
    ["选项是一句话", event({ ...endorse, selected_items: "vote=7" })],
    ["没有人", event(endorse, { from: {} })],
    ["没有编号也没有时间", event(endorse, { msgid: undefined, create_time: undefined })],
  ])("不认：%s", (_name, words) => {
    expect(() => receive(words)).toThrow(ForgedError);
  });

  test("拿对象的老祖宗当选项，也只是个名字", () => {
    const words = JSON.stringify(event(endorse)).replace(
      '"task_id"',
      '"__proto__":{"key":"x"},"selected_items":{"selected_item":[{"question_key":"__proto__","option_ids":{"option_id":["7"]}}]},"task_id"',
    );
    const { chosen, key } = tapOf(words);
    expect(key).toBe("endorse");
    expect(Object.entries(chosen)).toEqual([["__proto__", ["7"]]]);
    expect({}).not.toHaveProperty("7");
  });
});

describe("答点击的人", () => {
  test("换成现在的样子，只换他那一张，还是那张卡", () => {
    expect(
      answered(event(endorse), cardMessage({ ...buttons, body: "李委员附议了7号。" })),
    ).toEqual({
      response_type: "update_template_card",
      userids: ["LiMei"],
      template_card: {
        card_type: "button_interaction",
        main_title: { title: "7号 老旧小区没地方充电", desc: "附议3人" },
        sub_title_text: "李委员附议了7号。",
        button_list: [
          { text: "附议", style: 1, key: "endorse" },
          { text: "收回附议", style: 2, key: "unendorse" },
          { text: "撤回", style: 3, key: "drop" },
        ],
        task_id: cardId,
      },
    });
  });

  test("没有这张卡、没有这种卡：空的 200", () => {
    const { link: _, ...withoutLink } = notice;
    for (const answer of [undefined, textMessage("好"), cardMessage(withoutLink)]) {
      expect(answered(event(endorse), answer)).toBeUndefined();
    }
  });
});

const replyRef = () => {
  const { inbound } = receive(message);
  return inbound.kind === "message" ? inbound.message.replyRef : undefined;
};

describe("带卡片的回答", () => {
  test("话在上面，卡在下面，一次说完", () => {
    expect(answered(message, cardMessage(vote, { above: "*今年*议什么：" }))).toMatchObject({
      msgtype: "stream_with_template_card",
      stream: { id: replyRef(), finish: true, content: "＊今年＊议什么：" },
      template_card: { card_type: "vote_interaction", task_id: cardId },
    });
  });

  test("上面没有话，就只有卡", () => {
    for (const message_ of [cardMessage(form), cardMessage(form, { above: "" })]) {
      const said = answered(message, message_);
      expect(said).toMatchObject({ msgtype: "template_card" });
      expect(said).not.toHaveProperty("stream");
    }
  });

  test("发不成卡的，把话说全；连话也没有，就不说", () => {
    const { link: _, ...withoutLink } = notice;
    expect(answered(message, cardMessage(withoutLink, { above: "通知：" }))).toEqual({
      msgtype: "stream",
      stream: { id: replyRef(), finish: true, content: "话说全了" },
    });
    expect(answered(message, cardMessage(withoutLink, { text: "" }))).toBeUndefined();
  });

  test("刷新只答话，卡不再发一次", () => {
    const refresh = { ...message, text: undefined, msgtype: "stream", stream: { id: "s1" } };
    expect(answered(refresh, cardMessage(buttons, { above: "上面的话" }))).toEqual({
      msgtype: "stream",
      stream: { id: "s1", finish: true, content: "话说全了" },
    });
  });

  test("进入单聊：只能一样，话放得进卡就是卡，放不进就是话", () => {
    expect(answered(enter, cardMessage(buttons))).toMatchObject({ msgtype: "template_card" });
    expect(answered(enter, cardMessage(buttons, { above: "李委员好。" }))).toMatchObject({
      msgtype: "template_card",
      template_card: { sub_title_text: "李委员好。" },
    });
    for (const said of [
      cardMessage(buttons, { above: "好".repeat(113) }),
      cardMessage({ ...buttons, body: "有话了" }, { above: "李委员好。" }),
      cardMessage(vote, { above: "李委员好。" }),
    ]) {
      expect(answered(enter, said)).toEqual({ msgtype: "text", text: { content: "话说全了" } });
    }
  });

  test("有标题、粗体、表格的回答", () => {
    const answer = richMessage([
      { kind: "heading", text: "议题" },
      { kind: "paragraph", runs: [{ kind: "strong", text: "7号" }, " *充电难* "] },
      { kind: "table", head: ["编号"], rows: [["7号"]] },
    ]);
    expect(answered(message, answer)).toMatchObject({
      msgtype: "stream",
      stream: { content: "## 议题\n\n**7号** ＊充电难＊ \n\n| 编号 |\n| --- |\n| 7号 |" },
    });
    expect(answered(enter, answer)).toMatchObject({ text: { content: answer.text } });
  });
});
