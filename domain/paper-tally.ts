import { UserError } from "./errors.ts";
import type { SelectionOption, SelectionTerms } from "./selection.ts";
import type { PaperTally } from "./tally.ts";

/**
 * Reads labelled lines as an office writes them: 发出：50 收回：48 废票：1, then 4号：20.
 * @param typed for names and places
 * @param words the same, folded: of the same length
 * @throws UserError if a number is missing
 */
export function readPaperTally(typed: string, words: string): PaperTally {
  const papersOut = readCount(words, /发出(?:的)?(?:票|张数|选票|推荐单)?/);
  const papersBack = readCount(words, /收回(?:的)?(?:票|张数|选票|推荐单)?/);
  const papersSpoiled = readCount(words, /废票|作废/) ?? 0;
  const overseer = readName(typed, words, /监票人?/);
  const counter = readName(typed, words, /计票人/);
  const votes = readVotes(words);
  const isWhole = papersOut !== undefined && papersBack !== undefined;
  if (!isWhole || overseer === undefined || counter === undefined || votes === undefined) {
    throw new UserError("paperUsage");
  }
  const occasion = readLine(typed, words, /场次|会议|地点/) ?? "现场";
  return { occasion, papersOut, papersBack, papersSpoiled, votes, overseer, counter };
}

const SEPARATOR = String.raw`\s*[:：]?\s*`;

function readCount(words: string, label: RegExp): number | undefined {
  const found = new RegExp(`(?:${label.source})${SEPARATOR}(\\d{1,6})(?!\\d|\\s*号)`).exec(words);
  return found?.[1] === undefined ? undefined : Number(found[1]);
}

function readName(typed: string, words: string, label: RegExp): string | undefined {
  return cutOut(
    typed,
    words,
    new RegExp(`(?:${label.source})${SEPARATOR}([\\p{Script=Han}·、]{2,20})`, "du"),
  );
}

function readLine(typed: string, words: string, label: RegExp): string | undefined {
  return cutOut(
    typed,
    words,
    new RegExp(`(?:^|\\n)\\s*(?:${label.source})\\s*[:：]\\s*([^\\n]{1,40})`, "d"),
  );
}

/** The group of the pattern, as it was typed. */
function cutOut(typed: string, words: string, pattern: RegExp): string | undefined {
  const place = pattern.exec(words)?.indices?.[1];
  return place === undefined ? undefined : typed.slice(...place).trim();
}

/** Undefined if there are none, or one is said twice. */
function readVotes(words: string): Record<string, number> | undefined {
  const votes: Record<string, number> = {};
  for (const [, number = "", count = ""] of words.matchAll(voteShape)) {
    if (votes[number] !== undefined) return undefined;
    votes[Number(number)] = Number(count);
  }
  return Object.keys(votes).length === 0 ? undefined : votes;
}

const voteShape = /(?<!\d)(\d{1,4})\s*号\s*[:：]?\s*(?:得)?\s*(\d{1,6})(?!\d|\s*号)/g;

/**
 * Whether these totals can belong to this selection.
 * @throws UserError where they cannot
 */
export function checkPaperTally(
  paper: PaperTally,
  terms: SelectionTerms,
  options: readonly Pick<SelectionOption, "number">[],
): void {
  if (terms.disclosure === "open" || terms.disclosure === "until-close") {
    throw new UserError("paperNamed");
  }
  if (terms.method !== "approval") throw new UserError("paperMethod");
  const numbers = options.map(({ number }) => number);
  const unknown = Object.keys(paper.votes).find((number) => !numbers.includes(Number(number)));
  if (unknown !== undefined) {
    throw new UserError("paperNumbers", { number: unknown, numbers: numbers.join("、") });
  }
  const valid = paper.papersBack - paper.papersSpoiled;
  const counts = Object.values(paper.votes);
  const votes = counts.reduce((sum, each) => sum + each, 0);
  const most = Math.max(valid, 0) * terms.choicesMax;
  const isPossible =
    paper.papersBack <= paper.papersOut && valid >= 0 && counts.every((each) => each <= valid);
  if (!isPossible || votes > most) throw new UserError("paperCounts", { votes, most });
}
