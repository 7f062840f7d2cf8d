import type { FontTables } from "./woff.ts";

/** Which glyph stands for which character, read from a font's `cmap`. */
export function readGlyphs(tables: FontTables): ReadonlyMap<number, number> {
  const cmap = tables.get("cmap");
  if (cmap === undefined) throw new Error("the font has no cmap");
  const found = new Map<number, number>();
  const count = cmap.readUInt16BE(2);
  for (let index = 0; index < count; index += 1) {
    const at = cmap.readUInt32BE(4 + index * 8 + 4);
    const format = cmap.readUInt16BE(at);
    if (format === 4) readSegments(cmap.subarray(at), found);
    if (format === 12) readGroups(cmap.subarray(at), found);
  }
  return found;
}

/** Format 4: the characters up to U+FFFF, in segments. */
function readSegments(table: Buffer, found: Map<number, number>): void {
  const bytes = table.readUInt16BE(6);
  const ends = 14;
  const starts = ends + bytes + 2;
  const deltas = starts + bytes;
  const ranges = deltas + bytes;
  for (let at = 0; at < bytes; at += 2) {
    const end = table.readUInt16BE(ends + at);
    const start = table.readUInt16BE(starts + at);
    const delta = table.readUInt16BE(deltas + at);
    const range = table.readUInt16BE(ranges + at);
    for (let code = start; code <= end && code < 0xffff; code += 1) {
      const named =
        range === 0 ? code : table.readUInt16BE(ranges + at + range + (code - start) * 2);
      const glyph = range !== 0 && named === 0 ? 0 : (named + delta) & 0xffff;
      if (glyph !== 0) found.set(code, glyph);
    }
  }
}

/** Format 12: all characters, in groups of neighbours. */
function readGroups(table: Buffer, found: Map<number, number>): void {
  const count = table.readUInt32BE(12);
  for (let index = 0; index < count; index += 1) {
    const at = 16 + index * 12;
    const start = table.readUInt32BE(at);
    const end = table.readUInt32BE(at + 4);
    const first = table.readUInt32BE(at + 8);
    for (let code = start; code <= end; code += 1) found.set(code, first + code - start);
  }
}
