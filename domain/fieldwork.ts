import { fold } from "./normalize.ts";
import { type CivilDay, civilDay, dayNumber } from "./workdays.ts";

/** 调研, 走访, 勘查, 入户走访 */
export type FieldVisitKind = "survey" | "visit" | "inspection" | "household";

export const fieldVisitNames: Readonly<Record<FieldVisitKind, string>> = {
  survey: "调研",
  visit: "走访",
  inspection: "勘查",
  household: "入户走访",
};

/** The kind that these words begin with. */
export function readFieldKind(words: string): FieldVisitKind {
  if (/入户/.test(words)) return "household";
  if (/勘[查察]/.test(words)) return "inspection";
  return /走访/.test(words) ? "visit" : "survey";
}

/** The day on which it was, and the words without it. Undefined = that day is still to come. */
export function cutPastDay(
  words: string,
  today: CivilDay,
): { readonly day: CivilDay; readonly rest: string; readonly isSaid: boolean } | undefined {
  const found =
    /(?:(?<year>\d{4})年)?(?<month>\d{1,2})月(?<day>\d{1,2})[日号]?|(?<near>今天|昨天|前天)/.exec(
      fold(words),
    );
  if (found === null) return { day: today, rest: words.trim(), isSaid: false };
  const { year, month, day, near } = found.groups ?? {};
  const rest =
    `${words.slice(0, found.index)} ${words.slice(found.index + found[0].length)}`.trim();
  const now = dayNumber(today);
  if (near !== undefined) {
    const back = near === "今天" ? 0 : near === "昨天" ? 1 : 2;
    return { day: civilDay(now - back), rest, isSaid: true };
  }
  const said = { year: Number(year ?? today.year), month: Number(month), day: Number(day) };
  const before = { ...said, year: said.year - 1 };
  const isBefore = year === undefined && now - dayNumber(before) <= BACK_DAYS;
  const meant = dayNumber(said) <= now ? said : isBefore ? before : undefined;
  const isReal = meant !== undefined && civilDay(dayNumber(meant)).day === meant.day;
  return meant === undefined || !isReal ? undefined : { day: meant, rest, isSaid: true };
}

/** 12月20日 said in March is last year's; 5月1日 is still to come. */
const BACK_DAYS = 180;
