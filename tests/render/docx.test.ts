import { describe, expect, test } from "vitest";

import type { Paper } from "../../domain/paper.ts";
import { renderPaper } from "../../render/docx.ts";
import { linePitch, marginsOf, paperHeight, textWidthOf } from "../../domain/sheet.ts";
import { unzip } from "./support.ts";

const paper: Paper = {
  title: "城南片区二季度协商议题推荐结果报告单",
  documentNumber: "青协纪〔2026〕5号",
  orientation: "portrait",
  parts: [
    { kind: "heading", text: "一、推荐情况" },
    { kind: "heading", text: "（一）参加人数", level: 2 },
    { kind: "paragraph", text: "应参加24人，实际参加21人。" },
    {
      kind: "table",
      columns: [
        { title: "编号", share: 1, align: "center" },
        { title: "题目", share: 3 },
        { title: "得票", share: 1, align: "right" },
      ],
      rows: [["7号", "老旧小区没地方充电", "17票"]],
      blankRows: 2,
    },
  ],
  signColumns: ["拟稿", "审核", "签发"],
  countedAt: "2026年3月27日下午3:00",
};

async function open(change: Partial<Paper> = {}) {
  const bytes = await renderPaper({ paper: { ...paper, ...change }, printedOn: "2026年3月27日" });
  const parts = unzip(bytes);
  const part = (name: string): string => parts.get(name) ?? expect.unreachable(name);
  const xml = part("word/document.xml");
  return { xml, part, paragraphs: paragraphsOf(xml), names: [...parts.keys()] };
}

const mm = (twips: number) => (twips / 1440) * 25.4;

/** Every paragraph as its words with the font and the size, in half points, they stand in. */
function paragraphsOf(xml: string) {
  return [...xml.matchAll(/<w:p>.*?<\/w:p>/gs)].map(([paragraph]) => ({
    text: [...paragraph.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map((found) => found[1]).join(""),
    font: /w:eastAsia="([^"]*)"/.exec(paragraph)?.[1],
    size: Number(/<w:sz w:val="(\d+)"/.exec(paragraph)?.[1]),
    align: /<w:jc w:val="(\w+)"/.exec(paragraph)?.[1],
  }));
}

describe("纸张：GB/T 9704—2012", () => {
  test("A4，天头37毫米，订口28毫米，版心156×225毫米", async () => {
    const { xml } = await open();
    expect(xml).toMatch(/<w:pgSz w:w="11906" w:h="16838" w:orient="portrait"\/>/);
    expect(xml).toMatch(/<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"/);
    const { top, bottom } = marginsOf(paper);
    expect(mm(textWidthOf(paper))).toBeCloseTo(156, 1);
    expect(mm(paperHeight - top - bottom)).toBeCloseTo(225, 1);
  });

  test("每页22行，每行28字", async () => {
    const { xml } = await open();
    const [, pitch, space] =
      /<w:docGrid w:type="linesAndChars" w:linePitch="(\d+)" w:charSpace="(-?\d+)"/.exec(xml) ?? [];
    expect(Number(pitch)).toBe(linePitch);
    const { top, bottom } = marginsOf(paper);
    const height = paperHeight - top - bottom;
    expect(Math.floor(height / linePitch)).toBe(22);
    const character = 16 + Number(space) / 4096;
    expect(textWidthOf(paper) / 20 / character).toBeCloseTo(28, 2);
  });

  test("横排的纸转过来，不改大小", async () => {
    const { xml } = await open({ orientation: "landscape" });
    expect(xml).toMatch(/<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"\/>/);
    expect(xml).toMatch(/<w:tblW w:type="dxa" w:w="12756"\/>/);
  });

  test("页码在两边，单页在右，双页在左", async () => {
    const { xml, part } = await open();
    expect(part("word/settings.xml")).toContain("<w:evenAndOddHeaders");
    const links = part("word/_rels/document.xml.rels");
    for (const [kind, align] of [
      ["default", "right"],
      ["even", "left"],
    ] as const) {
      const id = new RegExp(`<w:footerReference w:type="${kind}" r:id="(\\w+)"`).exec(xml)?.[1];
      const file = new RegExp(
        `Target="(footer\\d\\.xml)"[^>]*Id="${id}"|Id="${id}"[^>]*Target="(footer\\d\\.xml)"`,
      ).exec(links);
      const footer = part(`word/${file?.[1] ?? file?.[2]}`);
      expect(footer).toContain(`<w:jc w:val="${align}"/>`);
      expect(footer).toMatch(/— <.*PAGE.* —</s);
    }
  });
});

describe("字", () => {
  test("题目小标宋二号居中，正文仿宋三号，一级黑体，二级楷体", async () => {
    const { paragraphs } = await open();
    expect(paragraphs.slice(0, 5)).toEqual([
      { text: paper.title, font: "方正小标宋简体", size: 44, align: "center" },
      { text: paper.documentNumber, font: "仿宋", size: 32, align: "center" },
      { text: "一、推荐情况", font: "黑体", size: 32, align: undefined },
      { text: "（一）参加人数", font: "楷体", size: 32, align: undefined },
      { text: "应参加24人，实际参加21人。", font: "仿宋", size: 32, align: "both" },
    ]);
  });

  test("字体只写名字，不放进文件里", async () => {
    const { names } = await open();
    expect(names.filter((name) => /font/i.test(name) && !/fontTable/.test(name))).toEqual([]);
  });

  test("最后写数字截至什么时候、哪天打印；没有数字的只写打印日期", async () => {
    expect((await open()).paragraphs.at(-1)?.text).toBe(
      "数字截至2026年3月27日下午3:00　　打印日期：2026年3月27日",
    );
    const { countedAt: _, ...plain } = paper;
    const parts = unzip(await renderPaper({ paper: plain, printedOn: "2026年3月27日" }));
    const xml = parts.get("word/document.xml") ?? "";
    expect(paragraphsOf(xml).at(-1)?.text).toBe("打印日期：2026年3月27日");
  });

  test("大家打进来的字照写：尖括号、换行、控制字符、半个字都不会弄坏文件", async () => {
    const text = "甲<b>&乙\u0000\u000b\u001b丙\ud842丁\n第二行𠮷";
    const { paragraphs, xml } = await open({ parts: [{ kind: "paragraph", text }] });
    expect(paragraphs[2]?.text).toBe("甲&lt;b&gt;&amp;乙丙\ufffd丁第二行𠮷");
    expect(xml.match(/<w:br\/>/g)).toHaveLength(1);
  });
});

describe("表格", () => {
  test("按比例分栏，占满版心；表头每页都有，一行不拆到两页", async () => {
    const { xml } = await open();
    const table = /<w:tbl>.*?<\/w:tbl>/s.exec(xml)?.[0] ?? "";
    const widths = [...table.matchAll(/<w:gridCol w:w="(\d+)"/g)].map(([, width]) => Number(width));
    expect(widths).toEqual([1769, 5307, 1769]);
    const rows = [...table.matchAll(/<w:tr>.*?<\/w:tr>/gs)].map(([row]) => row);
    expect(rows).toHaveLength(4);
    expect(rows.map((row) => /<w:tblHeader\/>/.test(row))).toEqual([true, false, false, false]);
    expect(rows.every((row) => row.includes("<w:cantSplit/>"))).toBe(true);
    const cells = paragraphsOf(rows[1] ?? "");
    expect(cells.map(({ text, align }) => `${text} ${align}`)).toEqual([
      "7号 center",
      "老旧小区没地方充电 left",
      "17票 right",
    ]);
  });

  test("签字栏留空，等签的人写；不要签字的没有", async () => {
    const { xml } = await open();
    const sign = [...xml.matchAll(/<w:tbl>.*?<\/w:tbl>/gs)].at(-1)?.[0] ?? "";
    const rows = [...sign.matchAll(/<w:tr>.*?<\/w:tr>/gs)].map(([row]) =>
      paragraphsOf(row).map(({ text }) => text),
    );
    expect(rows).toEqual([
      ["拟稿", "审核", "签发"],
      ["", "", ""],
      Array.from({ length: 3 }, () => "　　年　　月　　日"),
    ]);
    expect((await open({ signColumns: [] })).xml.match(/<w:tbl>/g)).toHaveLength(1);
  });

  test("长度单位都是整数，办公软件才打得开", async () => {
    const { xml } = await open();
    expect(
      xml.match(/w:(?:w|val|line|after|before|top|left|right|bottom|firstLine)="-?\d+\.\d+"/g),
    ).toBeNull();
  });
});
