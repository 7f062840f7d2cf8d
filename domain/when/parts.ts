import { matchAt, sticky } from "./pattern.ts";
import type { Found, Match } from "./pattern.ts";
import { civilDay, isBeyond } from "../workdays.ts";
import { mapDays, monthsFrom, monthSpan, readNumber, refused } from "./days.ts";
import type { Days, Scene, Span } from "./days.ts";
import { halfOf, nthDay, nthMonth, nthWeek, nthWeekday, nthWorkday } from "./part-cuts.ts";
import { onDay, place, within } from "./part-cuts.ts";
import { after, dayNum, num, weekdayName, weekdayNumber, weekWord } from "./pieces.ts";
import type { Assumption } from "./reading.ts";

export type Unit = "year" | "halfYear" | "quarter" | "month" | "week" | "weekend" | "break" | "day";

interface Part {
  readonly pattern: RegExp;
  readonly of: readonly Unit[];
  readonly unit: Unit;
  readonly assumed?: Assumption;
  /** Undefined = there is no such part, so it is refused. */
  cut(span: Span, groups: Match["groups"], scene: Scene): Span | undefined;
}

const nth = `(?:第(?<n>${num})|(?<first>首|头)一?|(?<back>倒数第${num}|最后一?|末))`;
const long: readonly Unit[] = ["year", "halfYear", "quarter", "month"];

/** The last months of something are 底 too; what is meant is its last day. */
const parts: readonly Part[] = [
  {
    pattern: sticky("[年月]?份?(?:季度?)?的?(?:[底末](?!期?间|尾)|尾)"),
    of: long,
    unit: "day",
    assumed: "partOfMonth",
    cut: ({ last }) => onDay(last),
  },
  {
    pattern: sticky("月?的?(?:初|月初|头)(?!\\d|[一二三四五六七八九十])"),
    of: ["month"],
    unit: "day",
    assumed: "partOfMonth",
    cut: ({ first }) => ({ first, last: first + 4 }),
  },
  {
    pattern: sticky("(?:[年月]?|季度?)的?(?:初|伊始|开头)"),
    of: ["year", "halfYear", "quarter"],
    unit: "month",
    assumed: "partOfYear",
    cut: ({ first }) => monthSpan(civilDay(first)),
  },
  {
    pattern: sticky("月?上中旬"),
    of: ["month"],
    unit: "day",
    cut: ({ first }) => ({ first, last: first + 19 }),
  },
  {
    pattern: sticky("月?中下旬"),
    of: ["month"],
    unit: "day",
    cut: ({ first, last }) => ({ first: first + 10, last }),
  },
  {
    pattern: sticky("月?上旬"),
    of: ["month"],
    unit: "day",
    cut: ({ first }) => ({ first, last: first + 9 }),
  },
  {
    pattern: sticky("月?中旬"),
    of: ["month"],
    unit: "day",
    cut: ({ first }) => ({ first: first + 10, last: first + 19 }),
  },
  {
    pattern: sticky("月?下旬"),
    of: ["month"],
    unit: "day",
    cut: ({ first, last }) => ({ first: first + 20, last }),
  },
  {
    pattern: sticky("月?中(?![午秋旬间])"),
    of: ["month"],
    unit: "day",
    assumed: "partOfMonth",
    cut: ({ first }) => ({ first: first + 10, last: first + 19 }),
  },
  {
    pattern: sticky("年中(?![午秋旬间])"),
    of: ["year"],
    unit: "month",
    assumed: "partOfYear",
    cut: ({ first }) => ({
      first: monthSpan(monthsFrom(first, 5)).first,
      last: monthSpan(monthsFrom(first, 6)).last,
    }),
  },
  {
    pattern: sticky("月?的?(?<half>[上下前后])半[月年]"),
    of: ["month", "year"],
    unit: "halfYear",
    cut: halfOf,
  },
  {
    pattern: sticky(`的?${nth}个?工作日`),
    of: [...long, "week", "break"],
    unit: "day",
    cut: (span, groups, scene) => nthWorkday(span, place(groups), scene),
  },
  {
    pattern: sticky(`的?${nth}个?${weekWord}(?<weekday>${weekdayName})`),
    of: long,
    unit: "day",
    cut: (span, groups) => nthWeekday(span, place(groups), weekdayNumber(groups["weekday"])),
  },
  {
    pattern: sticky(`的?${weekWord}(?<weekday>${weekdayName})`),
    of: ["week"],
    unit: "day",
    cut: ({ first }, { weekday }) => onDay(first + weekdayNumber(weekday) - 1),
  },
  {
    pattern: sticky(`的?${nth}个?${weekWord}(?![一二三四五六日天末])`),
    of: ["year"],
    unit: "week",
    cut: nthWeek,
  },
  {
    pattern: sticky(`的?${nth}个?${weekWord}(?![一二三四五六日天末])`),
    of: ["halfYear", "quarter", "month"],
    unit: "week",
    assumed: "weekOfMonth",
    cut: nthWeek,
  },
  {
    pattern: sticky(`的?${nth}个?周末`),
    of: long,
    unit: "weekend",
    assumed: "weekend",
    cut: (span, groups) => {
      const saturday = nthWeekday(span, place(groups), 6);
      return saturday && { first: saturday.first, last: saturday.first + 1 };
    },
  },
  {
    pattern: sticky(`的?${nth}[天日]`),
    of: [...long, "week", "break"],
    unit: "day",
    cut: nthDay,
  },
  {
    pattern: sticky(`的?${nth}个月份?`),
    of: ["year", "halfYear", "quarter"],
    unit: "month",
    cut: nthMonth,
  },
  {
    pattern: sticky(`的?(?:(?<head>前)|最后|后)(?<n>${num})[天日](?!${after})`),
    of: [...long, "week"],
    unit: "day",
    cut: ({ first, last }, { head, n }) => {
      const count = readNumber(n) ?? 0;
      if (count < 1 || count > last - first + 1) return undefined;
      return head ? { first, last: first + count - 1 } : { first: last - count + 1, last };
    },
  },
  {
    pattern: sticky(`的?最后(?<n>${num})[天日]`),
    of: ["break"],
    unit: "day",
    cut: ({ first, last }, { n }) => {
      const count = readNumber(n) ?? 0;
      return count < 1 || count > last - first + 1 ? undefined : { first: last - count + 1, last };
    },
  },
  {
    pattern: sticky(`的?前(?<n>${num})个月`),
    of: ["year"],
    unit: "month",
    cut: ({ first }, { n }) => {
      const count = readNumber(n) ?? 0;
      if (count < 1 || count > 12) return undefined;
      return { first, last: monthSpan(monthsFrom(first, count - 1)).last };
    },
  },
  {
    pattern: sticky(`的?(?<n>${dayNum})[日号](?![议提楼栋路线文件])`),
    of: ["month"],
    unit: "day",
    cut: ({ first, last }, { n }) => within({ first, last }, first + (readNumber(n) ?? 0) - 1),
  },
];

/** 月底最后一天 says the end twice. */
const edgeOfLast = sticky("[年月]?份?(?:季度?)?的?[底末](?=的?最后)");

/** The part that is said right behind the stretch; the stretch of the next part then. */
export function partAt(
  text: string,
  found: Found<Days>,
  unit: Unit,
  scene: Scene,
): (Found<Days> & { readonly unit: Unit }) | undefined {
  const edge = matchAt(edgeOfLast, text, found.end);
  if (edge !== undefined) return partAt(text, { ...found, end: edge.end }, unit, scene);
  for (const part of parts) {
    if (!part.of.includes(unit)) continue;
    const match = matchAt(part.pattern, text, found.end);
    if (match === undefined) continue;
    return {
      words: cutDays(found.words, part, match.groups, scene),
      end: match.end,
      unit: part.unit,
    };
  }
  return undefined;
}

function cutDays(days: Days, part: Part, groups: Match["groups"], scene: Scene): Days {
  const cut = (span: Span) => part.cut(span, groups, scene);
  const roll = days.roll && cut(days.roll);
  if (cut(days) === undefined) return refused("noSuchDay", roll);
  const changed = mapDays({ ...days, roll: roll && days.roll }, (span) => cut(span) ?? span);
  const usesWorkdays = part.pattern.source.includes("工作日");
  const end = changed.last < scene.today ? (changed.roll?.last ?? 0) : changed.last;
  const isProvisional = usesWorkdays && isBeyondNotice(end, scene);
  return {
    ...changed,
    assumed: part.assumed ?? days.assumed,
    ...(isProvisional && { isProvisional }),
  };
}

export function isBeyondNotice(number: number, { workdays }: Scene): boolean {
  return isBeyond(workdays, civilDay(number));
}
