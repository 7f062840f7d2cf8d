import { compare, type Fraction, fraction, writeFraction } from "../fraction.ts";
import { stateOf } from "./approval.ts";
import { type Count, type Option, optionsOf, type Priced, type Round } from "./election.ts";
import { buyNext, type Good, openMarket } from "./market.ts";
import {
  fillPurses,
  findSupporters,
  headsBehind,
  namePurses,
  type Purses,
  type Supporters,
} from "./purses.ts";
import { carry, chooseRound, lightest } from "./seq-phragmen.ts";
import {
  type Counting,
  countOfSelections,
  decide,
  leaders,
  type Selection,
  settle,
} from "./tie.ts";

/**
 * Equal shares with costs. Every voter has the same share of the budget. With add1 the shares grow
 * step by step, beyond what there is, until a run would overspend; the run before it holds. A run
 * that leaves nothing to add is not the end: a larger share may still buy a better set.
 */
export function countBudgetShares(
  election: Priced & { readonly increment: number | undefined },
): Count {
  const supporters = findSupporters(election.ballots, election.optionCount);
  const settled = settle(election, supporters.heads.length, () => run(election, supporters));
  return countOfSelections("budget-shares", settled);
}

function* run(
  election: Priced & { readonly increment: number | undefined },
  supporters: Supporters,
): Counting<Selection> {
  const { budget, increment } = election;
  const { voters } = supporters;
  const wanted = findWanted(election, supporters);
  let last: Selection = { chosen: [], rounds: [] };
  if (voters === 0n) return last;
  for (let step = 0n; ; step += 1n) {
    const money = BigInt(budget) + step * BigInt(increment ?? 0) * voters;
    const purses = fillPurses(supporters, money, voters);
    const name = `${step}|${stateOf(last.chosen)}`;
    const bought = yield* buyWithin(election, supporters, { purses, name });
    if (costOf(election, bought.chosen) > budget) return last;
    last = bought;
    if (increment === undefined || bought.chosen.length === wanted) return last;
  }
}

interface Shares {
  readonly purses: Purses;
  readonly name: string;
}

function* buyWithin(
  election: Priced,
  supporters: Supporters,
  { purses, name }: Shares,
): Counting<Selection> {
  const { held, unit } = purses;
  const share = fraction(held[0] ?? 0n, unit);
  const rounds: Round[] = [{ step: "share", amount: writeFraction(share) }];
  const chosen = gifts(election, supporters);
  if (chosen.length > 0) rounds.push({ step: "choose", options: [...chosen], amount: "0" });
  const market = openMarket(supporters, purses, goodsOf(election));
  for (;;) {
    const state = () => `${name}|${stateOf(chosen)}|${namePurses(purses)}`;
    const next = yield* buyNext(market, rounds, state);
    if (next === undefined) return { chosen, rounds };
    chosen.push(next);
  }
}

/** Projects that cost nothing: somebody wants them, and by the utility in use they are worth something. */
function gifts({ costs, utility }: Priced, supporters: Supporters): Option[] {
  if (utility === "cost") return [];
  return optionsOf(costs.length).filter(
    (option) => costs[option] === 0 && headsBehind(supporters, option) > 0n,
  );
}

/** How many projects there are to be had at most: more money changes nothing after that. */
function findWanted(election: Priced, supporters: Supporters): number {
  const paid = optionsOf(election.costs.length).filter(
    (option) => (election.costs[option] ?? 0) > 0 && headsBehind(supporters, option) > 0n,
  );
  return paid.length + gifts(election, supporters).length;
}

function goodsOf({ costs, utility }: Priced): Good[] {
  return costs.map((cost) => ({
    cost: BigInt(cost),
    utility: utility === "cost" ? BigInt(cost) : 1n,
  }));
}

function costOf({ costs }: Priced, options: readonly Option[]): number {
  return options.reduce((sum, option) => sum + (costs[option] ?? 0), 0);
}

/** The most votes (for each unit of cost unless utility is the cost) first, whatever still fits. */
export function countBudgetGreedy(election: Priced): Count {
  const settled = settle(election, election.ballots.length, () => runGreedy(election));
  return countOfSelections("budget-greedy", settled);
}

function* runGreedy(election: Priced): Counting<Selection> {
  const { ballots, costs, budget } = election;
  const chosen: Option[] = [];
  const rounds: Round[] = [];
  const supporters = findSupporters(ballots, costs.length);
  const worth = (option: Option): Fraction => worthOf(election, supporters, option);
  const options = optionsOf(costs.length);
  rounds.push({ step: "count", totals: options.map((option) => writeFraction(worth(option))) });
  for (;;) {
    const spent = costOf(election, chosen);
    const fitting = options.filter(
      (option) => !chosen.includes(option) && spent + (costs[option] ?? 0) <= budget,
    );
    if (fitting.length === 0) return { chosen, rounds };
    const best = leaders(fitting, worth, compare);
    const next = yield* decide(best, rounds, () => stateOf(chosen));
    chosen.push(next);
    rounds.push({ step: "choose", options: [next], amount: `${costs[next] ?? 0}` });
  }
}

function worthOf({ costs, utility }: Priced, supporters: Supporters, option: Option): Fraction {
  const votes = headsBehind(supporters, option);
  const cost = BigInt(costs[option] ?? 0);
  if (utility === "cost") return fraction(cost === 0n ? 0n : votes);
  // What costs nothing comes before everything that costs something.
  return cost === 0n ? fraction(votes === 0n ? 0n : beyondVotes) : fraction(votes, cost);
}

const beyondVotes = 1n << 64n;

/**
 * Phragmén's rule with costs as loads. It ends where the next project, or one that ties with it,
 * would overspend.
 */
export function countBudgetPhragmen(election: Priced): Count {
  const supporters = findSupporters(election.ballots, election.optionCount);
  const settled = settle(election, supporters.heads.length, () =>
    runPhragmen(election, supporters),
  );
  return countOfSelections("budget-phragmen", settled);
}

function* runPhragmen(election: Priced, supporters: Supporters): Counting<Selection> {
  const { costs, budget } = election;
  const cost = (option: Option): number => costs[option] ?? 0;
  const chosen: Option[] = [];
  const rounds: Round[] = [];
  const loads = fillPurses(supporters, 0n, 1n);
  let left = optionsOf(costs.length).filter((option) => cost(option) <= budget);
  while (left.length > 0) {
    const { options, load } = lightest(supporters, loads, left, (each) => BigInt(cost(each)));
    const spent = costOf(election, chosen);
    if (options.some((option) => spent + cost(option) > budget)) break;
    const state = () => `${stateOf(chosen)}|${namePurses(loads)}`;
    const next = yield* decide(options, rounds, state);
    rounds.push(chooseRound(next, load));
    carry(supporters, loads, next, load);
    chosen.push(next);
    left = left.filter((option) => option !== next);
  }
  return { chosen, rounds };
}
