import type { FontTables } from "./woff.ts";

/** The outline of one glyph as SVG path data, y upwards, in the units of the font. */
export type Outlines = (glyph: number) => string;

/** Reads the `glyf` outlines of a TrueType font. @throws Error if it has none */
export function readOutlines(tables: FontTables): Outlines {
  const glyf = tables.get("glyf");
  const loca = tables.get("loca");
  const isLong = tables.get("head")?.readInt16BE(50) === 1;
  if (glyf === undefined || loca === undefined) throw new Error("the font has no outlines");
  const offsetOf = (glyph: number): number =>
    isLong ? loca.readUInt32BE(glyph * 4) : loca.readUInt16BE(glyph * 2) * 2;
  const contoursOf = (glyph: number, depth: number): Contour[] => {
    const start = offsetOf(glyph);
    const end = offsetOf(glyph + 1);
    if (start === end) return [];
    const table = glyf.subarray(start, end);
    if (table.readInt16BE(0) >= 0) return readContours(table);
    if (depth >= DEPTH_MAX) throw new Error("a glyph is made of itself");
    return readParts(table).flatMap((part) =>
      contoursOf(part.glyph, depth + 1).map((contour) => contour.map((point) => move(point, part))),
    );
  };
  return (glyph) => contoursOf(glyph, 0).map(drawContour).join("");
}

const DEPTH_MAX = 5;

interface Point {
  readonly x: number;
  readonly y: number;
  readonly isOn: boolean;
}

type Contour = readonly Point[];

const ON_CURVE = 1;
const REPEAT = 8;

function readContours(table: Buffer): Contour[] {
  const count = table.readInt16BE(0);
  const ends = Array.from({ length: count }, (_, index) => table.readUInt16BE(10 + index * 2));
  const points = (ends.at(-1) ?? -1) + 1;
  let at = 10 + count * 2;
  at += 2 + table.readUInt16BE(at);
  const flags: number[] = [];
  while (flags.length < points) {
    const flag = table.readUInt8(at++);
    const times = (flag & REPEAT) === 0 ? 1 : table.readUInt8(at++) + 1;
    for (let time = 0; time < times; time += 1) flags.push(flag);
  }
  const xs = readSteps(table, at, flags, { short: 2, same: 16 });
  const ys = readSteps(table, xs.at, flags, { short: 4, same: 32 });
  const all = flags.map((flag, index) => ({
    x: xs.values[index] ?? 0,
    y: ys.values[index] ?? 0,
    isOn: (flag & ON_CURVE) !== 0,
  }));
  return ends.map((end, index) => all.slice((ends[index - 1] ?? -1) + 1, end + 1));
}

/** Coordinates are steps from point to point: a byte with a sign, two bytes, or none. */
function readSteps(
  table: Buffer,
  start: number,
  flags: readonly number[],
  bits: { readonly short: number; readonly same: number },
): { readonly values: readonly number[]; readonly at: number } {
  let at = start;
  let value = 0;
  const values = flags.map((flag) => {
    const isSame = (flag & bits.same) !== 0;
    if ((flag & bits.short) !== 0) {
      value += (isSame ? 1 : -1) * table.readUInt8(at);
      at += 1;
    } else if (!isSame) {
      value += table.readInt16BE(at);
      at += 2;
    }
    return value;
  });
  return { values, at };
}

interface Part {
  readonly glyph: number;
  readonly dx: number;
  readonly dy: number;
  readonly matrix: readonly [number, number, number, number];
}

const WORDS = 1;
const SCALE = 8;
const MORE = 32;
const SCALE_XY = 64;
const SCALE_2X2 = 128;

function readParts(table: Buffer): Part[] {
  const parts: Part[] = [];
  let at = 10;
  for (let flags = MORE; (flags & MORE) !== 0;) {
    flags = table.readUInt16BE(at);
    const glyph = table.readUInt16BE(at + 2);
    at += 4;
    const isWords = (flags & WORDS) !== 0;
    const dx = isWords ? table.readInt16BE(at) : table.readInt8(at);
    const dy = isWords ? table.readInt16BE(at + 2) : table.readInt8(at + 1);
    at += isWords ? 4 : 2;
    const scale = (index: number): number => table.readInt16BE(at + index * 2) / 0x4000;
    if ((flags & SCALE) !== 0) {
      parts.push({ glyph, dx, dy, matrix: [scale(0), 0, 0, scale(0)] });
      at += 2;
    } else if ((flags & SCALE_XY) !== 0) {
      parts.push({ glyph, dx, dy, matrix: [scale(0), 0, 0, scale(1)] });
      at += 4;
    } else if ((flags & SCALE_2X2) !== 0) {
      parts.push({ glyph, dx, dy, matrix: [scale(0), scale(1), scale(2), scale(3)] });
      at += 8;
    } else {
      parts.push({ glyph, dx, dy, matrix: [1, 0, 0, 1] });
    }
  }
  return parts;
}

function move({ x, y, isOn }: Point, { dx, dy, matrix: [a, b, c, d] }: Part): Point {
  return { x: a * x + c * y + dx, y: b * x + d * y + dy, isOn };
}

/** Between two points off the curve lies one on it, half way. */
function drawContour(contour: Contour): string {
  const first = contour.findIndex((point) => point.isOn);
  if (contour.length < 2) return "";
  const start = first === -1 ? between(contour[0], contour.at(-1)) : contour[first];
  if (start === undefined) return "";
  const turned = first === -1 ? contour : [...contour.slice(first + 1), ...contour.slice(0, first)];
  let path = `M${show(start)}`;
  let control: Point | undefined;
  for (const point of [...turned, start]) {
    if (control === undefined) {
      if (point.isOn) path += `L${show(point)}`;
      else control = point;
    } else {
      path += `Q${show(control)} ${show(point.isOn ? point : between(control, point))}`;
      control = point.isOn ? undefined : point;
    }
  }
  return `${path}Z`;
}

function between(a: Point | undefined, b: Point | undefined): Point {
  if (a === undefined || b === undefined) throw new Error("a contour has no points");
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, isOn: true };
}

function show({ x, y }: Point): string {
  return `${Math.round(x)} ${Math.round(y)}`;
}
