import { parseChineseNumber } from "./chinese-number.ts";
import { later, matchAt, notInNumber, number, small, sticky } from "./time-pattern.ts";
import { through, weekdayWord } from "./time-pattern.ts";
import type { Found, Match } from "./time-pattern.ts";

/** The words that name a day. */
export type DayWords = (
  | { readonly kind: "relative"; readonly days: number }
  /** `weeks` undefined = just 周三; 0 = this calendar week, which begins on Monday. */
  | { readonly kind: "weekday"; readonly weekday: number; readonly weeks: number | undefined }
  | { readonly kind: "date"; readonly year: Year; readonly month: number; readonly day: number }
  /** `months` undefined = just 20号. */
  | { readonly kind: "monthDay"; readonly day: number; readonly months: number | undefined }
  | { readonly kind: "later"; readonly amount: number; readonly unit: "day" | "month" }
) & {
  /** The day of the week that was said along with the date: 3月13日（星期五）. */
  readonly claimedWeekday?: number;
};

export type Year = number | "this" | "next" | undefined;

export function dayAt(text: string, at: number): Found<DayWords> | undefined {
  for (const [pattern, read] of dayPatterns) {
    const match = matchAt(pattern, text, at);
    const words = match && read(match.groups);
    if (match !== undefined && words !== undefined) return withClaim(text, match.end, words);
  }
  return undefined;
}

const weekdayName = "[一二三四五六日天]";
const periodAhead = "凌晨|早|上午|中午|下午|傍晚|晚";

const dayPatterns: readonly (readonly [
  RegExp,
  (groups: Match["groups"]) => DayWords | undefined,
])[] = [
  [
    sticky(
      notInNumber,
      String.raw`(?:(?<year>\d{4}|\d{2}|[零〇一二三四五六七八九]{4}|今|明|本)年)?`,
      `(?<month>${small})月份?(?<day>${small})(?:[日号]|(?=\\s|$|${periodAhead}))`,
    ),
    readDate,
  ],
  [
    sticky(notInNumber, String.raw`(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})(?!\d)`),
    readDate,
  ],
  [
    sticky(
      notInNumber,
      String.raw`(?<!-)(?<month>\d{1,2})[-/.](?<day>\d{1,2})`,
      String.raw`(?=\s{0,2}(?:${periodAhead}|\d{1,2}[点:]))`,
    ),
    readDate,
  ],
  [
    sticky(
      notInNumber,
      through,
      `(?<amount>${number})(?<unit>天|日|周|个?星期|个?礼拜|个月)(?<later>${later}(?!天))?`,
    ),
    readLater,
  ],
  [
    sticky(
      `(?<!下)(?<which>下{1,3}|这|本|上)?个?(?<![半一二两三四五六七八九十\\d])${weekdayWord}`,
      String.raw`(?<weekday>${weekdayName}|[1-7](?!\d))(?![次场回篇]|(?<=日)常)`,
    ),
    readWeekday,
  ],
  [
    sticky("(?<word>大后|后|明|今|昨|大前|前)(?:天|日|儿个?|(?<!前)(?=[早晚夜]))"),
    ({ word = "" }) => ({ kind: "relative", days: relativeDays[word] ?? 0 }),
  ],
  [
    sticky(
      notInNumber,
      `(?<!月)(?:(?<which>下个?月|本月|这个?月) ?)?(?<day>${small})(?:日|号`,
      String.raw`(?!\s?(?:议题|提案|楼|栋|路|线|会议|文|件|院|门|厅|窗|通知|建议|机|店|区)))`,
    ),
    ({ which, day }) => {
      const months = which === undefined ? undefined : which.startsWith("下") ? 1 : 0;
      return { kind: "monthDay", day: parseChineseNumber(day ?? "") ?? 0, months };
    },
  ],
];

const claimPattern = sticky(String.raw`\s?\(?${weekdayWord}(?<weekday>${weekdayName})\)?`);
const claimedDatePattern = sticky(
  String.raw`\s?\(?(?:(?<month>${small})月)?(?<day>${small})[日号]\)?`,
);

const relativeDays: Readonly<Record<string, number>> = {
  大前: -3,
  前: -2,
  昨: -1,
  今: 0,
  明: 1,
  后: 2,
  大后: 3,
};
function readDate({ year, month = "", day = "" }: Match["groups"]): DayWords | undefined {
  const numbers = { month: parseChineseNumber(month), day: parseChineseNumber(day) };
  if (numbers.month === undefined || numbers.day === undefined) return undefined;
  return { kind: "date", year: yearOf(year), month: numbers.month, day: numbers.day };
}

function yearOf(text: string | undefined): Year {
  if (text === undefined) return undefined;
  if (text === "明") return "next";
  const year = parseChineseNumber(text);
  if (year === undefined) return "this";
  return year < 100 ? 2000 + year : year;
}

function readLater({ through, amount, unit, later }: Match["groups"]): DayWords | undefined {
  const count = parseChineseNumber(amount ?? "");
  if (count === undefined || (through === undefined && later === undefined)) return undefined;
  if (unit === "个月") return { kind: "later", amount: count, unit: "month" };
  const isDays = unit === "天" || unit === "日";
  return { kind: "later", amount: isDays ? count : count * 7, unit: "day" };
}

function readWeekday({ which, weekday }: Match["groups"]): DayWords {
  const weeks = which === undefined ? undefined : (weekOffsets[which] ?? 0);
  return { kind: "weekday", weekday: weekdayNumber(weekday), weeks };
}

const weekOffsets: Readonly<Record<string, number>> = { 上: -1, 下: 1, 下下: 2, 下下下: 3 };

function weekdayNumber(name: string | undefined): number {
  if (name === "日" || name === "天") return 7;
  return parseChineseNumber(name ?? "") ?? 0;
}

/** Takes in what is said about the same day twice: 明天（周四）, 下周三（18号）. */
function withClaim(text: string, end: number, words: DayWords): Found<DayWords> {
  if (words.kind !== "weekday") {
    const claim = matchAt(claimPattern, text, end);
    if (claim === undefined) return { words, end };
    const claimedWeekday = weekdayNumber(claim.groups["weekday"]);
    return { words: { ...words, claimedWeekday }, end: claim.end };
  }
  const date = matchAt(claimedDatePattern, text, end);
  if (date === undefined) return { words, end };
  const day = parseChineseNumber(date.groups["day"] ?? "") ?? 0;
  const month = parseChineseNumber(date.groups["month"] ?? "");
  const claimedWeekday = words.weekday;
  if (month === undefined) {
    return { words: { kind: "monthDay", day, months: undefined, claimedWeekday }, end: date.end };
  }
  return { words: { kind: "date", year: undefined, month, day, claimedWeekday }, end: date.end };
}
