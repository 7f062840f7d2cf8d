import type { Letter, Typeface } from "./typeface.ts";

/** Characters of the font, or what stands for those that it does not have. */
export function readLetters(text: string, typeface: Typeface): readonly PlacedLetter[] {
  // One form of each character; what joins, turns or colours others shows nothing itself.
  const plain = text.normalize("NFC").replaceAll(breaks, " ");
  return Array.from(new Intl.Segmenter("zh").segment(plain)).flatMap(({ segment }) =>
    // Several code points that make one picture are one sign that is missing.
    isPicture(segment) && lookUp(segment, typeface) === undefined
      ? findLetters(segment, typeface)
      : Array.from(segment).flatMap((character) => findLetters(character, typeface)),
  );
}

function isPicture(segment: string): boolean {
  return segment.length > 1 && /\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(segment);
}

export interface PlacedLetter extends Letter {
  readonly character: string;
}

const breaks = /[\t\n\r\u2028\u2029]+/gu;
const unseen = /[\p{Cc}\p{Cf}\p{Variation_Selector}\p{Emoji_Modifier}]/gu;

/** What people type and the font lacks, in characters that say the same. */
const replacements: Readonly<Record<string, string>> = {
  "☑": "✓",
  "✅": "✓",
  "✔": "✓",
  "☐": "□",
  "❌": "×",
  "✘": "×",
  "❶": "(1)",
  "❷": "(2)",
  "❸": "(3)",
  "❹": "(4)",
  "❺": "(5)",
  "❻": "(6)",
  "❼": "(7)",
  "❽": "(8)",
  "❾": "(9)",
  "❿": "(10)",
  𠮷: "吉",
  "⭐": "★",
};

/** For a character that can neither be shown nor said otherwise. */
export const unknownSign = "□";

function findLetters(typed: string, typeface: Typeface): readonly PlacedLetter[] {
  const character = typed.replaceAll(unseen, "");
  if (character === "") return [];
  const options = [
    character,
    replacements[character],
    spelledOut(character),
    unknownSign,
    // A font without even the box would leave a hole nobody sees.
    "?",
  ];
  for (const option of options) {
    const found = option === undefined ? undefined : lookUp(option, typeface);
    if (found !== undefined) return found;
  }
  throw new Error("the font has no question mark");
}

/** ⑩ is (10), Ⅳ is IV, ㎡ is m2: the same in plain characters. */
function spelledOut(character: string): string | undefined {
  const plain = character.normalize("NFKC");
  if (plain === character) return undefined;
  return /^\d+$/.test(plain) ? `(${plain})` : plain;
}

function lookUp(text: string, typeface: Typeface): readonly PlacedLetter[] | undefined {
  const letters = Array.from(text).map((character) => {
    const letter = typeface.find(character.codePointAt(0) ?? 0);
    return letter && Object.assign({ character }, letter);
  });
  return letters.every((letter) => letter !== undefined) ? letters : undefined;
}
