import type {
  Choices,
  SelectionMethod,
  SelectionOption,
  SelectionTerms,
  Share,
} from "./selection.ts";
import type { Round } from "./count/election.ts";
import {
  checkQuorum,
  countTurnout,
  type QuorumVerdict,
  type RollPart,
  sumUp,
  type Turnout,
} from "./turnout.ts";

/** Everything that is counted: the rows as they are, in any order. */
export interface TallyInput {
  readonly terms: SelectionTerms;
  readonly options: readonly SelectionOption[];
  readonly ballots: readonly CountedBallot[];
  readonly roll: readonly RollPart[];
  readonly papers: readonly PaperTally[];
  /** The options as drawn by lot; undefined if ties are listed. */
  readonly lot: readonly number[] | undefined;
}

export interface CountedBallot {
  readonly choices: Choices;
  /** 代录, by somebody else than its owner. */
  readonly isProxy: boolean;
  /** 已复核. */
  readonly isReviewed: boolean;
}

/** 线下计票: totals of papers. */
export interface PaperTally {
  readonly occasion: string;
  readonly papersOut: number;
  readonly papersBack: number;
  readonly papersSpoiled: number;
  /** By option number. */
  readonly votes: Readonly<Record<string, number>>;
  readonly overseer: string;
  readonly counter: string;
}

/** What comes of it, as plain data: stored when it closes, and the same again at every recount. */
export interface SelectionResult {
  readonly method: SelectionMethod;
  readonly seats: number;
  /** Best first; those of one group are equal. */
  readonly ranking: readonly (readonly number[])[];
  /** The best first, as in the ranking. */
  readonly options: readonly OptionTally[];
  /** Only of rules that count in rounds. */
  readonly rounds: readonly NumberedRound[];
  /** Within the number that was asked for; with `tied` it is full. */
  readonly taken: readonly number[];
  /** Equal at the last place, so that not all of them are within the number. */
  readonly tied: readonly number[];
  /** Equals whose order the lot decided, each group in that order. */
  readonly drawn: readonly (readonly number[])[];
  readonly turnout: Turnout;
  readonly quorum: QuorumVerdict;
  readonly proxies: { readonly count: number; readonly reviewed: number };
  readonly papers: readonly PaperTally[];
}

export interface OptionTally {
  readonly number: number;
  /** Choices, votes in favour, points, or first preferences. */
  readonly votes: number;
  /** Of `votes`, those on papers. */
  readonly onPaper: number;
  readonly against?: number;
  readonly abstained?: number;
  /** 打分: by how many. */
  readonly raters?: number;
  /** 逐项表决: whether it has what it needs. */
  readonly isCarried?: boolean;
}

/** One stage of a rule that counts in rounds; totals are in the order of the options. */
export type NumberedRound = Round;

/** What a rule makes of the ballots. */
export interface Counted {
  readonly ranking: readonly (readonly number[])[];
  readonly options: readonly OptionTally[];
  readonly rounds: readonly NumberedRound[];
  /** Of rules that fill places themselves. */
  readonly elected?: readonly number[];
  /** With `elected`: those of whom some, but not all, have the places left. */
  readonly open?: readonly number[];
  /** Of rules that draw in the middle of counting: see `SelectionResult`. */
  readonly drawn?: readonly (readonly number[])[];
}

/** @param countBallots the rule of the terms' method */
export function tally(
  input: TallyInput,
  countBallots: (input: TallyInput) => Counted,
): SelectionResult {
  const counted = countBallots(input);
  const { ranking, drawn } = breakTies(counted.ranking, input.lot);
  const turnout = countTurnout(input.roll);
  const proxies = input.ballots.filter(({ isProxy }) => isProxy);
  const order = ranking.flat();
  return {
    method: input.terms.method,
    seats: input.terms.seats,
    ranking,
    options: counted.options.toSorted((a, b) => order.indexOf(a.number) - order.indexOf(b.number)),
    rounds: counted.rounds,
    ...placesOf(input.terms, { ...counted, ranking }),
    drawn: [...(counted.drawn ?? []), ...drawn],
    turnout,
    quorum: checkQuorum(input.terms.quorum, turnout, input.papers),
    proxies: {
      count: proxies.length,
      reviewed: proxies.filter(({ isReviewed }) => isReviewed).length,
    },
    papers: input.papers,
  };
}

/** Ties stay as they are unless a lot was drawn before. */
function breakTies(ranking: Counted["ranking"], lot: readonly number[] | undefined) {
  if (lot === undefined) return { ranking, drawn: [] };
  const sort = (group: readonly number[]) =>
    group.toSorted((a, b) => lot.indexOf(a) - lot.indexOf(b));
  return {
    ranking: ranking.flatMap((group) => sort(group).map((number) => [number])),
    drawn: ranking.filter((group) => group.length > 1).map(sort),
  };
}

function placesOf(
  { method, seats }: SelectionTerms,
  { ranking, options, elected, open = [] }: Counted,
): Pick<SelectionResult, "taken" | "tied"> {
  if (elected !== undefined) return { taken: elected, tied: open };
  if (method === "yes-no") {
    const carried = options.filter(({ isCarried }) => isCarried === true);
    const numbers = new Set(carried.map(({ number }) => number));
    return { taken: ranking.flat().filter((number) => numbers.has(number)), tied: [] };
  }
  const taken: number[] = [];
  for (const group of ranking) {
    if (taken.length >= seats) break;
    if (taken.length + group.length > seats) return { taken, tied: group };
    taken.push(...group);
  }
  return { taken, tied: [] };
}

/** 选几件: how often each was chosen. */
export function countApproval({ options, ballots, papers }: TallyInput): Counted {
  const votes = new Map(options.map(({ number }) => [number, 0]));
  const add = (number: number, count: number) =>
    void votes.set(number, (votes.get(number) ?? 0) + count);
  for (const { choices } of ballots) {
    if (choices.kind === "approval") for (const number of choices.numbers) add(number, 1);
  }
  const online = new Map(votes);
  for (const paper of papers) {
    for (const [number, count] of Object.entries(paper.votes)) add(Number(number), count);
  }
  const counts = options.map(({ number }) => ({
    number,
    votes: votes.get(number) ?? 0,
    onPaper: (votes.get(number) ?? 0) - (online.get(number) ?? 0),
  }));
  return { ranking: rank(counts, (a, b) => b.votes - a.votes), options: counts, rounds: [] };
}

/** 逐项表决: those who said nothing of an option are not counted for it. */
export function countYesNo({ terms, options, ballots, roll }: TallyInput): Counted {
  const eligible = sumUp(roll.filter(({ takesPart }) => takesPart));
  const all = new Map(options.map(({ number }) => [String(number), { yes: 0, no: 0, abstain: 0 }]));
  for (const { choices } of ballots) {
    if (choices.kind !== "yes-no") continue;
    for (const number in choices.votes) {
      const [said, vote] = [all.get(number), choices.votes[number]];
      if (said !== undefined && vote !== undefined) said[vote] += 1;
    }
  }
  const counts = options.map(({ number }) => {
    const said = all.get(String(number)) ?? { yes: 0, no: 0, abstain: 0 };
    const cast = said.yes + said.no + said.abstain;
    const isCarried =
      terms.requirements.length === 0
        ? said.yes > said.no
        : terms.requirements.every(({ share, of }) =>
            reaches(said.yes, of === "cast" ? cast : eligible, share),
          );
    const { yes: votes, no: against, abstain: abstained } = said;
    return { number, votes, onPaper: 0, against, abstained, isCarried };
  });
  const ranking = rank(counts, (a, b) => b.votes - b.against - (a.votes - a.against));
  return { ranking, options: counts, rounds: [] };
}

/** Exact: 60% of 5 is 3. Nobody is no share of nobody. */
function reaches(votes: number, whole: number, share: Share): boolean {
  const left = votes * share.denominator;
  const right = whole * share.numerator;
  return whole > 0 && (share.isStrict ? left > right : left >= right);
}

/** 打分: by the mean of those who gave a score; what nobody scored comes last. */
export function countScore({ options, ballots }: TallyInput): Counted {
  const all = new Map(options.map(({ number }) => [String(number), { votes: 0, raters: 0 }]));
  for (const { choices } of ballots) {
    if (choices.kind !== "score") continue;
    for (const number in choices.scores) {
      const [sum, score] = [all.get(number), choices.scores[number]];
      if (sum === undefined || score === undefined) continue;
      sum.votes += score;
      sum.raters += 1;
    }
  }
  const counts = options.map(({ number }) => {
    const { votes, raters } = all.get(String(number)) ?? { votes: 0, raters: 0 };
    return { number, votes, onPaper: 0, raters };
  });
  // a/m against b/n without dividing; nobody's 0/0 must not equal everything.
  const compare = (a: (typeof counts)[number], b: (typeof counts)[number]) =>
    a.raters === 0 || b.raters === 0
      ? Math.sign(b.raters) - Math.sign(a.raters)
      : b.votes * a.raters - a.votes * b.raters;
  return { ranking: rank(counts, compare), options: counts, rounds: [] };
}

/** Sorted into groups of equals; within a group the order of the options. */
function rank<T extends { readonly number: number }>(
  all: readonly T[],
  compare: (a: T, b: T) => number,
): readonly (readonly number[])[] {
  const groups: T[][] = [];
  for (const each of all.toSorted(compare)) {
    const last = groups.at(-1);
    if (last?.[0] !== undefined && compare(last[0], each) === 0) last.push(each);
    else groups.push([each]);
  }
  return groups.map((group) => group.map(({ number }) => number));
}
