import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { utf8Bytes } from "../../bot/bytes.ts";
import {
  aibotMarkdown,
  markdownParts,
  renderMarkdown,
  renderText,
  textParts,
} from "../../bot/platforms/wecom/markdown.ts";
import { type Block, richMessage, type Run, textMessage } from "../../domain/message.ts";

const mentioning = { hasTables: false, hasMentions: true };
const said = (runs: readonly Run[], dialect = aibotMarkdown) =>
  renderMarkdown(richMessage([{ kind: "paragraph", runs }]), 10_000, dialect);
const block = (one: Block, dialect = aibotMarkdown) =>
  renderMarkdown(richMessage([one]), 10_000, dialect);

const mention = { kind: "mention", name: "张建国", userId: "ZhangJianGuo" } as const;
const table: Block = {
  kind: "table",
  head: ["编号", "题目"],
  rows: [["7号", "充电|难"], ["8号"], ["9号", "红绿灯", "多出来的"]],
};

describe("自己做的标记", () => {
  test("标题、粗体、链接、换行", () => {
    const message = richMessage([
      { kind: "heading", text: "今年的议题" },
      {
        kind: "paragraph",
        runs: [
          "共3件，",
          { kind: "strong", text: "3月16日" },
          "前可改。\n详见",
          { kind: "link", text: "全文", url: "https://x.gov.cn/t/1" },
        ],
      },
    ]);
    expect(renderMarkdown(message, 10_000)).toBe(
      "## 今年的议题\n\n共3件，**3月16日**前可改。\n详见[全文](https://x.gov.cn/t/1)",
    );
  });

  test("表格：列数补齐；不认表格的地方就是一行一行的字", () => {
    expect(block(table)).toBe(
      [
        "| 编号 | 题目 |   |",
        "| --- | --- | --- |",
        "| 7号 | 充电｜难 |   |",
        "| 8号 |   |   |",
        "| 9号 | 红绿灯 | 多出来的 |",
      ].join("\n"),
    );
    expect(block(table, mentioning)).toBe("编号　题目\n7号　充电｜难\n8号\n9号　红绿灯　多出来的");
  });

  test("点名：能点的地方点，不能点的地方写名字；谁也点不了全体", () => {
    expect(said([mention, "请看"], mentioning)).toBe("<@ZhangJianGuo>请看");
    expect(said([mention, "请看"])).toBe("@张建国请看");
    for (const userId of ["all", "@all", "ALL", "a>b", "", "a b", "a".repeat(65)]) {
      expect(said([{ ...mention, userId }], mentioning)).toBe("@张建国");
    }
  });

  test("图和文件是链接", () => {
    const url = "https://x.gov.cn/f/1";
    expect(block({ kind: "image", alt: "签到码", url })).toBe(`[签到码](${url})`);
    expect(block({ kind: "file", name: "会议纪要.docx", url })).toBe(`[会议纪要.docx](${url})`);
  });
});

describe("标记里的话不越界", () => {
  test.each<[string, readonly Run[], string]>([
    ["粗体", [{ kind: "strong", text: "a**b\n# c<@all>" }], "**a＊＊b # c＜@all>**"],
    ["空的粗体", ["甲", { kind: "strong", text: " " }, "乙"], "甲 乙"],
    [
      "链接的字",
      [{ kind: "link", text: "官网](https://evil.example) [", url: "https://x.gov.cn/" }],
      "[官网］(https://evil.example) ［](https://x.gov.cn/)",
    ],
    [
      "链接的地址",
      [{ kind: "link", text: "看", url: "https://x.gov.cn/a)<@all>[b](c d*`|" }],
      "[看](https://x.gov.cn/a%29%3C@all%3E%5Bb%5D%28c%20d%2A%60%7C)",
    ],
    [
      "不是网址的链接",
      [{ kind: "link", text: "# 看", url: "javascript:1" }],
      "＃ 看：javascript:1",
    ],
    ["名字", [{ ...mention, name: "<@all>**" }], "@＜@all>＊＊"],
    [
      "链接前的叹号",
      ["看!", { kind: "link", text: "图", url: "https://x.gov.cn/" }],
      "看！[图](https://x.gov.cn/)",
    ],
    ["两截字拼不成标记", ["<", "@all> &", "lt;"], "＜@all> ＆lt;"],
    ["隔着空粗体的行首", [{ kind: "strong", text: "" }, "# 甲"], "＃ 甲"],
    ["行首", ["甲\n> 乙\n- 丙\n1. 丁"], "甲\n＞ 乙\n－ 丙\n1． 丁"],
  ])("%s", (_name, runs, expected) => {
    expect(said(runs)).toBe(expected);
  });

  test("标题、表格里也一样", () => {
    expect(block({ kind: "heading", text: "甲\n# 乙 **丙**" })).toBe("## 甲 # 乙 ＊＊丙＊＊");
    const nasty: Block = { kind: "table", head: ["a|b\nc"], rows: [["<@all>\u0085| x |"]] };
    expect(block(nasty)).toBe("| a｜b c |\n| --- |\n| ＜@all> ｜ x ｜ |");
  });

  test("随便什么字放进随便什么地方，除了自己做的，没有标记", () => {
    const words = fc
      .array(
        fc.constantFrom(
          ...Array.from("<>@*_`[]()#-+|~\\!&;.1 \n\r\t字"),
          "\u2028",
          "\u0085",
          "&lt;",
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join(""));
    const run = fc.oneof(
      words,
      words.map((text) => ({ kind: "strong", text }) as const),
      words.map((text) => ({ kind: "link", text, url: "https://x.gov.cn/" }) as const),
      words.map((name) => ({ kind: "mention", name, userId: "u1" }) as const),
    );
    fc.assert(
      fc.property(fc.array(run, { maxLength: 6 }), (runs) => {
        const bare = said(runs, mentioning)
          .replaceAll("<@u1>", "")
          .replaceAll("](https://x.gov.cn/)", "")
          .replaceAll("**", "");
        const links = runs.filter((one) => typeof one !== "string" && one.kind === "link").length;
        expect(bare.split("[").length - 1).toBe(links);
        expect(bare.replaceAll("[", "")).not.toMatch(/[<*`\]|\\~\r\u2028\u0085]|&lt;/);
        for (const line of said(runs, mentioning).split("\n")) {
          expect(line).not.toMatch(/^\s*(#|>|[-+]\s|\d+[.)](\s|$))|^( {4}|\t)/);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("分成几条", () => {
  test("点名和网址不拆，表格接着的一条重复表头", () => {
    const rows = Array.from({ length: 60 }, (_, index) => [`${index}号`, "老旧小区加装充电桩"]);
    const message = richMessage([
      { kind: "paragraph", runs: ["字".repeat(30), mention, "https://x.gov.cn/abc"] },
      { kind: "table", head: ["编号", "题目"], rows },
    ]);
    const parts = markdownParts(message, 512, { hasTables: true, hasMentions: true });
    expect(parts.length).toBeGreaterThan(4);
    for (const part of parts) {
      expect(utf8Bytes(part)).toBeLessThanOrEqual(512);
      if (part.includes("号 |")) expect(part).toContain("| 编号 | 题目 |\n| --- | --- |");
    }
    expect(parts.join("\n")).toContain("<@ZhangJianGuo>");
    expect(parts.join("\n")).toContain("https://x.gov.cn/abc");
  });

  test("文字：网址不拆，尖括号换掉", () => {
    const parts = textParts(textMessage(`${"<".repeat(20)}https://x.gov.cn/${"a".repeat(40)}`), 64);
    expect(parts).toEqual(["＜".repeat(20), `https://x.gov.cn/${"a".repeat(40)}`]);
  });

  test("只能说一次的地方：说开头，讲明没有完，标记不断在半中间", () => {
    const runs = Array.from({ length: 50 }, () => ({ ...mention, name: "张".repeat(9) }));
    const text = renderMarkdown(richMessage([{ kind: "paragraph", runs }]), 512, mentioning);
    expect(text).toMatch(/^(<@ZhangJianGuo>)+\n（内容较长，未完）$/);
    expect(utf8Bytes(text)).toBeLessThanOrEqual(512);
    expect(renderText(textMessage("议".repeat(99)), 128)).toBe(
      `${"议".repeat(33)}\n（内容较长，未完）`,
    );
  });
});
