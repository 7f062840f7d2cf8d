import { describe, expect, test } from "vitest";
import { doors, speaker } from "../../bot/platforms/dingtalk/index.ts";
import { signRobot } from "../../bot/platforms/dingtalk/crypto.ts";
import { type Block, type Message, richMessage, type Run } from "../../domain/message.ts";
import type { Target } from "../../domain/voice.ts";
import { readMsgParam, readWebhookBody } from "../../sandbox/dingtalk-body.ts";
import { delivery, pretendPlatform } from "./support.ts";

const now = new Date("2026-03-09T01:00:00Z");
const robot = { clientId: "dingapp", clientSecret: "s3cret", robotCode: "dingrobot" };
const sessionPath = "/robot/sendBySession";

async function platform() {
  const pretend = await pretendPlatform(({ path }) => {
    if (path === sessionPath) return { json: { errcode: 0 } };
    return { json: { accessToken: "t1", processQueryKey: "k" } };
  });
  const { url } = pretend;
  const mouth = speaker({ apiBase: url, oapiBase: url, robot }, { timeoutMs: 2000 });
  const expiresAt = new Date(now.getTime() + 3600_000);
  const replyAddress = { url: `${url}${sessionPath}?session=S`, once: false, expiresAt };
  const group: Target = { conversation: { kind: "group", externalId: "cid1==" } };
  const say = (message: Message, part = 0, target: Target = group) =>
    mouth.send({ ...delivery(target, "", now), message, part });
  return { ...pretend, say, session: { ...group, replyAddress } };
}

/** As it goes out over the API. */
async function markdownOf(blocks: readonly Block[]): Promise<string> {
  const pretend = await platform();
  await pretend.say(richMessage(blocks));
  const { msgKey, msgParam } = lastJson(pretend.taken) as { msgKey: string; msgParam: string };
  expect(msgKey).toBe("sampleMarkdown");
  expect(readMsgParam(msgKey, msgParam).kind).toBe("message");
  return (JSON.parse(msgParam) as { text: string }).text;
}

/** What came last. */
function lastJson(taken: readonly { readonly json: unknown }[]): unknown {
  return JSON.parse(JSON.stringify(taken.at(-1)?.json ?? null));
}

const paragraph = (...runs: Run[]): Block => ({ kind: "paragraph", runs });
const li: Run = { kind: "mention", name: "李梅", userId: "0147" };

const whole: readonly Block[] = [
  { kind: "heading", text: "本周议题" },
  paragraph({ kind: "strong", text: "3件" }, "等大家附议，", li, "请看\n", {
    kind: "link",
    text: "说明",
    url: "https://example.com/a(1)?x=1&y=2",
  }),
  {
    kind: "table",
    head: ["议题", "附议", "谁荐"],
    rows: [
      ["3号", "2人", "谢春燕"],
      ["4号", "", ""],
    ],
  },
  { kind: "image", alt: "现场", url: "https://example.com/p.png" },
  { kind: "file", name: "名单.xlsx", url: "https://example.com/f" },
];

const lines = (mention: string) =>
  [
    "### 本周议题",
    "",
    `**3件**等大家附议，${mention} 请看`,
    "[说明](https://example.com/a%281%29?x=1&y=2)",
    "",
    "- 3号：附议 2人，谁荐 谢春燕",
    "- 4号",
    "",
    "![现场](https://example.com/p.png)",
    "",
    "[名单.xlsx](https://example.com/f)",
  ].join("  \n  ");

describe("富文本变成钉钉的写法", () => {
  test("接口：提不了人，只写名字", async () => {
    const pretend = await platform();
    await pretend.say(richMessage(whole));
    expect(pretend.taken.at(-1)?.json).toEqual({
      robotCode: "dingrobot",
      openConversationId: "cid1==",
      msgKey: "sampleMarkdown",
      msgParam: JSON.stringify({ title: "本周议题", text: lines("@李梅") }),
    });
  });

  test("单聊", async () => {
    const pretend = await platform();
    await pretend.say(richMessage(whole), 0, {
      conversation: { kind: "single", externalId: "0147" },
    });
    expect(pretend.taken.at(-1)?.json).toEqual({
      robotCode: "dingrobot",
      userIds: ["0147"],
      msgKey: "sampleMarkdown",
      msgParam: JSON.stringify({ title: "本周议题", text: lines("@李梅") }),
    });
  });

  const body = {
    msgtype: "markdown",
    markdown: { title: "本周议题", text: lines("@0147") },
    at: { atUserIds: ["0147"] },
  };

  test("会话：编号写在字里，也写在 at 里", async () => {
    const pretend = await platform();
    await pretend.say(richMessage(whole), 0, pretend.session);
    expect(pretend.taken.at(-1)?.json).toEqual(body);
    expect(readWebhookBody(JSON.stringify(body)).kind).toBe("message");
  });

  test("当场的回答", () => {
    const [door] = doors(
      { apiBase: "https://a.example", oapiBase: "https://o.example", robot },
      "env",
    );
    const timestamp = String(now.getTime());
    const received = door?.receive(
      {
        method: "POST",
        query: new URLSearchParams(),
        headers: { timestamp, sign: signRobot("s3cret", timestamp) },
        body: Buffer.from('{"errorCode":20001}'),
      },
      now,
    );
    expect(JSON.parse(received?.reply(richMessage(whole)).body ?? "")).toEqual(body);
    const long = richMessage([paragraph("很长的话。\n".repeat(3000)), paragraph(li)]);
    const cut = received?.reply(long).body ?? "";
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(20_000);
    expect(Buffer.byteLength(cut)).toBeGreaterThan(19_800);
    expect(JSON.parse(cut)).toMatchObject({
      markdown: { text: expect.stringMatching(/未完）$/) as string },
    });
    expect(JSON.parse(cut)).not.toHaveProperty("at");
    const card = { kind: "notice", title: "会", facts: [] } as const;
    const unsaid = received?.reply({ kind: "card", text: "", cardId: "c", card });
    expect(unsaid?.body).toBe('{"msgtype":"empty"}');
  });

  test("别人的编号、没有工号的人：只写名字", async () => {
    const pretend = await platform();
    const outsider: Run = { kind: "mention", name: "外人", userId: "$:LWCP_v1:$x" };
    await pretend.say(richMessage([paragraph(outsider, "好")]), 0, pretend.session);
    expect(pretend.taken.at(-1)?.json).toEqual({
      msgtype: "markdown",
      markdown: { title: "@外人好", text: "@外人 好" },
    });
  });

  test("最多提五十个人", async () => {
    const pretend = await platform();
    const all = Array.from({ length: 60 }, (_, index): Run => {
      return { kind: "mention", name: `第${index}人`, userId: `u${index}` };
    });
    await pretend.say(richMessage([paragraph(...all)]), 0, pretend.session);
    const { at, markdown } = lastJson(pretend.taken) as {
      at: { atUserIds: string[] };
      markdown: { text: string };
    };
    expect(at.atUserIds).toHaveLength(50);
    expect(markdown.text).toContain("@u49 @第50人");
  });
});

describe("人写的话不起作用", () => {
  test.each([
    ["**粗** _斜_ `码` ~~删~~", "＊＊粗＊＊ ＿斜＿ ｀码｀ ～～删～～"],
    ["[点我](https://evil.example)", "［点我］(https://evil.example)"],
    ["![x](https://evil.example/p.png)", "!［x］(https://evil.example/p.png)"],
    ["<font color=red>红</font>", "＜font color=red＞红＜/font＞"],
    ["&nbsp;\\*", "＆nbsp;＼＊"],
    ["# 题\n## 题\n#题", "＃ 题  \n  ＃＃ 题  \n  ＃题"],
    ["> 引\n- 项\n+ 项\n---\n===", "＞ 引  \n  － 项  \n  ＋ 项  \n  －－－  \n  ＝＝＝"],
    ["1. 项\n2) 项\n3.5元\n-5度", "1． 项  \n  2） 项  \n  3.5元  \n  -5度"],
    ["    四格\n\t一格", "四格  \n  一格"],
    ["3-5人，a=b，#7号在行中也行", "3-5人，a=b，#7号在行中也行"],
  ])("%j", async (typed, expected) => {
    expect(await markdownOf([paragraph(typed)])).toBe(expected);
  });

  test("在标题、粗体、表格、链接的字里也一样", async () => {
    const blocks: Block[] = [
      { kind: "heading", text: "# 一\n二" },
      paragraph({ kind: "strong", text: "**x**" }, { kind: "strong", text: "「好」" }),
      { kind: "table", head: ["a", "b"], rows: [["- x", "|y|\n# z"]] },
      paragraph({ kind: "link", text: "a](b", url: "https://example.com/" }),
      paragraph({ kind: "link", text: "坏的", url: "javascript:alert(1)" }),
    ];
    expect(await markdownOf(blocks)).toBe(
      [
        "### ＃ 一 二",
        "",
        "＊＊x＊＊「好」",
        "",
        "- － x：b |y| # z",
        "",
        "[a］(b](https://example.com/)",
        "",
        "坏的",
      ].join("  \n  "),
    );
  });

  test("写出别人的编号不算提到他", async () => {
    const pretend = await platform();
    await pretend.say(richMessage([paragraph("@0148 @0147你好")]), 0, pretend.session);
    expect(pretend.taken.at(-1)?.json).not.toHaveProperty("at");
  });
});

test("太长的分成几条：表格不从行中断开，链接不断，每条都有题头，at 各归各条", async () => {
  const pretend = await platform();
  const rows = Array.from({ length: 400 }, (_, index) => [`${index}号`, "附".repeat(20)]);
  const wang: Run = { kind: "mention", name: "王海涛", userId: "0148" };
  const message = richMessage([
    { kind: "heading", text: "名单" },
    paragraph(li),
    { kind: "table", head: ["号", "字"], rows },
    paragraph(wang),
  ]);
  const said: { text: string; title: string; at: readonly string[] }[] = [];
  for (let part = 0; ; part += 1) {
    const sent = await pretend.say(message, part, pretend.session);
    const { markdown, at } = lastJson(pretend.taken) as {
      markdown: { title: string; text: string };
      at?: { atUserIds: string[] };
    };
    said.push({ ...markdown, at: at?.atUserIds ?? [] });
    if (sent.hasMore !== true) break;
  }
  expect(said.length).toBeGreaterThan(1);
  expect(said.map(({ at }) => at)).toEqual([["0147"], ...said.slice(2).map(() => []), ["0148"]]);
  for (const { title, text } of said) {
    expect(title).toBe("名单");
    expect(Buffer.byteLength(JSON.stringify({ title, text }))).toBeLessThanOrEqual(15_000);
  }
  const items = said
    .flatMap(({ text }) => text.split("  \n  "))
    .filter((line) => line.startsWith("- "));
  expect(items).toEqual(rows.map(([number, word]) => `- ${number}：字 ${word}`));
});
