import type { PlacedLetter } from "./letters.ts";

/** How a text may be laid out. */
export interface Measure {
  /** Pixels. */
  readonly size: number;
  readonly widthMax: number;
  /** What does not fit into them is left out, with … at the end. */
  readonly linesMax: number;
}

export type Line = readonly PlacedLetter[];

/**
 * Breaks a text into lines of about the same length; words of Latin letters and digits stay whole
 * where they can.
 */
export function breakLines(
  letters: readonly PlacedLetter[],
  { size, widthMax, linesMax }: Measure,
  more: PlacedLetter,
): readonly Line[] {
  const emsMax = widthMax / size;
  const shown = fill(letters, emsMax);
  if (shown.length <= linesMax) return balance(letters, shown, emsMax);
  const last = [...(shown[linesMax - 1] ?? [])];
  while (last.length > 0 && !fits([...last, more], emsMax)) last.pop();
  return [...shown.slice(0, linesMax - 1), [...last, more]];
}

/** As much in every line as it takes. */
function fill(letters: readonly PlacedLetter[], emsMax: number): readonly Line[] {
  const lines: PlacedLetter[][] = [[]];
  for (const piece of piecesOf(letters, emsMax)) {
    const line = lines.at(-1) ?? [];
    if (line.length === 0 || fits([...line, ...piece], emsMax)) line.push(...piece);
    else lines.push(startLine(line, piece));
  }
  return lines.map(trimEnd);
}

/** The narrowest lines of the same number: one or two characters alone at the end look lost. */
function balance(
  letters: readonly PlacedLetter[],
  filled: readonly Line[],
  emsMax: number,
): readonly Line[] {
  if (filled.length < 2) return filled;
  let best = filled;
  for (let ems = widthOf(letters) / filled.length; ems < emsMax; ems += 1) {
    const tried = fill(letters, ems);
    if (tried.length > filled.length) continue;
    best = tried;
    break;
  }
  return best;
}

/** Ems. */
export function widthOf(line: Line): number {
  return line.reduce((sum, letter) => sum + letter.width, 0);
}

const cannotStart = /[，。、；：？！）」』》〉】〕…—·%％,.;:?!)\]}]/u;
const cannotEnd = /[（「『《〈【〔“‘([{]/u;
const inWord = /[\p{Script=Latin}\p{Nd}.%+-]/u;

/**
 * A closing mark, or the word behind a number, never opens a line, and an opening mark never ends
 * one: what stands before goes along.
 */
function startLine(line: PlacedLetter[], piece: readonly PlacedLetter[]): PlacedLetter[] {
  let from = line.length;
  const isBreak = (): boolean => {
    const before = line[from - 1];
    const after = line[from] ?? piece[0];
    return !(
      cannotStart.test(after?.character ?? "") ||
      cannotEnd.test(before?.character ?? "") ||
      (/\p{Nd}/u.test(before?.character ?? "") && isHan(after)) ||
      isOneWord(before, after)
    );
  };
  while (from > 0 && !isBreak()) from -= 1;
  // There is no good place: then a bad one.
  return from === 0 ? [...piece] : [...line.splice(from), ...piece];
}

function isOneWord(a: PlacedLetter | undefined, b: PlacedLetter | undefined): boolean {
  return a !== undefined && b !== undefined && inWord.test(a.character) && inWord.test(b.character);
}

function isHan(letter: PlacedLetter | undefined): boolean {
  return letter !== undefined && /\p{Script=Han}/u.test(letter.character);
}

/** Words in one piece each, unless one is longer than a line; everything else by characters. */
function piecesOf(letters: readonly PlacedLetter[], emsMax: number): PlacedLetter[][] {
  const pieces: PlacedLetter[][] = [];
  for (const letter of letters) {
    const piece = pieces.at(-1);
    const isSame = piece !== undefined && isOneWord(piece.at(-1), letter);
    if (isSame && fits([...piece, letter], emsMax)) piece.push(letter);
    else pieces.push([letter]);
  }
  return pieces;
}

function fits(line: Line, emsMax: number): boolean {
  return widthOf(trimEnd(line)) <= emsMax;
}

function trimEnd(line: Line): Line {
  const end = line.findLastIndex((letter) => letter.character.trim() !== "");
  return line.slice(0, end + 1);
}
