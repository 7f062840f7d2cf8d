import {
  AlignmentType,
  Document,
  DocumentGridType,
  type FileChild,
  Footer,
  LineRuleType,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  TextRun,
} from "docx";

import type { Paper, PaperPart, PrintedPaper } from "../domain/paper.ts";
import {
  charSpace,
  firstLineIndent,
  fonts,
  footerDistance,
  linePitch,
  marginsOf,
  paperHeight,
  paperWidth,
  sizes,
  textWidthOf,
  titleAfter,
  titleLine,
} from "../domain/sheet.ts";
import { paperFooting } from "../text/papers.ts";
import { runsOf } from "./docx-runs.ts";
import { signTableOf, tableOf } from "./docx-table.ts";

/** The paper as a docx: A4 after GB/T 9704—2012, for the office to print and sign. */
export function renderPaper({ paper, printedOn }: PrintedPaper): Promise<Buffer> {
  const document = new Document({
    title: paper.title,
    creator: "",
    lastModifiedBy: "",
    evenAndOddHeaderAndFooters: true,
    styles: { default: { document: { run: { font: fonts.body, size: sizes.body } } } },
    sections: [
      {
        properties: {
          page: {
            size: { width: paperWidth, height: paperHeight, orientation: turn[paper.orientation] },
            margin: { ...marginsOf(paper), footer: footerDistance },
          },
          grid: { type: DocumentGridType.LINES_AND_CHARS, linePitch, charSpace },
        },
        footers: { default: pageNumber("right"), even: pageNumber("left") },
        children: [...headOf(paper), ...bodyOf(paper), ...footOf(paper, printedOn)],
      },
    ],
  });
  return Packer.toBuffer(document);
}

const turn = { portrait: PageOrientation.PORTRAIT, landscape: PageOrientation.LANDSCAPE } as const;

const body = { font: fonts.body, size: sizes.body };
const onGrid = { line: linePitch, lineRule: LineRuleType.EXACT };

function headOf({ title, documentNumber }: Paper): FileChild[] {
  return [
    new Paragraph({
      alignment: AlignmentType.CENTER,
      spacing: { line: titleLine, lineRule: LineRuleType.EXACT, after: titleAfter },
      children: runsOf(title, { font: fonts.title, size: sizes.title }),
    }),
    ...(documentNumber === undefined ? [] : [line(documentNumber, "center")]),
  ];
}

function bodyOf(paper: Paper): FileChild[] {
  const width = textWidthOf(paper);
  // Two tables side by side would be one table: a line of its own keeps them apart.
  return paper.parts.flatMap((part, index) => [
    ...(part.kind === "table" && paper.parts[index - 1]?.kind === "table"
      ? [line("", "plain")]
      : []),
    partOf(part, width),
  ]);
}

function partOf(part: PaperPart, width: number): FileChild {
  switch (part.kind) {
    case "heading": {
      const font = part.level === 2 ? fonts.subheading : fonts.heading;
      return new Paragraph({
        keepNext: true,
        spacing: onGrid,
        indent: { firstLine: firstLineIndent },
        children: runsOf(part.text, { font, size: sizes.body }),
      });
    }
    case "paragraph":
      return line(part.text, part.align ?? "body");
    case "table":
      return tableOf(part, width);
  }
}

function footOf(paper: Paper, printedOn: string): FileChild[] {
  const { signColumns, countedAt } = paper;
  const footing = new Paragraph({
    alignment: AlignmentType.RIGHT,
    spacing: onGrid,
    children: runsOf(paperFooting(countedAt, printedOn), { font: fonts.body, size: sizes.table }),
  });
  if (signColumns.length === 0) return [footing];
  return [line("", "plain"), signTableOf(signColumns, textWidthOf(paper)), footing];
}

type Align = "body" | "plain" | "center" | "right";

function line(text: string, align: Align): Paragraph {
  return new Paragraph({
    alignment: alignments[align],
    spacing: onGrid,
    ...(align === "body" && { indent: { firstLine: firstLineIndent } }),
    children: runsOf(text, body),
  });
}

const alignments = {
  body: AlignmentType.BOTH,
  plain: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
} as const;

/** — 1 —, at the outer edge, one character in. */
function pageNumber(edge: "left" | "right"): Footer {
  const font = { ascii: fonts.number, hAnsi: fonts.number, eastAsia: fonts.number };
  return new Footer({
    children: [
      new Paragraph({
        alignment: edge === "left" ? AlignmentType.LEFT : AlignmentType.RIGHT,
        indent: { [edge]: sizes.pageNumber * 10 },
        children: [
          new TextRun({
            font,
            size: sizes.pageNumber,
            children: ["— ", PageNumber.CURRENT, " —"],
          }),
        ],
      }),
    ],
  });
}
