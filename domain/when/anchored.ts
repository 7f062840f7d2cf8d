import { matchAt, sticky } from "./pattern.ts";
import type { Found } from "./pattern.ts";
import { addWorkdays, civilDay, dayNumber } from "../workdays.ts";
import { mapDays, mondayOf, monthSpan, readNumber, weekdayOf, withDaysOff } from "./days.ts";
import type { Days, Scene, Span } from "./days.ts";
import { isBeyondNotice } from "./parts.ts";
import {
  after,
  before,
  num,
  weekdayName,
  weekdayNumber,
  weekWord,
  within,
  workday,
} from "./pieces.ts";

/** 国庆节后第一个工作日, 春节前一天, 周五前两天: counted from a day that was named. */

const workdaysBefore = sticky(
  `的?${before}的?(?:最后一?个?|前?第?(?<n>${num})个|倒数第(?<m>${num})个|一个)${workday}`,
);
const workdaysAfter = sticky(
  `的?${after}的?(?:首个${workday}|(?<nth>第)?(?<n>${num})个${workday}(?<within>${within})?`,
  "|(?:上班|复工|开工|返岗)的?(?:第一[天日]|首[天日])|第一[天日](?:上班|复工|开工|返岗)|首[天日]上班)",
);
const daysBefore = sticky(
  `的?${before}(?:的?第?(?<n>${num})|的?(?<last>最后一))(?<unit>[天日周]|个?星期|(?=[晚夜]))(?!${before})|的?前(?=[晚夜])`,
);
const daysAfter = sticky(
  `的?${after}的?(?:第(?<n>${num})|(?<m>${num}))(?<unit>[天日周]|个?星期)(?<within>${within})?`,
);
const weekdaysBefore = sticky(
  `的?${before}的?(?:最后一?个?|倒数第(?<m>${num})个|第?(?<n>${num})个)${weekWord}(?<weekday>${weekdayName})`,
);
const weekdaysAfter = sticky(
  `的?${after}的?(?:首个|第(?<n>${num})个)${weekWord}(?<weekday>${weekdayName})`,
);
const nextDay = sticky("的?(?:次日|第二天|翌日)");
/** 3月18日当周, 所在月. */
const wholeAround = sticky(
  "的?(?:当|那一?个?|这一?个?|所在的?(?:那一?个?)?)(?:(?<week>周|星期|礼拜)(?![一二三四五六日天末])|月(?!中旬|底|初))",
);
const sameDay = sticky("的?(?:当[天日]|那一?天|这一?天)");

export interface Anchored extends Found<Days> {
  /** …内: the last day of the time that is left. */
  readonly isDeadline: boolean;
}

/** What is counted from the days, if anything is; they are given back otherwise. */
export function anchoredAt(text: string, found: Found<Days>, scene: Scene): Anchored {
  const same = matchAt(sameDay, text, found.end);
  if (same !== undefined) return { words: found.words, end: same.end, isDeadline: false };
  const around = matchAt(wholeAround, text, found.end);
  if (around !== undefined) {
    const isWeek = around.groups["week"] !== undefined;
    const words = mapDays({ ...found.words, daysOff: undefined }, ({ first }) =>
      isWeek ? { first: mondayOf(first), last: mondayOf(first) + 6 } : monthSpan(civilDay(first)),
    );
    return { words, end: around.end, isDeadline: false };
  }
  const next = matchAt(nextDay, text, found.end);
  if (next !== undefined) {
    return {
      words: moved(found.words, scene, ({ last }) => last + 1),
      end: next.end,
      isDeadline: false,
    };
  }
  return (
    byWorkdays(text, found, scene) ??
    byDays(text, found, scene) ??
    byWeekdays(text, found, scene) ?? { ...found, isDeadline: false }
  );
}

function byWorkdays(text: string, found: Found<Days>, scene: Scene): Anchored | undefined {
  const back = matchAt(workdaysBefore, text, found.end);
  const match = back ?? matchAt(workdaysAfter, text, found.end);
  if (match === undefined) return undefined;
  const count = readNumber(match.groups["n"] ?? match.groups["m"]) ?? 1;
  if (count < 1 || count > workdaysMax) return undefined;
  const days = moved(found.words, scene, (span) => {
    // 月底前最后一个工作日 may be the last day of the month itself.
    const first = found.words.assumed === "partOfMonth" ? span.first + 1 : span.first;
    const from = civilDay(back === undefined ? span.last : first);
    const steps = back === undefined ? count : -count;
    return dayNumber(addWorkdays(scene.workdays, from, steps).day);
  });
  const isProvisional = isBeyondNotice(days.last, scene);
  // 五一节前三个工作日 is the third one before it, or all three.
  const said = text.slice(found.end, match.end);
  const isUnclear = back?.groups["n"] !== undefined && count > 1 && !/第/.test(said);
  const lastBefore = moved(found.words, scene, ({ first }) =>
    dayNumber(addWorkdays(scene.workdays, civilDay(first), -1).day),
  );
  const words = {
    ...days,
    ...(isUnclear && { others: [{ first: days.first, last: lastBefore.first }] }),
    ...(isProvisional && { isProvisional }),
  };
  return { words, end: match.end, isDeadline: match.groups["within"] !== undefined };
}

function byDays(text: string, found: Found<Days>, scene: Scene): Anchored | undefined {
  const back = matchAt(daysBefore, text, found.end);
  const match = back ?? matchAt(daysAfter, text, found.end);
  if (match === undefined) return undefined;
  const { n, m, unit, within: until, last: latest } = match.groups;
  const count = readNumber(n ?? m) ?? 1;
  if (count < 1 || count > daysMax) return undefined;
  const steps = /[周期]/.test(unit ?? "") ? count * 7 : count;
  const days = moved(found.words, scene, ({ first, last }) =>
    back ? first - steps : last + steps,
  );
  const isWeek = /[周期]/.test(unit ?? "");
  if (isWeek && latest !== undefined) return undefined;
  const isNth = /第/.test(text.slice(found.end, match.end)) || latest !== undefined;
  if (isNth && isWeek && back === undefined) return { ...weekAfter(days, steps), end: match.end };
  // 国庆节前三天 is the third day before it, or all three.
  const all =
    back === undefined
      ? { first: days.last - steps + 1, last: days.last }
      : { first: days.first, last: days.first + steps - 1 };
  const isUnclear = !isNth && until === undefined && (count > 1 || isWeek) && n !== m;
  const words = isUnclear ? { ...days, others: [all] } : days;
  return { words, end: match.end, isDeadline: until !== undefined };
}

/** 国庆后第一周 is what is left of that week, or the next whole one. */
function weekAfter(days: Days, steps: number): Omit<Anchored, "end"> {
  const from = days.first - steps + 1;
  const weeks = steps / 7 - 1;
  const next = mondayOf(from + 6) + weeks * 7;
  const rest = { first: from, last: mondayOf(from) + 6 };
  const whole = { first: next, last: next + 6 };
  const isSame = rest.first === whole.first || weeks > 0;
  const words = { ...days, roll: undefined, ...(isSame ? whole : rest) };
  return { words: isSame ? words : { ...words, others: [whole] }, isDeadline: false };
}

/** 小满后第一个周一, 国庆节前最后一个周五. */
function byWeekdays(text: string, found: Found<Days>, scene: Scene): Anchored | undefined {
  const back = matchAt(weekdaysBefore, text, found.end);
  const match = back ?? matchAt(weekdaysAfter, text, found.end);
  if (match === undefined) return undefined;
  const count = readNumber(match.groups["n"] ?? match.groups["m"]) ?? 1;
  const weekday = weekdayNumber(match.groups["weekday"]);
  if (count < 1 || count > weeksMax) return undefined;
  const words = moved(found.words, scene, ({ first, last }) =>
    back === undefined
      ? last + 1 + ((weekday - weekdayOf(last + 1) + 7) % 7) + (count - 1) * 7
      : first - 1 - ((weekdayOf(first - 1) - weekday + 7) % 7) - (count - 1) * 7,
  );
  return { words, end: match.end, isDeadline: false };
}

/** Counted from the days off around a feast, where there are any. */
function moved(days: Days, scene: Scene, to: (span: Span) => number): Days {
  const result = mapDays({ ...days, others: [] }, (span) => {
    const day = to(withDaysOff(span));
    return { first: day, last: day };
  });
  const usesDaysOff = days.daysOff !== undefined && isBeyondNotice(result.last, scene);
  return { ...result, daysOff: undefined, ...(usesDaysOff && { isProvisional: true }) };
}

const workdaysMax = 500;
const daysMax = 3660;
const weeksMax = 52;
