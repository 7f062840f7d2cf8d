import { TextRun } from "docx";

export interface Letters {
  readonly font: string;
  /** Half points. */
  readonly size: number;
}

/** The words of a paragraph; a line break in them stays one. */
export function runsOf(text: string, { font, size }: Letters): TextRun[] {
  // Named for Chinese and for Latin letters: else digits would come out in another font.
  const named = { ascii: font, hAnsi: font, eastAsia: font, cs: font };
  return clean(text)
    .split("\n")
    .map(
      (line, index) =>
        new TextRun({ text: line, font: named, size, ...(index > 0 && { break: 1 }) }),
    );
}

/** The office's program opens no file that holds control characters or half a character. */
function clean(text: string): string {
  return text.toWellFormed().replaceAll(/\r\n?/g, "\n").replaceAll(forbidden, "");
}

const forbidden = /(?![\t\n])\p{Cc}|[\ufffe\uffff]/gu;
