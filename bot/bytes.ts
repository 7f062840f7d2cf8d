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

/** Stops at the first character that does not fit: a long text costs no more than a short one. */
function beginning(text: string, bytesMax: number, measure: (piece: string) => number): string {
  let bytes = 0;
  for (const { segment, index } of characters.segment(text)) {
    bytes += measure(segment);
    if (bytes > bytesMax) return text.slice(0, index);
  }
  return text;
}
