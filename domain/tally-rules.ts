import { count } from "./count/count.ts";
import type { Count, Election, Option, Round } from "./count/election.ts";
import type { Choices, SelectionOption } from "./selection.ts";
import {
  type Counted,
  countApproval,
  countScore,
  countYesNo,
  type NumberedRound,
  type OptionTally,
  type TallyInput,
} from "./tally.ts";

/** Counts by the rule that the terms name. */
export function countBallots(input: TallyInput): Counted {
  switch (input.terms.method) {
    case "approval":
      return countApproval(input);
    case "yes-no":
      return countYesNo(input);
    case "score":
      return countScore(input);
    case "ranking":
    case "proportional-ranking":
      return countRanked(input);
    case "equal-shares":
      return countShares(input);
  }
}

/** Settings of each rule, the same in every recount; docs/decisions tells why. */
export const rules = {
  ranking: { strength: "winning", unranked: "tied-last" },
  "proportional-ranking": { quota: "droop", decimals: 5, unranked: "not-counted" },
  "equal-shares": { completion: "seqphragmen" },
} as const;

function countRanked(input: TallyInput): Counted {
  const { terms, options } = input;
  const placesOf = createPlaces(options);
  const ballots = groupBallots(input, "ranking").map((each) => ({
    count: each.count,
    ranking: each.choices.groups.map(placesOf).filter((group) => group.length > 0),
  }));
  const paper = { optionCount: options.length, ballots, ...lotOf(input) };
  const election: Election =
    terms.method === "ranking"
      ? { method: "schulze", ...paper, ...rules.ranking }
      : { method: "stv", seats: terms.seats, ...paper, ...rules["proportional-ranking"] };
  const counted = count(election);
  const firsts = tallyOf(options, ballots, ({ ranking }) => ranking[0] ?? []);
  return toCounted(input, counted, firsts);
}

function countShares(input: TallyInput): Counted {
  const { terms, options } = input;
  const placesOf = createPlaces(options);
  const ballots = groupBallots(input, "approval").map((each) => ({
    count: each.count,
    approved: placesOf(each.choices.numbers),
  }));
  const counted = count({
    method: "equal-shares",
    seats: Math.min(terms.seats, options.length),
    optionCount: options.length,
    ballots,
    ...lotOf(input),
    ...rules["equal-shares"],
  });
  return toCounted(
    input,
    counted,
    tallyOf(options, ballots, ({ approved }) => approved),
  );
}

/** Ballots that are filled in alike, counted together: many voters, few different papers. */
function groupBallots<K extends Choices["kind"]>(
  { ballots }: TallyInput,
  kind: K,
): readonly { choices: Extract<Choices, { kind: K }>; count: number }[] {
  const groups = new Map<string, { choices: Extract<Choices, { kind: K }>; count: number }>();
  for (const { choices } of ballots) {
    if (!isOfKind(choices, kind)) continue;
    const key = JSON.stringify(choices);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { choices, count: 1 });
    else group.count += 1;
  }
  // In an order of their own, so that the result cannot hang on the order of the rows.
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function isOfKind<K extends Choices["kind"]>(
  choices: Choices,
  kind: K,
): choices is Extract<Choices, { kind: K }> {
  return choices.kind === kind;
}

/** Where options stand on the paper, by the numbers people say. */
function createPlaces(
  options: readonly SelectionOption[],
): (numbers: readonly number[]) => readonly Option[] {
  const places = new Map(options.map(({ number }, place) => [number, place]));
  return (numbers) => {
    const found: Option[] = [];
    for (const number of numbers) {
      const place = places.get(number);
      if (place !== undefined) found.push(place);
    }
    return found;
  };
}

function lotOf({ lot, options }: TallyInput): { readonly lot?: readonly Option[] } {
  return lot === undefined ? {} : { lot: createPlaces(options)(lot) };
}

function tallyOf<B extends { readonly count: number }>(
  options: readonly SelectionOption[],
  ballots: readonly B[],
  named: (ballot: B) => readonly Option[],
): readonly OptionTally[] {
  const votes = options.map(() => 0);
  for (const ballot of ballots) {
    for (const place of named(ballot)) votes[place] = (votes[place] ?? 0) + ballot.count;
  }
  return options.map(({ number }, place) => ({ number, votes: votes[place] ?? 0, onPaper: 0 }));
}

/** The count in the numbers people say, with the options it does not rank at the end. */
function toCounted(
  { options, terms }: TallyInput,
  counted: Count,
  tallies: readonly OptionTally[],
): Counted {
  const say = (places: readonly Option[]) =>
    places.flatMap((place) => options[place]?.number ?? []);
  const ranked = counted.ranking.map(say).filter((group) => group.length > 0);
  const named = new Set(ranked.flat());
  const rest = tallies
    .filter(({ number }) => !named.has(number))
    .toSorted((a, b) => b.votes - a.votes);
  const rounds = counted.rounds.map((round) => sayRound(round, say));
  const drawn = rounds.flatMap(({ by, tied }) => (by === "lot" && tied ? [tied] : []));
  const order = [...ranked, ...rest.map(({ number }) => [number])];
  const base = { ranking: order, options: tallies, rounds, drawn };
  if (terms.method === "ranking") return base;
  const winners = say(counted.winners);
  // With several outcomes only those are in for certain that are in all of them.
  const sets = counted.tied.map(say);
  // And where not every outcome was looked at, nobody is in for certain.
  const sure = counted.isTiedComplete
    ? winners.filter((number) => sets.every((set) => set.includes(number)))
    : [];
  const open = new Set([...winners, ...sets.flat()].filter((number) => !sure.includes(number)));
  return { ...base, elected: sure, open: [...open] };
}

function sayRound(
  { options, elected, tied, totals, ...rest }: Round,
  say: (places: readonly Option[]) => readonly number[],
): NumberedRound {
  return {
    ...rest,
    ...(totals && { totals }),
    ...(options && { options: say(options) }),
    ...(elected && { elected: say(elected) }),
    ...(tied && { tied: say(tied) }),
  };
}
