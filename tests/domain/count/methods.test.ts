import { describe, expect, test } from "vitest";

import { count } from "../../../domain/count/count.ts";
import type { Judged, MissingGrade } from "../../../domain/count/election.ts";
import { profileOf } from "../../../domain/count/majority-judgment.ts";
import { judge, type Policy, type Turnout } from "../../../domain/count/policy.ts";
import { isWithinDots } from "../../../domain/count/score.ts";
import { fraction, zero } from "../../../domain/fraction.ts";
import { approvals, named, rankings } from "./elections.ts";

// Burlington 2009 in short: three strong candidates, three rules, three winners.
const burlington = {
  optionCount: 3,
  ballots: rankings("37 A>B>C", "29 B>C>A", "34 C>B>A"),
  unranked: "tied-last",
} as const;

describe("同样的票，办法不同赢家不同", () => {
  test("只看第一是 A，逐个淘汰是 C，两两比较和 Bucklin 是 B", () => {
    expect(named(count({ method: "plurality", ...burlington }).winners)).toBe("A");
    expect(named(count({ method: "irv", ...burlington }).winners)).toBe("C");
    expect(named(count({ method: "bucklin", ...burlington }).winners)).toBe("B");
    expect(named(count({ method: "copeland", ...burlington }).winners)).toBe("B");
    const schulze = count({ method: "schulze", strength: "winning", ...burlington });
    expect(named(schulze.winners)).toBe("B");
    expect(schulze.rounds.map(({ step }) => step)).toEqual(["pairwise", "paths"]);
    expect(schulze.rounds[0]?.matrix?.[1]).toEqual(["63", "", "66"]);
  });

  test("并列第一平分一票", () => {
    const election = { ...burlington, ballots: rankings("1 A=B=C", "1 B") };
    const [round] = count({ method: "plurality", ...election }).rounds;
    expect(round?.totals).toEqual(["1/3", "4/3", "1/3"]);
  });

  test("没排的算并列最后，还是不算，赢家可以不同", () => {
    const ballots = rankings("5 A", "4 B>A", "2 B");
    const election = { ...burlington, ballots };
    const last = count({ method: "copeland", ...election });
    const apart = count({ method: "copeland", ...election, unranked: "not-counted" });
    expect([named(last.winners), named(apart.winners)]).toEqual(["B", "B"]);
    expect(last.rounds[0]?.matrix?.[0]).toEqual(["", "5", "9"]);
    expect(apart.rounds[0]?.matrix?.[0]).toEqual(["", "0", "0"]);
  });
});

describe("兼顾各片区", () => {
  const election = { optionCount: 4, ballots: approvals("6 AB", "3 C", "1 D"), seats: 3 };

  test("谁出的钱、每人多少，都写得出", () => {
    const { winners, rounds } = count({ method: "equal-shares", completion: "none", ...election });
    expect(named(winners)).toBe("A");
    expect(rounds).toEqual([
      { step: "share", amount: "3/10" },
      { step: "tie", options: [0], tied: [0, 1], by: "paper" },
      { step: "choose", options: [0], amount: "1/6" },
    ]);
  });

  test("钱不够时按负担补满，三成的人也有一件", () => {
    const counted = count({ method: "equal-shares", completion: "seqphragmen", ...election });
    expect(named(counted.winners)).toBe("ABC");
    const approval = { ...election, ballots: approvals("6 ABD", "3 C") };
    expect(named(count({ method: "av", ...approval }).winners)).toBe("ABD");
    expect(named(count({ method: "seqpav", ...approval }).winners)).toContain("C");
  });

  test("加一份再加一份，超支就退回上一轮", () => {
    const budget = {
      optionCount: 3,
      ballots: approvals("3 A", "2 B", "1 C"),
      costs: [3, 2, 4],
      budget: 6,
      utility: "cost" as const,
    };
    const once = count({ method: "budget-shares", increment: undefined, ...budget });
    expect(named(once.winners)).toBe("AB");
    const added = count({ method: "budget-shares", increment: 1, ...budget });
    expect(named(added.winners)).toBe("AB");
    // Four each would buy C too, for nine in all.
    expect(added.rounds[0]).toEqual({ step: "share", amount: "3" });
  });

  test("大家想要的都买到了，就不再加", () => {
    const budget = { optionCount: 2, ballots: approvals("1 A"), costs: [1, 1], budget: 9 };
    const counted = count({ method: "budget-shares", increment: 1, utility: "one", ...budget });
    expect(named(counted.winners)).toBe("A");
  });

  test("没有人投票，什么都不选", () => {
    const budget = { optionCount: 1, ballots: [], costs: [1], budget: 9, increment: 1 };
    expect(count({ method: "budget-shares", utility: "cost", ...budget }).winners).toEqual([]);
  });
});

const judged = (missing: MissingGrade): Judged => ({
  optionCount: 2,
  participants: 10,
  missing,
  // Two grades for five people, three grades for ten.
  tallies: [
    [0, 1, 4],
    [0, 6, 4],
  ],
});

const winner = (missing: MissingGrade) =>
  named(count({ method: "majority-judgment", ...judged(missing) }).winners);

describe("分档评议", () => {
  test("没评的怎么算，名次可以不同", () => {
    expect(winner({ kind: "normalized" })).toBe("A");
    expect(winner({ kind: "median" })).toBe("A");
    expect(winner({ kind: "static", grade: 0 })).toBe("B");
  });

  test("没有人评的排最后，没有中位", () => {
    const tallies = [
      [0, 0, 0],
      [9, 0, 0],
    ];
    const { ranking } = count({
      method: "majority-judgment",
      ...judged({ kind: "none" }),
      tallies,
    });
    expect(ranking).toEqual([[1], [0]]);
    expect(() => profileOf([0n, 0n])).toThrow(RangeError);
  });
});

const scores = (...given: readonly (readonly [number, number])[]) => new Map(given);

describe("打分和点数", () => {
  test("评的人太少的不排", () => {
    const ballots = [
      { count: 1, scores: scores([0, 5]) },
      { count: 2, scores: scores([1, 4]) },
    ];
    const rule = { method: "score", optionCount: 2, ballots, missing: "not-counted" } as const;
    expect(count({ ...rule, ratersMin: 1 }).ranking).toEqual([[0], [1]]);
    const strict = count({ ...rule, ratersMin: 2 });
    expect(strict.ranking).toEqual([[1]]);
    expect(strict.rounds[0]?.totals).toEqual([null, "4"]);
  });

  test("平均分是分数，三个人平均不会有误差", () => {
    const ballots = [1, 2, 3].map((points) => ({ count: 1, scores: scores([0, points], [1, 2]) }));
    const rule = {
      method: "score",
      optionCount: 2,
      ballots,
      missing: "zero",
      ratersMin: 1,
    } as const;
    expect(count(rule).tied).toEqual([[0], [1]]);
  });

  test("点数不能超", () => {
    const limits = { dots: 5, perOptionMax: 3 };
    expect(isWithinDots(scores([0, 3], [1, 2]), limits)).toBe(true);
    expect(isWithinDots(scores([0, 3], [1, 3]), limits)).toBe(false);
    expect(isWithinDots(scores([0, 4]), limits)).toBe(false);
    expect(isWithinDots(scores([0, -1], [1, 3]), limits)).toBe(false);
    expect(isWithinDots(scores([0, 1.5]), limits)).toBe(false);
  });
});

const turnout = (agree: number, disagree: number): Turnout => ({
  eligible: 5,
  voted: agree + disagree,
  votes: new Map([
    ["agree", agree],
    ["disagree", disagree],
  ]),
  votedByCategory: new Map([["群众代表", 1]]),
});

describe("结果算不算数", () => {
  const policy: Policy = {
    quorum: { share: fraction(60, 100), countMin: 0, rootFactor: 0 },
    requirements: [{ option: "agree", bound: "at-least", share: fraction(1, 2), of: "cast" }],
    categories: [],
    isStrict: false,
  };
  test("五个人的六成正好是三个", () => {
    expect(judge(policy, turnout(2, 0)).isQuorumReached).toBe(false);
    expect(judge(policy, turnout(2, 1))).toMatchObject({ isQuorumReached: true, isPassed: true });
  });

  test("要过半时，正好一半不行", () => {
    expect(judge(policy, turnout(2, 2)).isPassed).toBe(true);
    expect(judge({ ...policy, isStrict: true }, turnout(2, 2)).isPassed).toBe(false);
    expect(judge({ ...policy, isStrict: true }, turnout(3, 2)).isPassed).toBe(true);
  });

  test("人数、平方根和每一类的人数", () => {
    const quorum = { share: zero, countMin: 3, rootFactor: 0 };
    expect(judge({ ...policy, quorum }, turnout(2, 0)).isQuorumReached).toBe(false);
    expect(judge({ ...policy, quorum }, turnout(3, 0)).isQuorumReached).toBe(true);
    const root = { share: zero, countMin: 0, rootFactor: 1 };
    expect(judge({ ...policy, quorum: root }, turnout(2, 0)).isQuorumReached).toBe(false);
    expect(judge({ ...policy, quorum: root }, turnout(3, 0)).isQuorumReached).toBe(true);
    const categories = [{ category: "群众代表", countMin: 2 }];
    expect(judge({ ...policy, categories }, turnout(3, 0))).toMatchObject({
      missing: ["群众代表"],
      isPassed: false,
    });
  });

  test("没有人投票：要有多少赞成的不算够，最多多少的不算超", () => {
    const none = { ...policy, quorum: { share: zero, countMin: 0, rootFactor: 0 } };
    expect(judge(none, turnout(0, 0)).isPassed).toBe(false);
    const most = [{ option: "disagree", bound: "at-most", share: zero, of: "cast" }] as const;
    expect(judge({ ...none, requirements: most }, turnout(0, 0)).isPassed).toBe(true);
    expect(judge({ ...none, requirements: most }, turnout(4, 1)).unmet).toEqual(most);
  });
});
