import { add, type Fraction, fraction, multiply, zero } from "../fraction.ts";
import type { Option, Quota } from "./election.ts";

/** Ballot papers that are filled in alike: they always lie together and have one value. */
interface Papers {
  readonly count: number;
  readonly preferences: readonly Option[];
}

/** The papers of an STV count and where they lie. */
export interface Box {
  readonly papers: readonly Papers[];
  /** For each option: which of the papers lie there. */
  readonly piles: number[][];
  /** For each of the papers: at which of their preferences they lie. */
  readonly at: Int32Array;
  /** For each of the papers: the value of one of them, as a place in `values`. */
  readonly value: Int32Array;
  readonly values: Fraction[];
  /** What each option holds. */
  readonly totals: Fraction[];
}

/** Gives every paper, at the value of one vote, to its first preference. */
export function openBox(papers: readonly Papers[], optionCount: number): Box {
  const first = Array.from({ length: optionCount }, () => 0);
  const piles = first.map((): number[] => []);
  const filled = papers.filter(({ preferences }) => preferences.length > 0);
  for (const [index, { count, preferences }] of filled.entries()) {
    const [option = 0] = preferences;
    first[option] = (first[option] ?? 0) + count;
    piles[option]?.push(index);
  }
  return {
    papers: filled,
    piles,
    at: new Int32Array(papers.length),
    value: new Int32Array(papers.length),
    values: [fraction(1)],
    totals: first.map((votes) => fraction(votes)),
  };
}

interface Move {
  readonly from: Option;
  /** Undefined: the papers keep their value. */
  readonly revalue?: (value: Fraction) => Fraction;
  /** What stays with the option the papers leave. */
  readonly keeps: Fraction;
}

/** Passes all papers of an option on to their next preference among those given. */
export function moveTo(box: Box, { from, revalue, keeps }: Move, to: ReadonlySet<Option>): void {
  const { papers, piles, at, value, values, totals } = box;
  const revalued = new Map<number, number>();
  const received = new Map<Option, Map<number, number>>();
  const pile = piles[from] ?? [];
  piles[from] = [];
  for (const index of pile) {
    const { count, preferences } = papers[index] ?? nothing;
    const place = nextPlace(preferences, at[index] ?? 0, to);
    at[index] = place;
    const old = value[index] ?? 0;
    const fresh = revalued.get(old) ?? (revalue === undefined ? old : values.length);
    if (fresh === values.length) values.push(revalue?.(values[old] ?? zero) ?? zero);
    revalued.set(old, fresh);
    value[index] = fresh;
    const next = preferences[place];
    if (next === undefined) continue;
    piles[next]?.push(index);
    receive(received, next, { value: fresh, count });
  }
  totals[from] = keeps;
  for (const [option, parcels] of received) {
    for (const [each, count] of parcels) {
      const worth = multiply(values[each] ?? zero, fraction(count));
      totals[option] = add(totals[option] ?? zero, worth);
    }
  }
}

const nothing: Papers = { count: 0, preferences: [] };

/** Where the papers lie next; past the end = nowhere. */
function nextPlace(preferences: readonly Option[], from: number, to: ReadonlySet<Option>): number {
  let place = from + 1;
  while (place < preferences.length && !to.has(preferences[place] ?? -1)) place += 1;
  return place;
}

function receive(
  received: Map<Option, Map<number, number>>,
  option: Option,
  { value, count }: { readonly value: number; readonly count: number },
): void {
  const parcels = received.get(option) ?? new Map<number, number>();
  parcels.set(value, (parcels.get(value) ?? 0) + count);
  received.set(option, parcels);
}

/** What elects somebody; Droop is the smallest whole number that only as many can reach as there are seats. */
export function findQuota(quota: Quota, cast: number, seats: number): Fraction {
  if (quota === "hare") return fraction(cast, seats);
  if (quota === "hagenbach-bischoff") return fraction(cast, seats + 1);
  if (quota === "imperiali") return fraction(cast, seats + 2);
  return fraction(BigInt(cast) / BigInt(seats + 1) + 1n);
}
