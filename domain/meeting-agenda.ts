import { parseChineseNumber } from "./chinese-number.ts";

export interface AgendaLine {
  readonly title: string;
  /** Time box. */
  readonly minutes: number | undefined;
  readonly speaker: string | undefined;
}

/**
 * Reads 议程, one item a line or between semicolons: 现场察看 20分钟, 情况介绍 10分钟 县住建局.
 * 每人不超过3分钟 says how long one may speak and is part of the item.
 */
export function parseAgenda(words: string): readonly AgendaLine[] {
  return words
    .split(/[\n;；]+/)
    .map((line) =>
      line.replace(/^\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．]\s*)?/, "").trim(),
    )
    .filter((line) => line !== "")
    .map(parseLine);
}

/** Minutes of all items that have a time box. */
export function agendaMinutes(items: readonly Pick<AgendaLine, "minutes">[]): number {
  return items.reduce((sum, { minutes }) => sum + (minutes ?? 0), 0);
}

function parseLine(line: string): AgendaLine {
  const found = box.exec(line);
  const minutes = parseChineseNumber(found?.groups?.["minutes"] ?? "");
  if (found === null || minutes === undefined) {
    return { title: clean(line), minutes: undefined, speaker: undefined };
  }
  const title = clean(line.slice(0, found.index));
  const speaker = clean(line.slice(found.index + found[0].length));
  return { title, minutes, speaker: speaker === "" ? undefined : speaker };
}

const box =
  /(?<!每人[^\d\n]{0,6})(?<![\d一二三四五六七八九十百])(?<minutes>\d{1,3}|[一二三四五六七八九十百]{1,4})\s?分钟/;

function clean(words: string): string {
  return words.replaceAll(/^[\s,，、:：（(]+|[\s,，、:：。）)]+$/g, "");
}
