import { type Count, optionsOf, type Pairing } from "./election.ts";
import { over, pairwiseRound, tallyPairs } from "./pairwise.ts";
import { countOfRanking, rankBy } from "./tie.ts";

/** Copeland: pairs won less pairs lost. */
export function countCopeland(election: Pairing & { readonly method: "copeland" }): Count {
  const pairs = tallyPairs(election);
  const options = optionsOf(pairs.size);
  const balance = options.map((option) =>
    options
      .map((other) => Math.sign(over(pairs, option, other) - over(pairs, other, option)))
      .reduce((a, b) => a + b, 0),
  );
  const ranking = rankBy(
    options,
    (option) => balance[option] ?? 0,
    (a, b) => a - b,
  );
  const rounds = [pairwiseRound(pairs), { step: "count" as const, totals: balance.map(String) }];
  return countOfRanking("copeland", election, ranking, rounds);
}
