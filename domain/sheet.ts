import type { Paper } from "./paper.ts";

/**
 * The measures of GB/T 9704—2012 on A4: 37 mm above and 28 mm left of a text area of 156 × 225 mm,
 * 22 lines of 28 characters. Twentieths of a point, as the file format counts.
 */
const perMm = 1440 / 25.4;

const portrait = { top: 37, left: 28, bottom: 35, right: 26 };
/** Turned with the paper, so that both kinds are bound at the same edge. */
const landscape = { top: 28, left: 35, bottom: 26, right: 37 };

export const paperWidth = Math.round(210 * perMm);
export const paperHeight = Math.round(297 * perMm);

/** 22 of them are as high as the text area; one more twentieth and the last would not fit. */
export const linePitch = Math.floor((225 * perMm) / 22);

/** How much narrower than 三号 a character stands so that 28 fill a line; 1/4096 of a point. */
export const charSpace = Math.round(((156 * perMm) / 20 / 28 - 16) * 4096);

/** Two characters of 三号. */
export const firstLineIndent = Math.round((2 * 156 * perMm) / 28);

/** 7 mm under the text area stands the page number. */
export const footerDistance = Math.round(23 * perMm);

export function marginsOf({ orientation }: Pick<Paper, "orientation">): Record<Edge, number> {
  const { top, left, bottom, right } = orientation === "portrait" ? portrait : landscape;
  return { top: twips(top), left: twips(left), bottom: twips(bottom), right: twips(right) };
}

function twips(mm: number): number {
  return Math.round(mm * perMm);
}

type Edge = "top" | "left" | "bottom" | "right";

/** How wide text and tables may be. */
export function textWidthOf(paper: Pick<Paper, "orientation">): number {
  const { left, right } = marginsOf(paper);
  return (paper.orientation === "portrait" ? paperWidth : paperHeight) - left - right;
}

/** How high text may stand on a page. */
export function textHeightOf(paper: Pick<Paper, "orientation">): number {
  const { top, bottom } = marginsOf(paper);
  return (paper.orientation === "portrait" ? paperHeight : paperWidth) - top - bottom;
}

/** Whole numbers in the ratio of the shares; what is left over goes to the last. */
export function columnWidthsOf(shares: readonly number[], width: number): readonly number[] {
  const all = shares.reduce((sum, share) => sum + share, 0);
  const widths = shares.map((share) => Math.floor((width * share) / all));
  const left = width - widths.reduce((sum, each) => sum + each, 0);
  return widths.map((each, index) => (index === widths.length - 1 ? each + left : each));
}

/** Two lines of 二号 must not touch. */
export const titleLine = 720;
export const titleAfter = 290;

/** Rows are at least so high, and grow with their lines. */
export const tableMeasures = {
  line: 400,
  row: 500,
  tallRow: 850,
  signRow: 1500,
  /** Above and below the words of a cell, and beside them. */
  cellAbove: 40,
  cellBeside: 80,
} as const;

/** Fonts are named, never embedded: the office's machines have them. */
export const fonts = {
  title: "方正小标宋简体",
  body: "仿宋",
  heading: "黑体",
  subheading: "楷体",
  number: "宋体",
} as const;

/** Half points: 二号, 三号, 四号, 小四. */
export const sizes = { title: 44, body: 32, pageNumber: 28, table: 24 } as const;
