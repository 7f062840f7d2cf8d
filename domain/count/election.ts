/** An option by its place on the ballot paper, from 0. */
export type Option = number;

/** `count` ballots that are filled in alike. */
export interface RankedBallot {
  readonly count: number;
  /** Best first; options that stand together are liked equally. Options may be missing. */
  readonly ranking: readonly (readonly Option[])[];
}

export interface ApprovalBallot {
  readonly count: number;
  readonly approved: readonly Option[];
}

/** Points or dots; an option that is missing was not judged. */
export interface ScoreBallot {
  readonly count: number;
  readonly scores: ReadonlyMap<Option, number>;
}

export interface Paper {
  readonly optionCount: number;
  /** The recorded lot: of options that tie, the one that stands first here goes first. */
  readonly lot?: readonly Option[];
}

export interface Ranked extends Paper {
  readonly ballots: readonly RankedBallot[];
  /** Whether options missing from a ballot stand together in its last place, or nowhere. */
  readonly unranked: "tied-last" | "not-counted";
}

export interface Approved extends Paper {
  readonly ballots: readonly ApprovalBallot[];
  readonly seats: number;
}

/** Costs, budget and increment are whole numbers of one unit of money. */
export interface Priced extends Paper {
  readonly ballots: readonly ApprovalBallot[];
  readonly costs: readonly number[];
  readonly budget: number;
  /** What a voter is taken to gain by a project: its cost, or one. */
  readonly utility: "cost" | "one";
}

/** What makes one victory in a pair weigh more than another. */
export type Strength = "winning" | "margin" | "ratio";

export type Pairing =
  | (Ranked & { readonly method: "schulze"; readonly strength: Strength })
  | (Ranked & { readonly method: "ranked-pairs"; readonly strength: Strength })
  | (Ranked & {
      readonly method: "minimax";
      readonly strength: "winning" | "margin" | "opposition";
    })
  | (Ranked & { readonly method: "copeland" });

export type Quota = "droop" | "hare" | "hagenbach-bischoff" | "imperiali";

export interface Transferable extends Ranked {
  readonly seats: number;
  readonly quota: Quota;
  /** Decimals a transfer value is cut to: 5 by the Scottish rules, undefined for exact fractions. */
  readonly decimals: number | undefined;
}

/** How a committee of equal shares is filled up once nobody can pay any more. */
export type Completion = "none" | "seqphragmen" | "av" | "increment";

/** How the votes of those who left out an option are read. */
export type MissingGrade =
  | { readonly kind: "none" | "median" | "normalized" }
  | { readonly kind: "static"; readonly grade: number };

export interface Judged extends Paper {
  /** For each option the number of judgements by grade, worst grade first. */
  readonly tallies: readonly (readonly number[])[];
  readonly participants: number;
  readonly missing: MissingGrade;
}

export interface Scored extends Paper {
  readonly ballots: readonly ScoreBallot[];
  /** Whether somebody who left out an option gave it nothing at all, or zero points. */
  readonly missing: "not-counted" | "zero";
  /** Options judged by fewer people are not ranked. */
  readonly ratersMin: number;
}

export interface Item {
  readonly yes: number;
  readonly no: number;
  readonly abstain: number;
}

export type Election =
  | Pairing
  | (Ranked & { readonly method: "irv" | "bucklin" | "plurality" | "borda" })
  | (Transferable & { readonly method: "stv" })
  | (Approved & { readonly method: "av" | "sav" })
  | (Approved & { readonly method: "pav" | "cc" | "minimaxav" })
  | (Approved & { readonly method: "seqpav" | "seqphragmen" })
  | (Approved & { readonly method: "equal-shares"; readonly completion: Completion })
  | (Priced & { readonly method: "budget-greedy" | "budget-phragmen" })
  | (Priced & {
      readonly method: "budget-shares";
      /** What every voter's share grows by in each step of add1; undefined = one run only. */
      readonly increment: number | undefined;
    })
  | (Judged & { readonly method: "majority-judgment" })
  | (Scored & { readonly method: "score" })
  | (Paper & { readonly method: "dots"; readonly ballots: readonly ScoreBallot[] })
  | (Paper & { readonly method: "yes-no"; readonly items: readonly Item[] });

/** One line, or one matrix, of the table that is published with a result. */
export interface Round {
  readonly step:
    | "count"
    | "pairwise"
    | "paths"
    | "lock"
    | "skip"
    | "surplus"
    | "exclude"
    | "last-seats"
    | "choose"
    | "share"
    | "tie";
  /** Whom the step concerns; for a pair the winner, then the loser. */
  readonly options?: readonly Option[];
  /** What every option has now, exact: "12", "7/3", "1914.00000"; null = out of the count. */
  readonly totals?: readonly (string | null)[];
  /** What the step is about: a quota, the surplus, a price, a strength, a share. */
  readonly amount?: string;
  readonly elected?: readonly Option[];
  readonly nonTransferable?: string;
  readonly matrix?: readonly (readonly string[])[];
  /** The options that tied, and how `options` came first among them. */
  readonly tied?: readonly Option[];
  readonly by?: DecidedBy;
}

/** By an earlier stage, by the recorded lot, or only shown in the order of the paper. */
export type DecidedBy = "lookback" | "lot" | "paper";

/** The published result of a count. */
export interface Count {
  readonly method: Election["method"];
  /**
   * All tied winners of a rule for one seat; the elected of STV in their order (those elected in
   * every outcome if there are several); the set of a committee rule (the first if there are several).
   */
  readonly winners: readonly Option[];
  /** Every possible outcome if ties leave more than one: nothing is decided until a lot is drawn. */
  readonly tied: readonly (readonly Option[])[];
  /** False if there were too many outcomes to list them all. */
  readonly isTiedComplete: boolean;
  /** Best first; options that stand together are equal. */
  readonly ranking: readonly (readonly Option[])[];
  readonly rounds: readonly Round[];
}

/** All options of a paper, in its order. */
export function optionsOf(optionCount: number): Option[] {
  return Array.from({ length: optionCount }, (_, option) => option);
}
