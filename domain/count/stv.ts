import { compare, divide, type Fraction, multiply, subtract, truncate, zero } from "../fraction.ts";
import { type Count, type Option, type Round, type Transferable } from "./election.ts";
import { singlesOf } from "./irv.ts";
import { findQuota, moveTo, openBox } from "./stv-box.ts";
import { continuing, endStage, lookBack, type State, totalOf, write } from "./stv-state.ts";
import { type Counting, distinctSets, leaders, type Settled, settle } from "./tie.ts";

interface Outcome {
  readonly elected: readonly Option[];
  /** How many of them were elected before the first tie that no rule decides. */
  readonly sure: number;
  readonly ranking: readonly (readonly Option[])[];
  readonly rounds: readonly Round[];
}

/**
 * STV by the weighted inclusive Gregory method: all papers of an elected option go on at a part of
 * their value. With five decimals these are the rules of the Scottish Local Government Elections
 * Order 2011, stage by stage.
 */
export function countStv(election: Transferable): Count {
  const settled = settle(election, election.ballots.length, () => run(election));
  const [first] = settled.outcomes;
  return {
    method: "stv",
    winners: electedAnyway(settled),
    tied: tiedSets(settled),
    isTiedComplete: settled.isComplete,
    ranking: first.ranking,
    rounds: first.rounds,
  };
}

function electedAnyway({ outcomes, isComplete }: Settled<Outcome>): Option[] {
  const [first] = outcomes;
  // What was not followed might have gone another way: only what came before the ties is sure.
  if (!isComplete) return first.elected.slice(0, first.sure);
  return first.elected.filter((option) =>
    outcomes.every(({ elected }) => elected.includes(option)),
  );
}

function tiedSets({ outcomes }: Settled<Outcome>): Option[][] {
  const sets = distinctSets(outcomes.map(({ elected }) => elected));
  return sets.length === 1 ? [] : sets;
}

function* run(election: Transferable): Counting<Outcome> {
  const state = begin(election);
  for (;;) {
    yield* electByQuota(state);
    if (electLast(state)) return finish(state);
    const withSurplus = state.surpluses.filter(
      (option) => compare(totalOf(state, option), state.quota) > 0,
    );
    if (withSurplus.length > 0) {
      transferSurplus(state, yield* pick(state, withSurplus, compare));
    } else {
      const out = withoutVotes(state);
      exclude(state, out ?? (yield* pick(state, continuing(state), (a, b) => compare(b, a))));
    }
  }
}

function begin(election: Transferable): State {
  const box = openBox(singlesOf(election), election.optionCount);
  const cast = box.papers.reduce((sum, { count }) => sum + count, 0);
  const quota = findQuota(election.quota, cast, election.seats);
  const rounds: Round[] = [];
  const state = {
    election,
    box,
    quota,
    rounds,
    history: [],
    elected: [],
    excluded: [],
    surpluses: [],
  };
  endStage(state, { step: "count", amount: write(state, quota) });
  return state;
}

/** Everybody who reached the quota, the most votes first. */
function* electByQuota(state: State): Counting<void> {
  const { election, elected, quota } = state;
  for (;;) {
    const reached = continuing(state).filter(
      (option) => compare(totalOf(state, option), quota) >= 0,
    );
    const vacancies = election.seats - elected.length;
    if (reached.length === 0 || vacancies === 0) return;
    // Their order is only a matter of form unless the quota lets in more than there are seats for.
    const next =
      reached.length > vacancies
        ? yield* pick(state, reached, compare)
        : (lookBack(state, reached, compare)[0] ?? 0);
    elect(state, next);
    if (compare(totalOf(state, next), quota) > 0) state.surpluses.push(next);
  }
}

/** Rule 53: once there are only as many left as there are seats, they have them. */
function electLast(state: State): boolean {
  const { election, elected, rounds } = state;
  const left = continuing(state);
  const vacancies = election.seats - elected.length;
  if (vacancies > 0 && left.length > vacancies) return false;
  if (vacancies > 0 && left.length > 0) {
    rounds.push({ step: "last-seats", options: left });
    const byVotes = left.toSorted((a, b) => compare(totalOf(state, b), totalOf(state, a)) || a - b);
    for (const option of byVotes) elect(state, option);
  }
  return true;
}

function elect({ elected, rounds }: State, option: Option): void {
  elected.push(option);
  const last = rounds.pop();
  if (last !== undefined) rounds.push({ ...last, elected: [...(last.elected ?? []), option] });
}

/**
 * The first of those that hold nothing, if all of them have to go: their order changes nothing, so
 * that it is no tie.
 */
function withoutVotes(state: State): Option | undefined {
  const left = continuing(state);
  const empty = left.filter((option) => totalOf(state, option).top === 0n);
  const vacancies = state.election.seats - state.elected.length;
  return left.length - empty.length >= vacancies ? empty[0] : undefined;
}

/**
 * One of those with the most extreme total: rules 50(2) and 52(2)(a) look back to the latest stage
 * at which those that tie differed; only after that a lot decides.
 */
function* pick(
  state: State,
  options: readonly Option[],
  order: (a: Fraction, b: Fraction) => number,
): Counting<Option> {
  const { rounds } = state;
  const tied = leaders(options, (option) => totalOf(state, option), order);
  const back = lookBack(state, tied, order);
  const [first] = back;
  if (first === undefined) throw new Error("nobody to pick from");
  if (tied.length === 1) return first;
  if (back.length === 1) {
    rounds.push({ step: "tie", options: [first], tied, by: "lookback" });
    return first;
  }
  const name = () => rounds.map(({ step, options }) => `${step} ${String(options)}`).join();
  const { option, by } = yield { options: back, state: name };
  rounds.push({ step: "tie", options: [option], tied: back, by });
  return option;
}

function transferSurplus(state: State, from: Option): void {
  const { election, box, quota, surpluses } = state;
  const total = totalOf(state, from);
  const surplus = subtract(total, quota);
  const rate = divide(surplus, total);
  const cut = (value: Fraction): Fraction => {
    const part = multiply(value, rate);
    return election.decimals === undefined ? part : truncate(part, election.decimals);
  };
  moveTo(box, { from, revalue: cut, keeps: quota }, new Set(continuing(state)));
  surpluses.splice(surpluses.indexOf(from), 1);
  endStage(state, { step: "surplus", options: [from], amount: write(state, surplus) });
}

function exclude(state: State, from: Option): void {
  const { box, excluded } = state;
  excluded.push(from);
  const amount = write(state, totalOf(state, from));
  moveTo(box, { from, keeps: zero }, new Set(continuing(state)));
  endStage(state, { step: "exclude", options: [from], amount });
}

function finish(state: State): Outcome {
  const { elected, excluded, rounds } = state;
  const ranking = [...elected, ...continuing(state), ...excluded.toReversed()];
  const tie = rounds.findIndex(({ by }) => by === "paper");
  const before = tie === -1 ? rounds : rounds.slice(0, tie);
  const sure = before.reduce((sum, round) => sum + (round.elected?.length ?? 0), 0);
  return { elected, sure, ranking: ranking.map((option) => [option]), rounds };
}
