import {
  AlignmentType,
  BorderStyle,
  HeightRule,
  LineRuleType,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlign,
  WidthType,
} from "docx";

import type { PaperColumn, PaperTable } from "../domain/paper.ts";
import { columnWidthsOf, fonts, sizes, tableMeasures } from "../domain/sheet.ts";
import { signDate } from "../text/papers.ts";
import { runsOf } from "./docx-runs.ts";

const border = { style: BorderStyle.SINGLE, size: 4, color: "000000" };
const borders = {
  top: border,
  bottom: border,
  left: border,
  right: border,
  insideHorizontal: border,
  insideVertical: border,
};

/** The head comes again on every page, and no row is torn apart. */
export function tableOf(table: PaperTable, width: number): Table {
  const widths = columnWidthsOf(
    table.columns.map(({ share }) => share),
    width,
  );
  const blank = Array.from({ length: table.blankRows ?? 0 }, () => []);
  const height = table.isTall === true ? tableMeasures.tallRow : tableMeasures.row;
  const cells = (texts: readonly string[]): Cell[] =>
    table.columns.map(({ align = "left" }, index) => ({ text: texts[index] ?? "", align }));
  const head = table.columns.map(({ title }): Cell => ({
    text: title,
    align: "center",
    font: fonts.heading,
  }));
  return frame(widths, [
    rowOf(head, { widths, height: tableMeasures.row, isHead: true }),
    ...[...table.rows, ...blank].map((row) => rowOf(cells(row), { widths, height })),
  ]);
}

/** 拟稿, 审核, 签发: a box each with room for a hand, and the day. They stay together. */
export function signTableOf(names: readonly string[], width: number): Table {
  const widths = columnWidthsOf(
    names.map(() => 1),
    width,
  );
  const named = names.map((text): Cell => ({ text, align: "center", font: fonts.heading }));
  const empty = names.map((): Cell => ({ text: "", align: "center" }));
  const dates = names.map((): Cell => ({ text: signDate, align: "right" }));
  return frame(widths, [
    rowOf(named, { widths, height: tableMeasures.row, keepNext: true }),
    rowOf(empty, { widths, height: tableMeasures.signRow, keepNext: true }),
    rowOf(dates, { widths, height: tableMeasures.row, keepNext: true }),
  ]);
}

function frame(widths: readonly number[], rows: readonly TableRow[]): Table {
  return new Table({
    width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    columnWidths: [...widths],
    layout: TableLayoutType.FIXED,
    alignment: AlignmentType.CENTER,
    borders,
    rows: [...rows],
  });
}

const cellMargins = {
  top: tableMeasures.cellAbove,
  bottom: tableMeasures.cellAbove,
  left: tableMeasures.cellBeside,
  right: tableMeasures.cellBeside,
};

interface Cell {
  readonly text: string;
  readonly align: NonNullable<PaperColumn["align"]>;
  readonly font?: string;
}

interface RowLook {
  readonly widths: readonly number[];
  readonly height: number;
  readonly isHead?: boolean;
  /** With the paragraph or row that follows. */
  readonly keepNext?: boolean;
}

function rowOf(cells: readonly Cell[], { widths, height, isHead, keepNext }: RowLook): TableRow {
  return new TableRow({
    cantSplit: true,
    tableHeader: isHead ?? false,
    height: { value: height, rule: HeightRule.ATLEAST },
    children: cells.map(
      ({ text, align, font = fonts.body }, index) =>
        new TableCell({
          width: { size: widths[index] ?? 0, type: WidthType.DXA },
          verticalAlign: VerticalAlign.CENTER,
          margins: cellMargins,
          children: [
            new Paragraph({
              alignment: alignments[align],
              keepNext: keepNext ?? false,
              // Exact, or the grid of the body would make every line as high as 三号.
              spacing: { line: tableMeasures.line, lineRule: LineRuleType.EXACT },
              children: runsOf(text, { font, size: sizes.table }),
            }),
          ],
        }),
    ),
  });
}

const alignments = {
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
} as const;
