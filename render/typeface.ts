import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { readGlyphs } from "./glyphs.ts";
import { type Outlines, readOutlines } from "./outline.ts";
import { unpackWoff } from "./woff.ts";

/** One weight of the font: what each character looks like and how wide it is. */
export interface Typeface {
  /** Undefined if no file of the font has the character. */
  find(code: number): Letter | undefined;
}

export interface Letter {
  /** How far the next one stands, in ems. */
  readonly width: number;
  /** SVG path data, y upwards, `unitsPerEm` units to the em. */
  readonly path: () => string;
  readonly unitsPerEm: number;
}

const folder = join(
  dirname(createRequire(import.meta.url).resolve("@fontsource/noto-sans-sc/package.json")),
);

/**
 * Noto Sans SC. One file has what is written every day; the rest lies in about a hundred small
 * files, and only those are opened that a text needs.
 */
export function createTypeface(weight: 400 | 700): Typeface {
  const opened = new Map<string, FontFile>();
  const open = (subset: string): FontFile => {
    const found = opened.get(subset) ?? openFile(subset, weight);
    opened.set(subset, found);
    return found;
  };
  const letters = new Map<number, Letter | undefined>();
  const look = (code: number): Letter | undefined => {
    const daily = letterOf(open(everyday), code);
    if (daily !== undefined) return daily;
    const subset = subsets().find(({ ranges }) => ranges.some(([a, z]) => code >= a && code <= z));
    return subset && letterOf(open(subset.name), code);
  };
  return {
    find(code) {
      if (!letters.has(code)) letters.set(code, look(code));
      return letters.get(code);
    },
  };
}

const everyday = "chinese-simplified";

interface FontFile {
  readonly glyphs: ReadonlyMap<number, number>;
  readonly outlines: Outlines;
  readonly unitsPerEm: number;
  /** In units of the font. */
  readonly widthOf: (glyph: number) => number;
}

function openFile(subset: string, weight: number): FontFile {
  const path = join(folder, "files", `noto-sans-sc-${subset}-${weight}-normal.woff`);
  const tables = unpackWoff(readFileSync(path));
  const head = tables.get("head");
  const hhea = tables.get("hhea");
  const hmtx = tables.get("hmtx");
  if (head === undefined || hhea === undefined || hmtx === undefined) {
    throw new Error(`${path} is no whole font`);
  }
  // The last width given holds for all glyphs after it.
  const last = hhea.readUInt16BE(34) - 1;
  return {
    glyphs: readGlyphs(tables),
    outlines: readOutlines(tables),
    unitsPerEm: head.readUInt16BE(18),
    widthOf: (glyph) => hmtx.readUInt16BE(Math.min(glyph, last) * 4),
  };
}

function letterOf(file: FontFile, code: number): Letter | undefined {
  const glyph = file.glyphs.get(code);
  if (glyph === undefined) return undefined;
  const { unitsPerEm } = file;
  return { width: file.widthOf(glyph) / unitsPerEm, path: () => file.outlines(glyph), unitsPerEm };
}

interface Subset {
  readonly name: string;
  readonly ranges: readonly (readonly [number, number])[];
}

let known: readonly Subset[] | undefined;

/** Which file has which characters, as the package itself says. */
function subsets(): readonly Subset[] {
  if (known !== undefined) return known;
  const text = readFileSync(join(folder, "unicode.json"), "utf8");
  const listed = Object.entries(JSON.parse(text) as Record<string, string>);
  known = listed.map(([name, ranges]) => ({
    name: name.replace(/^\[(\d+)\]$/, "$1"),
    ranges: ranges.split(",").map(readRange),
  }));
  return known;
}

/** U+f0a7 or U+1f1e9-1f1f5 */
function readRange(range: string): readonly [number, number] {
  const [from = "", to = from] = range.replace(/^U\+/i, "").split("-");
  return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
}
