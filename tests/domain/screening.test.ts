import { describe, expect, test } from "vitest";

import { fraction } from "../../domain/fraction.ts";
import { readSize, sizeOf } from "../../domain/profile.ts";
import {
  axesBelow,
  axesOf,
  rankTopics,
  sayPoints,
  usualScreeningRule,
  weightedMean,
} from "../../domain/screening.ts";
import { readScores, readScreening } from "../../domain/screening-words.ts";
import { screeningThresholds, screeningWeights } from "../../domain/settings.ts";
import { changeStatus, topicChanges } from "../../domain/topic-state.ts";
import type { TopicStatus } from "../../domain/topic.ts";

const keys = (...numbers: readonly number[]) =>
  numbers.map((number) => ({ year: undefined, number }));

describe("初选的说法", () => {
  test.each([
    ["7 入围", { keys: keys(7), change: "shortlist" }],
    ["7号入围", { keys: keys(7), change: "shortlist" }],
    ["入围 2 3 4", { keys: keys(2, 3, 4), change: "shortlist" }],
    ["2、3和4号都入围", { keys: keys(2, 3, 4), change: "shortlist" }],
    ["七号、八号 入围", { keys: keys(7, 8), change: "shortlist" }],
    ["7 7 入围", { keys: keys(7), change: "shortlist" }],
    ["2025-7 入围", { keys: [{ year: 2025, number: 7 }], change: "shortlist" }],
    ["7 入围 大事", { keys: keys(7), change: "shortlist", size: "major" }],
    [
      "7 入圍 按急事辦 先辦",
      { keys: keys(7), change: "shortlist", size: "urgent", reason: "先辦" },
    ],
    ["7 重要 面广", { keys: keys(7), size: "major" }],
    ["7 小事", { keys: keys(7), size: "minor" }],
    ["6 转社区 邻里之间", { keys: keys(6), change: "refer", place: "社区", reason: "邻里之间" }],
    [
      "6 转社区处理，邻里之间",
      { keys: keys(6), change: "refer", place: "社区", reason: "邻里之间" },
    ],
    ["6 转12345", { keys: keys(6), change: "refer", place: "12345" }],
    [
      "6 转办 县住建局 理由：归他们管",
      { keys: keys(6), change: "refer", place: "县住建局", reason: "归他们管" },
    ],
    [
      "6 转交通局 归他们管",
      { keys: keys(6), change: "refer", place: "交通局", reason: "归他们管" },
    ],
    [
      "6 转办公室 归他们管",
      { keys: keys(6), change: "refer", place: "办公室", reason: "归他们管" },
    ],
    ["1 已办 2月修好了", { keys: keys(1), change: "finish", reason: "2月修好了" }],
    ["5 暂缓 4月底前再看", { keys: keys(5), change: "defer", reason: "4月底前再看" }],
    ["5 不入围，理由是重复", { keys: keys(5), change: "defer", reason: "重复" }],
    ["暂缓 5 8 方案未定", { keys: keys(5, 8), change: "defer", reason: "方案未定" }],
    ["7 重新初选 情况有变", { keys: keys(7), change: "return", reason: "情况有变" }],
  ])("%s", (words, wanted) => {
    const nothing = { change: undefined, place: undefined, size: undefined, reason: undefined };
    expect(readScreening(words)).toEqual({ ...nothing, ...wanted });
  });

  test.each(["入围", "7", "2-5 入围", "汇总", "大家看看怎么办", "7 再说"])(
    "听不出来：%s",
    (words) => {
      expect(readScreening(words)).toBeUndefined();
    },
  );
});

describe("评分的说法", () => {
  test.each([
    [
      "7 4 5 3",
      [
        [undefined, 4],
        [undefined, 5],
        [undefined, 3],
      ],
      undefined,
    ],
    ["7 4分", [[undefined, 4]], undefined],
    [
      "7号 党政4 群众5 政协3 居民反映多",
      [
        ["need", 4],
        ["wish", 5],
        ["ability", 3],
      ],
      "居民反映多",
    ],
    ["7 群众所盼 五分 理由：300户", [["wish", 5]], "300户"],
    ["7 3 300户都说", [[undefined, 3]], "300户都说"],
  ])("%s", (words, points, reason) => {
    const read = readScores(words);
    expect(read?.key).toEqual({ year: undefined, number: 7 });
    expect(read?.points.map(({ axis, points: value }) => [axis, value])).toEqual(points);
    expect(read?.reason).toBe(reason);
  });

  test("超出5分的指出来，不当成别的", () => {
    expect(readScores("7 4 6 3")?.outOfRange).toBe(6);
    expect(readScores("没有编号")).toBeUndefined();
  });
});

const score = (need: [number, number], wish: [number, number], ability: [number, number]) =>
  [
    { axis: "need", sum: need[0], count: need[1] },
    { axis: "wish", sum: wish[0], count: wish[1] },
    { axis: "ability", sum: ability[0], count: ability[1] },
  ] as const;

describe("三方评分", () => {
  test("先算各方平均，再加权：一方人多压不过另一方", () => {
    // 100 members with 5 each weigh as much as one department with 1.
    const scores = score([1, 1], [3, 1], [500, 100]);
    expect(weightedMean(scores, usualScreeningRule)).toEqual(fraction(3));
    const rule = { ...usualScreeningRule, weights: { need: 2, wish: 1, ability: 1 } };
    expect(weightedMean(scores, rule)).toEqual(fraction(10, 4));
  });

  test("分数相同就是并列，三分之一不会四舍五入成不同的名次", () => {
    const items = [
      { name: "甲", scores: score([10, 3], [10, 3], [10, 3]) },
      { name: "乙", scores: score([20, 6], [20, 6], [20, 6]) },
      { name: "丙", scores: score([4, 1], [3, 1], [3, 1]).slice(0, 2) },
      { name: "丁", scores: score([5, 1], [4, 1], [4, 1]) },
    ];
    const ranked = rankTopics(items, usualScreeningRule);
    expect(ranked.map(({ item, rank }) => [item.name, rank])).toEqual([
      ["丁", 1],
      ["甲", 2],
      ["乙", 2],
      ["丙", undefined],
    ]);
    expect(ranked.map(({ mean }) => mean && sayPoints(mean))).toEqual([
      "4.3",
      "3.3",
      "3.3",
      undefined,
    ]);
  });

  test("低于门槛的一方看得出；权重是0的一方不评也算齐", () => {
    const scores = score([4, 1], [4, 1], [199, 100]);
    expect(axesBelow(scores, usualScreeningRule)).toEqual(["ability"]);
    expect(axesBelow(score([4, 1], [4, 1], [2, 1]), usualScreeningRule)).toEqual([]);
    const rule = { ...usualScreeningRule, weights: { need: 1, wish: 0, ability: 1 } };
    expect(weightedMean([scores[0], scores[2]], rule)).toEqual(fraction(599, 200));
  });

  test("谁评哪一项", () => {
    expect(axesOf({ roles: ["member"], title: "委员" }).axes).toEqual(["ability"]);
    expect(axesOf({ roles: ["participant"], title: "群众代表" }).axes).toEqual(["wish"]);
    expect(axesOf({ roles: ["participant"], title: "街道办副主任" }).axes).toEqual(["need"]);
    expect(axesOf({ roles: ["department"], title: "县住建局" }).axes).toEqual(["need"]);
    expect(axesOf({ roles: ["participant"], title: "记者" }).axes).toEqual([]);
    expect(axesOf({ roles: ["liaison"], title: "联络员" })).toMatchObject({ isForOthers: true });
  });

  test("权重和门槛怎么设", () => {
    expect(screeningWeights.parse("2 1 1")).toEqual({ need: 2, wish: 1, ability: 1 });
    expect(screeningWeights.parse("0 0 0")).toBeUndefined();
    expect(screeningWeights.parse("2 1")).toBeUndefined();
    expect(screeningThresholds.parse("党政1、群众1、政协3")).toEqual({
      need: 1,
      wish: 1,
      ability: 3,
    });
    expect(screeningThresholds.parse("1 1 6")).toBeUndefined();
    expect(screeningWeights.read({ need: 1, wish: 1 })).toBeUndefined();
  });
});

describe("大事、小事、急事", () => {
  test.each([
    [{ isImportant: true, isUrgent: true, isWide: true }, "major"],
    [{ isImportant: true, isUrgent: false, isWide: false }, "major"],
    [{ isImportant: false, isUrgent: true, isWide: true }, "urgent"],
    [{ isImportant: true, isUrgent: true, isWide: false }, "urgent"],
    [{ isImportant: false, isUrgent: false, isWide: true }, "minor"],
  ] as const)("%o", (judgement, size) => {
    expect(sizeOf(judgement)).toBe(size);
  });

  test.each([
    ["大事大议", "major"],
    ["按小事议", "minor"],
    ["微事", "minor"],
    ["不重要 紧急", "urgent"],
    ["重要 不紧急 面小", "major"],
    ["路灯不亮", undefined],
  ])("%s", (words, size) => {
    expect(readSize(words)).toBe(size);
  });
});

describe("议题从哪一步到哪一步", () => {
  const statuses = Object.keys({
    proposed: 0,
    withdrawn: 0,
    erased: 0,
    accepted: 0,
    shortlisted: 0,
    referred: 0,
    deferred: 0,
    done: 0,
    listed: 0,
    reserve: 0,
    merged: 0,
    split: 0,
  } satisfies Record<TopicStatus, 0>) as TopicStatus[];

  test("撤回、并入、拆分、删除的，哪一步都走不动", () => {
    for (const rule of Object.values(topicChanges)) {
      expect(rule.from.filter((status) => /withdrawn|erased|merged|split/.test(status))).toEqual(
        [],
      );
    }
  });

  test("没有入围的不能审定列入；没有审定的不会自己列入", () => {
    const canBeListed = statuses.filter((status) => {
      try {
        return changeStatus({ number: 7, status }, "rule-list") === "listed";
      } catch {
        return false;
      }
    });
    expect(canBeListed).toEqual(["shortlisted", "deferred", "reserve"]);
    const ways = Object.values(topicChanges).filter(({ to }) => to === "listed");
    expect(ways.map(({ by }) => by)).toEqual(["authority"]);
  });

  test("不采纳的都要说理由", () => {
    const silent = Object.entries(topicChanges).filter(([, rule]) => !rule.needsReason);
    expect(silent.map(([change]) => change)).toEqual([
      "accept",
      "shortlist",
      "rule-list",
      "rule-reserve",
    ]);
  });
});
