/** One figure. Without a target it is only told. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  readonly target?: string;
  readonly isMet?: boolean;
}

export function printFigures(title: string, figures: readonly Figure[]): void {
  const rows = figures.map(({ what, value, target, isMet }) => [
    what,
    value,
    target ?? "",
    isMet === undefined ? "" : isMet ? "达标" : "未达标",
  ]);
  printTable(title, ["项目", "数值", "要求", "结论"], rows);
}

export function printTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => width(row[column] ?? ""))));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => pad(cell, widths[column] ?? 0)).join("  ");
  console.log(`\n【${title}】`);
  console.log(line(head));
  console.log(widths.map((each) => "-".repeat(each)).join("  "));
  for (const row of rows) console.log(line(row).trimEnd());
}

function pad(cell: string, to: number): string {
  return cell + " ".repeat(to - width(cell));
}

/** Han characters and full-width marks take two columns. */
function width(text: string): number {
  const wide = text.match(/[\u2e80-\u9fff\uff00-\uff60]/g)?.length ?? 0;
  return Array.from(text).length + wide;
}
