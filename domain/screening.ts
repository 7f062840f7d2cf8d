import { add, compare, divide, type Fraction, fraction, multiply, zero } from "./fraction.ts";
import { hasRight, type Role } from "./rights.ts";

/** 三所, the three sides on which a topic is scored: 党政所需, 群众所盼, 政协所能. */
export const screeningAxes = ["need", "wish", "ability"] as const;

export type ScreeningAxis = (typeof screeningAxes)[number];

export const POINTS_MAX = 5;

/** What a committee weighs by; integers, so that nothing is rounded. */
export interface ScreeningRule {
  readonly weights: Readonly<Record<ScreeningAxis, number>>;
  /** A mean below it speaks against the topic. */
  readonly thresholds: Readonly<Record<ScreeningAxis, number>>;
}

export const usualScreeningRule: ScreeningRule = {
  weights: { need: 1, wish: 1, ability: 1 },
  thresholds: { need: 1, wish: 1, ability: 2 },
};

/** All points given on one axis of one topic. */
export interface AxisScore {
  readonly axis: ScreeningAxis;
  readonly sum: number;
  readonly count: number;
}

/** Whose axis is whose: the first line that fits. Staff is not here: it enters for everybody. */
const constituencies: readonly {
  readonly role: Role;
  readonly title?: RegExp;
  readonly axis: ScreeningAxis;
}[] = [
  { role: "department", axis: "need" },
  { role: "participant", title: /党委|党工委|政府|县委|区委|市委|局|街道办/, axis: "need" },
  { role: "participant", title: /群众|居民|村民|业主|网格|乡贤/, axis: "wish" },
  { role: "member", axis: "ability" },
];

interface Scorer {
  readonly roles: readonly Role[];
  readonly title: string;
}

/** The axes somebody may score; `isForOthers` = the staff writes down what others think. */
export function axesOf({ roles, title }: Scorer): {
  readonly axes: readonly ScreeningAxis[];
  readonly isForOthers: boolean;
} {
  if (hasRight(roles, "screen")) return { axes: screeningAxes, isForOthers: true };
  const found = constituencies.find(
    (each) => roles.includes(each.role) && (each.title === undefined || each.title.test(title)),
  );
  return { axes: found === undefined ? [] : [found.axis], isForOthers: false };
}

/**
 * The weighted mean of the three means, each of its own constituency, so that many scorers on one
 * side do not outweigh few on another. Undefined while a side that counts has no score.
 */
export function weightedMean(
  scores: readonly AxisScore[],
  { weights }: ScreeningRule,
): Fraction | undefined {
  const counted = screeningAxes.filter((axis) => weights[axis] > 0);
  const means = counted.map((axis) => meanOf(scores, axis));
  if (counted.length === 0 || means.includes(undefined)) return undefined;
  const total = counted.reduce(
    (sum, axis) => add(sum, multiply(meanOf(scores, axis) ?? zero, fraction(weights[axis]))),
    zero,
  );
  return divide(total, fraction(counted.reduce((sum, axis) => sum + weights[axis], 0)));
}

export function meanOf(scores: readonly AxisScore[], axis: ScreeningAxis): Fraction | undefined {
  const score = scores.find((each) => each.axis === axis);
  if (score === undefined || score.count === 0) return undefined;
  return fraction(score.sum, score.count);
}

/** The sides on which its mean is below what the committee asks for. */
export function axesBelow(
  scores: readonly AxisScore[],
  { thresholds }: ScreeningRule,
): readonly ScreeningAxis[] {
  return screeningAxes.filter((axis) => {
    const mean = meanOf(scores, axis);
    return mean !== undefined && compare(mean, fraction(thresholds[axis])) < 0;
  });
}

export interface Ranked<T> {
  readonly item: T;
  /** 1 = the best, equal numbers for equal means; undefined = not all sides have scored. */
  readonly rank: number | undefined;
  readonly mean: Fraction | undefined;
}

/** The best first; those not scored in full come last, in the order given. */
export function rankTopics<T extends { readonly scores: readonly AxisScore[] }>(
  items: readonly T[],
  rule: ScreeningRule,
): readonly Ranked<T>[] {
  const scored = items.map((item) => ({ item, mean: weightedMean(item.scores, rule) }));
  const complete = scored
    .flatMap(({ item, mean }) => (mean === undefined ? [] : [{ item, mean }]))
    .toSorted((a, b) => compare(b.mean, a.mean));
  const ranked = complete.map(({ item, mean }) => ({
    item,
    mean,
    rank: 1 + complete.filter((other) => compare(other.mean, mean) > 0).length,
  }));
  const rest = scored.filter(({ mean }) => mean === undefined);
  return [...ranked, ...rest.map(({ item }) => ({ item, mean: undefined, rank: undefined }))];
}

/** One decimal, rounded half up from the exact number: 13/3 is 4.3. */
export function sayPoints({ top, bottom }: Fraction): string {
  const tenths = (20n * top + bottom) / (2n * bottom);
  return tenths % 10n === 0n ? `${tenths / 10n}` : `${tenths / 10n}.${tenths % 10n}`;
}
