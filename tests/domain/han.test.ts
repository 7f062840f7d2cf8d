import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { toSimplified } from "../../domain/han.ts";
import { hanPairs, hanSource } from "../../scripts/generate-han.ts";

test("the table in the tree is the one the package gives today", async () => {
  const source = await readFile(new URL("../../domain/han.ts", import.meta.url), "utf8");
  expect(source).toBe(hanSource());
});

test("every pair of the package is applied, also outside the first plane", () => {
  const pairs = [...hanPairs()];
  expect(pairs.length).toBeGreaterThan(3000);
  const wrong = pairs.filter(([from, to]) => toSimplified(from) !== to);
  expect(wrong).toEqual([]);
});

test.each([
  ["議題", "议题"],
  ["附議7號", "附议7号"],
  ["下週三下午3點", "下周三下午3点"],
  ["禮拜六", "礼拜六"],
  ["兩個聯絡員", "两个联络员"],
  ["選題", "选题"],
  ["臺灣", "台湾"],
  ["里裡裏", "里里里"],
  ["后後", "后后"],
  ["發髮", "发发"],
  ["薦題", "荐题"],
  ["怎麼用", "怎么用"],
  ["怎么用", "怎么用"],
  ["提醒", "提醒"],
  ["充电难 abc 123", "充电难 abc 123"],
])("%s → %s", (from, to) => {
  expect(toSimplified(from)).toBe(to);
});

test("folding twice changes nothing", () => {
  const twice = [...hanPairs().values()].filter((to) => toSimplified(to) !== to);
  expect(twice).toEqual([]);
});

test("of the 3,755 everyday Simplified characters only two are taken for Traditional ones", () => {
  const decoder = new TextDecoder("gb18030");
  const everyday: string[] = [];
  for (let row = 0xb0; row <= 0xd7; row += 1) {
    for (let cell = 0xa1; cell <= 0xfe; cell += 1) {
      everyday.push(decoder.decode(Uint8Array.of(row, cell)));
    }
  }
  // 乾坤 and 著作 are matched as 干坤 and 着作, on both sides of a comparison.
  expect(everyday.filter((one) => toSimplified(one) !== one)).toEqual(["乾", "著"]);
});
