import { type Count, type Option, optionsOf, type Pairing } from "./election.ts";
import { over, type Pairs, pairwiseRound, tallyPairs } from "./pairwise.ts";
import { countOfRanking, rankBy } from "./tie.ts";

/** Minimax (Simpson–Kramer): the option whose worst pair is the least bad one. */
export function countMinimax(election: Pairing & { readonly method: "minimax" }): Count {
  const pairs = tallyPairs(election);
  const options = optionsOf(pairs.size);
  const worst = options.map((option) => worstPair(pairs, option, election.strength));
  const ranking = rankBy(
    options,
    (option) => -(worst[option] ?? 0),
    (a, b) => a - b,
  );
  const rounds = [pairwiseRound(pairs), { step: "count" as const, totals: worst.map(String) }];
  return countOfRanking("minimax", election, ranking, rounds);
}

function worstPair(
  pairs: Pairs,
  option: Option,
  strength: "winning" | "margin" | "opposition",
): number {
  const others = optionsOf(pairs.size).filter((other) => other !== option);
  const losses = others.map((other) => {
    const [won, lost] = [over(pairs, option, other), over(pairs, other, option)];
    if (strength === "margin") return lost - won;
    return strength === "opposition" || lost > won ? lost : 0;
  });
  return losses.length === 0 ? 0 : losses.reduce((a, b) => Math.max(a, b));
}
