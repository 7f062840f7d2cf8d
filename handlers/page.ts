import { parseChineseNumber } from "../domain/chinese-number.ts";
import { fold } from "../domain/normalize.ts";

/** 第2页, 2页; nothing said is the first page. Undefined = the words say something else. */
export function readPage(words: string | undefined): number | undefined {
  if (words === undefined) return 1;
  const found = /^第?\s?(?<page>\d{1,3}|[一二三四五六七八九十]{1,3})\s?页$/.exec(
    fold(words.trim()),
  );
  const page = parseChineseNumber(found?.groups?.["page"] ?? "");
  return page === undefined || page < 1 ? undefined : page;
}
