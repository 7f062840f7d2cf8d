import {
  add,
  type Fraction,
  fraction,
  subtract,
  writeDecimal,
  writeFraction,
  zero,
} from "../fraction.ts";
import { type Option, optionsOf, type Round, type Transferable } from "./election.ts";
import type { Box } from "./stv-box.ts";
import { leaders } from "./tie.ts";

/** A count between two stages. */
export interface State {
  readonly election: Transferable;
  readonly box: Box;
  readonly quota: Fraction;
  readonly rounds: Round[];
  /** The totals at the end of every stage, oldest first. */
  readonly history: Fraction[][];
  readonly elected: Option[];
  readonly excluded: Option[];
  /** Elected options whose surplus has not been transferred. */
  readonly surpluses: Option[];
}

export const totalOf = ({ box }: State, option: Option): Fraction => box.totals[option] ?? zero;

/** Those who are neither elected nor excluded. */
export function continuing({ box, elected, excluded }: State): Option[] {
  return optionsOf(box.totals.length).filter(
    (option) => !elected.includes(option) && !excluded.includes(option),
  );
}

/** With the decimals of the rules, or as a fraction. */
export function write({ election }: State, number: Fraction): string {
  return election.decimals === undefined
    ? writeFraction(number)
    : writeDecimal(number, election.decimals);
}

/** Of those options the ones that led at the latest stage at which they differed. */
export function lookBack(
  { history }: State,
  options: readonly Option[],
  order: (a: Fraction, b: Fraction) => number,
): readonly Option[] {
  let left = options;
  for (const totals of history.toReversed()) {
    if (left.length === 1) break;
    left = leaders(left, (option) => totals[option] ?? zero, order);
  }
  return left;
}

/** Writes down where everything is now. */
export function endStage(state: State, round: Round): void {
  const { box, rounds, history, excluded } = state;
  const held = box.totals.reduce(add, zero);
  const cast = fraction(box.papers.reduce((sum, { count }) => sum + count, 0));
  const totals = box.totals.map((total, option) =>
    excluded.includes(option) && round.options?.[0] !== option ? null : write(state, total),
  );
  // What is cut off the decimals belongs to nobody either.
  rounds.push({ ...round, totals, nonTransferable: write(state, subtract(cast, held)) });
  history.push([...box.totals]);
}
