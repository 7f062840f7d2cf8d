import type { Count, Election, Option, Paper, Round } from "./election.ts";

/** Where a count cannot go on by itself: any of the options may come first. */
export interface TiePoint {
  readonly options: readonly Option[];
  /** Names how far the count is, the same for the same state however it was reached. */
  state(): string;
}

export interface Choice {
  readonly option: Option;
  readonly by: "lot" | "paper";
}

/** A count that asks at every tie and returns its outcome. */
export type Counting<T> = Generator<TiePoint, T, Choice>;

export interface Settled<T> {
  /** Never empty; the first one took the first option of every tie. */
  readonly outcomes: readonly [T, ...T[]];
  readonly isComplete: boolean;
}

/** Enough for every tie that people meet; each further run repeats a whole count. */
const runsMax = 5_000;

/** Options squared times ballots that all runs together may look at, so that big counts end too. */
const workMax = 4_000_000;

/**
 * Runs a count to its end. With a lot it decides every tie; without one every way the ties could
 * fall is followed, and a state that was already reached is not followed again.
 */
export function settle<T>(
  { lot, optionCount }: Paper,
  ballots: number,
  start: () => Counting<T>,
): Settled<T> {
  if (lot !== undefined) return { outcomes: [follow(start(), drawFrom(lot))], isComplete: true };
  const work = optionCount * optionCount * (ballots + 10);
  const limit = Math.min(runsMax, Math.max(10, Math.floor(workMax / work)));
  const waiting: Option[][] = [];
  const seen = new Set<string>();
  const first = explore(start(), [], { waiting, seen });
  // Nothing was seen before, so the first run always reaches its end.
  if (first === undefined) throw new Error("the first run of a count did not end");
  const outcomes: [T, ...T[]] = [first];
  for (let runs = 1; runs < limit; runs += 1) {
    const path = waiting.pop();
    if (path === undefined) return { outcomes, isComplete: true };
    const outcome = explore(start(), path, { waiting, seen });
    if (outcome !== undefined) outcomes.push(outcome);
  }
  return { outcomes, isComplete: waiting.length === 0 };
}

type Choose = (tie: TiePoint) => Choice | undefined;

function drawFrom(lot: readonly Option[]): (tie: TiePoint) => Choice {
  const place = (option: Option): number => {
    const found = lot.indexOf(option);
    return found === -1 ? lot.length : found;
  };
  return ({ options }) => {
    const option = options.reduce((best, each) => (place(each) < place(best) ? each : best));
    return { option, by: "lot" };
  };
}

function follow<T>(counting: Counting<T>, choose: (tie: TiePoint) => Choice): T {
  let step = counting.next();
  while (step.done !== true) step = counting.next(choose(step.value));
  return step.value;
}

interface Exploration {
  readonly waiting: Option[][];
  readonly seen: Set<string>;
}

/** Goes the given way first; undefined if it comes to a state that was followed before. */
function explore<T>(
  counting: Counting<T>,
  path: readonly Option[],
  { waiting, seen }: Exploration,
): T | undefined {
  const gone: Option[] = [];
  const choose: Choose = (tie) => {
    const planned = path[gone.length];
    if (planned !== undefined) return { option: planned, by: "paper" };
    const state = tie.state();
    if (seen.has(state)) return undefined;
    seen.add(state);
    const [option, ...others] = tie.options;
    for (const other of others.toReversed()) waiting.push([...gone, other]);
    return option === undefined ? undefined : { option, by: "paper" };
  };
  let step = counting.next();
  while (step.done !== true) {
    const choice = choose(step.value);
    if (choice === undefined) return undefined;
    gone.push(choice.option);
    step = counting.next(choice);
  }
  return step.value;
}

/** Asks only if there is a tie, and writes it down. */
export function* decide(
  options: readonly Option[],
  rounds: Round[],
  state: () => string,
): Counting<Option> {
  const [only, ...others] = options;
  if (only === undefined) throw new Error("a tie of nobody");
  if (others.length === 0) return only;
  const { option, by } = yield { options, state };
  rounds.push({ step: "tie", options: [option], tied: options, by });
  return option;
}

/** The options with the highest value; a lower one first if `order` is turned round. */
export function leaders<V>(
  options: readonly Option[],
  valueOf: (option: Option) => V,
  order: (a: V, b: V) => number,
): Option[] {
  let best: { value: V; options: Option[] } | undefined;
  for (const option of options) {
    const value = valueOf(option);
    const place = best === undefined ? 1 : order(value, best.value);
    if (place > 0) best = { value, options: [option] };
    else if (place === 0) best?.options.push(option);
  }
  return best?.options ?? [];
}

/** Highest value first, equal values together. */
export function rankBy<V>(
  options: readonly Option[],
  valueOf: (option: Option) => V,
  order: (a: V, b: V) => number,
): Option[][] {
  const sorted = options
    .map((option) => ({ option, value: valueOf(option) }))
    .toSorted((a, b) => order(b.value, a.value) || a.option - b.option);
  const ranking: Option[][] = [];
  for (const [index, { option, value }] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before !== undefined && order(before.value, value) === 0) ranking.at(-1)?.push(option);
    else ranking.push([option]);
  }
  return ranking;
}

/** A rule for one seat: whoever is first in the ranking wins, the lot chooses among several. */
export function countOfRanking(
  method: Election["method"],
  { lot }: Paper,
  ranking: readonly (readonly Option[])[],
  rounds: readonly Round[],
): Count {
  const first = ranking[0] ?? [];
  const chosen = lot?.find((option) => first.includes(option));
  if (first.length < 2 || chosen === undefined) {
    const tied = first.length < 2 ? [] : first.map((option) => [option]);
    return { method, winners: first, tied, isTiedComplete: true, ranking, rounds };
  }
  const others = first.filter((option) => option !== chosen);
  return {
    method,
    winners: [chosen],
    tied: [],
    isTiedComplete: true,
    ranking: [[chosen], others, ...ranking.slice(1)],
    rounds: [...rounds, { step: "tie", options: [chosen], tied: first, by: "lot" }],
  };
}

/** What a committee rule comes to on one way through its ties. */
export interface Selection {
  /** In the order of being chosen. */
  readonly chosen: readonly Option[];
  readonly rounds: readonly Round[];
}

export function countOfSelections(
  method: Election["method"],
  { outcomes, isComplete }: Settled<Selection>,
  ranking?: readonly (readonly Option[])[],
): Count {
  const [first] = outcomes;
  const sets = distinctSets(outcomes.map(({ chosen }) => chosen));
  return {
    method,
    winners: first.chosen.toSorted((a, b) => a - b),
    tied: sets.length === 1 ? [] : sets,
    isTiedComplete: isComplete,
    ranking: ranking ?? first.chosen.map((option) => [option]),
    rounds: first.rounds,
  };
}

/** Each set once, in the order of the paper. */
export function distinctSets(sets: readonly (readonly Option[])[]): Option[][] {
  const byName = new Map<string, Option[]>();
  for (const set of sets) {
    const sorted = set.toSorted((a, b) => a - b);
    byName.set(sorted.join(), sorted);
  }
  return [...byName.values()].toSorted(compareLists);
}

function compareLists(a: readonly Option[], b: readonly Option[]): number {
  const at = a.findIndex((option, index) => option !== b[index]);
  return at === -1 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
}
