import { type Count, type Option, optionsOf, type Ranked, type Round } from "./election.ts";
import { withUnranked } from "./ranked-sums.ts";
import { type Counting, decide, leaders, rankBy, settle } from "./tie.ts";

interface Outcome {
  readonly winner: Option;
  readonly ranking: readonly (readonly Option[])[];
  readonly rounds: readonly Round[];
}

/**
 * Instant runoff: the last one drops out until somebody has more than half of the ballots that
 * still name anybody. A place that several options share is passed over, as their order is not known.
 */
export function countIrv(election: Ranked): Count {
  const { outcomes, isComplete } = settle(election, election.ballots.length, () => run(election));
  const [first] = outcomes;
  const winners = [...new Set(outcomes.map(({ winner }) => winner))].toSorted((a, b) => a - b);
  const isTied = winners.length > 1;
  const others = first.ranking
    .map((together) => together.filter((option) => !winners.includes(option)))
    .filter((together) => together.length > 0);
  return {
    method: "irv",
    winners,
    tied: isTied ? winners.map((option) => [option]) : [],
    isTiedComplete: isComplete,
    ranking: [winners, ...others],
    rounds: first.rounds,
  };
}

function* run(election: Ranked): Counting<Outcome> {
  const ballots = singlesOf(election);
  const rounds: Round[] = [];
  const excluded: Option[] = [];
  let left = optionsOf(election.optionCount);
  for (;;) {
    const totals = tallyFirsts(ballots, left, election.optionCount);
    const total = (option: Option): number => totals[option] ?? 0;
    const shown = totals.map((votes, option) => (excluded.includes(option) ? null : `${votes}`));
    rounds.push({ step: "count", totals: shown });
    const sum = totals.reduce((a, b) => a + b, 0);
    const winner = left.find((option) => 2 * total(option) > sum || left.length === 1);
    if (winner !== undefined) {
      const first = rankBy(left, total, (a, b) => a - b);
      return {
        winner,
        ranking: [...first, ...excluded.toReversed().map((each) => [each])],
        rounds,
      };
    }
    const last = leaders(left, total, (a, b) => b - a);
    // The order in which options without votes go changes nothing, so that it is no tie.
    const isEmpty = last.length < left.length && last.every((option) => total(option) === 0);
    const lowest = isEmpty ? last.slice(0, 1) : last;
    const remaining = left;
    const out = yield* decide(lowest, rounds, () => remaining.join());
    rounds.push({ step: "exclude", options: [out] });
    excluded.push(out);
    left = left.filter((option) => option !== out);
  }
}

interface Singles {
  readonly count: number;
  readonly preferences: readonly Option[];
}

/** Ballots as plain lists: only places that one option has for itself. */
export function singlesOf(election: Ranked): Singles[] {
  return election.ballots.map(({ count, ranking }) => ({
    count,
    preferences: withUnranked(election, ranking).flatMap((together) =>
      together.length === 1 ? together : [],
    ),
  }));
}

function tallyFirsts(
  ballots: readonly Singles[],
  left: readonly Option[],
  optionCount: number,
): number[] {
  const isLeft = new Uint8Array(optionCount);
  for (const option of left) isLeft[option] = 1;
  const totals = Array.from({ length: optionCount }, () => 0);
  for (const { count, preferences } of ballots) {
    const first = preferences.find((option) => isLeft[option] === 1);
    if (first !== undefined) totals[first] = (totals[first] ?? 0) + count;
  }
  return totals;
}
