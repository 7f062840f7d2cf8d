import type {
  ApprovalBallot,
  Item,
  Option,
  RankedBallot,
  ScoreBallot,
} from "./domain/count/election.ts";
import { type Case, type Name, RecountError } from "./recount-case.ts";

/** The options of a file: their names in order, and the place of each. */
export interface Options {
  readonly names: readonly Name[];
  find(name: unknown): Option | undefined;
}

/** @throws RecountError if a name stands there twice */
export function readOptions(file: Case): Options {
  const names = file.candidates ?? Object.keys(file.projects ?? {});
  const listed = names.length > 0 ? names : listNames(file.ballots ?? []);
  // Numbers in quotes are the same names: keys of objects can be nothing but text.
  const places = new Map<unknown, Option>();
  for (const [place, name] of listed.entries()) places.set(name, place).set(String(name), place);
  const isNamedTwice = new Set(listed.map(String)).size < listed.length;
  if (isNamedTwice) throw new RecountError("候选名单里有重名：请改成不同的名字。");
  return { names: listed, find: (name) => places.get(name) };
}

/** Without a list of candidates they are all those on any ballot, as they come. */
function listNames(ballots: readonly unknown[]): Name[] {
  const names = new Set<Name>();
  const take = (value: unknown): void => {
    if (typeof value === "string" || typeof value === "number") names.add(value);
    else if (Array.isArray(value)) value.forEach(take);
  };
  for (const ballot of ballots) {
    const { ranking, approve, scores, votes } = fieldsOf(ballot);
    take([ranking, approve, Object.keys(fieldsOf(scores)), Object.keys(fieldsOf(votes))]);
  }
  return [...names];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : {};
}

interface Ballot {
  readonly count: number;
  /** Which of the file's ballots it is, from 1. */
  readonly number: number;
  readonly content: unknown;
}

/** @throws RecountError for a ballot without that content */
function* readAll(
  { ballots }: Case,
  field: "ranking" | "approve" | "scores" | "votes",
): Generator<Ballot> {
  if (ballots === undefined) throw new RecountError("文件里没有选票：请把选票写在 ballots 里。");
  for (const [index, ballot] of ballots.entries()) {
    const { count = 1, [field]: content } = fieldsOf(ballot);
    if (!Number.isSafeInteger(count) || Number(count) < 0) throw wrongBallot(index + 1, "count");
    if (typeof content !== "object" || content === null) throw wrongBallot(index + 1, field);
    if (count !== 0) yield { count: Number(count), number: index + 1, content };
  }
}

function wrongBallot(number: number, field: string): RecountError {
  return new RecountError(
    `第 ${number} 条选票的 ${field} 写得不对：请按 cases/voting.json 的写法改正。`,
  );
}

/** Places for one option are shared by all ballots: there may be a million of them. */
export function readRankings(file: Case, options: Options): RankedBallot[] {
  const alone = options.names.map((_, option) => [option]);
  const once = startOnce(options);
  const ballots: RankedBallot[] = [];
  for (const { count, number, content } of readAll(file, "ranking")) {
    if (!Array.isArray(content)) throw wrongBallot(number, "ranking");
    const ranking: Option[][] = [];
    for (const place of content as readonly unknown[]) {
      const names: readonly unknown[] = Array.isArray(place) ? place : [place];
      const together = names.map((name) => once(number, findOn(number, options, name)));
      const [first] = together;
      if (first === undefined) continue;
      ranking.push(together.length === 1 ? (alone[first] ?? together) : together);
    }
    ballots.push({ count, ranking });
  }
  return ballots;
}

export function readApprovals(file: Case, options: Options): ApprovalBallot[] {
  const once = startOnce(options);
  const ballots: ApprovalBallot[] = [];
  for (const { count, number, content } of readAll(file, "approve")) {
    if (!Array.isArray(content)) throw wrongBallot(number, "approve");
    const names = content as readonly unknown[];
    const approved = names.map((name) => once(number, findOn(number, options, name)));
    ballots.push({ count, approved });
  }
  return ballots;
}

/** Passes an option on unless it was on the same ballot before. */
function startOnce({ names }: Options): (number: number, option: Option) => Option {
  const lastOn = new Int32Array(names.length);
  return (number, option) => {
    if (lastOn[option] === number) {
      throw new RecountError(`第 ${number} 条选票上有一项写了两次：请核对这条选票。`);
    }
    lastOn[option] = number;
    return option;
  };
}

export function readScores(file: Case, options: Options): ScoreBallot[] {
  return Array.from(readAll(file, "scores"), ({ count, number, content }) => {
    const scores = Object.entries(fieldsOf(content)).map(([name, score]): [Option, number] => {
      if (typeof score !== "number" || !Number.isSafeInteger(score)) {
        throw wrongBallot(number, "scores");
      }
      return [findOn(number, options, name), score];
    });
    return { count, scores: new Map(scores) };
  });
}

export function readItems(file: Case, options: Options): Item[] {
  const items = options.names.map(() => ({ yes: 0, no: 0, abstain: 0 }));
  for (const { count, number, content } of readAll(file, "votes")) {
    for (const [name, vote] of Object.entries(fieldsOf(content))) {
      const item = items[findOn(number, options, name)];
      if (vote !== "yes" && vote !== "no" && vote !== "abstain") throw wrongBallot(number, "votes");
      if (item !== undefined) item[vote] += count;
    }
  }
  return items;
}

function findOn(number: number, options: Options, name: unknown): Option {
  const option = options.find(name);
  if (option !== undefined) return option;
  throw new RecountError(`第 ${number} 条选票上有候选名单里没有的名字：请核对 candidates。`);
}
