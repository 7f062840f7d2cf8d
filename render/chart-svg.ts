import { encode } from "uqr";

import type { Chart, ChartRow } from "../domain/chart.ts";
import { readLetters } from "./letters.ts";
import { breakLines, type Line, widthOf } from "./text-lines.ts";
import { createTypeface, type Typeface } from "./typeface.ts";

/** Pixels; a phone shows the picture at about a third of its size. */
export const chartWidth = 1080;
const margin = 64;
const innerWidth = chartWidth - 2 * margin;
const barHeight = 34;
const gapBesideBar = 18;
const codeWidth = 640;

const ink = "#1d2733";
const faint = "#566270";
const markedBar = "#a8322a";
const plainBar = "#8fa6bd";

/** The sizes of all the words there are; nothing is smaller than 28. */
const styles = {
  title: { size: 54, lineHeight: 74, linesMax: 3, isBold: true, colour: ink },
  subtitle: { size: 34, lineHeight: 50, linesMax: 2, isBold: false, colour: faint },
  label: { size: 38, lineHeight: 52, linesMax: 3, isBold: false, colour: ink },
  markedLabel: { size: 38, lineHeight: 52, linesMax: 3, isBold: true, colour: ink },
  value: { size: 38, lineHeight: 52, linesMax: 1, isBold: true, colour: ink },
  footer: { size: 32, lineHeight: 48, linesMax: 3, isBold: false, colour: faint },
} as const;

type Style = (typeof styles)[keyof typeof styles];

/** Draws the picture as SVG in which all words are outlines: no font is needed to show it. */
export function drawChart(chart: Chart): string {
  const pen = createPen();
  pen.write(chart.title, styles.title);
  pen.skip(12);
  for (const line of chart.subtitle) pen.write(line, styles.subtitle);
  pen.skip(28);
  if (chart.code !== undefined) pen.code(chart.code);
  if (chart.rows.length > 0) pen.rule();
  const most = Math.max(0, ...chart.rows.map(({ value }) => value));
  // Values stand behind the bars, one under the other in width if not in place.
  const valueWidth = Math.max(0, ...chart.rows.map((row) => pen.measure(sayValue(row))));
  for (const row of chart.rows) drawRow(pen, row, { most, valueWidth });
  if (chart.footer.length > 0) {
    pen.skip(36);
    pen.rule();
    pen.skip(20);
  }
  for (const line of chart.footer) pen.write(line, styles.footer);
  return pen.finish();
}

function drawRow(
  pen: Pen,
  row: ChartRow,
  scale: { readonly most: number; readonly valueWidth: number },
): void {
  pen.skip(26);
  pen.write(row.label, row.isMarked ? styles.markedLabel : styles.label);
  const longest = innerWidth - scale.valueWidth - gapBesideBar;
  // The least bar is still seen.
  const length = scale.most === 0 ? 4 : Math.max(4, (row.value / scale.most) * longest);
  pen.bar(length, row.isMarked ? markedBar : plainBar, sayValue(row));
}

function sayValue({ value, unit }: ChartRow): string {
  return `${Number.isInteger(value) ? value : Number(value.toFixed(2))}${unit}`;
}

interface Pen {
  write(text: string, style: Style): void;
  /** Pixels downwards. */
  skip(height: number): void;
  rule(): void;
  /** A QR code in the middle. */
  code(words: string): void;
  bar(length: number, colour: string, value: string): void;
  /** The width of a value. */
  measure(text: string): number;
  finish(): string;
}

const typefaces = new Map<number, Typeface>();

/** Opened once a process. */
function typefaceOf({ isBold }: Style): Typeface {
  const weight = isBold ? 700 : 400;
  const typeface = typefaces.get(weight) ?? createTypeface(weight);
  typefaces.set(weight, typeface);
  return typeface;
}

function createPen(): Pen {
  const pieces: string[] = [];
  let y = margin;
  return {
    write(text, style) {
      for (const line of layOut(text, style)) {
        pieces.push(drawLine(line, { x: margin, y: y + baselineOf(style), style }));
        y += style.lineHeight;
      }
    },
    skip(height) {
      y += height;
    },
    rule() {
      pieces.push(`<rect x="${margin}" y="${y}" width="${innerWidth}" height="2" fill="#d7dde3"/>`);
      y += 2;
    },
    code(words) {
      const { data, size } = encode(words, { ecc: "M", border: 2 });
      const unit = Math.floor(codeWidth / size);
      const left = (chartWidth - unit * size) / 2;
      // One path without smoothing: between single squares there would be seams.
      const squares = data.flatMap((modules, row) =>
        modules.flatMap((isDark, column) =>
          isDark ? [`M${left + column * unit} ${y + row * unit}h${unit}v${unit}h${-unit}z`] : [],
        ),
      );
      const path = `<path shape-rendering="crispEdges" fill="#000000" d="${squares.join("")}"/>`;
      pieces.push(path);
      y += unit * size + 28;
    },
    bar(length, colour, value) {
      const style = styles.value;
      const top = y + (style.lineHeight - barHeight) / 2;
      pieces.push(
        `<rect x="${margin}" y="${top}" width="${round(length)}" height="${barHeight}" rx="4" fill="${colour}"/>`,
      );
      const x = margin + length + gapBesideBar;
      for (const line of layOut(value, style)) {
        pieces.push(drawLine(line, { x, y: y + baselineOf(style), style }));
      }
      y += style.lineHeight;
    },
    measure: (text) => widthOf(readLetters(text, typefaceOf(styles.value))) * styles.value.size,
    finish() {
      const height = Math.ceil(y + margin);
      return [
        `<svg xmlns="http://www.w3.org/2000/svg" width="${chartWidth}" height="${height}" viewBox="0 0 ${chartWidth} ${height}">`,
        `<rect width="${chartWidth}" height="${height}" fill="#ffffff"/>`,
        ...pieces,
        "</svg>",
      ].join("\n");
    },
  };
}

function layOut(text: string, style: Style): readonly Line[] {
  const typeface = typefaceOf(style);
  const [more] = readLetters("…", typeface);
  if (more === undefined) return [];
  const measure = { ...style, widthMax: innerWidth };
  return breakLines(readLetters(text, typeface), measure, more);
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly style: Style;
}

function drawLine(line: Line, { x, y, style }: Place): string {
  let at = x;
  const letters = line.map((letter) => {
    const scale = style.size / letter.unitsPerEm;
    const placed = `translate(${round(at)} ${round(y)}) scale(${scale} ${-scale})`;
    at += letter.width * style.size;
    const path = letter.path();
    return path === "" ? "" : `<path transform="${placed}" d="${path}"/>`;
  });
  return `<g font-size="${style.size}" fill="${style.colour}">${letters.join("")}</g>`;
}

/** Chinese characters stand 0.12 em below the line and 0.88 em above it. */
function baselineOf({ size, lineHeight }: Style): number {
  return (lineHeight - size) / 2 + 0.88 * size;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
