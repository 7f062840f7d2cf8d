import fc from "fast-check";

import type {
  ApprovalBallot,
  Approved,
  Option,
  Ranked,
  RankedBallot,
} from "../../../domain/count/election.ts";

/** "3 A>B=C" and the like: A is option 0, B option 1. */
export function rankings(...lines: readonly string[]): RankedBallot[] {
  return lines.map((line) => {
    const [count = "", order = ""] = line.split(" ");
    const ranking = order.split(">").map((place) => place.split("=").map(optionOf));
    return { count: Number(count), ranking };
  });
}

/** "3 ABC": three people approve A, B and C. */
export function approvals(...lines: readonly string[]): ApprovalBallot[] {
  return lines.map((line) => {
    const [count = "", names = ""] = line.split(" ");
    return { count: Number(count), approved: Array.from(names, optionOf) };
  });
}

/** Names for options, to compare with: [0, 2] is "AC". */
export function named(options: readonly Option[] | undefined): string {
  return (options ?? []).map((option) => String.fromCodePoint(65 + option)).join("");
}

const optionOf = (name: string): Option => (name.codePointAt(0) ?? 0) - 65;

const counts = fc.integer({ min: 1, max: 4 });

/** Ballots that may leave options out and put several in one place. */
function rankedBallots(optionCount: number): fc.Arbitrary<RankedBallot[]> {
  const options = Array.from({ length: optionCount }, (_, option) => option);
  const ranking = fc
    .tuple(
      fc.shuffledSubarray(options),
      fc.array(fc.boolean(), { minLength: optionCount, maxLength: optionCount }),
    )
    .map(([order, isWithLast]) => {
      const places: Option[][] = [];
      for (const [index, option] of order.entries()) {
        if (index > 0 && isWithLast[index] === true) places.at(-1)?.push(option);
        else places.push([option]);
      }
      return places;
    });
  return fc.array(fc.record({ count: counts, ranking }), { minLength: 1, maxLength: 8 });
}

export const rankedElections: fc.Arbitrary<Ranked> = fc
  .integer({ min: 2, max: 5 })
  .chain((optionCount) =>
    fc.record({
      optionCount: fc.constant(optionCount),
      ballots: rankedBallots(optionCount),
      unranked: fc.constantFrom("tied-last", "not-counted"),
    }),
  );

export const approvalElections: fc.Arbitrary<Approved> = fc
  .integer({ min: 2, max: 5 })
  .chain((optionCount) => {
    const options = Array.from({ length: optionCount }, (_, option) => option);
    const ballot = fc.record({ count: counts, approved: fc.subarray(options) });
    return fc.record({
      optionCount: fc.constant(optionCount),
      ballots: fc.array(ballot, { minLength: 1, maxLength: 8 }),
      seats: fc.integer({ min: 1, max: optionCount }),
    });
  });
