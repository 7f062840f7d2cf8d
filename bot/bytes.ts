/** Said at the end of a text that did not fit. */
export const unfinished = "\n（内容较长，未完）";

/**
 * Shortens a text to what a platform takes, counted in bytes because every platform counts so.
 * Nothing a reader sees as one character is broken, emoji of several code points included.
 * @param measure bytes of a piece as the platform counts them; must be additive over pieces
 * @returns the text itself if it fits, else its beginning and a closing line
 */
export function cut(text: string, bytesMax: number, measure = utf8Bytes): string {
  const whole = text.toWellFormed();
  if (measure(whole) <= bytesMax) return whole;
  const closing = measure(unfinished) <= bytesMax ? unfinished : "";
  return beginning(whole, bytesMax - measure(closing), measure).trimEnd() + closing;
}

export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** Bytes of a text inside a JSON string, where a line break and a quotation mark take two. */
export function jsonBytes(text: string): number {
  return utf8Bytes(JSON.stringify(text)) - 2;
}

const characters = new Intl.Segmenter("zh", { granularity: "grapheme" });

/** Letters, digits, Han and their marks: each is a character by itself, so none is looked up. */
const simple = /^[ -~\u2014-\u2026\u3000-\u3029\u4e00-\u9fff\uff01-\uff5e]*$/;

/** What a reader sees as one character each. Looking it up costs some fifty times as much. */
export function* graphemes(text: string): Generator<string> {
  if (simple.test(text)) {
    yield* text;
    return;
  }
  for (const { segment } of characters.segment(text)) yield segment;
}

/** Its first characters as a reader counts them; the text itself if it has no more. */
export function firstCharacters(text: string, max: number): string {
  if (text.length <= max) return text;
  if (simple.test(text)) return text.slice(0, max);
  let count = 0;
  for (const { index } of characters.segment(text)) {
    if (count === max) return text.slice(0, index);
    count += 1;
  }
  return text;
}

/** Stops at the first character that does not fit: a long text costs no more than a short one. */
function beginning(text: string, bytesMax: number, measure: (piece: string) => number): string {
  let bytes = 0;
  for (const { segment, index } of characters.segment(text)) {
    bytes += measure(segment);
    if (bytes > bytesMax) return text.slice(0, index);
  }
  return text;
}
