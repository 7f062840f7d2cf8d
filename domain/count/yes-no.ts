import {
  type Count,
  type Item,
  type Option,
  optionsOf,
  type Paper,
  type Round,
} from "./election.ts";
import { rankBy } from "./tie.ts";

/**
 * Every item for itself: winners are those with more yes than no. Whether they pass is a matter of
 * the policy (policy.ts), which knows how many people were entitled to vote.
 */
export function countYesNo(election: Paper & { readonly items: readonly Item[] }): Count {
  const { items } = election;
  const options = optionsOf(items.length);
  const lead = (option: Option): number => {
    const { yes, no } = items[option] ?? { yes: 0, no: 0 };
    return yes - no;
  };
  const winners = options.filter((option) => lead(option) > 0);
  const ranking = rankBy(options, lead, (a, b) => a - b);
  const rounds: Round[] = [
    { step: "count", totals: items.map(({ yes, no, abstain }) => `${yes}/${no}/${abstain}`) },
  ];
  return { method: "yes-no", winners, tied: [], isTiedComplete: true, ranking, rounds };
}
