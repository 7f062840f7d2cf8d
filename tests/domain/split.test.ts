import { expect, test } from "vitest";

import { UserError } from "../../domain/errors.ts";
import { readParts } from "../../domain/split.ts";

function titles(words: string): readonly string[] {
  return readParts(words).map(({ title }) => title);
}

function codeOf(words: string): string | undefined {
  try {
    readParts(words);
    return undefined;
  } catch (error) {
    return error instanceof UserError ? error.code : String(error);
  }
}

test("拆成几件：一行里、分行、有没有序号都听得懂", () => {
  const both = ["小区充电桩太少", "飞线充电不安全"];
  expect(titles("一：小区充电桩太少 二：飞线充电不安全")).toEqual(both);
  expect(titles("一：小区充电桩太少\n二：飞线充电不安全")).toEqual(both);
  expect(titles("1、小区充电桩太少；2、飞线充电不安全。")).toEqual(both);
  expect(titles("第一件：小区充电桩太少，第二件：飞线充电不安全")).toEqual(both);
  expect(titles("小区充电桩太少\n飞线充电不安全")).toEqual(both);
  expect(titles("1. 3.5米以下的路太窄\n2. 2栋没有路灯")).toEqual([
    "3.5米以下的路太窄",
    "2栋没有路灯",
  ]);
});

test("每件可以带说明，写在同一行或下面几行", () => {
  expect(readParts("一：充电桩太少 说明：312户只有8个\n二：飞线充电\n说明：2栋5栋\n都有")).toEqual([
    { title: "充电桩太少", detail: "312户只有8个" },
    { title: "飞线充电", detail: "2栋5栋\n都有" },
  ]);
});

test("只有一件、太多、重复、没有题目，都说清楚", () => {
  expect(codeOf("一：小区充电桩太少")).toBe("splitOnePart");
  expect(codeOf("小区充电桩太少，飞线充电")).toBe("splitOnePart");
  expect(codeOf("甲题\n乙题\n丙题\n丁题\n戊题\n己题\n庚题")).toBe("splitTooManyParts");
  expect(codeOf("一：充电难 二：充电难")).toBe("splitSameParts");
  expect(codeOf("一：充电难 二：")).toBe("topicTitleEmpty");
});
