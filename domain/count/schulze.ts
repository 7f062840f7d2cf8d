import { compare, writeFraction } from "../fraction.ts";
import { type Count, type Option, optionsOf, type Pairing } from "./election.ts";
import { pairwiseRound, tallyPairs, type Victory, victories } from "./pairwise.ts";
import { countOfRanking } from "./tie.ts";

/**
 * The Schulze method: an option stands above another if its strongest path of victories to it is
 * stronger than the one back. A path is as strong as its weakest victory.
 */
export function countSchulze(election: Pairing & { readonly method: "schulze" }): Count {
  const { optionCount, strength } = election;
  const pairs = tallyPairs(election);
  const won = victories(pairs, strength);
  const { grades, names } = gradeVictories(won);
  const paths = strongestPaths(optionCount, won, grades);
  const at = (a: Option, b: Option): number => paths[a * optionCount + b] ?? 0;
  const options = optionsOf(optionCount);
  const matrix = options.map((a) => options.map((b) => (a === b ? "" : (names[at(a, b)] ?? "0"))));
  const rounds = [pairwiseRound(pairs), { step: "paths" as const, matrix }];
  return countOfRanking("schulze", election, rankByPaths(options, at), rounds);
}

/** Numbers for strengths: equal ones alike, 0 for no victory. Whole numbers make the paths quick. */
function gradeVictories(won: readonly Victory[]): { grades: number[]; names: string[] } {
  const names = ["0"];
  const grades: number[] = [];
  for (const [index, victory] of won.toReversed().entries()) {
    const weaker = won[won.length - index];
    if (weaker === undefined || compare(victory.strength, weaker.strength) !== 0) {
      names.push(writeFraction(victory.strength));
    }
    grades.push(names.length - 1);
  }
  return { grades: grades.toReversed(), names };
}

function strongestPaths(
  size: number,
  won: readonly Victory[],
  grades: readonly number[],
): Int32Array {
  const paths = new Int32Array(size * size);
  for (const [index, { winner, loser }] of won.entries()) {
    paths[winner * size + loser] = grades[index] ?? 0;
  }
  for (let via = 0; via < size; via += 1) {
    for (let from = 0; from < size; from += 1) {
      widen(paths, size, { from, via });
    }
  }
  return paths;
}

function widen(
  paths: Int32Array,
  size: number,
  { from, via }: { readonly from: Option; readonly via: Option },
): void {
  const first = paths[from * size + via] ?? 0;
  if (first === 0 || from === via) return;
  for (let to = 0; to < size; to += 1) {
    const path = Math.min(first, paths[via * size + to] ?? 0);
    if (to !== from && path > (paths[from * size + to] ?? 0)) paths[from * size + to] = path;
  }
}

/** Those whom nobody left stands above come next, together. */
function rankByPaths(options: readonly Option[], at: (a: Option, b: Option) => number): Option[][] {
  const ranking: Option[][] = [];
  let left = [...options];
  while (left.length > 0) {
    const unbeaten = left.filter((option) =>
      left.every((other) => at(other, option) <= at(option, other)),
    );
    ranking.push(unbeaten);
    left = left.filter((option) => !unbeaten.includes(option));
  }
  return ranking;
}
