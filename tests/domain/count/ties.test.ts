import { describe, expect, test } from "vitest";

import { count } from "../../../domain/count/count.ts";
import type { RankedBallot, Round } from "../../../domain/count/election.ts";
import { approvals, named, rankings } from "./elections.ts";

const ties = (rounds: readonly Round[]) =>
  rounds.flatMap(({ step, options, tied, by }) =>
    step === "tie" ? [`${named(options)} of ${named(tied)} by ${by ?? ""}`] : [],
  );

const stv = (
  seats: number,
  optionCount: number,
  ballots: readonly RankedBallot[],
  lot?: number[],
) =>
  count({
    method: "stv",
    optionCount,
    seats,
    ballots,
    quota: "droop",
    decimals: 5,
    unranked: "not-counted",
    ...(lot === undefined ? {} : { lot }),
  });

describe("平了不抽签，都说出来", () => {
  test("单选：都是赢家，可能的结果各列一行", () => {
    const election = {
      optionCount: 3,
      ballots: rankings("2 A>B>C", "2 B>A>C"),
      unranked: "tied-last",
    } as const;
    const counted = count({ method: "schulze", strength: "winning", ...election });
    expect(counted).toMatchObject({ winners: [0, 1], tied: [[0], [1]], ranking: [[0, 1], [2]] });
    const drawn = count({ method: "schulze", strength: "winning", ...election, lot: [2, 1, 0] });
    expect(drawn).toMatchObject({ winners: [1], tied: [], ranking: [[1], [0], [2]] });
    expect(ties(drawn.rounds)).toEqual(["B of AB by lot"]);
  });

  test("选几件推荐：最后一个名额平了，每种结果都列出", () => {
    const election = {
      optionCount: 4,
      ballots: approvals("3 AB", "2 AC", "1 D", "1 BC"),
      seats: 2,
    };
    expect(count({ method: "av", ...election })).toMatchObject({ winners: [0, 1], tied: [] });
    const tied = { ...election, ballots: approvals("3 AB", "3 AC", "1 D") };
    const counted = count({ method: "av", ...tied });
    expect(counted.tied.map(named)).toEqual(["AB", "AC"]);
    expect(ties(counted.rounds)).toEqual(["B of BC by paper"]);
    const drawn = count({ method: "av", ...tied, lot: [3, 2, 1, 0] });
    expect([named(drawn.winners), drawn.tied, ties(drawn.rounds)]).toEqual([
      "AC",
      [],
      ["C of BC by lot"],
    ]);
  });

  test("结果多得列不完：说明没有列完，也不会一直算下去", () => {
    const all = String.fromCodePoint(...Array.from({ length: 26 }, (_, at) => 65 + at));
    const election = { optionCount: 26, ballots: approvals(`5 ${all}`), seats: 13 };
    for (const method of ["av", "seqpav", "seqphragmen"] as const) {
      const counted = count({ method, ...election });
      expect(counted.isTiedComplete).toBe(false);
      expect(counted.tied.length).toBeGreaterThan(100);
      expect(counted.winners).toHaveLength(13);
    }
  });

  test("比较所有组合的办法也按抽签的顺序选一个，并记下来", () => {
    const election = { optionCount: 3, ballots: approvals("1 A", "1 B", "1 C"), seats: 2 };
    expect(count({ method: "pav", ...election }).tied.map(named)).toEqual(["AB", "AC", "BC"]);
    const drawn = count({ method: "pav", ...election, lot: [2, 0, 1] });
    expect([named(drawn.winners), drawn.tied, drawn.rounds.at(-1)?.by]).toEqual(["AC", [], "lot"]);
  });

  test("组合太多时说不行，不硬算", () => {
    const election = { optionCount: 40, ballots: approvals("1 A"), seats: 20 };
    expect(() => count({ method: "pav", ...election })).toThrow(RangeError);
  });
});

describe("排序推荐选多件的平票", () => {
  test("票最少的平了，看最近一步谁少（52 条）", () => {
    const counted = stv(1, 4, rankings("10 A", "6 B>A", "5 C>A", "1 D>C"));
    expect(ties(counted.rounds)).toEqual(["C of BC by lookback"]);
    expect(
      counted.rounds.filter(({ step }) => step === "exclude").map((each) => named(each.options)),
    ).toEqual(["D", "C"]);
    expect([named(counted.winners), counted.tied]).toEqual(["A", []]);
  });

  test("三项平了，早先一步只分出一项：只在剩下的两项里抽", () => {
    const counted = stv(1, 5, rankings("10 A", "5 B", "4 C", "4 D", "1 E>C", "1 E>D"));
    expect(ties(counted.rounds)).toEqual(["C of CD by paper", "D of BD by lookback"]);
    expect([named(counted.winners), counted.tied]).toEqual(["A", []]);
  });

  test("多出的票一样多，看最近一步谁多（50 条）", () => {
    const ballots = rankings("7 A>C", "6 B>D", "6 C", "6 D", "2 E>A", "3 E>B");
    const counted = stv(3, 5, ballots);
    expect(counted.rounds[0]?.amount).toBe("8.00000");
    expect(ties(counted.rounds)).toEqual(["A of AB by lookback"]);
    const steps = counted.rounds.map(({ step, options }) => `${step} ${named(options)}`);
    expect(steps.slice(1, 5)).toEqual(["exclude E", "tie A", "surplus A", "surplus B"]);
    expect(named(counted.winners)).toBe("ABC");
  });

  test("一步里两项多出的票一样：转票的先后没有依据时也要说", () => {
    const counted = stv(3, 5, rankings("8 A>C", "8 B>D", "3 C", "3 D", "1 E"));
    expect(ties(counted.rounds)[0]).toBe("A of AB by paper");
    expect(counted.tied.map(named)).toEqual(["ABC", "ABD"]);
    expect(named(counted.winners)).toBe("AB");
  });

  test("平了影响结果：只有怎样都选上的算选上；有抽签就按抽签", () => {
    const ballots = rankings("5 A", "2 B", "2 C");
    const counted = stv(2, 3, ballots);
    expect([named(counted.winners), counted.tied.map(named)]).toEqual(["A", ["AB", "AC"]]);
    const drawn = stv(2, 3, ballots, [1, 0, 2]);
    // The lot says who goes first: B is excluded.
    expect([named(drawn.winners), drawn.tied]).toEqual(["AC", []]);
    expect(ties(drawn.rounds)).toEqual(["B of BC by lot"]);
  });

  test("平了不影响结果：不算平", () => {
    const counted = stv(1, 4, rankings("9 A", "2 B>A", "2 C>A", "1 D>A"));
    expect([named(counted.winners), counted.tied]).toEqual(["A", []]);
  });

  test("没有人投的有许多，先去掉哪个都一样，不算平", () => {
    const counted = stv(2, 20, rankings("5 A", "4 B", "3 C", "2 D>B"));
    expect([named(counted.winners), counted.tied, counted.isTiedComplete]).toEqual([
      "AB",
      [],
      true,
    ]);
    expect(ties(counted.rounds)).toEqual([]);
    const irv = count({
      method: "irv",
      optionCount: 20,
      ballots: rankings("5 A", "4 B", "3 C>B"),
      unranked: "not-counted",
    });
    expect([named(irv.winners), irv.isTiedComplete]).toEqual(["B", true]);
  });

  test("没有人投的也要补够名额时，是平", () => {
    const counted = stv(2, 4, rankings("5 A"));
    expect([named(counted.winners), counted.tied.map(named)]).toEqual(["A", ["AB", "AC", "AD"]]);
  });

  test("剩下的正好够名额，都选上，不再转（53 条）", () => {
    const counted = stv(2, 3, rankings("4 A", "3 B", "2 C"));
    expect(counted.rounds.map(({ step }) => step)).toEqual(["count", "exclude", "last-seats"]);
    expect(named(counted.winners)).toBe("AB");
  });

  test("转票的比值截到五位小数，截掉的算转不出去", () => {
    const counted = stv(2, 4, rankings("7 A>B", "2 B", "2 C", "1 D"));
    const surplus = counted.rounds.find(({ step }) => step === "surplus");
    // Quota 5, surplus 2 on 7 papers: 0.28571 each.
    expect(surplus).toMatchObject({
      amount: "2.00000",
      totals: ["5.00000", "3.99997", "2.00000", "1.00000"],
      nonTransferable: "0.00003",
    });
  });
});
