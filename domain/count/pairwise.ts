import { compare, type Fraction, fraction } from "../fraction.ts";
import {
  type Option,
  optionsOf,
  type Ranked,
  type RankedBallot,
  type Round,
  type Strength,
} from "./election.ts";

/** How many ballots place the one option above the other. */
export interface Pairs {
  readonly size: number;
  /** Row by row: at `a * size + b` the ballots that place a above b. */
  readonly over: Float64Array;
}

export function tallyPairs({ ballots, optionCount, unranked }: Ranked): Pairs {
  const over = new Float64Array(optionCount * optionCount);
  const spread = new Int32Array(optionCount);
  const below = new Int32Array(optionCount);
  for (const ballot of ballots) {
    const length = spreadOut(ballot, unranked === "tied-last", { spread, below });
    for (let index = 0; index < length; index += 1) {
      const row = (spread[index] ?? 0) * optionCount;
      for (let lower = below[index] ?? length; lower < length; lower += 1) {
        const at = row + (spread[lower] ?? 0);
        over[at] = (over[at] ?? 0) + ballot.count;
      }
    }
  }
  return { size: optionCount, over };
}

/**
 * Writes a ballot's options in their order, and for each where the options below it begin.
 * @returns how many there are
 */
function spreadOut(
  { ranking }: RankedBallot,
  hasAll: boolean,
  { spread, below }: { readonly spread: Int32Array; readonly below: Int32Array },
): number {
  let length = 0;
  for (const together of ranking) {
    const end = length + together.length;
    for (const option of together) {
      spread[length] = option;
      below[length] = end;
      length += 1;
    }
  }
  if (!hasAll || length === spread.length) return length;
  const named = new Uint8Array(spread.length);
  for (let index = 0; index < length; index += 1) named[spread[index] ?? 0] = 1;
  for (let option = 0; option < spread.length; option += 1) {
    if (named[option] === 1) continue;
    spread[length] = option;
    below[length] = spread.length;
    length += 1;
  }
  return length;
}

/** The ballots that place `a` above `b`. */
export function over({ size, over }: Pairs, a: Option, b: Option): number {
  return over[a * size + b] ?? 0;
}

export interface Victory {
  readonly winner: Option;
  readonly loser: Option;
  readonly strength: Fraction;
  /** The ballots of the loser, which tell victories of equal strength apart where a rule says so. */
  readonly against: number;
}

/** Every pair that has a winner, the strongest victory first. */
export function victories(pairs: Pairs, strength: Strength): Victory[] {
  const found: Victory[] = [];
  for (const winner of optionsOf(pairs.size)) {
    for (const loser of optionsOf(pairs.size)) {
      const [won, against] = [over(pairs, winner, loser), over(pairs, loser, winner)];
      if (won > against) {
        found.push({ winner, loser, strength: weigh(won, against, strength), against });
      }
    }
  }
  return found.toSorted((a, b) => compare(b.strength, a.strength) || a.against - b.against);
}

function weigh(won: number, against: number, strength: Strength): Fraction {
  if (strength === "winning") return fraction(won);
  if (strength === "margin") return fraction(won - against);
  // A victory without a vote against would be endless; one more than its votes is the usual stand-in.
  return against === 0 ? fraction(won + 1) : fraction(won, against);
}

export function pairwiseRound(pairs: Pairs): Round {
  const options = optionsOf(pairs.size);
  const matrix = options.map((a) => options.map((b) => (a === b ? "" : `${over(pairs, a, b)}`)));
  return { step: "pairwise", matrix };
}
