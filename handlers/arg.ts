import { parseChineseNumber } from "../domain/chinese-number.ts";
import { fold } from "../domain/normalize.ts";
import type { ArgSpec } from "./command.ts";

/**
 * The kinds of arguments: where their words stand and what they must look like. Those with a
 * question are required and asked for; the others may be missing.
 */
export const arg = {
  /** One word, then the rest is for others. */
  word: (label: string, ask: string) => required("word", { label, ask, parse: parseWord }),
  optionalWord: (label: string) => optional("word", label, parseWord),
  /** The words of the line. */
  words: (label: string, ask: string) => required("words", { label, ask, parse: parseWords }),
  optionalWords: (label: string) => optional("words", label, parseWords),
  /** All lines. */
  block: (label: string, ask: string) => required("block", { label, ask, parse: parseWords }),
  optionalBlock: (label: string) => optional("block", label, parseWords),
  /** A number by which people call an item. */
  number: (label: string, ask: string) => required("number", { label, ask, parse: parseNumberKey }),
  optionalNumber: (label: string) => optional("number", label, parseNumberKey),
  /** A line of its own: 说明：… */
  field: (label: string, ...also: readonly string[]): ArgSpec<string | undefined> => ({
    ...optional("field", label, parseWords),
    also,
  }),
} as const;

/** How people call an item; the year is only said for years that are over. */
export interface NumberKey {
  readonly year: number | undefined;
  readonly number: number;
}

/** Reads 7, 7号, 第七号, 7号议题, 2026-7; anything more than that is not a number. */
export function parseNumberKey(words: string): NumberKey | undefined {
  const found = wholeNumber.exec(fold(words.trim()));
  const number = parseChineseNumber(found?.groups?.["number"] ?? "");
  if (number === undefined || number < 1) return undefined;
  const year = found?.groups?.["year"];
  return { year: year === undefined ? undefined : Number(year), number };
}

/**
 * A number at the start of the words. In characters it needs 号 or an end behind it, because 一下
 * and 三个 are no numbers of topics.
 */
export const leadingNumber =
  /^第?\s?(?:(?:\d{4}\s?-\s?)?\d{1,4}\s?号?(?:议题)?(?![\d点时分年月日天个位次条项人:])|[零〇一二三四五六七八九十百两]{1,6}\s?(?:号(?:议题)?|(?=[\s,.!?。，！？、]|$)))/;

const wholeNumber =
  /^第?\s?(?:(?<year>\d{4})\s?-\s?)?(?<number>\d{1,4}|[零〇一二三四五六七八九十百两]{1,6})\s?号?(?:议题)?$/;

function parseWords(words: string): string | undefined {
  return words.trim() || undefined;
}

/** A single word, without the full stop somebody put behind it. */
function parseWord(words: string): string | undefined {
  return words.replace(/[。.，,!！?？、；;]+$/, "").trim() || undefined;
}

interface Required<T> {
  readonly label: string;
  readonly ask: string;
  readonly parse: (words: string) => T | undefined;
}

function required<T>(shape: ArgSpec<T>["shape"], spec: Required<T>): ArgSpec<T> {
  return { ...spec, shape, isRequired: true };
}

function optional<T>(
  shape: ArgSpec<T>["shape"],
  label: string,
  parse: (words: string) => T | undefined,
): ArgSpec<T | undefined> {
  return { label, shape, parse, ask: undefined, isRequired: false };
}
