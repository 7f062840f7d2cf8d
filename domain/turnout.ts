import type { Elector, Quorum } from "./selection.ts";

/** One of the roll, or several who are alike in all of this. */
export interface RollPart extends Pick<
  Elector,
  "territories" | "sectors" | "residence" | "takesPart" | "hasChosen"
> {
  /** 1 if absent. */
  readonly count?: number;
}

/** How many of a part of the roll took part. */
export interface Part {
  readonly name: string;
  readonly eligible: number;
  readonly took: number;
}

/** 应参加、实际参加, of all and by where people belong. */
export interface Turnout {
  readonly eligible: number;
  readonly took: number;
  /** 属地; somebody who belongs to two counts in both. In the roll's own order, as the others. */
  readonly territories: readonly Part[];
  /** 界别. */
  readonly sectors: readonly Part[];
  /** 城区 and 乡镇, for those of whom it is known. */
  readonly residences: readonly Part[];
}

export interface QuorumVerdict {
  /** 规定人数 of all; undefined = none was set. */
  readonly needed: number | undefined;
  readonly isMet: boolean;
  /** Of the categories that were set, those with too few. */
  readonly missing: readonly {
    readonly name: string;
    readonly min: number;
    readonly took: number;
  }[];
}

/** Only those count who take part in it: leaders that are shown it do not spoil the turnout. */
export function countTurnout(roll: readonly RollPart[]): Turnout {
  const counted = roll.filter(({ takesPart }) => takesPart);
  return {
    eligible: sumUp(counted),
    took: sumUp(counted.filter(({ hasChosen }) => hasChosen)),
    territories: countParts(counted, ({ territories }) => territories),
    sectors: countParts(counted, ({ sectors }) => sectors),
    residences: countParts(counted, ({ residence }) =>
      residence === undefined ? [] : [residence],
    ),
  };
}

function countParts(
  roll: readonly RollPart[],
  namesOf: (elector: RollPart) => readonly string[],
): readonly Part[] {
  const parts = new Map<string, { eligible: number; took: number }>();
  for (const elector of roll) {
    for (const name of new Set(namesOf(elector))) {
      const part = parts.get(name) ?? { eligible: 0, took: 0 };
      part.eligible += elector.count ?? 1;
      part.took += elector.hasChosen ? (elector.count ?? 1) : 0;
      parts.set(name, part);
    }
  }
  return Array.from(parts, ([name, part]) => ({ name, ...part }));
}

/** How many there are. */
export function sumUp(roll: readonly RollPart[]): number {
  return roll.reduce((sum, { count = 1 }) => sum + count, 0);
}

/**
 * Whether 规定人数 was reached; every limit that was set must hold. Without any limit somebody must
 * have taken part: there is no order of what nobody chose.
 * @param papers counted offline; their owners are not on the roll as having chosen
 */
export function checkQuorum(
  quorum: Quorum,
  turnout: Turnout,
  papers: readonly { readonly papersBack: number }[] = [],
): QuorumVerdict {
  const needed = neededOf(quorum, turnout.eligible);
  const parts = [...turnout.territories, ...turnout.sectors, ...turnout.residences];
  const missing = (quorum.categories ?? [])
    .map(({ name, min }) => ({
      name,
      min,
      took: parts.find((part) => part.name === name)?.took ?? 0,
    }))
    .filter(({ min, took }) => took < min);
  const isAnybody = turnout.took > 0 || papers.some(({ papersBack }) => papersBack > 0);
  const isMet =
    isAnybody && (needed === undefined || turnout.took >= needed) && missing.length === 0;
  return { needed, isMet, missing };
}

/** The smallest whole number that meets both limits. */
export function neededOf({ count, share }: Quorum, eligible: number): number | undefined {
  if (share === undefined) return count;
  const product = eligible * share.numerator;
  const shared = share.isStrict
    ? Math.floor(product / share.denominator) + 1
    : Math.ceil(product / share.denominator);
  return Math.max(shared, count ?? 0);
}
