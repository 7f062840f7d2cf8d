import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { graphemes, jsonBytes, utf8Bytes } from "../../bot/bytes.ts";
import { type Chunk, type Piece, toParts } from "../../bot/parts.ts";

const line = (...pieces: readonly (string | Piece)[]): Chunk => ({
  kind: "line",
  pieces: pieces.map((piece) =>
    typeof piece === "string" ? { text: piece, isWhole: false } : piece,
  ),
});
const whole = (text: string): Piece => ({ text, isWhole: true });

const bare = (text: string) => [...graphemes(text)].filter((each) => /\S/.test(each));

describe("按字节分条", () => {
  test("放得下就是一条", () => {
    expect(toParts([line("第一行"), line(""), line("第三行")], 2048)).toEqual(["第一行\n\n第三行"]);
  });

  test("在行与行之间分", () => {
    const parts = toParts([line("甲".repeat(20)), line("乙".repeat(20)), line("丙")], 64);
    expect(parts).toEqual(["甲".repeat(20), `${"乙".repeat(20)}\n丙`]);
  });

  test("点名和链接不拆开", () => {
    const mention = whole("<@zhangjianguo>");
    const parts = toParts([line("请".repeat(18), mention, "看一下")], 64);
    expect(parts).toEqual(["请".repeat(18), "<@zhangjianguo>看一下"]);
  });

  test("比一条还长的整块，只好拆，但不拆坏一个字", () => {
    const link = whole(`https://example.gov.cn/${"长".repeat(60)}`);
    const parts = toParts([line(link)], 64);
    expect(parts.join("")).toBe(link.text);
    for (const part of parts) expect(utf8Bytes(part)).toBeLessThanOrEqual(64);
  });

  test("表格在行间分，接下去的一条重复表头", () => {
    const head = ["| 编号 | 题目 |", "| --- | --- |"];
    const rows = Array.from({ length: 12 }, (_, index) => `| ${index} | 议题${index} |`);
    const parts = toParts([line("名单"), { kind: "table", head, rows }, line("完")], 120);
    expect(parts.length).toBeGreaterThan(2);
    const withRows = parts.filter((part) => part.includes("议题"));
    for (const part of withRows) expect(part).toContain(head.join("\n"));
    expect(parts.flatMap((part) => part.split("\n")).filter((each) => rows.includes(each))).toEqual(
      rows,
    );
    expect(parts.at(-1)).toContain("完");
  });

  test("空的也是一条", () => {
    expect(toParts([], 64)).toEqual([""]);
    expect(toParts([line("")], 64)).toEqual([""]);
  });

  test("随便什么话：每条都不超，一个字不少，一个字不破", () => {
    const words = fc.string({ unit: fc.constantFrom("字", "a", "👨‍👩‍👧‍👦", "é", '"', "🀄", " ", "𠮷") });
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 30 }),
        fc.integer({ min: 64, max: 300 }),
        (all, max) => {
          for (const measure of [utf8Bytes, jsonBytes]) {
            const parts = toParts(
              all.map((each) => line(each)),
              max,
              measure,
            );
            for (const part of parts) expect(measure(part)).toBeLessThanOrEqual(max);
            expect(bare(parts.join("\n"))).toEqual(bare(all.join("\n")));
          }
        },
      ),
    );
  });
});
