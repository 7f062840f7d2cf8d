import { compare, type Fraction, fraction } from "../fraction.ts";

/** A part of the votes that an option needs, or may not exceed. */
export interface Requirement {
  readonly option: string;
  readonly bound: "at-least" | "at-most";
  /** 3/4 for 75 per cent. */
  readonly share: Fraction;
  /** Of the votes cast, abstentions among them, or of all who may vote. */
  readonly of: "cast" | "eligible";
}

/** When a vote counts and what it takes. Fixed before the first ballot. */
export interface Policy {
  readonly quorum: {
    /** Of all who may vote; zero for none. */
    readonly share: Fraction;
    readonly countMin: number;
    /** So many times the square root of those who may vote. */
    readonly rootFactor: number;
  };
  readonly requirements: readonly Requirement[];
  readonly categories: readonly { readonly category: string; readonly countMin: number }[];
  /** An option needs more than its share, not only as much. */
  readonly isStrict: boolean;
}

export interface Turnout {
  /** Frozen when the vote was opened. */
  readonly eligible: number;
  /** Abstentions are votes. */
  readonly voted: number;
  readonly votes: ReadonlyMap<string, number>;
  readonly votedByCategory: ReadonlyMap<string, number>;
}

export interface Verdict {
  readonly isQuorumReached: boolean;
  readonly unmet: readonly Requirement[];
  /** Categories with too few voters. */
  readonly missing: readonly string[];
  readonly isPassed: boolean;
}

/** Holds a vote against its policy, exactly: 60 per cent of 5 are 3. */
export function judge(policy: Policy, turnout: Turnout): Verdict {
  const isQuorumReached = reachesQuorum(policy, turnout);
  const unmet = policy.requirements.filter((each) => !meets(each, policy, turnout));
  const missing = policy.categories
    .filter(({ category, countMin }) => (turnout.votedByCategory.get(category) ?? 0) < countMin)
    .map(({ category }) => category);
  const isPassed = isQuorumReached && unmet.length === 0 && missing.length === 0;
  return { isQuorumReached, unmet, missing, isPassed };
}

function reachesQuorum({ quorum }: Policy, { eligible, voted }: Turnout): boolean {
  const { share, countMin, rootFactor } = quorum;
  const needed = fraction(share.top * BigInt(eligible), share.bottom);
  const isRoot = voted * voted >= rootFactor * rootFactor * eligible;
  return isRoot && voted >= countMin && compare(fraction(voted), needed) >= 0;
}

function meets(requirement: Requirement, { isStrict }: Policy, turnout: Turnout): boolean {
  const { option, bound, share, of } = requirement;
  const all = of === "cast" ? turnout.voted : turnout.eligible;
  const votes = turnout.votes.get(option) ?? 0;
  // Nobody voted: no share of nothing is enough, however small it has to be.
  if (all === 0) return bound === "at-most" || share.top === 0n;
  const place = compare(fraction(votes, all), share);
  if (bound === "at-most") return place <= 0;
  return isStrict ? place > 0 : place >= 0;
}
