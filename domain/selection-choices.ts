import { parseChineseNumber } from "./chinese-number.ts";
import { UserError } from "./errors.ts";
import { fold } from "./normalize.ts";
import type { Choices, SelectionMethod, SelectionOption, SelectionTerms } from "./selection.ts";

/** Reads what people choose, however they type it, and checks it against the rules. */

export const SCORE_MAX = 5;

/** Which kind of choices a method is counted from. */
export function kindOfMethod(method: SelectionMethod): Choices["kind"] {
  switch (method) {
    case "approval":
    case "equal-shares":
      return "approval";
    case "yes-no":
      return "yes-no";
    case "score":
      return "score";
    case "ranking":
    case "proportional-ranking":
      return "ranking";
  }
}

/**
 * Reads 4 7, 4号和7号, 四号跟七号; every piece must be a number.
 * @returns in the order said, repetitions and all; undefined for anything else
 */
export function readNumbers(words: string): readonly number[] | undefined {
  const plain = fold(words)
    .replaceAll(/号?议题|号/g, " ")
    .replaceAll(/[和跟与及、，；：,.;:。]+|以及/g, " ");
  const pieces = plain.split(/\s+/).filter((piece) => piece !== "");
  if (pieces.length === 0 || pieces.length > PIECES_MAX) return undefined;
  const numbers = pieces.map((piece) => parseChineseNumber(piece.replace(/^第/, "")));
  return numbers.every((number) => number !== undefined) ? numbers : undefined;
}

const PIECES_MAX = 200;

/** 都不选, 弃权: somebody took part and chose nothing. */
export function isNothing(words: string): boolean {
  return /^(?:我)?(?:都不选|都不推荐|全都?不选|一件也不选|一件都不选|不选|弃权|都弃权|全部弃权)[.。]?$/.test(
    fold(words).trim(),
  );
}

/** Undefined if the words are no choice of that kind. */
export function readChoices(
  words: string,
  kind: Choices["kind"],
  options: readonly Pick<SelectionOption, "number">[],
): Choices | undefined {
  if (isNothing(words)) return nothing(kind, options);
  switch (kind) {
    case "approval": {
      const numbers = readNumbers(words);
      return numbers && { kind, numbers: [...new Set(numbers)] };
    }
    case "yes-no":
      return readVotes(words, options);
    case "score":
      return readScores(words);
    case "ranking":
      return readRanking(words);
  }
}

function nothing(
  kind: Choices["kind"],
  options: readonly Pick<SelectionOption, "number">[],
): Choices {
  switch (kind) {
    case "approval":
      return { kind, numbers: [] };
    case "yes-no": {
      const votes = options.map(({ number }) => [String(number), "abstain"] as const);
      return { kind, votes: Object.fromEntries(votes) };
    }
    case "score":
      return { kind, scores: {} };
    case "ranking":
      return { kind, groups: [] };
  }
}

const verdicts = {
  不同意: "no",
  不赞成: "no",
  同意: "yes",
  赞成: "yes",
  反对: "no",
  弃权: "abstain",
} as const;

/** 4 同意 5 反对, 同意 4 5 反对 7, 都同意. */
function readVotes(
  words: string,
  options: readonly Pick<SelectionOption, "number">[],
): Choices | undefined {
  const pieces = fold(words)
    .split(/(不同意|不赞成|同意|赞成|反对|弃权)/)
    .map((piece) => piece.replaceAll(/^[\s,.;:，。；：、]+|[\s,.;:，。；：、]+$/g, ""));
  const isVerdictFirst = pieces[0] === "";
  const votes: Record<string, "yes" | "no" | "abstain"> = {};
  for (let at = 1; at < pieces.length; at += 2) {
    const verdict = verdicts[pieces[at] as keyof typeof verdicts];
    const said = pieces[isVerdictFirst ? at + 1 : at - 1] ?? "";
    const numbers = /^(?:都|全部|全都|其余|其他)$/.test(said)
      ? options.map(({ number }) => number).filter((number) => votes[number] === undefined)
      : readNumbers(said);
    if (numbers === undefined) return undefined;
    for (const number of numbers) votes[number] = verdict;
  }
  const hasRest = !isVerdictFirst && (pieces.at(-1) ?? "") !== "";
  return Object.keys(votes).length === 0 || hasRest ? undefined : { kind: "yes-no", votes };
}

/** 4 5 7 3: a number, then its points; 4号5分 as well. */
function readScores(words: string): Choices | undefined {
  const plain = fold(words).replaceAll(/[分=]/g, " ");
  const numbers = readNumbers(plain);
  if (numbers === undefined || numbers.length % 2 === 1) return undefined;
  const scores: Record<string, number> = {};
  for (let at = 0; at < numbers.length; at += 2) {
    const [number, points] = [numbers[at], numbers[at + 1]];
    if (number === undefined || points === undefined || number in scores) return undefined;
    scores[number] = points;
  }
  return { kind: "score", scores };
}

/** 3>1=4>2, or 3 1 4 from the best on. */
function readRanking(words: string): Choices | undefined {
  const plain = fold(words)
    .replaceAll(/大于|优于/g, ">")
    .replaceAll(/等于|并列/g, "=");
  const even = plain.replaceAll(/\s*([>=])\s*/g, "$1").trim();
  const groups: (readonly number[])[] = [];
  for (const piece of even.split(">")) {
    const steps = piece.includes("=") ? [piece.replaceAll("=", " ")] : splitSteps(piece);
    for (const step of steps) {
      const numbers = readNumbers(step);
      if (numbers === undefined) return undefined;
      groups.push(numbers);
    }
  }
  return { kind: "ranking", groups };
}

function splitSteps(piece: string): readonly string[] {
  const numbers = readNumbers(piece);
  return numbers === undefined ? [piece] : numbers.map(String);
}

/**
 * @throws UserError if the rules do not allow it; nothing was kept then
 */
export function checkChoices(
  choices: Choices,
  terms: SelectionTerms,
  options: readonly Pick<SelectionOption, "number">[],
): void {
  const numbers = numbersOf(choices);
  checkOffered(numbers, options);
  const twice = numbers.find((number, index) => numbers.indexOf(number) !== index);
  if (twice !== undefined) throw new UserError("ballotTwice");
  if (choices.kind === "score") {
    const isWithin = Object.values(choices.scores).every((points) => points <= SCORE_MAX);
    if (!isWithin) throw new UserError("ballotScoreRange", { max: SCORE_MAX });
    return;
  }
  if (choices.kind === "yes-no") return;
  const count = numbers.length;
  if (count > terms.choicesMax) {
    // Nothing of what was chosen: a group may be listening.
    const offered = options.map(({ number }) => number);
    const example = offered.slice(-terms.choicesMax).join(" ");
    throw new UserError("ballotTooMany", { max: terms.choicesMax, count, example });
  }
  if (count > 0 && count < terms.choicesMin) {
    throw new UserError("ballotTooFew", { min: terms.choicesMin, count });
  }
}

function checkOffered(
  numbers: readonly number[],
  options: readonly Pick<SelectionOption, "number">[],
): void {
  const offered = options.map(({ number }) => number);
  const unknown = numbers.find((number) => !offered.includes(number));
  if (unknown === undefined) return;
  throw new UserError("ballotNotOffered", { number: unknown, numbers: offered.join("、") });
}

/** The numbers that are named, in their order. */
export function numbersOf(choices: Choices): readonly number[] {
  switch (choices.kind) {
    case "approval":
      return choices.numbers;
    case "yes-no":
      return Object.keys(choices.votes).map(Number);
    case "score":
      return Object.keys(choices.scores).map(Number);
    case "ranking":
      return choices.groups.flat();
  }
}
