import { add, compare, type Fraction, fraction, writeFraction, zero } from "../fraction.ts";
import type { ApprovalBallot, Approved, Count, Option, Round } from "./election.ts";
import { optionsOf } from "./election.ts";
import {
  type Counting,
  countOfSelections,
  decide,
  leaders,
  rankBy,
  settle,
  type Selection,
} from "./tie.ts";

/**
 * Approval (av): the options on the most ballots. With satisfaction (sav) every ballot is one vote
 * that its options share.
 */
export function countApproval(election: Approved & { readonly method: "av" | "sav" }): Count {
  const totals = tallyApprovals(election, (approved) =>
    election.method === "av" ? fraction(1) : fraction(1, approved),
  );
  const total = (option: Option): Fraction => totals[option] ?? zero;
  const rounds: Round[] = [{ step: "count", totals: totals.map(writeFraction) }];
  const ranking = rankBy(optionsOf(election.optionCount), total, compare);
  const settled = settle(election, 1, () => fillSeats(election, [], { totals, rounds }));
  return countOfSelections(election.method, settled, ranking);
}

/** What each option gets if every ballot gives each of its options that share. */
export function tallyApprovals(
  {
    ballots,
    optionCount,
  }: { readonly ballots: readonly ApprovalBallot[]; readonly optionCount: number },
  shareOf: (approved: number) => Fraction,
): Fraction[] {
  // Ballots of one length give the same share, so that only whole numbers are summed up here.
  const byLength = new Map<number, number[]>();
  for (const { count, approved } of ballots) {
    const sums = byLength.get(approved.length) ?? Array.from({ length: optionCount }, () => 0);
    byLength.set(approved.length, sums);
    for (const option of approved) sums[option] = (sums[option] ?? 0) + count;
  }
  const totals = Array.from({ length: optionCount }, () => zero);
  for (const [length, sums] of byLength) {
    for (const [option, sum] of sums.entries()) {
      if (sum === 0) continue;
      const { top, bottom } = shareOf(length);
      totals[option] = add(totals[option] ?? zero, fraction(top * BigInt(sum), bottom));
    }
  }
  return totals;
}

/** Adds the highest totals until all seats are filled. */
export function* fillSeats(
  { seats, optionCount }: Pick<Approved, "seats" | "optionCount">,
  already: readonly Option[],
  { totals, rounds }: { readonly totals: readonly Fraction[]; readonly rounds: readonly Round[] },
): Counting<Selection> {
  const chosen = [...already];
  const steps = [...rounds];
  while (chosen.length < Math.min(seats, optionCount)) {
    const left = optionsOf(optionCount).filter((option) => !chosen.includes(option));
    const best = leaders(left, (option) => totals[option] ?? zero, compare);
    // If all that tie fit in, their order does not matter.
    const fits = best.length <= seats - chosen.length;
    const next = fits ? best : [yield* decide(best, steps, () => stateOf(chosen))];
    chosen.push(...next);
    steps.push({ step: "choose", options: next });
  }
  return { chosen, rounds: steps };
}

/** A committee under way, whatever the order in which it was chosen. */
export function stateOf(chosen: readonly Option[]): string {
  return chosen.toSorted((a, b) => a - b).join();
}
