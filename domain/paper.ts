/**
 * A paper as the office reads and signs it, before any file format. Plain data that can be kept
 * and handed to another process; every word in it is said already.
 */
export interface Paper {
  readonly title: string;
  /** 文号, under the title. */
  readonly documentNumber?: string;
  readonly orientation: "portrait" | "landscape";
  readonly parts: readonly PaperPart[];
  /** Boxes to be filled in by hand at the end, e.g. 拟稿, 审核, 签发; empty = none. */
  readonly signColumns: readonly string[];
  /** The moment the numbers are of, in words: 3月27日下午3:00; undefined = there are none. */
  readonly countedAt?: string;
}

export type PaperPart = PaperHeading | PaperParagraph | PaperTable;

interface PaperHeading {
  readonly kind: "heading";
  readonly text: string;
  /** 1 = 黑体 (一、), 2 = 楷体 (（一）); 1 if absent. */
  readonly level?: 1 | 2;
}

interface PaperParagraph {
  readonly kind: "paragraph";
  readonly text: string;
  /** `body` if absent: both edges, the first line two characters in. */
  readonly align?: "body" | "plain" | "center" | "right";
}

export interface PaperTable {
  readonly kind: "table";
  readonly columns: readonly PaperColumn[];
  /** One cell a column, in the order of the columns. */
  readonly rows: readonly (readonly string[])[];
  /** Empty rows at the end, to be written on by hand. */
  readonly blankRows?: number;
  /** Room to write in every row. */
  readonly isTall?: boolean;
}

export interface PaperColumn {
  readonly title: string;
  /** The share of the width, against the other columns. */
  readonly share: number;
  /** `left` if absent. */
  readonly align?: "left" | "center" | "right";
}

/** With the day on which it was made, in words: 2026年3月27日. */
export interface PrintedPaper {
  readonly paper: Paper;
  readonly printedOn: string;
}
