import { commonDivisor } from "../fraction.ts";
import { type Count, type Judged, type MissingGrade, optionsOf } from "./election.ts";
import { countOfRanking, rankBy } from "./tie.ts";

/** How the judgements of one option stand around their median, the lower one of two. */
export interface Profile {
  readonly median: number;
  /** Judgements below the median grade. */
  readonly contestation: bigint;
  /** Judgements above it. */
  readonly adhesion: bigint;
}

/** @throws RangeError for an option that nobody judged */
export function profileOf(tally: readonly bigint[]): Profile {
  const judges = tally.reduce((sum, count) => sum + count, 0n);
  if (judges === 0n) throw new RangeError("a median of nothing");
  let below = 0n;
  for (const [median, count] of tally.entries()) {
    if (2n * (below + count) >= judges) {
      return { median, contestation: below, adhesion: judges - below - count };
    }
    below += count;
  }
  throw new RangeError("no grade reaches half of the judgements");
}

/**
 * Majority judgment: the option with the best median grade. If medians are equal, the larger of the
 * two groups around them pulls: those above the median up, those below it down (of equal groups the
 * one below). Then the median group joins that group and the comparison goes on.
 */
export function countMajorityJudgment(election: Judged): Count {
  const tallies = fillMissing(election);
  const scores = tallies.map(scoreOf);
  const ranking = rankBy(
    optionsOf(tallies.length),
    (option) => scores[option] ?? [],
    compareScores,
  );
  const totals = tallies.map((tally) => `${scoreOf(tally)[0] ?? 0n}`);
  return countOfRanking("majority-judgment", election, ranking, [{ step: "count", totals }]);
}

/** Every option with as many judgements as there were people. */
function fillMissing({ tallies, participants, missing }: Judged): bigint[][] {
  const exact = tallies.map((tally) => tally.map(BigInt));
  if (missing.kind === "none") return exact;
  if (missing.kind === "normalized") return normalize(exact);
  return exact.map((tally) => {
    const lacking = BigInt(participants) - sumOf(tally);
    const grade = gradeForMissing(tally, missing);
    return tally.map((count, index) => (index === grade && lacking > 0n ? count + lacking : count));
  });
}

function gradeForMissing(tally: readonly bigint[], missing: MissingGrade): number {
  if (missing.kind === "static") return missing.grade;
  return sumOf(tally) === 0n ? 0 : profileOf(tally).median;
}

/** Scales all tallies to one number of judgements, without rounding. */
function normalize(tallies: readonly (readonly bigint[])[]): bigint[][] {
  const common = tallies
    .map(sumOf)
    .filter((sum) => sum > 0n)
    .reduce((a, b) => (a / commonDivisor(a, b)) * b, 1n);
  return tallies.map((tally) => {
    const sum = sumOf(tally);
    return tally.map((count) => (sum === 0n ? count : (count * common) / sum));
  });
}

const sumOf = (tally: readonly bigint[]): bigint => tally.reduce((a, b) => a + b, 0n);

/** Compared number by number: median grade, then the pull of the larger group, and so on. */
function scoreOf(tally: readonly bigint[]): bigint[] {
  const rest = [...tally];
  const score: bigint[] = [];
  if (sumOf(rest) === 0n) return score;
  for (let turn = 0; turn < tally.length; turn += 1) {
    const { median, contestation, adhesion } = profileOf(rest);
    score.push(BigInt(median));
    const isDown = adhesion <= contestation;
    score.push(isDown ? -contestation : adhesion);
    const next = isDown
      ? rest.findLastIndex((count, grade) => grade < median && count > 0n)
      : rest.findIndex((count, grade) => grade > median && count > 0n);
    if (next === -1) break;
    rest[next] = (rest[next] ?? 0n) + (rest[median] ?? 0n);
    rest[median] = 0n;
  }
  return score;
}

function compareScores(a: readonly bigint[], b: readonly bigint[]): number {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [left, right] = [a[index], b[index]];
    if (left === right) continue;
    // Whoever was never judged is last.
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
