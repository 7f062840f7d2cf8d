import { add, compare, type Fraction, fraction, writeFraction, zero } from "../fraction.ts";
import { type Count, type Option, optionsOf, type Ranked, type Round } from "./election.ts";
import { countOfRanking, rankBy } from "./tie.ts";

/** Plurality: first places; several in the first place share the ballot equally. */
export function countPlurality(election: Ranked): Count {
  const totals = Array.from({ length: election.optionCount }, () => zero);
  for (const { count, ranking } of election.ballots) {
    const first = ranking[0] ?? [];
    for (const option of first) give(totals, option, fraction(count, first.length));
  }
  return countOfTotals("plurality", election, totals);
}

/**
 * Borda with points from the number of options down to 1. Options that stand together share the
 * points of their places; those left out share the last places, or get none if they are not counted.
 */
export function countBorda(election: Ranked): Count {
  const { optionCount } = election;
  const totals = Array.from({ length: optionCount }, () => zero);
  for (const { count, ranking } of election.ballots) {
    let above = 0;
    for (const together of withUnranked(election, ranking)) {
      const highest = optionCount - above;
      const lowest = highest - together.length + 1;
      const share = fraction((highest + lowest) * count, 2);
      for (const option of together) give(totals, option, share);
      above += together.length;
    }
  }
  return countOfTotals("borda", election, totals);
}

/** The places of a ballot, those left out in the last one if they count. */
export function withUnranked(
  { optionCount, unranked }: Ranked,
  ranking: readonly (readonly Option[])[],
): readonly (readonly Option[])[] {
  if (unranked === "not-counted") return ranking;
  const named = new Set(ranking.flat());
  if (named.size === optionCount) return ranking;
  return [...ranking, optionsOf(optionCount).filter((option) => !named.has(option))];
}

/** Bucklin: second places are added to first ones, and so on, until somebody is on most ballots. */
export function countBucklin(election: Ranked): Count {
  const { ballots, optionCount } = election;
  const options = optionsOf(optionCount);
  const cast = ballots.reduce((sum, { count }) => sum + count, 0);
  const places = ballots.reduce((most, { ranking }) => Math.max(most, ranking.length), 0);
  const totals = options.map(() => 0);
  const rounds: Round[] = [];
  for (let place = 0; place < places; place += 1) {
    for (const { count, ranking } of ballots) {
      for (const option of ranking[place] ?? []) totals[option] = (totals[option] ?? 0) + count;
    }
    rounds.push({ step: "count", totals: totals.map(String) });
    if (totals.some((total) => 2 * total > cast)) break;
  }
  const ranking = rankBy(
    options,
    (option) => totals[option] ?? 0,
    (a, b) => a - b,
  );
  return countOfRanking("bucklin", election, ranking, rounds);
}

function countOfTotals(
  method: "plurality" | "borda",
  election: Ranked,
  totals: readonly Fraction[],
): Count {
  const options = optionsOf(election.optionCount);
  const ranking = rankBy(options, (option) => totals[option] ?? zero, compare);
  const rounds: Round[] = [{ step: "count", totals: totals.map(writeFraction) }];
  return countOfRanking(method, election, ranking, rounds);
}

function give(totals: Fraction[], option: Option, share: Fraction): void {
  totals[option] = add(totals[option] ?? zero, share);
}
