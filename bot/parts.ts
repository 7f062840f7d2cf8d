import { graphemes, utf8Bytes } from "./bytes.ts";

/** A message as a channel writes it, before it is cut to what the channel takes at once. */
export type Chunk = LineChunk | TableChunk;

export interface LineChunk {
  readonly kind: "line";
  /** In order. What must stay whole, a mention or a link, is a piece of its own. */
  readonly pieces: readonly Piece[];
}

export interface TableChunk {
  readonly kind: "table";
  /** Lines that stand above the rows, repeated wherever the table goes on. */
  readonly head: readonly string[];
  /** Each a line that is never broken, unless it alone is too long. */
  readonly rows: readonly string[];
}

export interface Piece {
  readonly text: string;
  readonly isWhole: boolean;
}

/**
 * Packs a message into as few texts as it needs, each within the budget. Lines are kept together as
 * long as they fit; a line that is too long by itself is broken between its pieces, and words
 * between what a reader sees as characters. Nothing is left out.
 * @param bytesMax for each text, at least `partBytesMin`
 * @param measure bytes of a piece as the platform counts them; must be additive over pieces
 * @returns at least one text
 */
export function toParts(
  chunks: readonly Chunk[],
  bytesMax: number,
  measure = utf8Bytes,
): readonly string[] {
  if (bytesMax < partBytesMin) throw new Error("a part must have room for something");
  const packer = createPacker(bytesMax, measure);
  for (const chunk of chunks) {
    if (chunk.kind === "line") packer.addLine(chunk.pieces);
    else addTable(packer, chunk);
  }
  return packer.end();
}

/** Room for the longest cluster that is one character to a reader, families of emoji included. */
export const partBytesMin = 64;

function addTable(packer: Packer, { head, rows }: TableChunk): void {
  const [first] = rows;
  const start = first === undefined ? head : [...head, first];
  if (!packer.fits(start)) packer.breakHere();
  for (const line of start) packer.addLine([{ text: line, isWhole: true }]);
  for (const row of rows.slice(1)) {
    const isNext = packer.fits([row]);
    if (!isNext) packer.breakHere();
    // Where the head itself leaves no room for a row, the rows go on without it.
    const above = isNext || !packer.fits([...head, row]) ? [] : head;
    for (const line of [...above, row]) packer.addLine([{ text: line, isWhole: true }]);
  }
}

interface Packer {
  /** Whether these lines still fit below what is there. */
  fits(lines: readonly string[]): boolean;
  breakHere(): void;
  addLine(pieces: readonly Piece[]): void;
  end(): readonly string[];
}

function createPacker(bytesMax: number, measure: (text: string) => number): Packer {
  const parts: string[] = [];
  let part = "";
  let bytes = 0;
  let isEmpty = true;
  const newline = measure("\n");

  const breakHere = (): void => {
    if (!isEmpty) parts.push(part);
    [part, bytes, isEmpty] = ["", 0, true];
  };
  const append = (text: string, size: number): void => {
    part += text;
    bytes += size;
    isEmpty = false;
  };
  const addPiece = (piece: Piece): void => {
    const size = measure(piece.text);
    if (bytes + size <= bytesMax) return append(piece.text, size);
    if (piece.isWhole && size <= bytesMax) {
      breakHere();
      return append(piece.text, size);
    }
    // Longer than any part, or words: broken where a reader sees one character end.
    for (const character of graphemes(piece.text)) {
      const characterBytes = measure(character);
      if (bytes + characterBytes > bytesMax) breakHere();
      append(character, characterBytes);
    }
  };
  return {
    fits(lines) {
      const size = lines.reduce((sum, line) => sum + newline + measure(line), 0);
      return bytes + size - (isEmpty ? newline : 0) <= bytesMax;
    },
    breakHere,
    addLine(pieces) {
      const line = pieces.map((piece) => piece.text).join("");
      // A blank line at the seam between two parts says nothing.
      if (line === "" && isEmpty) return;
      if (!isEmpty && !this.fits([line])) breakHere();
      if (!isEmpty) append("\n", newline);
      if (line === "") return;
      for (const piece of pieces) addPiece(piece);
    },
    end() {
      breakHere();
      const kept = parts.map((each) => each.trimEnd()).filter((each) => each !== "");
      return kept.length === 0 ? [""] : kept;
    },
  };
}
