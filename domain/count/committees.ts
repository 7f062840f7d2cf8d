import { add, compare, type Fraction, fraction, writeFraction, zero } from "../fraction.ts";
import type { ApprovalBallot, Approved, Count, Option } from "./election.ts";

type Exhaustive = Approved & { readonly method: "pav" | "cc" | "minimaxav" };

/** More committees than this are not gone through one by one. */
const committeesMax = 200_000;

/** @returns whether there are few enough committees to compare them all */
export function isExhaustible({
  optionCount,
  seats,
}: Pick<Approved, "optionCount" | "seats">): boolean {
  let committees = 1;
  for (let chosen = 0; chosen < Math.min(seats, optionCount - seats); chosen += 1) {
    committees = (committees * (optionCount - chosen)) / (chosen + 1);
    if (committees > committeesMax) return false;
  }
  return true;
}

/**
 * Rules that compare all committees: proportional approval (pav), Chamberlin–Courant (cc), and
 * minimax approval.
 * @throws RangeError if there are too many committees, see isExhaustible
 */
export function countExhaustively(election: Exhaustive): Count {
  const { method, optionCount, seats, lot } = election;
  if (!isExhaustible(election)) throw new RangeError("too many committees to compare");
  const scoreOf = scoring(election);
  let best: { readonly score: Fraction; readonly committees: Option[][] } | undefined;
  for (const committee of committeesOf(optionCount, Math.min(seats, optionCount))) {
    const score = scoreOf(committee);
    const place = best === undefined ? 1 : compare(score, best.score);
    if (place > 0) best = { score, committees: [committee] };
    else if (place === 0) best?.committees.push(committee);
  }
  const committees = best?.committees ?? [[]];
  const chosen = lot === undefined ? committees[0] : drawCommittee(committees, lot);
  const isTied = committees.length > 1;
  const amount = writeFraction(best?.score ?? zero);
  const count = { step: "count" as const, amount, options: chosen ?? [] };
  const drawn = { step: "tie" as const, options: chosen ?? [], by: "lot" as const };
  return {
    method,
    winners: chosen ?? [],
    tied: isTied && lot === undefined ? committees : [],
    isTiedComplete: true,
    ranking: [chosen ?? []],
    rounds: isTied && lot !== undefined ? [count, drawn] : [count],
  };
}

/** Of tied committees the one with the option that is first in the lot, then the second, and so on. */
function drawCommittee(
  committees: readonly Option[][],
  lot: readonly Option[],
): Option[] | undefined {
  let left = committees;
  for (const option of lot) {
    const having = left.filter((committee) => committee.includes(option));
    if (having.length > 0) left = having;
  }
  return left[0];
}

function scoring({
  method,
  ballots,
  seats,
}: Exhaustive): (committee: readonly Option[]) => Fraction {
  if (method === "minimaxav") return (committee) => fraction(-worstDistance(ballots, committee));
  const worth = [zero];
  for (let liked = 1; liked <= seats; liked += 1) {
    const gain = method === "pav" ? fraction(1, liked) : fraction(liked === 1 ? 1 : 0);
    worth.push(add(worth[liked - 1] ?? zero, gain));
  }
  return (committee) => {
    const counts = worth.map(() => 0);
    for (const { count, approved } of ballots) {
      const liked = approved.filter((option) => committee.includes(option)).length;
      counts[liked] = (counts[liked] ?? 0) + count;
    }
    return counts.map((count, liked) => weigh(worth[liked] ?? zero, count)).reduce(add, zero);
  };
}

const weigh = ({ top, bottom }: Fraction, count: number): Fraction =>
  fraction(top * BigInt(count), bottom);

/** The most options that any ballot and the committee do not have in common. */
function worstDistance(ballots: readonly ApprovalBallot[], committee: readonly Option[]): number {
  const distances = ballots.map(({ approved }) => {
    const shared = approved.filter((option) => committee.includes(option)).length;
    return approved.length + committee.length - 2 * shared;
  });
  return distances.reduce((a, b) => Math.max(a, b), 0);
}

function* committeesOf(optionCount: number, size: number, from = 0): Generator<Option[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let option = from; option <= optionCount - size; option += 1) {
    for (const rest of committeesOf(optionCount, size - 1, option + 1)) yield [option, ...rest];
  }
}
