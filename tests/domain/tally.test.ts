import { expect, test } from "vitest";

import { drawOrder } from "../../domain/lot.ts";
import { nextReminderAt } from "../../domain/selection-reminder.ts";
import type { Choices, SelectionTerms } from "../../domain/selection.ts";
import { type SelectionResult, tally } from "../../domain/tally.ts";
import { countBallots } from "../../domain/tally-rules.ts";
import { checkQuorum, countTurnout, neededOf } from "../../domain/turnout.ts";
import { nationalWorkdays } from "../../domain/workday-table.ts";

const options = [1, 2, 3, 4].map((number) => ({
  number,
  topicId: undefined,
  label: `第${number}件`,
  shortLabel: `第${number}件`,
}));

const terms: SelectionTerms = {
  method: "approval",
  seats: 2,
  choicesMin: 1,
  choicesMax: 3,
  disclosure: "hidden",
  quorum: {},
  requirements: [],
  tie: "list",
};

const elector = {
  territories: ["城南"],
  sectors: ["工会"],
  residence: "城区",
  takesPart: true,
  hasChosen: true,
} as const;

function count(change: Partial<SelectionTerms>, all: readonly Choices[]): SelectionResult {
  const ballots = all.map((choices) => ({ choices, isProxy: false, isReviewed: false }));
  const roll = [{ ...elector, count: all.length }];
  const input = { terms: { ...terms, ...change }, options, ballots, roll, papers: [] };
  return tally({ ...input, lot: undefined }, countBallots);
}

const approve = (...numbers: number[]): Choices => ({ kind: "approval", numbers });

test("最后一个名额并列：前面的入选，并列的都列出，不多不少", () => {
  const result = count({}, [approve(1, 2), approve(1, 3), approve(1), approve(4)]);
  expect(result).toMatchObject({ ranking: [[1], [2, 3, 4]], taken: [1], tied: [2, 3, 4] });
  expect(count({ seats: 4 }, [approve(1)])).toMatchObject({ taken: [1, 2, 3, 4], tied: [] });
});

test("并列多得数不完：没有哪一件算定了", () => {
  const many = Array.from({ length: 30 }, (_, index) => ({
    number: index + 1,
    topicId: undefined,
    label: `第${index + 1}件`,
    shortLabel: `第${index + 1}件`,
  }));
  const all = many.map(({ number }) => number);
  const ballots = Array.from({ length: 6 }, () => ({
    choices: approve(...all),
    isProxy: false,
    isReviewed: false,
  }));
  const open = { ...terms, method: "equal-shares", seats: 15 } as const;
  const roll = [{ ...elector, count: ballots.length }];
  const input = { terms: open, options: many, ballots, roll, papers: [], lot: undefined };
  const { taken, tied } = tally(input, countBallots);
  expect(taken).toEqual([]);
  expect(tied.length).toBeGreaterThan(15);
});

test("一件也没选的也算参加，不给任何一件加票", () => {
  const result = count({}, [approve(), approve(2)]);
  expect(result.turnout).toMatchObject({ eligible: 2, took: 2 });
  expect(result.options.map(({ votes }) => votes)).toEqual([1, 0, 0, 0]);
});

test.each([
  [{ numerator: 60, denominator: 100, isStrict: false }, "cast", 3, true],
  [{ numerator: 60, denominator: 100, isStrict: true }, "cast", 3, false],
  [{ numerator: 2, denominator: 3, isStrict: false }, "eligible", 3, false],
] as const)("逐项表决：5人里的%o，算得一分不差", (share, of, yes, isCarried) => {
  const vote = (index: number): Choices => ({
    kind: "yes-no",
    votes: { 1: index < yes ? "yes" : index === yes ? "abstain" : "no" },
  });
  const all = [0, 1, 2, 3, 4].map(vote);
  const result = count({ method: "yes-no", requirements: [{ share, of }] }, all);
  expect(result.options.find(({ number }) => number === 1)?.isCarried).toBe(isCarried);
  expect(result.taken.includes(1)).toBe(isCarried);
});

const score = (scores: Record<string, number>): Choices => ({ kind: "score", scores });

test("打分：按打了分的人平均，没人打的排最后，三分之一不算成小数", () => {
  const all = [score({ 1: 1, 2: 1 }), score({ 1: 0, 2: 0 }), score({ 1: 0, 2: 0, 3: 5 })];
  expect(count({ method: "score" }, all).ranking).toEqual([[3], [1, 2], [4]]);
});

test.each([
  [{ share: { numerator: 1, denominator: 2, isStrict: true } }, 24, 13],
  [{ share: { numerator: 1, denominator: 2, isStrict: true } }, 25, 13],
  [{ share: { numerator: 2, denominator: 3, isStrict: false } }, 24, 16],
  [{ share: { numerator: 2, denominator: 3, isStrict: false } }, 25, 17],
  [{ count: 20, share: { numerator: 1, denominator: 2, isStrict: true } }, 24, 20],
  [{}, 24, undefined],
])("规定人数：%o，%i人要%s人", (quorum, eligible, needed) => {
  expect(neededOf(quorum, eligible)).toBe(needed);
});

test("规定人数：总数够了，某一类不够也不行；不参加推荐的领导不计", () => {
  const turnout = countTurnout([
    { ...elector, count: 9 },
    { ...elector, residence: "乡镇", count: 1 },
    { ...elector, takesPart: false, hasChosen: false, count: 5 },
  ]);
  expect(turnout).toMatchObject({ eligible: 10, took: 10 });
  const categories = [{ name: "乡镇", min: 2 }];
  const verdict = checkQuorum({ count: 5, categories }, turnout);
  expect(verdict).toEqual({
    needed: 5,
    isMet: false,
    missing: [{ name: "乡镇", min: 2, took: 1 }],
  });
});

const markOf = (number: number): string => ["d", "b", "c", "a"][number - 1] ?? "";

test("抽签：只看种子算出的记号，和候选原来的次序无关", () => {
  expect(drawOrder([1, 2, 3, 4], markOf)).toEqual([4, 2, 3, 1]);
  expect(drawOrder([3, 4, 1, 2], markOf)).toEqual([4, 2, 3, 1]);
});

/** A day and an hour of March 2026. */
const at = (words: string): Date => new Date(`2026-03-${words}+08:00`);

test.each([
  { name: "三天以内只在当天早上", opened: "11T14:00", due: "13T17:00", expected: "13T09:00" },
  { name: "三天以上在前一个工作日", opened: "09T14:00", due: "13T17:00", expected: "12T09:00" },
  { name: "第二次在最后一天", opened: "09T14:00", due: "13T17:00", sent: 1, expected: "13T09:00" },
  { name: "最后一天休息就提前到周五", opened: "11T14:00", due: "14T12:00", expected: "13T09:00" },
  { name: "一早就截止的，前一天说", opened: "11T14:00", due: "13T09:30", expected: "12T09:00" },
  { name: "说过两次就不再说", opened: "09T14:00", due: "13T17:00", sent: 2, expected: undefined },
  { name: "当天发起、当天截止的不再说", opened: "13T08:30", due: "13T17:00", expected: undefined },
])("提醒：$name", ({ opened, due, sent = 0, expected }) => {
  const openedAt = at(opened);
  const next = nextReminderAt(openedAt, {
    openedAt,
    dueAt: at(due),
    sent,
    workdays: nationalWorkdays,
  });
  expect(next).toEqual(expected === undefined ? undefined : at(expected));
});
