import { fraction } from "../fraction.ts";
import { fillSeats, stateOf, tallyApprovals } from "./approval.ts";
import type { Approved, Completion, Count, Option, Round } from "./election.ts";
import { fillPurses, findSupporters, namePurses, type Purses, type Supporters } from "./purses.ts";
import { buyNext, openMarket } from "./market.ts";
import { fillByLoads } from "./seq-phragmen.ts";
import { type Counting, countOfSelections, type Selection, settle } from "./tie.ts";

type EqualShares = Approved & { readonly completion: Completion };

/**
 * The method of equal shares: every voter has the same share of the seats and pays with it, as
 * equally as possible, for the options on their ballot; the cheapest one per supporter comes next.
 */
export function countEqualShares(election: EqualShares): Count {
  const supporters = findSupporters(election.ballots, election.optionCount);
  const { length } = supporters.heads;
  if (election.completion !== "increment") {
    const settled = settle(election, length, () => run(election, supporters));
    return countOfSelections("equal-shares", settled);
  }
  // The search for the right share is only defined for one way of deciding ties: the lot's, or else
  // the order of the paper, which the rounds show.
  const lot = election.lot ?? Array.from({ length: election.optionCount }, (_, option) => option);
  const settled = settle({ ...election, lot }, length, () =>
    runWithIncrements(election, supporters),
  );
  const count = countOfSelections("equal-shares", settled);
  if (election.lot !== undefined) return count;
  const rounds = count.rounds.map((round) =>
    round.by === "lot" ? { ...round, by: "paper" as const } : round,
  );
  return { ...count, rounds };
}

function* run(election: EqualShares, supporters: Supporters): Counting<Selection> {
  const { seats, completion } = election;
  const purses = fillPurses(supporters, BigInt(seats), supporters.voters);
  const bought = yield* buyAll(election, supporters, purses);
  if (completion === "seqphragmen") {
    const loads = { unit: purses.unit, held: purses.held.map((amount) => -amount) };
    return yield* fillByLoads(election, supporters, { ...bought, loads });
  }
  if (completion === "none") return bought;
  return yield* fillByApprovals(election, bought);
}

function* buyAll(
  { seats, optionCount }: EqualShares,
  supporters: Supporters,
  purses: Purses,
): Counting<Selection> {
  const chosen: Option[] = [];
  const rounds: Round[] = [{ step: "share", amount: shareOf(purses) }];
  const market = openMarket(supporters, purses, oneEach(optionCount));
  while (chosen.length < Math.min(seats, optionCount)) {
    const state = () => `${stateOf(chosen)}|${namePurses(purses)}`;
    const next = yield* buyNext(market, rounds, state);
    if (next === undefined) break;
    chosen.push(next);
  }
  return { chosen, rounds };
}

const oneEach = (optionCount: number) =>
  Array.from({ length: optionCount }, () => ({ cost: 1n, utility: 1n }));

function shareOf({ unit, held }: Purses): string {
  const { top, bottom } = fraction(held[0] ?? 0n, unit);
  return bottom === 1n ? `${top}` : `${top}/${bottom}`;
}

function fillByApprovals(
  election: EqualShares,
  { chosen, rounds }: Selection,
): Counting<Selection> {
  const totals = tallyApprovals(election, () => fraction(1));
  return fillSeats(election, chosen, { totals, rounds });
}

/** Larger and larger shares, as if there were more seats, until exactly the seats are filled. */
function* runWithIncrements(election: EqualShares, supporters: Supporters): Counting<Selection> {
  const { seats, optionCount } = election;
  const wanted = Math.min(seats, optionCount);
  const liked = supporters.groups.filter((groups) => groups.length > 0).length;
  if (liked < wanted) return yield* fillByApprovals(election, { chosen: [], rounds: [] });
  for (let virtual = BigInt(seats); ; virtual += 1n) {
    const purses = fillPurses(supporters, virtual, supporters.voters);
    const bought = yield* buyAll(election, supporters, purses);
    if (bought.chosen.length === wanted) return bought;
  }
}
