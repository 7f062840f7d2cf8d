import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { count } from "../../../domain/count/count.ts";
import type { Approved, Election, Option, Ranked } from "../../../domain/count/election.ts";
import { tallyPairs } from "../../../domain/count/pairwise.ts";
import { approvalElections, rankedElections } from "./elections.ts";

const rankedRules: readonly ((election: Ranked) => Election)[] = [
  (election) => ({ method: "schulze", strength: "winning", ...election }),
  (election) => ({ method: "schulze", strength: "margin", ...election }),
  (election) => ({ method: "schulze", strength: "ratio", ...election }),
  (election) => ({ method: "ranked-pairs", strength: "winning", ...election }),
  (election) => ({ method: "minimax", strength: "margin", ...election }),
  (election) => ({ method: "copeland", ...election }),
  (election) => ({ method: "irv", ...election }),
  (election) => ({ method: "bucklin", ...election }),
  (election) => ({ method: "plurality", ...election }),
  (election) => ({ method: "borda", ...election }),
  (election) => ({ method: "stv", seats: 2, quota: "droop", decimals: 5, ...election }),
  (election) => ({ method: "stv", seats: 2, quota: "hare", decimals: undefined, ...election }),
];

const approvalRules: readonly ((election: Approved) => Election)[] = [
  (election) => ({ method: "av", ...election }),
  (election) => ({ method: "sav", ...election }),
  (election) => ({ method: "pav", ...election }),
  (election) => ({ method: "seqpav", ...election }),
  (election) => ({ method: "seqphragmen", ...election }),
  (election) => ({ method: "equal-shares", completion: "seqphragmen", ...election }),
  (election) => ({ method: "equal-shares", completion: "av", ...election }),
  (election) => ({ method: "equal-shares", completion: "none", ...election }),
];

const turned = <E extends Ranked | Approved>(election: E): E => ({
  ...election,
  ballots: election.ballots.toReversed(),
});

const apart = <E extends Ranked>(election: E): E => ({
  ...election,
  ballots: election.ballots.flatMap((ballot) =>
    Array.from({ length: ballot.count }, () => ({ ...ballot, count: 1 })),
  ),
});

describe("不看选票的先后", () => {
  test.each(rankedRules.map((rule, at) => [nameOf(rule, at), rule] as const))("%s", (_, rule) => {
    fc.assert(
      fc.property(rankedElections, (election) => {
        expect(count(rule(turned(election)))).toEqual(count(rule(election)));
      }),
    );
  });

  test.each(approvalRules.map((rule, at) => [nameOfApproval(rule, at), rule] as const))(
    "%s",
    (_, rule) => {
      fc.assert(
        fc.property(approvalElections, (election) => {
          expect(count(rule(turned(election)))).toEqual(count(rule(election)));
        }),
      );
    },
  );

  test("同样的票合在一起写，和一张张写一样", () => {
    for (const rule of rankedRules) {
      fc.assert(
        fc.property(rankedElections, (election) => {
          expect(count(rule(apart(election)))).toEqual(count(rule(election)));
        }),
        { numRuns: 30 },
      );
    }
  });
});

const schulze = (election: Ranked, strength: "winning" | "margin") =>
  count({ method: "schulze", strength, ...election }).winners;

describe("Schulze", () => {
  test.each(["winning", "margin"] as const)("多一个一样的题目，结果不变（%s）", (strength) => {
    fc.assert(
      fc.property(rankedElections, fc.nat(), (election, seed) => {
        const original = seed % election.optionCount;
        const clone = election.optionCount;
        const before = schulze(election, strength);
        const after = schulze(withClone(election, original, clone), strength);
        const merged = after.map((option) => (option === clone ? original : option));
        expect(new Set(merged)).toEqual(new Set(before));
      }),
      { numRuns: 300 },
    );
  });

  test("把赢的题目往前排，它还是赢", () => {
    fc.assert(
      fc.property(rankedElections, fc.nat(), (election, seed) => {
        const all: Ranked = { ...election, unranked: "tied-last" };
        const [winner = -1, ...others] = schulze(all, "winning");
        fc.pre(others.length === 0);
        const at = seed % all.ballots.length;
        const ballots = all.ballots.map((ballot, index) =>
          index === at ? { ...ballot, ranking: raise(ballot.ranking, winner) } : ballot,
        );
        expect(schulze({ ...all, ballots }, "winning")).toEqual([winner]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("多一个人把赢的排第一，它不会因此输", () => {
  const promising: readonly ((election: Ranked) => Election)[] = [
    (election) => ({ method: "plurality", ...election }),
    (election) => ({ method: "borda", ...election }),
    (election) => ({ method: "minimax", strength: "margin", ...election }),
    (election) => ({ method: "minimax", strength: "opposition", ...election }),
    (election) => ({ method: "irv", ...election }),
  ];

  test.each(promising.map((rule, at) => [nameOf(rule, at), rule] as const))("%s", (_, rule) => {
    fc.assert(
      fc.property(rankedElections, fc.nat(), (election, seed) => {
        const all: Ranked = { ...election, unranked: "tied-last" };
        const [winner = -1, ...others] = count(rule(all)).winners;
        fc.pre(others.length === 0);
        const rest = optionsWithout(all.optionCount, winner);
        const turn = seed % Math.max(1, rest.length);
        const order = [winner, ...rest.slice(turn), ...rest.slice(0, turn)];
        const ballot = { count: 1, ranking: order.map((option) => [option]) };
        expect(count(rule({ ...all, ballots: [...all.ballots, ballot] })).winners).toContain(
          winner,
        );
      }),
      { numRuns: 300 },
    );
  });

  test("选几件推荐", () => {
    fc.assert(
      fc.property(approvalElections, (election) => {
        const { winners, tied } = count({ method: "av", ...election });
        fc.pre(tied.length === 0);
        const ballots = [...election.ballots, { count: 1, approved: winners.slice(0, 1) }];
        const after = count({ method: "av", ...election, ballots });
        expect(after.winners).toContain(winners[0]);
      }),
    );
  });
});

describe("数目对得上", () => {
  test("两两比较：两边加起来不超过票数", () => {
    fc.assert(
      fc.property(rankedElections, (election) => {
        const { over, size } = tallyPairs(election);
        const cast = election.ballots.reduce((sum, ballot) => sum + ballot.count, 0);
        for (let a = 0; a < size; a += 1) {
          for (let b = 0; b < a; b += 1) {
            const [won = -1, lost = -1] = [over[a * size + b], over[b * size + a]];
            expect(won + lost).toBeLessThanOrEqual(cast);
          }
        }
      }),
    );
  });

  test("排序推荐选多件：每一步，各项的票加上转不出去的，总是全部有效票", () => {
    fc.assert(
      fc.property(rankedElections, fc.integer({ min: 1, max: 3 }), (election, seats) => {
        const strict: Ranked = { ...election, unranked: "not-counted" };
        const cast = strict.ballots
          .filter(({ ranking }) => ranking.some((place) => place.length === 1))
          .reduce((sum, ballot) => sum + ballot.count, 0);
        const { rounds } = count({ method: "stv", seats, quota: "droop", decimals: 5, ...strict });
        const stages = rounds.filter(({ totals }) => totals !== undefined);
        expect(stages.length).toBeGreaterThan(0);
        for (const { totals = [], nonTransferable = "" } of stages) {
          const parts = [...totals, nonTransferable].map((each) => units(each ?? "0.00000"));
          expect(parts.every((each) => each >= 0n)).toBe(true);
          expect(parts.reduce((a, b) => a + b, 0n)).toBe(BigInt(cast) * 100_000n);
        }
      }),
    );
  });

  test("委员会：每个结果都正好那么多，没有重复", () => {
    for (const rule of approvalRules.slice(0, -1)) {
      fc.assert(
        fc.property(approvalElections, (election) => {
          const { winners, tied } = count(rule(election));
          for (const set of [winners, ...tied]) {
            expect(set).toHaveLength(election.seats);
            expect(new Set(set).size).toBe(election.seats);
          }
          expect(new Set(tied.map(String)).size).toBe(tied.length);
        }),
        { numRuns: 50 },
      );
    }
  });

  test("有金额的：从不超支，不管哪种办法", () => {
    const costs = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 5 });
    const utilities = fc.constantFrom("cost" as const, "one" as const);
    fc.assert(
      fc.property(approvalElections, costs, utilities, (approved, prices, utility) => {
        const { ballots, optionCount } = approved;
        const election = {
          ballots,
          optionCount,
          costs: prices.slice(0, optionCount),
          budget: 12,
          utility,
        };
        for (const counted of [
          count({ method: "budget-shares", increment: 1, ...election }),
          count({ method: "budget-shares", increment: undefined, ...election }),
          count({ method: "budget-greedy", ...election }),
          count({ method: "budget-phragmen", ...election }),
        ]) {
          for (const set of [counted.winners, ...counted.tied]) {
            const spent = set.map((option) => prices[option] ?? 0).reduce((a, b) => a + b, 0);
            expect(spent).toBeLessThanOrEqual(12);
          }
        }
      }),
    );
  });
});

/** "1914.00000" in units of the last decimal. */
const units = (decimal: string): bigint => BigInt(decimal.replace(".", ""));

function nameOf(rule: (election: Ranked) => Election, at: number): string {
  return `${at + 1} ${rule({ optionCount: 0, ballots: [], unranked: "tied-last" }).method}`;
}

function nameOfApproval(rule: (election: Approved) => Election, at: number): string {
  return `${at + 1} ${rule({ optionCount: 0, ballots: [], seats: 0 }).method}`;
}

/** Everybody places the clone right below the original, or leaves both out. */
function withClone(election: Ranked, original: Option, clone: Option): Ranked {
  const ballots = election.ballots.map((ballot) => ({
    ...ballot,
    ranking: ballot.ranking.flatMap((place) => {
      if (!place.includes(original)) return [place];
      return place.length === 1 ? [place, [clone]] : [[...place, clone]];
    }),
  }));
  return { ...election, optionCount: election.optionCount + 1, ballots };
}

function raise(ranking: readonly (readonly Option[])[], option: Option): Option[][] {
  const rest = ranking.map((place) => place.filter((each) => each !== option));
  return [[option], ...rest.filter((place) => place.length > 0)];
}

function optionsWithout(optionCount: number, option: Option): Option[] {
  return Array.from({ length: optionCount }, (_, each) => each).filter((each) => each !== option);
}
