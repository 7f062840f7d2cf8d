import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { createSandboxKeys } from "../../sandbox/keys.ts";
import { createTimeline, type Said, type Timeline } from "../../sandbox/timeline.ts";
import { readTemplateCard } from "../../sandbox/wecom-card.ts";
import type { PretendWecom } from "../../sandbox/wecom.ts";
import type { WecomOptions } from "../../sandbox/wecom-desk.ts";
import {
  openCallback,
  sealReply,
  openPretendWecom,
  startReplyingBot,
  stream,
  type Reply,
  type StubBot,
} from "./stub-bot.ts";

const keys = createSandboxKeys().wecom;
const chatId = "wrGroup";
const group = `wecom:group:${chatId}`;
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

function pretend(change: Partial<WecomOptions> = {}): PretendWecom {
  timeline = createTimeline();
  return openPretendWecom(bot, keys, {
    members: ["LiMei", "ZhangJianGuo"],
    groups: [{ chatId, webhookKey: keys.webhookKey }],
    timeline,
    ...change,
  });
}

const buttons = {
  card_type: "button_interaction",
  main_title: { title: "7号 充电难", desc: "附议3人" },
  button_list: [
    { text: "附议", style: 1, key: "endorse" },
    { text: "收回附议", style: 2, key: "unendorse" },
  ],
  task_id: "card-1",
};
const vote = {
  card_type: "vote_interaction",
  main_title: { title: "今年议什么" },
  checkbox: {
    question_key: "q",
    mode: 1,
    option_list: [
      { id: "7", text: "充电难" },
      { id: "8", text: "末班车" },
    ],
  },
  submit_button: { text: "推荐", key: "go" },
  task_id: "card-2",
};
const form = {
  card_type: "multiple_interaction",
  main_title: { title: "约一次会" },
  select_list: [
    {
      question_key: "time",
      title: "时间",
      option_list: [
        { id: "1", text: "周五" },
        { id: "2", text: "周六" },
      ],
    },
    { question_key: "room", option_list: [{ id: "a", text: "会客厅" }] },
  ],
  submit_button: { text: "就这样定", key: "go" },
  task_id: "card-3",
};
const notice = {
  card_type: "text_notice",
  main_title: { title: "协商会通知" },
  horizontal_content_list: [{ keyname: "时间", value: "周五" }],
  jump_list: [{ type: 1, title: "看材料", url: "https://x.gov.cn/" }],
  card_action: { type: 1, url: "https://x.gov.cn/" },
};

const withCard = (template_card: unknown, content = "7号「充电难」") => ({
  ...stream(content),
  msgtype: "stream_with_template_card",
  template_card,
});
const hello = { userId: "LiMei", chatId, text: "议题 7", mentionsBot: true };

/** A card in the group, as the bot's answer. */
async function shown(card: unknown = buttons): Promise<Said> {
  reply = (heard) => sealReply(keys, heard, withCard(card));
  expect((await wecom.say(hello)).delivery).toBe("answered");
  return last();
}

function last(conversation = group): Said {
  const said = timeline.list(conversation).at(-1);
  if (said === undefined) throw new Error("nothing was said");
  return said;
}

describe("卡片怎么显示", () => {
  test("话和卡在一个气泡里", async () => {
    const said = await shown();
    expect(said).toMatchObject({ text: "7号「充电难」", format: "markdown" });
    expect(said.card).toEqual({
      id: "card-1",
      kind: "buttons",
      title: "7号 充电难",
      note: "附议3人",
      facts: [],
      buttons: [
        { key: "endorse", text: "附议", style: "main" },
        { key: "unendorse", text: "收回附议" },
      ],
    });
    expect(wecom.received()).toMatchObject([{ text: "7号「充电难」", card: { id: "card-1" } }]);
    expect(wecom.faults()).toEqual([]);
  });

  test("只有卡；投票、选择、通知", async () => {
    reply = (heard) => sealReply(keys, heard, { msgtype: "template_card", template_card: vote });
    expect(await wecom.say(hello)).toMatchObject({ delivery: "answered", answer: "今年议什么" });
    expect(last()).toMatchObject({
      text: "",
      card: {
        kind: "vote",
        mode: "multi",
        options: [{ id: "7" }, { id: "8" }],
        submit: "推荐",
        names: { question: "q", submit: "go" },
      },
    });
    expect((await shown(form)).card).toMatchObject({
      kind: "form",
      selects: [
        { key: "time", title: "时间" },
        { key: "room", title: "" },
      ],
      submit: "就这样定",
    });
    expect((await shown(notice)).card).toEqual({
      id: "",
      kind: "notice",
      title: "协商会通知",
      facts: [{ label: "时间", value: "周五" }],
      link: { text: "看材料", url: "https://x.gov.cn/" },
    });
  });

  test("进入单聊可以是卡", async () => {
    reply = (heard) => sealReply(keys, heard, { msgtype: "template_card", template_card: buttons });
    expect(await wecom.enterChat("LiMei")).toBe("told");
    expect(last("wecom:single:LiMei").card).toMatchObject({ id: "card-1" });
  });

  test("没说完的流里带卡，只能带一次", async () => {
    reply = (heard, count) =>
      sealReply(keys, heard, {
        msgtype: count < 4 ? "stream_with_template_card" : "stream",
        stream: { id: "s1", finish: count === 4, content: "好".repeat(count) },
        template_card: { ...buttons, task_id: `card-${count}` },
      });
    expect((await wecom.say(hello)).answer).toBe("好好好好");
    expect(last().card).toMatchObject({ id: "card-1" });
    expect(wecom.faults()).toMatchObject([
      { detail: "a second card in one answer" },
      { detail: "a second card in one answer" },
    ]);
  });
});

const many = (count: number, make: (id: string) => unknown) =>
  Array.from({ length: count }, (_, index) => make(`k${index}`));
const button = (key: string) => ({ text: "好", key });
const option = (id: string) => ({ id, text: "好" });
const checkbox = (list: unknown[]) => ({
  ...vote,
  checkbox: { ...vote.checkbox, option_list: list },
});

describe("不收的卡片", () => {
  test.each<[string, unknown]>([
    ["card_type", { ...buttons, card_type: "hologram" }],
    ["without card", undefined],
    ["main_title.title is missing", { ...buttons, main_title: {} }],
    ["main_title.title is not a string", { ...buttons, main_title: { title: 7 } }],
    ["task_id is missing", { ...buttons, task_id: undefined }],
    ["task_id holds", { ...buttons, task_id: "有字" }],
    ["task_id exceeds 128", { ...buttons, task_id: "a".repeat(129) }],
    ["button_list has 0", { ...buttons, button_list: [] }],
    ["button_list has 7", { ...buttons, button_list: many(7, button) }],
    ["a key is there twice", { ...buttons, button_list: [button("a"), button("a")] }],
    ["key exceeds 1024", { ...buttons, button_list: [button("键".repeat(342))] }],
    ["button style", { ...buttons, button_list: [{ ...button("a"), style: 5 }] }],
    ["text is missing", { ...buttons, button_list: [{ key: "a", text: " " }] }],
    ["not pretended", { ...buttons, button_list: [{ ...button("a"), type: 1 }] }],
    ["not pretended", { ...buttons, action_menu: {} }],
    ["checkbox.option_list has 21", checkbox(many(21, option))],
    ["checkbox.option_list has 0", checkbox([])],
    ["id exceeds 128", checkbox([option("a".repeat(129))])],
    ["a key is there twice", checkbox([option("a"), option("a")])],
    ["checkbox mode", { ...vote, checkbox: { ...vote.checkbox, mode: 2 } }],
    ["checkbox.question_key is missing", { ...vote, checkbox: { option_list: [option("a")] } }],
    ["submit_button.text is missing", { ...vote, submit_button: undefined }],
    ["select_list has 4", { ...form, select_list: many(4, () => form.select_list[0]) }],
    ["a key is there twice", { ...form, select_list: many(2, () => form.select_list[0]) }],
    [
      "option_list has 11",
      { ...form, select_list: [{ question_key: "a", option_list: many(11, option) }] },
    ],
    ["task_id is missing", { ...form, task_id: undefined }],
    ["card_action with type", { ...notice, card_action: undefined }],
    ["card_action without url", { ...notice, card_action: { type: 1, url: "javascript:1" } }],
    ["appid is missing", { ...notice, card_action: { type: 2 } }],
    ["without title and without text", { ...notice, main_title: {} }],
    ["has 7 items", { ...notice, horizontal_content_list: many(7, (keyname) => ({ keyname })) }],
    ["keyname is missing", { ...notice, horizontal_content_list: [{ value: "x" }] }],
    ["without userid", { ...notice, horizontal_content_list: [{ keyname: "x", type: 3 }] }],
    ["jump_list has 4", { ...notice, jump_list: many(4, (title) => ({ title })) }],
    ["jump without url", { ...notice, jump_list: [{ type: 1, title: "x" }] }],
    ["without picture", { ...notice, card_type: "news_notice" }],
  ])("%s", (rule, card) => {
    expect(() => readTemplateCard(card, "aibot")).toThrow(rule);
  });

  test("群推送只有两种通知", () => {
    for (const card of [buttons, vote, form]) {
      expect(() => readTemplateCard(card, "push")).toThrow("not allowed here");
    }
    const picture = { url: "https://x.gov.cn/a.png" };
    const news = { ...notice, card_type: "news_notice", card_image: picture };
    expect(readTemplateCard(news, "push")).toMatchObject({ kind: "notice" });
  });

  test("答错了什么也不显示；同一个名字只能用一次", async () => {
    await shown();
    expect(await wecom.say(hello)).toMatchObject({ delivery: "lost" });
    reply = (heard) => sealReply(keys, heard, { msgtype: "template_card" });
    expect(await wecom.say(hello)).toMatchObject({ delivery: "lost" });
    expect(wecom.received()).toHaveLength(1);
    expect(wecom.faults()).toMatchObject([
      { code: "reply-refused", detail: "task_id was used before" },
      { code: "reply-refused", detail: "template_card without card" },
    ]);
  });
});

const updated = (card: unknown, change: object = { userids: ["LiMei"] }) => ({
  response_type: "update_template_card",
  template_card: card,
  ...change,
});
const endorsed = { ...buttons, sub_title_text: "李委员附议了7号。" };

const tap = (said: Said, change: object = {}) =>
  wecom.tap({ userId: "LiMei", conversation: group, saidId: said.id, key: "endorse", ...change });
const answerTap = (plain: unknown) => {
  reply = (heard) => sealReply(keys, heard, plain);
};
const taps = () =>
  bot.heard.map((heard) => openCallback(keys, heard)).filter(({ msgtype }) => msgtype === "event");

describe("点卡片", () => {
  test("送一个事件，卡只为点的人换", async () => {
    const said = await shown();
    answerTap(updated(endorsed));
    expect(await tap(said)).toBe("updated");
    expect(taps()).toEqual([
      {
        msgid: expect.any(String) as string,
        create_time: 1_773_021_600,
        aibotid: keys.aibotId,
        chatid: chatId,
        chattype: "group",
        from: { userid: "LiMei" },
        response_url: expect.stringContaining("response_code=") as string,
        msgtype: "event",
        event: {
          eventtype: "template_card_event",
          template_card_event: {
            card_type: "button_interaction",
            event_key: "endorse",
            task_id: "card-1",
          },
        },
      },
    ]);
    const { card } = last();
    expect(card?.body).toBeUndefined();
    expect(card?.forPerson).toMatchObject({ LiMei: { body: "李委员附议了7号。" } });
    expect(wecom.faults()).toEqual([]);
  });

  test("几个人各点各的；没说给谁，就是给大家", async () => {
    const said = await shown();
    answerTap(updated(endorsed));
    const other = { ...endorsed, sub_title_text: "张委员附议了7号。" };
    await tap(said);
    answerTap(updated(other, { userids: ["ZhangJianGuo"] }));
    await tap(said, { userId: "ZhangJianGuo" });
    expect(last().card?.forPerson).toMatchObject({
      LiMei: { body: "李委员附议了7号。" },
      ZhangJianGuo: { body: "张委员附议了7号。" },
    });
    answerTap(updated(endorsed, {}));
    await tap(said);
    expect(last().card).toMatchObject({ body: "李委员附议了7号。" });
    expect(last().card).not.toHaveProperty("forPerson");
  });

  test("投票和选择：报的是卡片自己的键，选了什么；没动过的选择框停在第一项", async () => {
    answerTap("");
    const voted = await shown(vote);
    reply = () => "";
    await tap(voted, { key: "submit", chosen: { vote: ["8", "7"] } });
    const chosen = await shown(form);
    reply = () => "";
    await tap(chosen, { key: "submit", chosen: { time: ["2"] } });
    expect(taps()).toMatchObject([
      {
        event: {
          template_card_event: {
            card_type: "vote_interaction",
            event_key: "go",
            selected_items: {
              selected_item: [{ question_key: "q", option_ids: { option_id: ["8", "7"] } }],
            },
          },
        },
      },
      {
        event: {
          template_card_event: {
            card_type: "multiple_interaction",
            event_key: "go",
            selected_items: {
              selected_item: [
                { question_key: "time", option_ids: { option_id: ["2"] } },
                { question_key: "room", option_ids: { option_id: ["a"] } },
              ],
            },
          },
        },
      },
    ]);
  });

  test("只送一次：不通、太慢、不是 200，都不再送", async () => {
    wecom.dispose();
    wecom = pretend({ timing: { answerMs: 250 } });
    const said = await shown();
    for (const answer of [500, 302, undefined]) {
      reply = () => answer;
      expect(await tap(said)).toBe("lost");
    }
    expect(taps()).toHaveLength(3);
    expect(wecom.faults().map(({ detail }) => detail)).toEqual([
      "tap on card-1: status 500",
      "tap on card-1: status 302",
      "tap on card-1: time limit",
    ]);
    expect(last().card).not.toHaveProperty("forPerson");
  });

  test("空的 200：卡不变", async () => {
    const said = await shown();
    reply = () => "";
    expect(await tap(said)).toBe("silent");
    expect(wecom.faults()).toEqual([]);
  });

  test.each<[string, unknown]>([
    ["another task_id", updated({ ...endorsed, task_id: "card-9" })],
    ["update_template_card only", { msgtype: "template_card", template_card: endorsed }],
    ["update_template_card only", stream("好")],
    ["update_template_card only", { ...updated(endorsed), msgtype: "stream" }],
    ["userids", updated(endorsed, { userids: "LiMei" })],
    ["button_list has 0", updated({ ...endorsed, button_list: [] })],
    ["without card", updated(undefined)],
  ])("答错了不换：%s", async (rule, plain) => {
    const said = await shown();
    answerTap(plain);
    expect(await tap(said)).toBe("lost");
    expect(last().card).not.toHaveProperty("forPerson");
    expect(wecom.faults()).toMatchObject([
      { code: "reply-refused", detail: expect.stringContaining(rule) as string },
    ]);
  });

  test("换了以后，点的是换了的卡；换成别的种类也行", async () => {
    const said = await shown(vote);
    const again = { ...buttons, task_id: "card-2", button_list: [{ text: "修改", key: "again" }] };
    answerTap(updated(again));
    expect(await tap(said, { key: "submit", chosen: { vote: ["7"] } })).toBe("updated");
    await expect(tap(said, { key: "submit" })).rejects.toThrow("not on the card");
    answerTap(updated(vote));
    expect(await tap(said, { key: "again" })).toBe("updated");
    expect(last().card?.forPerson?.["LiMei"]).toMatchObject({ kind: "vote" });
  });

  test.each([
    ["nobody", { userId: "Nobody" }],
    ["not a conversation", { conversation: "wecom:single:ZhangJianGuo" }],
    ["no card there", { saidId: 9_999 }],
    ["not on the card", { key: "erase" }],
  ])("点不到的：%s", async (rule, change) => {
    const said = await shown();
    await expect(tap(said, change)).rejects.toThrow(rule);
    expect(taps()).toEqual([]);
  });

  test("单选不能选两项，没有的选项不能选", async () => {
    const said = await shown({ ...vote, checkbox: { ...vote.checkbox, mode: 0 } });
    const submit = { key: "submit" };
    const [two, unknown] = [{ vote: ["7", "8"] }, { vote: ["9"] }];
    await expect(tap(said, { ...submit, chosen: two })).rejects.toThrow("not on");
    await expect(tap(said, { ...submit, chosen: unknown })).rejects.toThrow("not on the card");
  });

  test("点过的回话地址，群里引的是卡片的标题", async () => {
    const said = await shown();
    reply = () => "";
    await tap(said);
    const url = new URL(String(taps()[0]?.["response_url"]));
    const answer = wecom.handle({
      method: "POST",
      path: "/cgi-bin/aibot/response",
      query: url.searchParams,
      headers: {},
      body: JSON.stringify({ msgtype: "markdown", markdown: { content: "记下了" } }),
    });
    expect(answer).toMatchObject({ body: { errcode: 0 } });
    expect(last()).toMatchObject({ text: "记下了", quote: "7号 充电难" });
  });
});

function api(path: string, body: unknown): Record<string, unknown> {
  const url = new URL(path, "http://127.0.0.1");
  const answer = wecom.handle({
    method: body === undefined ? "GET" : "POST",
    path: url.pathname,
    query: url.searchParams,
    headers: {},
    body: body === undefined ? "" : JSON.stringify(body),
  });
  if (answer.kind !== "json") throw new Error(answer.kind);
  return answer.body as Record<string, unknown>;
}

const push = (template_card: unknown) =>
  api(`/cgi-bin/webhook/send?key=${keys.webhookKey}`, {
    msgtype: "template_card",
    template_card,
  });
const sendApp = (template_card: unknown) => {
  const query = `corpid=${keys.corpId}&corpsecret=${keys.appSecret}`;
  const token = String(api(`/cgi-bin/gettoken?${query}`, undefined)["access_token"]);
  return api(`/cgi-bin/message/send?access_token=${token}`, {
    touser: "LiMei",
    agentid: Number(keys.agentId),
    msgtype: "template_card",
    template_card,
  });
};

describe("主动发的卡片", () => {
  test("群推送：通知可以，要点的不行", () => {
    expect(push(notice)).toMatchObject({ errcode: 0 });
    expect(last()).toMatchObject({ via: "push", card: { kind: "notice" } });
    expect(push(buttons)).toMatchObject({ errcode: 40058 });
    expect(push(undefined)).toMatchObject({ errcode: 40058 });
  });

  test("应用：没有回调就不能发要点的卡；名字不能重", () => {
    expect(sendApp(notice)).toMatchObject({ errcode: 0 });
    expect(sendApp(buttons)).toMatchObject({ errcode: 40058 });
    wecom.dispose();
    wecom = pretend({ appCallbackUrl: `${bot.baseUrl}/webhook/wecom/app/sandbox` });
    expect(sendApp(buttons)).toMatchObject({ errcode: 0 });
    expect(last("wecom:single:LiMei")).toMatchObject({ via: "app", card: { id: "card-1" } });
    expect(sendApp(buttons)).toMatchObject({ errcode: 40058 });
    expect(sendApp({ ...buttons, task_id: "card-2", button_list: [] })).toMatchObject({
      errcode: 40058,
    });
  });
});
