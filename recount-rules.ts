import type { Completion, Election, Quota, Strength } from "./domain/count/election.ts";
import {
  type Options,
  readApprovals,
  readItems,
  readRankings,
  readScores,
} from "./recount-ballots.ts";
import { type Case, RecountError, toWholes } from "./recount-case.ts";

type Rule = (file: Case, options: Options) => Election;

/** Every rule by its names in the published cases; `_` and `-` are the same. */
const rules: Readonly<Record<string, Rule>> = {
  schulze: (file, options) => ({
    method: "schulze",
    strength: readStrength(file),
    ...ranked(file, options),
  }),
  "ranked-pairs": (file, options) => ({
    method: "ranked-pairs",
    strength: readStrength(file),
    ...ranked(file, options),
  }),
  minimax: (file, options) => ({
    method: "minimax",
    strength: readMinimaxStrength(file),
    ...ranked(file, options),
  }),
  copeland: (file, options) => ({ method: "copeland", ...ranked(file, options) }),
  irv: (file, options) => ({ method: "irv", ...ranked(file, options) }),
  bucklin: (file, options) => ({ method: "bucklin", ...ranked(file, options) }),
  plurality: (file, options) => ({ method: "plurality", ...ranked(file, options) }),
  borda: (file, options) => ({ method: "borda", ...ranked(file, options) }),
  stv: (file, options) => ({
    method: "stv",
    ...ranked(file, options),
    seats: readSeats(file),
    quota: readQuota(file),
    decimals: readDecimals(file),
  }),
  av: (file, options) => ({ method: "av", ...approved(file, options) }),
  sav: (file, options) => ({ method: "sav", ...approved(file, options) }),
  pav: (file, options) => ({ method: "pav", ...approved(file, options) }),
  cc: (file, options) => ({ method: "cc", ...approved(file, options) }),
  minimaxav: (file, options) => ({ method: "minimaxav", ...approved(file, options) }),
  seqpav: (file, options) => ({ method: "seqpav", ...approved(file, options) }),
  seqphragmen: (file, options) =>
    hasCosts(file)
      ? { method: "budget-phragmen", ...priced(file, options) }
      : { method: "seqphragmen", ...approved(file, options) },
  "sequential-phragmen": (file, options) => find("seqphragmen")(file, options),
  "equal-shares": (file, options) =>
    hasCosts(file) ? addingOne()(file, options) : sharing("seqphragmen")(file, options),
  "equal-shares-with-av-completion": (file, options) => sharing("av")(file, options),
  "equal-shares-with-increment-completion": (file, options) => sharing("increment")(file, options),
  "equal-shares-without-completion": (file, options) =>
    hasCosts(file) ? sharingOnce()(file, options) : sharing("none")(file, options),
  "equal-shares-add1": (file, options) => addingOne()(file, options),
  "mes-no-completion": (file, options) => find("equal-shares-without-completion")(file, options),
  "mes-cost": (file, options) => sharingOnce("cost")(file, options),
  "mes-cardinality": (file, options) => sharingOnce("cardinality")(file, options),
  "mes-iterated-cost": (file, options) => iterating("cost")(file, options),
  "mes-iterated-cardinality": (file, options) => iterating("cardinality")(file, options),
  "greedy-cost": (file, options) => ({
    method: "budget-greedy",
    ...priced(file, options, "cost"),
  }),
  "greedy-cardinality": (file, options) => ({
    method: "budget-greedy",
    ...priced(file, options, "cardinality"),
  }),
  "majority-judgment": readJudged,
  score: (file, options) => ({
    method: "score",
    ...paper(file, options),
    ballots: readScores(file, options),
    missing: file.missing_score === "zero" ? "zero" : "not-counted",
    ratersMin: file.raters_min ?? 1,
  }),
  dots: (file, options) => ({
    method: "dots",
    ...paper(file, options),
    ballots: readScores(file, options),
  }),
  "yes-no": (file, options) => ({
    method: "yes-no",
    ...paper(file, options),
    items: readItems(file, options),
  }),
};

const byOtherName: Readonly<Record<string, string>> = {
  approval: "av",
  tideman: "ranked-pairs",
  "majority-judgement": "majority-judgment",
};

/** @throws RecountError for a rule that is not there */
export function find(method: string): Rule {
  const name = method.toLowerCase().replaceAll(/[_ ]/g, "-");
  const known = byOtherName[name] ?? name;
  const rule = Object.hasOwn(rules, known) ? rules[known] : undefined;
  if (rule !== undefined) return rule;
  throw new RecountError(`没有“${method}”这种计票办法，可用：${Object.keys(rules).join("、")}。`);
}

function paper(file: Case, options: Options) {
  const optionCount = options.names.length;
  if (optionCount === 0) throw new RecountError("文件里没有候选项：请写在 candidates 里。");
  if (file.lot === undefined) return { optionCount };
  const lot = file.lot.map((name) => {
    const option = options.find(name);
    if (option !== undefined) return option;
    throw new RecountError("lot 里有候选名单里没有的名字：请核对抽签的顺序。");
  });
  return { optionCount, lot };
}

function ranked(file: Case, options: Options) {
  const { unranked } = file;
  // STV papers end where their voter stopped; pairs are compared with those left out in last place.
  const isLast = unranked === undefined ? file.method !== "stv" : unranked === "tied_last";
  return {
    ...paper(file, options),
    ballots: readRankings(file, options),
    unranked: isLast ? ("tied-last" as const) : ("not-counted" as const),
  };
}

function approved(file: Case, options: Options) {
  return {
    ...paper(file, options),
    ballots: readApprovals(file, options),
    seats: readSeats(file),
  };
}

const sharing =
  (completion: Completion): Rule =>
  (file, options) => ({ method: "equal-shares", completion, ...approved(file, options) });

type Utility = "cost" | "cardinality";

const sharingOnce =
  (utility?: Utility): Rule =>
  (file, options) => ({
    method: "budget-shares",
    ...priced(file, options, utility),
    increment: undefined,
  });

const addingOne =
  (utility?: Utility): Rule =>
  (file, options) => ({ method: "budget-shares", ...priced(file, options, utility) });

/** The cases of this name take steps of a tenth where they name none. */
const iterating =
  (utility: Utility): Rule =>
  ({ increment = 0.1, ...file }, options) =>
    addingOne(utility)({ ...file, increment }, options);

const hasCosts = ({ projects, costs }: Case): boolean =>
  projects !== undefined || costs !== undefined;

function priced(file: Case, options: Options, utility = file.utility ?? "cost") {
  const { budget, increment = 1 } = file;
  if (budget === undefined || !hasCosts(file)) {
    throw new RecountError("这种计票办法要有金额：请写上 projects（或 costs）和 budget。");
  }
  const costs = readCosts(file, options);
  const { wholes } = toWholes([budget, increment, ...costs]);
  const [budgetUnits = 0, incrementUnits = 0, ...costUnits] = wholes;
  return {
    ...paper(file, options),
    ballots: readApprovals(file, options),
    costs: costUnits,
    budget: budgetUnits,
    increment: incrementUnits,
    utility: utility === "cost" ? ("cost" as const) : ("one" as const),
  };
}

function readCosts({ projects, costs }: Case, { names }: Options): number[] {
  const byName = Array.isArray(costs) ? undefined : (costs ?? projects);
  return names.map((name, place) => {
    const cost = Array.isArray(costs) ? costs[place] : byName?.[String(name)];
    if (cost !== undefined) return cost;
    throw new RecountError(`${name} 没有金额：请在 projects（或 costs）里补上。`);
  });
}

function readJudged(file: Case, options: Options): Election {
  const {
    tallies,
    participants,
    missing_grade_mode: mode,
    missing_grade_default: grade = 0,
  } = file;
  if (tallies === undefined) throw new RecountError("文件里没有各档的票数：请写在 tallies 里。");
  const sums = tallies.map((tally) => tally.reduce((a, b) => a + b, 0));
  const most = Math.max(...sums);
  const kinds = { None: "none", MedianDefault: "median", Normalized: "normalized" } as const;
  return {
    ...paper(file, options),
    method: "majority-judgment",
    tallies,
    participants: participants ?? most,
    missing: mode === "StaticDefault" ? { kind: "static", grade } : { kind: kinds[mode ?? "None"] },
  };
}

function readSeats({ seats }: Case): number {
  if (seats !== undefined) return seats;
  throw new RecountError("文件里没有写选几个：请写在 seats 里。");
}

function readStrength({ variant = "winning" }: Case): Strength {
  const found = (["winning", "margin", "ratio"] as const).find((each) => variant.startsWith(each));
  if (found !== undefined) return found;
  throw new RecountError(`没有“${variant}”这种比法，可用：winning、margin、ratio。`);
}

function readMinimaxStrength({ variant = "winning" }: Case): "winning" | "margin" | "opposition" {
  const all = ["winning", "margin", "opposition"] as const;
  const found = all.find((each) => variant.startsWith(each));
  if (found !== undefined) return found;
  throw new RecountError(`没有“${variant}”这种比法，可用：winning、margin、opposition。`);
}

function readQuota({ quota = "droop" }: Case): Quota {
  const name = quota
    .toLowerCase()
    .replaceAll(/[_ ]/g, "-")
    .replace(/-quota$/, "");
  const all = ["droop", "hare", "hagenbach-bischoff", "imperiali"] as const;
  const found = all.find((each) => each === name);
  if (found !== undefined) return found;
  throw new RecountError(`没有“${quota}”这种当选票数，可用：${all.join("、")}。`);
}

/** The Scottish rules unless the file says that its fractions are exact. */
function readDecimals({ variant = "scottish" }: Case): number | undefined {
  if (variant.startsWith("scottish")) return 5;
  if (variant.startsWith("wigm")) return undefined;
  throw new RecountError(`没有“${variant}”这种排序推荐，可用：scottish、wigm-fractional。`);
}
