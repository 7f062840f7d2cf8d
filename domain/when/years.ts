import { parseChineseNumber } from "../chinese-number.ts";
import { civilDay } from "../workdays.ts";
import type { Scene } from "./days.ts";

/** Words for a year, to be put in front of a pattern; the groups are `year` and `yearWord`. */
export const yearWords =
  "(?:(?<year>\\d{4}|[零〇一二三四五六七八九]{4}|\\d{2}|[零〇一二三四五六七八九]{2})年" +
  "|(?<yearWord>今年|本年度?|这一?年|明年|下一?年|来年|大?后年|去年|上一?年|大?前年),?)的?,?";

export interface YearMeant {
  readonly year: number;
  /** Two digits: the century was filled in. */
  readonly isShort: boolean;
}

/** Undefined if no year was said. */
export function yearOf(
  groups: Readonly<Record<string, string | undefined>>,
  scene: Scene,
): YearMeant | undefined {
  const thisYear = civilDay(scene.today).year;
  const word = groups["yearWord"]?.replace(/,$/, "");
  if (word !== undefined) return { year: thisYear + (offsets[word] ?? 0), isShort: false };
  const digits = groups["year"];
  if (digits === undefined) return undefined;
  const year = parseChineseNumber(digits);
  if (year === undefined) return undefined;
  if (Array.from(digits).length > 2) return { year, isShort: false };
  // 98年 is 1998: of the two the nearer one.
  const near = thisYear - (thisYear % 100) + year;
  const isAhead = near - thisYear > century / 2;
  return { year: isAhead ? near - century : near, isShort: true };
}

const century = 100;

const offsets: Readonly<Record<string, number>> = {
  明年: 1,
  下年: 1,
  下一年: 1,
  来年: 1,
  后年: 2,
  大后年: 3,
  去年: -1,
  上年: -1,
  上一年: -1,
  前年: -2,
  大前年: -3,
};
