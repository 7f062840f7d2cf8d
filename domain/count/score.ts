import { compare, type Fraction, fraction, writeFraction, zero } from "../fraction.ts";
import {
  type Count,
  type Option,
  optionsOf,
  type Paper,
  type ScoreBallot,
  type Scored,
} from "./election.ts";
import { countOfRanking, rankBy } from "./tie.ts";

interface Sums {
  readonly points: readonly number[];
  readonly raters: readonly number[];
  readonly voters: number;
}

/** Scores: the highest mean of those who judged an option, or of everybody if missing is zero. */
export function countScore(election: Scored): Count {
  const { ballots, optionCount, missing, ratersMin } = election;
  const sums = sumUp(ballots, optionCount);
  const means = optionsOf(optionCount).map((option): Fraction | undefined => {
    const raters = sums.raters[option] ?? 0;
    const over = missing === "zero" ? sums.voters : raters;
    if (raters < ratersMin || over === 0) return undefined;
    return fraction(sums.points[option] ?? 0, over);
  });
  const judged = optionsOf(optionCount).filter((option) => means[option] !== undefined);
  const ranking = rankBy(judged, (option) => means[option] ?? zero, compare);
  const totals = means.map((mean) => (mean === undefined ? null : writeFraction(mean)));
  return countOfRanking("score", election, ranking, [{ step: "count", totals }]);
}

/** Dots: the most dots. */
export function countDots(election: Paper & { readonly ballots: readonly ScoreBallot[] }): Count {
  const { points } = sumUp(election.ballots, election.optionCount);
  const ranking = rankBy(
    optionsOf(election.optionCount),
    (option) => points[option] ?? 0,
    (a, b) => a - b,
  );
  const totals = points.map(String);
  return countOfRanking("dots", election, ranking, [{ step: "count", totals }]);
}

/** Whether somebody kept to the number of dots there are, and to how many one option may have. */
export function isWithinDots(
  scores: ReadonlyMap<Option, number>,
  { dots, perOptionMax }: { readonly dots: number; readonly perOptionMax: number },
): boolean {
  const given = [...scores.values()];
  const isEach = given.every((each) => Number.isInteger(each) && each >= 0 && each <= perOptionMax);
  return isEach && given.reduce((a, b) => a + b, 0) <= dots;
}

function sumUp(ballots: readonly ScoreBallot[], optionCount: number): Sums {
  const points = Array.from({ length: optionCount }, () => 0);
  const raters = Array.from({ length: optionCount }, () => 0);
  for (const { count, scores } of ballots) {
    for (const [option, score] of scores) {
      points[option] = (points[option] ?? 0) + score * count;
      raters[option] = (raters[option] ?? 0) + count;
    }
  }
  const voters = ballots.reduce((sum, { count }) => sum + count, 0);
  return { points, raters, voters };
}
