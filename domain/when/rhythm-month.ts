import { matchAt, sticky } from "./pattern.ts";
import type { Match } from "./pattern.ts";
import { readNumber } from "./days.ts";
import type { Scene } from "./days.ts";
import { dayNum, num, weekdayName, weekdayNumber, weekWord, workday } from "./pieces.ts";
import { codes, onMonthDay, onNthWeekday, onNthWorkday } from "./rhythm.ts";
import type { Rhythm } from "./rhythm.ts";

/** 15日, 第一个周一, 最后一个工作日 behind 每月: which days of the month, and how an RRULE says it. */

/** 15日, and 5 of 每月5、15、25日. */
const monthDay = sticky(`的?(?<day>${dayNum})(?:[日号]|(?=(?:[,和及与]${dayNum}){1,5}[日号]))`);
const moreMonthDay = sticky(`[,和及与](?<day>${dayNum})(?:[日号]|(?=[,和及与]${dayNum}))`);
export const nthWords = `(?:第(?<n>${num})|(?<first>首|头)一?|(?<back>倒数第${num}|最后一?|末))`;
const nthWeekday = sticky(`的?${nthWords}个?${weekWord}(?<weekday>${weekdayName})`);
const nthWorkday = sticky(`的?${nthWords}个?${workday}`);
/** 第一个和第三个周三, 第一、三个周三. */
const nthWeekdays = sticky(
  `的?第(?<a>${num})个?(?:${weekWord}(?<day>${weekdayName}))?[,和及与]`,
  `第?(?<b>${num})个?(?:[,和及与]第?(?<c>${num})个?)?${weekWord}(?<weekday>${weekdayName})`,
);
/** 每月末最后一个周五 says the end twice. */
const edgeOfLast = sticky("月?[底末](?=的?最后)");
const nthDay = sticky(`的?${nthWords}[天日]`);
const edge = sticky("的?(?:(?<start>月?初)|(?<end>月?[底末])|(?<middle>月?中(?!午)))");
export interface DayInMonth {
  readonly words: Pick<Rhythm, "isOn" | "assumed"> & { readonly parts: readonly string[] };
  readonly end: number;
  /** At the end of its month: of a quarter the last month is meant. */
  readonly isLast: boolean;
}

export function dayOfMonth(text: string, start: number, scene: Scene): DayInMonth {
  const at = matchAt(edgeOfLast, text, start)?.end ?? start;
  const listed = monthDays(text, at);
  if (listed !== undefined) return listed;
  const weekdays = matchAt(nthWeekdays, text, at);
  if (weekdays !== undefined) return severalWeekdays(weekdays);
  const weekday = matchAt(nthWeekday, text, at);
  if (weekday !== undefined) {
    const [nth, day] = [placeOf(weekday.groups), weekdayNumber(weekday.groups["weekday"])];
    const parts = [`BYDAY=${nth}${codes[day - 1] ?? "MO"}`];
    return { words: { parts, isOn: onNthWeekday(nth, day) }, end: weekday.end, isLast: nth < 0 };
  }
  const workday = matchAt(nthWorkday, text, at);
  if (workday !== undefined) {
    const nth = placeOf(workday.groups);
    const parts = ["BYDAY=MO,TU,WE,TH,FR", `BYSETPOS=${nth}`];
    const isOn = onNthWorkday(nth, scene);
    return { words: { parts, isOn, assumed: "plainWeekdays" }, end: workday.end, isLast: nth < 0 };
  }
  const day = matchAt(nthDay, text, at) ?? matchAt(edge, text, at);
  if (day === undefined) {
    return {
      words: { parts: [], isOn: onMonthDay([1]), assumed: "firstDay" },
      end: at,
      isLast: false,
    };
  }
  const nth =
    day.groups["end"] !== undefined ? -1 : day.groups["middle"] ? 15 : placeOf(day.groups);
  const isEdge = (day.groups["end"] ?? day.groups["start"] ?? day.groups["middle"]) !== undefined;
  const words = { parts: [`BYMONTHDAY=${nth}`], isOn: onMonthDay([nth]) };
  return {
    words: isEdge ? { ...words, assumed: "partOfMonth" } : words,
    end: day.end,
    isLast: nth < 0,
  };
}

function severalWeekdays({ groups, end }: Match): DayInMonth {
  const { a, b, c, day, weekday } = groups;
  const last = weekdayNumber(weekday);
  const wanted = [a, b, c].flatMap((each, index) => {
    const nth = readNumber(each);
    const named = index === 0 && day !== undefined ? weekdayNumber(day) : last;
    return nth === undefined ? [] : [{ nth, named }];
  });
  const parts = [`BYDAY=${wanted.map(({ nth, named }) => `${nth}${codes[named - 1]}`).join(",")}`];
  const tests = wanted.map(({ nth, named }) => onNthWeekday(nth, named));
  const isOn = (number: number): boolean => tests.some((test) => test(number));
  return { words: { parts, isOn }, end, isLast: false };
}

function monthDays(text: string, at: number): DayInMonth | undefined {
  const first = matchAt(monthDay, text, at);
  if (first === undefined) return undefined;
  const days = [readNumber(first.groups["day"]) ?? 0];
  let end = first.end;
  for (let more = matchAt(moreMonthDay, text, end); more; more = matchAt(moreMonthDay, text, end)) {
    days.push(readNumber(more.groups["day"]) ?? 0);
    end = more.end;
  }
  const parts = [`BYMONTHDAY=${days.join(",")}`];
  return { words: { parts, isOn: onMonthDay(days) }, end, isLast: false };
}

export function placeOf({
  n,
  back,
  start,
  first,
}: Readonly<Record<string, string | undefined>>): number {
  if (back !== undefined) return -(readNumber(/第(.+)$/.exec(back)?.[1]) ?? 1);
  return (start ?? first) === undefined ? (readNumber(n) ?? 1) : 1;
}
