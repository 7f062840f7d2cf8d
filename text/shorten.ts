/** The start of somebody's words on one line, to know them again; characters, not UTF-16 units. */
export function shorten(words: string, charsMax: number): string {
  const characters = Array.from(words.replaceAll(/\s+/g, " ").trim());
  const shown = characters.slice(0, charsMax).join("");
  return characters.length > charsMax ? `${shown}…` : shown;
}
