import { matchAt, sticky } from "../time-pattern.ts";
import type { Found } from "../time-pattern.ts";
import { addWorkdays, civilDay, dayNumber } from "../workdays.ts";
import { mapDays, readNumber, withDaysOff } from "./days.ts";
import type { Days, Scene, Span } from "./days.ts";
import { isBeyondNotice } from "./parts.ts";
import { after, before, num, within } from "./pieces.ts";

/** 国庆节后第一个工作日, 春节前一天, 周五前两天: counted from a day that was named. */

const workdaysBefore = sticky(
  `的?${before}的?(?:最后一?个?|前?第?(?<n>${num})个|倒数第(?<m>${num})个|一个)工作日`,
);
const workdaysAfter = sticky(
  `的?${after}的?(?:首个|(?<nth>第)?(?<n>${num})个)工作日(?<within>${within})?`,
);
const daysBefore = sticky(
  `的?${before}(?:的?第?(?<n>${num})|的?(?<last>最后一))(?<unit>[天日周]|个?星期)(?!${before})`,
);
const daysAfter = sticky(
  `的?${after}的?(?:第(?<n>${num})|(?<m>${num}))(?<unit>[天日周]|个?星期)(?<within>${within})?`,
);
const nextDay = sticky("的?(?:次日|第二天|翌日)");
const sameDay = sticky("的?(?:当[天日]|那一?天|这一?天)");

export interface Anchored extends Found<Days> {
  /** …内: the last day of the time that is left. */
  readonly isDeadline: boolean;
}

/** What is counted from the days, if anything is; they are given back otherwise. */
export function anchoredAt(text: string, found: Found<Days>, scene: Scene): Anchored {
  const same = matchAt(sameDay, text, found.end);
  if (same !== undefined) return { words: found.words, end: same.end, isDeadline: false };
  const next = matchAt(nextDay, text, found.end);
  if (next !== undefined) {
    return {
      words: moved(found.words, scene, ({ last }) => last + 1),
      end: next.end,
      isDeadline: false,
    };
  }
  return (
    byWorkdays(text, found, scene) ?? byDays(text, found, scene) ?? { ...found, isDeadline: false }
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
  const words = { ...days, ...(isProvisional && { isProvisional }) };
  return { words, end: match.end, isDeadline: match.groups["within"] !== undefined };
}

function byDays(text: string, found: Found<Days>, scene: Scene): Anchored | undefined {
  const back = matchAt(daysBefore, text, found.end);
  const match = back ?? matchAt(daysAfter, text, found.end);
  if (match === undefined) return undefined;
  const { n, m, unit, within: until } = match.groups;
  const count = readNumber(n ?? m) ?? 1;
  if (count < 1 || count > daysMax) return undefined;
  const steps = /[周期]/.test(unit ?? "") ? count * 7 : count;
  const days = moved(found.words, scene, ({ first, last }) =>
    back ? first - steps : last + steps,
  );
  // 国庆节前三天 is the third day before it, or all three.
  const all = { first: days.first, last: days.first + steps - 1 };
  const isUnclear = back !== undefined && m === undefined && n !== undefined && count > 1;
  const words =
    isUnclear && !/第/.test(text.slice(found.end, match.end)) ? { ...days, others: [all] } : days;
  return { words, end: match.end, isDeadline: until !== undefined };
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
