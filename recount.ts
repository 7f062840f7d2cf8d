import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { count } from "./domain/count/count.ts";
import type { Count, Election, Option, Round } from "./domain/count/election.ts";
import { isExhaustible } from "./domain/count/committees.ts";
import { profileOf } from "./domain/count/majority-judgment.ts";
import { judge, type Requirement } from "./domain/count/policy.ts";
import { type Fraction, fraction } from "./domain/fraction.ts";
import { readOptions } from "./recount-ballots.ts";
import { type Case, type Name, readCase, RecountError, toWholes } from "./recount-case.ts";
import { find } from "./recount-rules.ts";

export interface RecountOrder {
  /** What stands in the file. */
  readonly text: string;
  /** One rule where the file lists several. */
  readonly method?: string | undefined;
  /** One election where the file lists several. */
  readonly id?: string | undefined;
}

/** What is printed. Cases of some families say more than winners, by the names they use. */
export interface Recount {
  readonly method: string;
  readonly winners: readonly Name[];
  readonly tied: readonly (readonly Name[])[];
  readonly ranking: readonly (readonly Name[])[];
  readonly rounds: readonly unknown[];
  readonly [more: string]: unknown;
}

/**
 * Counts a file again, without a database.
 * @throws RecountError with one sentence for whoever asked
 */
export function recount({ text, method, id }: RecountOrder): Recount {
  const file = readCase(text, id);
  const wanted = method ?? file.method ?? (file.family === "quorum" ? "quorum" : undefined);
  if (wanted === undefined || (method === undefined && wanted === "abc")) {
    throw new RecountError(
      "文件没有写明用哪一种计票办法：请加上 --method，例：npm run xiaoxie -- recount 文件 --method seqpav。",
    );
  }
  if (wanted === "quorum") return holdAgainstPolicy(file);
  if (wanted === "majority_judgment_profile") return describeProfile(file);
  const named = nameTallies({ ...file, method: wanted });
  const options = readOptions(named);
  const election = find(wanted)(named, options);
  requireFeasible(election);
  const ranks = election.method === "majority-judgment";
  return nameCount(wanted, count(election), { names: options.names, ranks });
}

/** Tallies without names are numbered like the options of the other cases. */
function nameTallies(file: Case): Case {
  const { candidates, tallies } = file;
  if (candidates !== undefined || tallies === undefined) return file;
  return { ...file, candidates: tallies.map((_, place) => place) };
}

function requireFeasible(election: Election): void {
  const { method } = election;
  if (method !== "pav" && method !== "cc" && method !== "minimaxav") return;
  if (isExhaustible(election)) return;
  throw new RecountError(
    `候选项太多，${method} 要比较的组合数不完：请改用 seqpav 或 equal-shares。`,
  );
}

interface Naming {
  readonly names: readonly Name[];
  /** Whether to print the rank of every option too. */
  readonly ranks: boolean;
}

function nameCount(method: string, counted: Count, { names, ranks }: Naming): Recount {
  const name = (option: Option): Name => names[option] ?? option;
  const all = (options: readonly Option[]): Name[] => options.map(name);
  const isCut = !counted.isTiedComplete;
  return {
    method,
    winners: all(counted.winners),
    tied: counted.tied.map(all),
    ranking: counted.ranking.map(all),
    ...(isCut ? { tied_complete: false } : {}),
    ...(ranks ? { ranks: ranksOf(counted.ranking, names.length) } : {}),
    rounds: counted.rounds.map((round) => nameRound(round, names, all)),
  };
}

function ranksOf(ranking: readonly (readonly Option[])[], optionCount: number): number[] {
  const ranks = Array.from({ length: optionCount }, () => optionCount);
  let rank = 1;
  for (const together of ranking) {
    for (const option of together) ranks[option] = rank;
    rank += together.length;
  }
  return ranks;
}

function nameRound(
  round: Round,
  names: readonly Name[],
  all: (options: readonly Option[]) => Name[],
): unknown {
  const { options, totals, elected, tied, ...rest } = round;
  return {
    ...rest,
    ...(options === undefined ? {} : { options: all(options) }),
    ...(elected === undefined ? {} : { elected: all(elected) }),
    ...(tied === undefined ? {} : { tied: all(tied) }),
    ...(totals === undefined
      ? {}
      : { totals: Object.fromEntries(totals.map((total, option) => [names[option], total])) }),
  };
}

const nothing = { winners: [], tied: [], ranking: [], rounds: [] };

function holdAgainstPolicy({ rule, inputs }: Case): Recount {
  if (rule === undefined || inputs === undefined) {
    throw new RecountError("文件里没有规则或票数：请写上 rule 和 inputs。");
  }
  const votes = new Map(Object.entries(inputs.votes ?? {}));
  const verdict = judge(
    {
      quorum: {
        share: percent(rule.quorum_pct_of_eligible ?? 0),
        countMin: rule.quorum_min_count ?? 0,
        rootFactor: rule.quorum_root_factor ?? 0,
      },
      requirements: (rule.requirements ?? []).flatMap(readRequirement),
      categories: (rule.per_category_min ?? []).map(({ category, min }) => ({
        category,
        countMin: min,
      })),
      isStrict: rule.strict_majority ?? false,
    },
    {
      eligible: inputs.eligible,
      voted: inputs.voted ?? [...votes.values()].reduce((a, b) => a + b, 0),
      votes,
      votedByCategory: new Map(Object.entries(inputs.voted_by_category ?? {})),
    },
  );
  const [unmet] = verdict.unmet;
  return {
    method: "quorum",
    ...nothing,
    quorum_reached: verdict.isQuorumReached,
    requirement_met: unmet === undefined,
    passed: verdict.isPassed,
    ...(unmet === undefined ? {} : { failed_requirement: unmet.option }),
    ...(verdict.missing.length === 0 ? {} : { missing_categories: verdict.missing }),
  };
}

type Requirements = NonNullable<NonNullable<Case["rule"]>["requirements"]>;

function readRequirement({ option, of, ...bounds }: Requirements[number]): Requirement[] {
  const { at_least_pct: least, at_most_pct: most } = bounds;
  return [
    ...(least === undefined
      ? []
      : [{ option, of, bound: "at-least" as const, share: percent(least) }]),
    ...(most === undefined
      ? []
      : [{ option, of, bound: "at-most" as const, share: percent(most) }]),
  ];
}

function percent(number: number): Fraction {
  const { wholes, scale } = toWholes([number]);
  return fraction(wholes[0] ?? 0, 100 * scale);
}

function describeProfile({ tallies }: Case): Recount {
  const tally = tallies?.[0];
  if (tally === undefined || tally.every((grade) => grade === 0)) {
    throw new RecountError("文件里没有各档的票数：请写在 tallies 里。");
  }
  const { median, contestation, adhesion } = profileOf(tally.map(BigInt));
  return {
    method: "majority_judgment_profile",
    ...nothing,
    median,
    contestation: Number(contestation),
    adhesion: Number(adhesion),
  };
}

/** JSON with one line for each part and each round, so that two counts can be compared by eye. */
export function writeRecount({ rounds, ...parts }: Recount): string {
  const lines = Object.entries(parts).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  const inner = rounds.map((round) => `\n  ${JSON.stringify(round)}`).join(",");
  return `{\n${[...lines, `"rounds": [${inner}${inner === "" ? "" : "\n"}]`].join(",\n")}\n}`;
}

/**
 * The operator's command: a file, and `--method` and `--case` where the file lists several.
 * @param folder where the person stands
 * @returns what is printed
 * @throws RecountError
 */
export async function recountFile(words: readonly string[], folder: string): Promise<string> {
  const { path, method, id } = readWords(words);
  return writeRecount(recount({ text: await readText(resolve(folder, path)), method, id }));
}

function readWords(words: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { method: { type: "string" }, case: { type: "string" } },
    });
    const [path, ...others] = positionals;
    if (path !== undefined && others.length === 0) {
      return { path, method: values.method, id: values.case };
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new RecountError(
    "请写一个文件名，例：npm run xiaoxie -- recount 选票.json，文件里有几种办法时加 --method seqpav。",
  );
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new RecountError(`打不开 ${path}：请核对文件名、目录和读的权限。`, { cause: error });
  }
}
