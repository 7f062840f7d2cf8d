/** What people typed, written so that nothing in it acts. */

/** Even texts know `<@userid>`, which mentions, and `<a href>`, which hides where a link leads. */
export function escapeText(text: string): string {
  return text.toWellFormed().replaceAll("<", "＜");
}

/** Anything that ends a line for one client or another. */
export function withPlainBreaks(text: string): string {
  return text.replaceAll(/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n");
}

/**
 * Replaces what the platform's markdown would act upon within a line with its full-width twin,
 * which looks the same in Chinese text. Backslashes are no help: not every client knows them.
 * Addresses stay as they are, or they would no longer open; the characters they may have here
 * cannot hide anything.
 */
export function escapeInline(text: string): string {
  return splitAddresses(text.toWellFormed().replaceAll(/&(?=#?\w+;)/g, "＆"))
    .map(({ text: piece, isAddress }) => (isAddress ? piece : escapePiece(piece)))
    .join("");
}

/** Words and web addresses in turn; empty pieces are left out. */
export function splitAddresses(
  text: string,
): readonly { readonly text: string; readonly isAddress: boolean }[] {
  return text
    .split(webAddress)
    .map((piece, index) => ({ text: piece, isAddress: index % 2 === 1 }))
    .filter((piece) => piece.text !== "");
}

/** Split on it: the pieces at odd places are addresses. */
const webAddress = /(https?:\/\/[\w.:/?#@!&'+,;=%-]+)/;

const twins: Readonly<Record<string, string>> = {
  "<": "＜",
  "*": "＊",
  "`": "｀",
  "[": "［",
  "]": "］",
  "|": "｜",
  "\\": "＼",
  "~": "～",
  $: "＄",
};

function escapePiece(piece: string): string {
  return (
    piece
      .replaceAll(/[<*`[\]|\\~$]/g, (character) => twins[character] ?? character)
      // Inside a word, as in `user_name`, an underscore means nothing and stays.
      .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "＿")
  );
}

/** Headings, quotes, lists, rules and indented code are made by how a line begins. */
export function escapeLineStart(line: string): string {
  const flush = line.replace(/^(?: {4,}|\s*\t\s*)/, (indent) => {
    return "　".repeat(Math.ceil(indent.length / 2));
  });
  if (/^\s*([-=_]\s*)+$/.test(flush)) return widen(flush);
  return flush
    .replace(/^\s*(?:#+|>[>\s]*|[-+](?=\s))/, widen)
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, (_, digits: string, mark: string) => digits + widen(mark));
}

const wide: Readonly<Record<string, string>> = {
  "#": "＃",
  ">": "＞",
  "-": "－",
  "+": "＋",
  "=": "＝",
  _: "＿",
  ".": "．",
  ")": "）",
};

function widen(marks: string): string {
  return marks.replaceAll(/\S/g, (mark) => wide[mark] ?? mark);
}

/** An address that may stand behind a link, free of everything that could end it; else undefined. */
export function webUrl(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null || !["https:", "http:"].includes(url.protocol)) return undefined;
  return url.href.replaceAll(/[()<>[\]|*`\\~$"'{}^]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}
