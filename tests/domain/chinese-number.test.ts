import { expect, test } from "vitest";
import { parseChineseNumber } from "../../domain/chinese-number.ts";

test.each([
  ["7", 7],
  ["07", 7],
  ["0", 0],
  ["七", 7],
  ["两", 2],
  ["零", 0],
  ["十", 10],
  ["十五", 15],
  ["二十", 20],
  ["二十三", 23],
  ["一百", 100],
  ["一百零五", 105],
  ["一百一十", 110],
  ["三百二十一", 321],
  ["一千零一", 1001],
  ["二〇二六", 2026],
  ["一二", 12],
])("%s is %i", (text, expected) => {
  expect(parseChineseNumber(text)).toBe(expected);
});

test.each([
  "",
  "a",
  "7号",
  "12345",
  "十十",
  "百十千",
  "一百五",
  "零十",
  "二十零",
  "半",
  "-1",
  "1.5",
])("%j is no number", (text) => {
  expect(parseChineseNumber(text)).toBeUndefined();
});
