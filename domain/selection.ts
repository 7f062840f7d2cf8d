/** 议题推荐: what is asked, of whom, by which rule. Pure: state in, new state or a UserError out. */

/** Which rule counts (office words: text/selections.ts). */
export type SelectionMethod =
  | "approval"
  | "yes-no"
  | "score"
  | "ranking"
  | "proportional-ranking"
  | "equal-shares";

/**
 * Who sees what. `open`: names and counts at any time. `until-close`: neither before it closes, both
 * afterwards. `hidden`: counts afterwards, what a person chose never. `secret` (无记名): nothing leads
 * from a ballot to a person, and so it cannot be changed.
 */
export type Disclosure = "open" | "until-close" | "hidden" | "secret";

export type SelectionState = "draft" | "open" | "closed" | "published" | "cancelled" | "dropped";

/** 规定人数 out of those who take part; both limits hold if both are given. */
export interface Quorum {
  readonly count?: number;
  /** More than half and the like: n/d of the eligible, reached or, if strict, exceeded. */
  readonly share?: Share;
  /** At least so many of a category, e.g. 2 of 群众代表. */
  readonly categories?: readonly { readonly name: string; readonly min: number }[];
}

export interface Share {
  readonly numerator: number;
  readonly denominator: number;
  readonly isStrict: boolean;
}

/** 逐项表决: what an option needs to be carried; all of them must hold. */
export interface Requirement {
  readonly share: Share;
  /** Of those who voted yes or no or abstained, or of all who take part. */
  readonly of: "cast" | "eligible";
}

export interface SelectionTerms {
  readonly method: SelectionMethod;
  /** How many are to be recommended. */
  readonly seats: number;
  readonly choicesMin: number;
  /** Most options one may choose (approval, equal shares) or rank. */
  readonly choicesMax: number;
  readonly disclosure: Disclosure;
  readonly quorum: Quorum;
  readonly requirements: readonly Requirement[];
  /** `list`: as they are, the ruling decides. `lot`: drawn from the seed published before. */
  readonly tie: "list" | "lot";
}

/** What one person chose, by option number. */
export type Choices =
  | { readonly kind: "approval"; readonly numbers: readonly number[] }
  | { readonly kind: "yes-no"; readonly votes: Readonly<Record<string, "yes" | "no" | "abstain">> }
  | { readonly kind: "score"; readonly scores: Readonly<Record<string, number>> }
  /** The best first; those of one group are equal; options left out are not ranked. */
  | { readonly kind: "ranking"; readonly groups: readonly (readonly number[])[] };

export interface SelectionOption {
  readonly number: number;
  readonly topicId: number | undefined;
  readonly label: string;
  readonly shortLabel: string;
}

/** One of the roll, as it stood when the selection opened; in the office's order. */
export interface Elector {
  readonly personId: number;
  readonly position: number;
  readonly name: string;
  readonly territories: readonly string[];
  readonly sectors: readonly string[];
  readonly residence: "城区" | "乡镇" | undefined;
  readonly takesPart: boolean;
  readonly hasChosen: boolean;
}

export interface Selection {
  readonly id: number;
  readonly tenantId: number;
  readonly title: string;
  readonly unitId: number;
  readonly drafterId: number;
  readonly conversationId: number;
  readonly terms: SelectionTerms;
  readonly purpose: string;
  readonly state: SelectionState;
  /** It opens by itself then; undefined = when it is released. */
  readonly opensAt?: Date | undefined;
  readonly openedAt: Date | undefined;
  readonly dueAt: Date;
  readonly closedAt: Date | undefined;
  readonly closeReason: "deadline" | "everyone" | "early" | undefined;
  readonly extendedReason: string | undefined;
  readonly remindersSent: number;
  readonly remindAt: Date | undefined;
  readonly lotSeed: string | undefined;
}
