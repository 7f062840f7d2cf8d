import { describe, expect, test } from "vitest";
import { limits } from "../../domain/limits.ts";
import { defaultSalutation, parseRoster } from "../../domain/roster.ts";

const zhang = { name: "张建国", title: "委员", unit: "城南片区", sector: "工会界" };

describe("one person, however the line is written", () => {
  test.each([
    "张建国 委员 城南片区 工会界",
    "张建国\t委员\t城南片区\t工会界",
    "张建国　委员　城南片区　工会界",
    "张建国，委员，城南片区，工会界",
    "张建国、委员、城南片区、工会界",
    "张建国,委员,城南片区,工会界",
    "张建国；委员；城南片区；工会界",
    "张建国 | 委员 | 城南片区 | 工会界",
    "张建国｜委员｜城南片区｜工会界",
    "1. 张建国 委员 城南片区 工会界",
    "1、张建国 委员 城南片区 工会界",
    "１．张建国 委员 城南片区 工会界",
    "1 张建国 委员 城南片区 工会界",
    "1\t张建国\t委员\t城南片区\t工会界",
    "（1）张建国 委员 城南片区 工会界",
    "①张建国 委员 城南片区 工会界",
    "1张建国 委员 城南片区 工会界",
    "一、张建国 委员 城南片区 工会界",
    "- 张建国 委员 城南片区 工会界",
    "  张建国   委员 城南片区 工会界  ",
    "张建国 城南片区 委员 工会界",
    "张建国 城南片区 工会界",
    "\uFEFF张建国\u200B 委员 城南片区 工会界",
  ])("%j", (text) => {
    expect(parseRoster(text)).toEqual({ people: [{ line: 1, ...zhang }], faults: [] });
  });
});

test.each([
  "张建国 男 城区 委员 城南片区 工会界",
  "张建国 委员 城南片区 工会界 城区 男",
  "张建国,男,委员,城区,城南片区,工会界",
])("性别和城区、乡镇写在哪里都行：%s", (text) => {
  const people = [{ line: 1, ...zhang, gender: "男", residence: "城区" }];
  expect(parseRoster(text)).toEqual({ people, faults: [] });
});

describe("names", () => {
  test.each([
    ["张　三 委员", "张三"],
    ["张 三 委员 城区", "张三"],
    ["张 建 国 委员", "张建国"],
    ["欧阳 敏 委员", "欧阳敏"],
    ["欧 阳 敏 委员", "欧阳敏"],
    ["张　三\t委员", "张三"],
    ["1\t张　三\t委员", "张三"],
    ["欧阳敏 委员", "欧阳敏"],
    ["古丽•买买提 委员", "古丽·买买提"],
    ["古丽·买买提", "古丽·买买提"],
    ["趙啟明 委員", "趙啟明"],
    ["李梅", "李梅"],
  ])("%j → %s", (text, name) => {
    const { people, faults } = parseRoster(text);
    expect(faults).toEqual([]);
    expect(people.map((person) => person.name)).toEqual([name]);
  });
});

describe("columns that are missing", () => {
  test.each([
    ["李梅", { title: "委员" }],
    ["李梅 联络员", { title: "联络员" }],
    ["李梅 城南片区", { title: "委员", unit: "城南片区" }],
    ["李梅 委员 教育界", { title: "委员", sector: "教育界" }],
    ["李梅\t\t城南片区\t教育", { title: "委员", unit: "城南片区", sector: "教育" }],
    ["李梅\t委员\t\t教育", { title: "委员", sector: "教育" }],
    [
      "李梅 委员 城南片区 教育界 138-0000-0000",
      { unit: "城南片区", sector: "教育界", phone: "13800000000" },
    ],
    ["李梅 委员 (138 0000 0000)", { title: "委员", phone: "13800000000" }],
    ["李梅 委员 城南片区（13800000000）", { unit: "城南片区", phone: "13800000000" }],
    ["李梅 13800000000 委员", { title: "委员", phone: "13800000000" }],
    ["李梅 委员 +8613800000000", { phone: "13800000000" }],
    ["李梅 委员 0000-0000000", { phone: "00000000000" }],
  ])("%j", (text, expected) => {
    const { people, faults } = parseRoster(text);
    expect(faults).toEqual([]);
    expect(people).toHaveLength(1);
    expect(people[0]).toEqual({ line: 1, name: "李梅", title: "委员", ...expected });
  });
});

test("the order and the line numbers are those of the paste", () => {
  const text =
    "城南片区委员名单\r\n\r\n姓名 职务 片区 界别\r\n何秀兰 副主席\r\n刘志强 主任\r\n\r\n张建国 委员 城区";
  const { people, faults } = parseRoster(text);
  expect(faults).toEqual([]);
  expect(people.map(({ line, name }) => [line, name])).toEqual([
    [4, "何秀兰"],
    [5, "刘志强"],
    [7, "张建国"],
  ]);
});

describe("faults are told by line and the line is left out", () => {
  test.each([
    ["13800000000", "noName"],
    ["委员 城南片区", "noName"],
    ["张", "noName"],
    ["??? 委员", "noName"],
    [`${"张".repeat(21)} 委员`, "tooLong"],
    [`李梅 委员 ${"城".repeat(41)}`, "tooLong"],
    ["李梅 委员 1380000000", "badPhone"],
    ["李梅 委员 138000000001", "badPhone"],
    ["李梅 委员 138****0000", "badPhone"],
    ["李梅 委员 城区 教育界 汉族 本科", "tooManyColumns"],
  ])("%j: %s", (text, code) => {
    const { people, faults } = parseRoster(`王海涛 委员\n${text}`);
    expect(people.map((person) => person.name)).toEqual(["王海涛"]);
    expect(faults).toEqual([{ line: 2, code, text: expect.any(String) }]);
  });

  test("the same person twice; another of that name elsewhere is somebody else", () => {
    const { people, faults } = parseRoster("李梅 委员 城区\n李梅 委员 乡镇\n\n李 梅 委员 城區");
    expect(people.map(({ unit }) => unit)).toEqual(["城区", "乡镇"]);
    expect(faults).toEqual([{ line: 4, code: "twice", text: "李梅", firstLine: 1 }]);
  });

  test("a list that is too long is cut off once", () => {
    const full = Array.from({ length: limits.rosterLinesMax }, (_, i) => `李梅 委员 第${i}片区`);
    expect(parseRoster(full.join("\n")).faults).toEqual([]);
    const { people, faults } = parseRoster([...full, "李梅", "王海涛"].join("\n"));
    expect(people).toHaveLength(limits.rosterLinesMax);
    expect(faults).toEqual([
      { line: limits.rosterLinesMax + 1, code: "tooManyLines", text: "李梅" },
    ]);
  });
});

test("an empty paste is no list and no fault", () => {
  expect(parseRoster(" \n\n\t\n")).toEqual({ people: [], faults: [] });
});

describe("defaultSalutation", () => {
  test.each([
    ["张建国", "委员", "张委员"],
    ["欧阳敏", "委员", "欧阳委员"],
    ["歐陽敏", "委员", "歐陽委员"],
    ["何秀兰", "副主席", "何主席"],
    ["刘志强", "主任", "刘主任"],
    ["刘志强", "委室主任，城南片区工作组组长", "刘主任"],
    ["覃文斌", "组长", "覃组长"],
    ["莫振华", "县工商联副会长", "莫会长"],
    ["周敏", "联络员", "周敏"],
    ["黄春梅", "居民代表", "黄春梅"],
    ["古丽·买买提", "委员", "古丽·买买提"],
    ["阿依古丽", "委员", "阿依古丽"],
    ["阿依努", "委员", "阿依努"],
    ["欧阳", "委员", "欧委员"],
    ["张建国", "", "张建国"],
  ])("%s %s → %s", (name, title, expected) => {
    expect(defaultSalutation(name, title)).toBe(expected);
  });
});
