import { compare, writeFraction } from "../fraction.ts";
import { type Count, type Option, optionsOf, type Pairing, type Round } from "./election.ts";
import { pairwiseRound, tallyPairs, type Victory, victories } from "./pairwise.ts";
import { countOfRanking } from "./tie.ts";

/**
 * Ranked pairs: victories are locked from the strongest down, except those that would close a
 * circle. Victories of one strength and as many votes against are locked together, so that their
 * order does not matter: each is left out that would close a circle with all the others in.
 */
export function countRankedPairs(election: Pairing & { readonly method: "ranked-pairs" }): Count {
  const pairs = tallyPairs(election);
  const won = victories(pairs, election.strength);
  const locked: boolean[][] = optionsOf(pairs.size).map(() => []);
  const rounds: Round[] = [pairwiseRound(pairs)];
  for (const alike of groupAlike(won)) {
    const reach = closeReach(locked, alike);
    const kept = alike.filter(({ winner, loser }) => reach[loser]?.[winner] !== true);
    for (const victory of alike) {
      const step = kept.includes(victory) ? "lock" : "skip";
      const amount = writeFraction(victory.strength);
      rounds.push({ step, options: [victory.winner, victory.loser], amount });
    }
    for (const { winner, loser } of kept) lock(locked, winner, loser);
  }
  return countOfRanking("ranked-pairs", election, rankByLocks(locked), rounds);
}

function groupAlike(won: readonly Victory[]): Victory[][] {
  const groups: Victory[][] = [];
  for (const victory of won) {
    const before = groups.at(-1)?.[0];
    const isAlike =
      before !== undefined &&
      before.against === victory.against &&
      compare(before.strength, victory.strength) === 0;
    if (isAlike) groups.at(-1)?.push(victory);
    else groups.push([victory]);
  }
  return groups;
}

/** Who would reach whom if all these victories were locked too. */
function closeReach(locked: readonly boolean[][], more: readonly Victory[]): boolean[][] {
  const reach = locked.map((row) => [...row]);
  for (const { winner, loser } of more) {
    const row = reach[winner];
    if (row !== undefined && row[loser] !== true) lock(reach, winner, loser);
  }
  return reach;
}

/** Keeps the matrix closed: whoever reaches the winner now reaches all that the loser reaches. */
function lock(reach: readonly boolean[][], winner: Option, loser: Option): void {
  const gained = [
    loser,
    ...optionsOf(reach.length).filter((each) => reach[loser]?.[each] === true),
  ];
  for (const [from, row] of reach.entries()) {
    if (from !== winner && row[winner] !== true) continue;
    for (const to of gained) row[to] = true;
  }
}

/** Whoever is below nobody left comes next. */
function rankByLocks(reach: readonly boolean[][]): Option[][] {
  const ranking: Option[][] = [];
  let left = optionsOf(reach.length);
  while (left.length > 0) {
    const sources = left.filter((option) => left.every((other) => reach[other]?.[option] !== true));
    ranking.push(sources);
    left = left.filter((option) => !sources.includes(option));
  }
  return ranking;
}
