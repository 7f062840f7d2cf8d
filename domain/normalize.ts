import { toSimplified } from "./han.ts";

/**
 * What phones really send, made even before anything is split: full-width letters, digits and
 * spaces become ordinary ones, invisible characters go. Every kind of line break is `\n`, every
 * kind of space is one ordinary space, and the ends are trimmed.
 *
 * The words of a member are quoted later, so what belongs to Chinese writing stays as typed:
 * Traditional characters, ，：；！？（） and marks such as … and ㎡. Match against `matchForm`.
 */
export function normalizeInput(text: string): string {
  return text
    .toWellFormed()
    .replace(lineBreaks, "\n")
    .replace(invisible, "")
    .replace(evenable, (run) => run.normalize("NFKC"))
    .replace(spaces, " ")
    .trim();
}

/**
 * The form words are compared in: Simplified, lower case, half-width punctuation. It is exactly as
 * long as `normalizeInput(text)`, so an index found here cuts the same place out of that.
 */
export function matchForm(text: string): string {
  return fold(normalizeInput(text));
}

/**
 * Folds for comparison without moving anything: the result has the length of `text` in UTF-16
 * units. A character whose folded form is longer or shorter stays as it is; no word of a command
 * has such a character.
 */
export function fold(text: string): string {
  let result = "";
  for (const character of text) result += foldCharacter(character);
  return result;
}

/**
 * Takes the mention of the bot out, wherever it stands: `@小协 荐题`, `荐题 ＠小協`, `@小协荐题`.
 * One space stays in its place, so that the words around it do not grow together. Other people's
 * mentions and e-mail addresses are left alone.
 * @param botName as configured; compared like `matchForm`
 */
export function removeMention(text: string, botName: string): string {
  const name = fold(botName.trim());
  if (name === "") return text;
  const folded = fold(text);
  const pieces: string[] = [];
  let from = 0;
  for (let at = folded.indexOf("@"); at >= 0; at = folded.indexOf("@", at + 1)) {
    const end = mentionEnd(folded, at, name);
    if (end === undefined) continue;
    pieces.push(text.slice(from, at));
    from = end;
  }
  return from === 0 ? text : joinWithSpace([...pieces, text.slice(from)]);
}

const lineBreaks = /\r\n?|[\u0085\u2028\u2029]/g;

/** Zero-width, bidi and filler characters, variation selectors, and controls but for two. */
const invisible = /\p{Default_Ignorable_Code_Point}|\p{Cf}|(?![\n\t])\p{Cc}/gu;

/** Everything but the marks that Chinese text is written with and NFKC would turn into others. */
const evenable = /[^，：；！？（）～…℃㎡№①-⑳]+/gu;

const spaces = /[\t\p{Zs}]/gu;

/** Half-width twins, for comparison only. */
const marks: Readonly<Record<string, string>> = {
  "。": ".",
  "、": ",",
  "【": "[",
  "】": "]",
  "〔": "(",
  "〕": ")",
};

function foldCharacter(character: string): string {
  if (character <= "\u007F") return character.toLowerCase();
  // Han characters of the common block are nearly all of every text and have no other width.
  if (character >= "\u4E00" && character <= "\u9FFF")
    return keepLength(character, toSimplified(character));
  const even = toSimplified(character.normalize("NFKC")).toLowerCase();
  return keepLength(character, marks[even] ?? even);
}

function keepLength(character: string, folded: string): string {
  return folded.length === character.length ? folded : character;
}

/** The push robot of the same house is called by the bot's name with this behind it. */
const siblingSuffix = "通知";

/** Where a mention that starts at `at` ends, or undefined if it is something else. */
function mentionEnd(folded: string, at: number, name: string): number | undefined {
  const nameAt = folded[at + 1] === " " ? at + 2 : at + 1;
  if (!folded.startsWith(name, nameAt)) return undefined;
  const end = nameAt + name.length;
  const before = folded[at - 1] ?? " ";
  const after = folded[end] ?? " ";
  if (isLatin(name.at(-1) ?? "") && isLatin(after)) return undefined;
  const looksLikeAddress = /[\w.+-]/.test(before) && /^[.-][a-z]/.test(folded.slice(end, end + 2));
  if (looksLikeAddress) return undefined;
  const isSibling =
    folded.startsWith(siblingSuffix, end) && /^\s?$/.test(folded[end + siblingSuffix.length] ?? "");
  return isSibling ? undefined : end;
}

function isLatin(character: string): boolean {
  return /^[a-z0-9_]$/.test(character);
}

/** Joins pieces with one space, or with the line break that was there; the ends are trimmed. */
function joinWithSpace(pieces: readonly string[]): string {
  let joined = "";
  for (const piece of pieces) {
    const tail = trimSpaces(piece);
    const touchesBreak = joined === "" || joined.endsWith("\n") || tail.startsWith("\n");
    if (tail !== "") joined += touchesBreak ? tail : ` ${tail}`;
  }
  return joined.trim();
}

/** Trims spaces but not line breaks: a message after the mention may begin on its own line. */
function trimSpaces(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charAt(start))) start += 1;
  while (end > start && isSpace(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isSpace(character: string): boolean {
  return /^[\t\p{Zs}]$/u.test(character);
}
