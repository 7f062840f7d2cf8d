import { commonDivisor, compare, type Fraction, fraction, writeFraction } from "../fraction.ts";
import type { Option, Round } from "./election.ts";
import { headsBehind, type Purses, rescale, type Supporters } from "./purses.ts";
import { type Counting, decide } from "./tie.ts";

/** What an option costs, and what each of its supporters is taken to gain by it. */
export interface Good {
  readonly cost: bigint;
  readonly utility: bigint;
}

/** What can still be bought out of the purses of its supporters. */
export interface Market {
  readonly supporters: Supporters;
  readonly purses: Purses;
  readonly goods: readonly Good[];
  /**
   * The lowest price per head and utility that each option can still have. Purses only get emptier
   * and prices higher, so that options which were too dear before need not be looked at again.
   */
  readonly floors: Map<Option, Fraction>;
}

/** Options without supporters, cost or utility are not for sale. */
export function openMarket(supporters: Supporters, purses: Purses, goods: readonly Good[]): Market {
  const floors = new Map<Option, Fraction>();
  for (const [option, { cost, utility }] of goods.entries()) {
    const heads = headsBehind(supporters, option);
    if (heads > 0n && cost > 0n && utility > 0n)
      floors.set(option, fraction(cost, heads * utility));
  }
  return { supporters, purses, goods, floors };
}

/**
 * Buys the option that costs its supporters least for what it is worth to them.
 * @returns undefined once nobody can pay for anything
 */
export function* buyNext(
  market: Market,
  rounds: Round[],
  state: () => string,
): Counting<Option | undefined> {
  const offers = findOffers(market);
  const price = offers.values().next().value;
  if (price === undefined) return undefined;
  const options = [...offers.keys()].toSorted((a, b) => a - b);
  const option = yield* decide(options, rounds, state);
  const paid = offers.get(option) ?? price;
  rounds.push({ step: "choose", options: [option], amount: writePrice(market.purses, paid) });
  pay(market, option, paid);
  market.floors.delete(option);
  return option;
}

/** A price per head: `top / bottom` of the purses' unit. */
interface Price {
  readonly top: bigint;
  readonly bottom: bigint;
}

/** The best options and their prices. Forgets what is not affordable any more. */
function findOffers(market: Market): Map<Option, Price> {
  const { floors, purses, goods } = market;
  let best: { readonly rate: Fraction; readonly offers: Map<Option, Price> } | undefined;
  for (const [option, floor] of [...floors].toSorted((a, b) => compare(a[1], b[1]))) {
    if (best !== undefined && compare(floor, best.rate) > 0) break;
    const price = findPrice(market, option);
    if (price === undefined) {
      floors.delete(option);
      continue;
    }
    const utility = goods[option]?.utility ?? 1n;
    const rate = fraction(price.top, price.bottom * purses.unit * utility);
    floors.set(option, rate);
    const place = best === undefined ? -1 : compare(rate, best.rate);
    if (place < 0) best = { rate, offers: new Map([[option, price]]) };
    else if (place === 0) best?.offers.set(option, price);
  }
  return best?.offers ?? new Map();
}

/**
 * What each supporter has to pay. Those who cannot give everything they hold, and the others share
 * the rest equally, until all of them can.
 */
function findPrice({ supporters, purses, goods }: Market, option: Option): Price | undefined {
  const { heads, groups } = supporters;
  const { held, unit } = purses;
  let rich: readonly number[] = groups[option] ?? [];
  let missing = (goods[option]?.cost ?? 0n) * unit;
  let payers = headsBehind(supporters, option);
  while (payers > 0n) {
    // Whole amounts below `missing / payers` are those below the next whole number up.
    const bar = (missing + payers - 1n) / payers;
    const richer: number[] = [];
    for (const group of rich) {
      const amount = held[group] ?? 0n;
      if (amount >= bar) {
        richer.push(group);
        continue;
      }
      const count = heads[group] ?? 0n;
      missing -= amount * count;
      payers -= count;
    }
    if (richer.length === rich.length) return { top: missing, bottom: payers };
    rich = richer;
  }
  return undefined;
}

function pay({ supporters, purses }: Market, option: Option, { top, bottom }: Price): void {
  const divisor = commonDivisor(top, bottom);
  rescale(purses, bottom / divisor);
  const price = top / divisor;
  const { held } = purses;
  for (const group of supporters.groups[option] ?? []) {
    const amount = held[group] ?? 0n;
    held[group] = amount > price ? amount - price : 0n;
  }
}

function writePrice({ unit }: Purses, { top, bottom }: Price): string {
  return writeFraction(fraction(top, bottom * unit));
}
