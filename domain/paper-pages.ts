import type { Paper, PaperTable } from "./paper.ts";
import {
  charSpace,
  columnWidthsOf,
  linePitch,
  sizes,
  tableMeasures,
  textHeightOf,
  textWidthOf,
  titleAfter,
  titleLine,
} from "./sheet.ts";

/**
 * How many pages the paper will have in the office's program. Undefined where it depends on how
 * that program breaks a line or two: better no number than a wrong one.
 */
export function pagesOf(paper: Paper): number | undefined {
  const least = layOut(paper, { lost: 0, border: 0 });
  const most = layOut(paper, { lost: 1, border: 10 });
  return least === most ? least : undefined;
}

/** What a line and a row may take more than they need. */
interface Slack {
  /** Characters of every full line that marks at its end push into the next. */
  readonly lost: number;
  /** Twentieths of a point. */
  readonly border: number;
}

function layOut(paper: Paper, slack: Slack): number {
  const width = textWidthOf(paper);
  const page = startPage(textHeightOf(paper));
  const write = (text: string, size: number, indent = 0): number =>
    linesOf(text, { width, size, indent, lost: slack.lost });
  const body = (text: string, indent: number): void => {
    for (let line = write(text, sizes.body, indent); line > 0; line -= 1) page.place(linePitch);
  };
  page.place(write(paper.title, sizes.title) * titleLine + titleAfter);
  if (paper.documentNumber !== undefined) body(paper.documentNumber, 0);
  for (const [index, part] of paper.parts.entries()) {
    if (part.kind !== "table") {
      body(part.text, part.kind === "heading" || (part.align ?? "body") === "body" ? 2 : 0);
      continue;
    }
    if (paper.parts[index - 1]?.kind === "table") page.place(linePitch);
    placeTable(page, part, { width, ...slack });
  }
  if (paper.signColumns.length > 0) {
    page.place(linePitch);
    const { row, signRow } = tableMeasures;
    // The boxes and the line under them stay together.
    page.place(2 * row + signRow + 4 * slack.border + linePitch);
  } else {
    page.place(linePitch);
  }
  return page.count();
}

interface Page {
  /** Goes to the next page if it does not fit; there `head` stands above it. */
  place(height: number, head?: number): void;
  count(): number;
}

function startPage(heightMax: number): Page {
  let pages = 1;
  let used = 0;
  return {
    place(height, head = 0) {
      if (used > 0 && used + height > heightMax) {
        pages += 1;
        used = head;
      }
      used += height;
    },
    count: () => pages,
  };
}

function placeTable(
  page: Page,
  table: PaperTable,
  slack: Slack & { readonly width: number },
): void {
  const widths = columnWidthsOf(
    table.columns.map(({ share }) => share),
    slack.width,
  );
  const least = table.isTall === true ? tableMeasures.tallRow : tableMeasures.row;
  const heightOf = (cells: readonly string[], heightMin: number): number => {
    const lines = cells.map((text, index) => {
      const width = (widths[index] ?? 0) - 2 * tableMeasures.cellBeside;
      return linesOf(text, { width, size: sizes.table, indent: 0, lost: slack.lost });
    });
    const written = Math.max(1, ...lines) * tableMeasures.line + 2 * tableMeasures.cellAbove;
    return Math.max(heightMin, written) + slack.border;
  };
  const head = heightOf(
    table.columns.map(({ title }) => title),
    tableMeasures.row,
  );
  page.place(head);
  for (const row of table.rows) page.place(heightOf(row, least), head);
  for (let blank = table.blankRows ?? 0; blank > 0; blank -= 1) {
    page.place(least + slack.border, head);
  }
}

interface LineMeasure {
  /** Twentieths of a point. */
  readonly width: number;
  /** Half points. */
  readonly size: number;
  /** Characters. */
  readonly indent: number;
  readonly lost: number;
}

/** An empty text still takes a line. */
function linesOf(text: string, { width, size, indent, lost }: LineMeasure): number {
  const inLine = Math.max(1, Math.floor(width / (size * 10 + (charSpace * 20) / 4096)));
  return text.split("\n").reduce((sum, paragraph, index) => {
    const length = emsOf(paragraph) + (index === 0 ? indent : 0);
    if (length <= inLine) return sum + 1;
    return sum + Math.ceil(length / Math.max(1, inLine - lost));
  }, 0);
}

/** Latin letters and digits are half as wide as Chinese characters. */
function emsOf(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + (character < "\u0100" ? 0.5 : 1), 0);
}
