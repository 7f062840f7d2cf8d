import { add, compare, type Fraction, fraction, writeFraction, zero } from "../fraction.ts";
import { stateOf } from "./approval.ts";
import { type Approved, type Count, type Option, optionsOf, type Round } from "./election.ts";
import {
  type Counting,
  countOfSelections,
  decide,
  leaders,
  type Selection,
  settle,
} from "./tie.ts";

/**
 * Sequential proportional approval: one option after another, and a ballot that has n options in
 * the set already counts 1/(n+1) for the next one.
 */
export function countSeqPav(election: Approved): Count {
  const settled = settle(election, election.ballots.length, () => run(election));
  return countOfSelections("seqpav", settled);
}

function* run({ ballots, optionCount, seats }: Approved): Counting<Selection> {
  const chosen: Option[] = [];
  const rounds: Round[] = [];
  const liked = new Int32Array(ballots.length);
  while (chosen.length < Math.min(seats, optionCount)) {
    const totals = tally({ ballots, optionCount }, liked, chosen.length);
    rounds.push({
      step: "count",
      totals: totals.map((total, option) => shown(total, chosen, option)),
    });
    const left = optionsOf(optionCount).filter((option) => !chosen.includes(option));
    const best = leaders(left, (option) => totals[option] ?? zero, compare);
    const next = yield* decide(best, rounds, () => stateOf(chosen));
    chosen.push(next);
    rounds.push({ step: "choose", options: [next], amount: writeFraction(totals[next] ?? zero) });
    for (const [index, { approved }] of ballots.entries()) {
      if (approved.includes(next)) liked[index] = (liked[index] ?? 0) + 1;
    }
  }
  return { chosen, rounds };
}

const shown = (total: Fraction, chosen: readonly Option[], option: Option): string | null =>
  chosen.includes(option) ? null : writeFraction(total);

function tally(
  { ballots, optionCount }: Pick<Approved, "ballots" | "optionCount">,
  liked: Int32Array,
  likedMax: number,
): Fraction[] {
  // By how many of its options are in already: whole numbers first, one fraction each afterwards.
  const counts = optionsOf(optionCount).map(() => new Float64Array(likedMax + 1));
  for (const [index, { count, approved }] of ballots.entries()) {
    const level = liked[index] ?? 0;
    for (const option of approved) {
      const row = counts[option];
      if (row !== undefined) row[level] = (row[level] ?? 0) + count;
    }
  }
  return counts.map((row) =>
    Array.from(row, (count, level) => fraction(count, level + 1)).reduce(add, zero),
  );
}
