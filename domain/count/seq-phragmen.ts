import { compare, type Fraction, fraction, writeFraction } from "../fraction.ts";
import { stateOf } from "./approval.ts";
import type { Approved, Count, Option, Round } from "./election.ts";
import { optionsOf } from "./election.ts";
import {
  fillPurses,
  findSupporters,
  headsBehind,
  namePurses,
  type Purses,
  rescale,
  type Supporters,
} from "./purses.ts";
import {
  type Counting,
  countOfSelections,
  decide,
  leaders,
  type Selection,
  settle,
} from "./tie.ts";

/**
 * Phragmén's sequential rule: every option is a load of one that its supporters carry together.
 * The option comes next whose supporters would then carry the least each.
 */
export function countSeqPhragmen(election: Approved): Count {
  const supporters = findSupporters(election.ballots, election.optionCount);
  const settled = settle(election, supporters.heads.length, () => {
    const loads = fillPurses(supporters, 0n, 1n);
    return fillByLoads(election, supporters, { loads, chosen: [], rounds: [] });
  });
  return countOfSelections("seqphragmen", settled);
}

export interface Loaded extends Selection {
  /** What everybody carries so far; below zero is money that is left over. */
  readonly loads: Purses;
}

/** Adds one option after another until all seats are filled. */
export function* fillByLoads(
  { seats, optionCount }: Pick<Approved, "seats" | "optionCount">,
  supporters: Supporters,
  start: Loaded,
): Counting<Selection> {
  const { loads } = start;
  const chosen = [...start.chosen];
  const rounds: Round[] = [...start.rounds];
  while (chosen.length < Math.min(seats, optionCount)) {
    const left = optionsOf(optionCount).filter((option) => !chosen.includes(option));
    const { options, load } = lightest(supporters, loads, left, () => 1n);
    const state = () => `${stateOf(chosen)}|${namePurses(loads)}`;
    const next = yield* decide(options, rounds, state);
    rounds.push(chooseRound(next, load));
    carry(supporters, loads, next, load);
    chosen.push(next);
  }
  return { chosen, rounds };
}

export function chooseRound(option: Option, amount: Fraction | undefined): Round {
  const round: Round = { step: "choose", options: [option] };
  return amount === undefined ? round : { ...round, amount: writeFraction(amount) };
}

export interface Lightest {
  readonly options: readonly Option[];
  /** What each supporter would carry; undefined if nobody supports any of the options. */
  readonly load: Fraction | undefined;
}

/** The options with the least load per supporter; those without supporters only if none has any. */
export function lightest(
  supporters: Supporters,
  loads: Purses,
  options: readonly Option[],
  costOf: (option: Option) => bigint,
): Lightest {
  const supported = options.filter((option) => headsBehind(supporters, option) > 0n);
  if (supported.length === 0) return { options, load: undefined };
  const after = new Map<Option, Fraction>();
  for (const option of supported) {
    let sum = costOf(option) * loads.unit;
    for (const group of supporters.groups[option] ?? []) {
      sum += (supporters.heads[group] ?? 0n) * (loads.held[group] ?? 0n);
    }
    after.set(option, fraction(sum, headsBehind(supporters, option) * loads.unit));
  }
  const loadOf = (option: Option): Fraction => after.get(option) ?? fraction(0);
  const best = leaders(supported, loadOf, (a, b) => compare(b, a));
  return { options: best, load: best[0] === undefined ? undefined : loadOf(best[0]) };
}

/** From now on every supporter of the option carries that load. */
export function carry(
  { groups }: Supporters,
  loads: Purses,
  option: Option,
  load: Fraction | undefined,
): void {
  if (load === undefined) return;
  // Only what the unit lacks of the load's denominator is brought in.
  const lacking = fraction(loads.unit * load.top, load.bottom).bottom;
  rescale(loads, lacking);
  const amount = (loads.unit * load.top) / load.bottom;
  for (const group of groups[option] ?? []) loads.held[group] = amount;
}
