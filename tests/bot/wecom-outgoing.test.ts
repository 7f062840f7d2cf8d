import { describe, expect, test } from "vitest";

import { speaker } from "../../bot/platforms/wecom/index.ts";
import { PermanentError } from "../../domain/errors.ts";
import { type Message, richMessage } from "../../domain/message.ts";
import type { Delivery, Sent, Target } from "../../domain/voice.ts";
import { buttons, cardId, cardMessage, form, notice, vote } from "./wecom-cards.ts";
import { delivery, pretendPlatform } from "./support.ts";

const now = new Date("2026-03-09T01:00:00Z");
const app = { corpId: "ww1", agentId: "1000002", secret: "s3cret", callback: undefined };
const callback = { token: "t", aesKey: "a".repeat(43) };
const { link: _, ...withoutLink } = notice;
const mention = { kind: "mention", name: "张建国", userId: "ZhangJianGuo" } as const;

/** Sends every part of a message, as the deliverer does. */
async function send(message: Message, way: "app" | "tappable" | "push" | "later" | "laterInGroup") {
  const pretend = await pretendPlatform(() => ({
    json: { errcode: 0, access_token: "t1", expires_in: 7200, msgid: "m1" },
  }));
  const mouth = speaker({
    apiBase: pretend.url,
    aibot: undefined,
    socket: undefined,
    app:
      way === "app" || way === "tappable"
        ? { ...app, callback: way === "app" ? undefined : callback }
        : undefined,
  });
  const kind = way === "push" || way === "laterInGroup" ? "group" : "single";
  const target: Target = {
    conversation: { kind, externalId: "LiMei" },
    ...(way === "push" && { pushAddress: `${pretend.url}/cgi-bin/webhook/send?key=K` }),
    ...(way.startsWith("later") && {
      replyAddress: {
        url: `${pretend.url}/cgi-bin/aibot/response?response_code=R`,
        once: true,
        expiresAt: new Date(now.getTime() + 3_600_000),
      },
    }),
  };
  let sent: Sent;
  const one: Delivery = { ...delivery(target, "", now), message };
  for (let part = 0; ; part += 1) {
    sent = await mouth.send({ ...one, part });
    if (sent.hasMore !== true) break;
  }
  return pretend.taken.filter(({ path }) => !path.endsWith("/gettoken")).map(({ json }) => json);
}

const text = (content: string) => ({ msgtype: "text", text: { content } });
const markdown = (content: string) => ({ msgtype: "markdown", markdown: { content } });
const toPerson = {
  touser: "LiMei",
  agentid: 1_000_002,
  enable_duplicate_check: 1,
  duplicate_check_interval: 1800,
};

const rich = richMessage([
  { kind: "heading", text: "提醒" },
  { kind: "paragraph", runs: [mention, "，", { kind: "strong", text: "3月13日" }, "开会 <@all>"] },
]);
const table = { kind: "table", head: ["编号", "题目"], rows: [["7号", "充电难"]] } as const;

describe("应用消息", () => {
  test("能听到点击：话是第一条，卡是第二条，按应用的字数", async () => {
    const title = "题".repeat(36);
    expect(
      await send(cardMessage({ ...buttons, title }, { above: "上面的话" }), "tappable"),
    ).toEqual([
      { ...toPerson, ...text("上面的话") },
      {
        ...toPerson,
        msgtype: "template_card",
        template_card: {
          card_type: "button_interaction",
          main_title: { title, desc: "附议3人" },
          button_list: [
            { text: "附议", style: 1, key: "endorse" },
            { text: "收回附议", style: 2, key: "unendorse" },
            { text: "撤回", style: 3, key: "drop" },
          ],
          task_id: cardId,
        },
      },
    ]);
  });

  test.each([vote, form, notice])("能听到点击：$kind 卡自己一条", async (card) => {
    expect(await send(cardMessage(card, { text: "" }), "tappable")).toMatchObject([
      { msgtype: "template_card" },
    ]);
  });

  test("听不到点击：要点的卡换成话，通知照样是卡", async () => {
    expect(await send(cardMessage(buttons, { above: "上面的话" }), "app")).toEqual([
      { ...toPerson, ...text("话说全了") },
    ]);
    expect(await send(cardMessage(notice), "app")).toMatchObject([{ msgtype: "template_card" }]);
    expect(await send(cardMessage(withoutLink), "app")).toMatchObject([text("话说全了")]);
  });

  test("没有卡也没有话：这里没有卡，不用再试", async () => {
    const sending = send(cardMessage(buttons, { text: "" }), "app");
    await expect(sending).rejects.toThrow(PermanentError);
  });

  test("有标记的话用 markdown，人只写名字，表格成行", async () => {
    const message = richMessage([...rich.blocks, table]);
    expect(await send(message, "app")).toEqual([
      {
        ...toPerson,
        ...markdown("## 提醒\n\n@张建国，**3月13日**开会 ＜@all>\n\n编号　题目\n7号　充电难"),
      },
    ]);
    const long = richMessage([{ kind: "paragraph", runs: ["议".repeat(1000)] }]);
    expect(await send(long, "app")).toHaveLength(2);
  });
});

describe("推送到群", () => {
  test("有标记的话用 markdown，点得到人", async () => {
    expect(await send(rich, "push")).toEqual([
      markdown("## 提醒\n\n<@ZhangJianGuo>，**3月13日**开会 ＜@all>"),
    ]);
  });

  test("有表格用 markdown_v2；又有表格又点名，表格成行", async () => {
    const withTable = richMessage([{ kind: "heading", text: "议题" }, table]);
    expect(await send(withTable, "push")).toEqual([
      {
        msgtype: "markdown_v2",
        markdown_v2: { content: "## 议题\n\n| 编号 | 题目 |\n| --- | --- |\n| 7号 | 充电难 |" },
      },
    ]);
    expect(await send(richMessage([table, ...rich.blocks]), "push")).toMatchObject([
      { markdown: { content: expect.stringMatching(/^编号　题目\n7号　充电难\n\n## 提醒/) } },
    ]);
  });

  test("通知是卡，上面的话先发；要点的卡换成话", async () => {
    expect(await send(cardMessage(notice, { above: "各位委员：" }), "push")).toEqual([
      text("各位委员："),
      {
        msgtype: "template_card",
        template_card: {
          card_type: "text_notice",
          main_title: { title: "协商会通知", desc: "请准时到会" },
          horizontal_content_list: [
            { keyname: "时间", value: "3月13日下午3:00" },
            { keyname: "地点", value: "会客厅" },
          ],
          jump_list: [{ type: 1, title: "看会议材料", url: "https://xiaoxie.gov.cn/m/1?a=b" }],
          card_action: { type: 1, url: "https://xiaoxie.gov.cn/m/1?a=b" },
        },
      },
    ]);
    for (const card of [buttons, vote, form, withoutLink]) {
      expect(await send(cardMessage(card, { above: "上面的话" }), "push")).toEqual([
        text("话说全了"),
      ]);
    }
    const sending = send(cardMessage(vote, { text: "" }), "push");
    await expect(sending).rejects.toThrow("no card here");
  });
});

describe("回话地址", () => {
  test("单聊可以是卡，前提是话都在卡上；群里总是话", async () => {
    expect(await send(cardMessage(vote), "later")).toMatchObject([
      { msgtype: "template_card", template_card: { card_type: "vote_interaction" } },
    ]);
    expect(await send(cardMessage(buttons, { above: "好了。" }), "later")).toMatchObject([
      { msgtype: "template_card", template_card: { sub_title_text: "好了。" } },
    ]);
    expect(await send(cardMessage(vote, { above: "好了。" }), "later")).toEqual([
      markdown("话说全了"),
    ]);
    expect(await send(cardMessage(vote), "laterInGroup")).toEqual([markdown("话说全了")]);
    await expect(send(cardMessage(vote, { text: "" }), "laterInGroup")).rejects.toThrow(
      "no card here",
    );
  });

  test("只能用一次：再长也是一条，讲明没有完", async () => {
    const long = richMessage([{ kind: "paragraph", runs: ["议".repeat(9000)] }]);
    const [said, ...more] = await send(long, "laterInGroup");
    expect(more).toEqual([]);
    expect(JSON.stringify(said)).toContain("（内容较长，未完）");
  });
});

test("智能机器人设好了，卡片和回答一起；没设好就没有卡", () => {
  const base = { apiBase: "https://qyapi.weixin.qq.com", socket: undefined, app };
  const aibot = { token: "t", aesKey: "a".repeat(43), receiveId: "" };
  for (const kind of ["group", "single"] as const) {
    expect(speaker({ ...base, aibot }).cards(kind)).toBe("beside");
    expect(speaker({ ...base, aibot: undefined, app: undefined }).cards(kind)).toBe("none");
  }
});
