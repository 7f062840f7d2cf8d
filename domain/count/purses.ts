import { commonDivisor } from "../fraction.ts";
import type { ApprovalBallot, Option } from "./election.ts";

/**
 * What each voter holds, in money (equal shares) or in load (Phragmén). All amounts are whole
 * numbers of one common fraction, `1 / unit`: adding and comparing them needs no fractions, and
 * when a price does not come out even, everything is rescaled.
 */
export interface Purses {
  unit: bigint;
  /** For each group of like ballots what one of its voters holds. */
  readonly held: bigint[];
}

/** Who stands behind the options; ballots that are filled in alike are one group. */
export interface Supporters {
  readonly heads: readonly bigint[];
  readonly voters: bigint;
  /** For each option the groups that approve it. */
  readonly groups: readonly (readonly number[])[];
}

export function findSupporters(
  ballots: readonly ApprovalBallot[],
  optionCount: number,
): Supporters {
  const heads: bigint[] = [];
  const places = new Map<string, number>();
  const groups: number[][] = Array.from({ length: optionCount }, () => []);
  for (const { count, approved } of ballots) {
    const name = approved.toSorted((a, b) => a - b).join();
    const place = places.get(name);
    if (place !== undefined) {
      heads[place] = (heads[place] ?? 0n) + BigInt(count);
      continue;
    }
    places.set(name, heads.length);
    for (const option of approved) groups[option]?.push(heads.length);
    heads.push(BigInt(count));
  }
  return { heads, voters: heads.reduce((sum, each) => sum + each, 0n), groups };
}

/** Gives everybody `top / bottom`. */
export function fillPurses({ heads }: Supporters, top: bigint, bottom: bigint): Purses {
  const divisor = commonDivisor(top, bottom);
  return { unit: bottom / divisor, held: heads.map(() => top / divisor) };
}

/** The supporters of an option that hold anything at all count together this many heads. */
export function headsBehind({ heads, groups }: Supporters, option: Option): bigint {
  return (groups[option] ?? []).reduce((sum, group) => sum + (heads[group] ?? 0n), 0n);
}

/** Makes amounts of `1 / (unit * factor)` whole numbers. */
export function rescale(purses: Purses, factor: bigint): void {
  if (factor === 1n) return;
  purses.unit *= factor;
  const { held } = purses;
  for (const [group, amount] of held.entries()) held[group] = amount * factor;
}

/** The same for equal purses, whatever their unit. */
export function namePurses({ unit, held }: Purses): string {
  let divisor = unit;
  for (const amount of held) {
    if (divisor === 1n) break;
    divisor = commonDivisor(divisor, amount);
  }
  return `${unit / divisor}:${held.map((amount) => amount / divisor).join()}`;
}
