import type { Choices, SelectionOption, SelectionTerms } from "./selection.ts";
import type { SelectionResult } from "./tally.ts";
import { rules } from "./tally-rules.ts";

/** A ballot as it goes into the file; `who` only where names are public. */
export interface ExportedBallot {
  readonly choices: Choices;
  readonly who: string | undefined;
}

interface Exported {
  readonly title: string;
  readonly terms: SelectionTerms;
  readonly options: readonly SelectionOption[];
  readonly ballots: readonly ExportedBallot[];
  /** The options as the lot has them. */
  readonly lot: readonly number[] | undefined;
  readonly lotSeed: string | undefined;
  readonly result: SelectionResult;
}

/**
 * The file that `recount` counts again to the same result, in the format of published cases. It can
 * be opened in a spreadsheet: no value begins like a formula, because candidates are called by their
 * numbers and every word of somebody else stands behind words of ours.
 */
export function writeSelectionFile(exported: Exported): string {
  const { title, terms, options, lot, lotSeed, result } = exported;
  const papers = result.papers.flatMap(({ votes }) =>
    Object.entries(votes).map(([number, count]) => ({ count, approve: [Number(number)] })),
  );
  const file = {
    title: `议题推荐：${title}`,
    ...ruleOf(terms),
    seats: terms.seats,
    candidates: options.map(({ number }) => number),
    labels: options.map(({ number, label }) => `${number}号　${label}`),
    ...(lot === undefined ? {} : { lot, lot_seed: `种子：${lotSeed ?? ""}` }),
    eligible: result.turnout.eligible,
    took_part: result.turnout.took,
    ballots: [...writeBallots(exported.ballots), ...papers],
  };
  return writeLines(file);
}

const methodNames: Readonly<Record<SelectionTerms["method"], string>> = {
  approval: "av",
  "yes-no": "yes-no",
  score: "score",
  ranking: "schulze",
  "proportional-ranking": "stv",
  "equal-shares": "equal-shares",
};

/** Everything that a recount has to know of the rule, under the names of the cases. */
function ruleOf({ method }: SelectionTerms): object {
  const base = { method: methodNames[method] };
  if (method === "ranking") {
    return { ...base, variant: rules.ranking.strength, unranked: "tied_last" };
  }
  if (method === "proportional-ranking") {
    return { ...base, variant: "scottish", quota: "droop", unranked: "not_counted" };
  }
  return base;
}

/** Ballots of hidden and secret selections stand together with all that are filled in alike. */
function writeBallots(ballots: readonly ExportedBallot[]): readonly object[] {
  const groups = new Map<string, { count: number; who?: string }>();
  for (const { choices, who } of ballots) {
    const ballot = { ...(who === undefined ? {} : { who: `委员${who}` }), ...contentOf(choices) };
    const key = JSON.stringify(ballot);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { count: 1, ...ballot });
    else group.count += 1;
  }
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, ballot]) => ballot);
}

function contentOf(choices: Choices): object {
  switch (choices.kind) {
    case "approval":
      return { approve: choices.numbers.toSorted((a, b) => a - b) };
    case "yes-no":
      return { votes: choices.votes };
    case "score":
      return { scores: choices.scores };
    case "ranking":
      return { ranking: choices.groups };
  }
}

/** One line a ballot, so that people can read it. */
function writeLines({ ballots, ...head }: { readonly ballots: readonly object[] }): string {
  const lines = Object.entries(head).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  const all = ballots.map((ballot) => `\n  ${JSON.stringify(ballot)}`).join(",");
  return `{\n${[...lines, `"ballots": [${all}\n]`].join(",\n")}\n}\n`;
}
