import { matchAt, sticky } from "./pattern.ts";
import { waitAt } from "./clock-words.ts";
import { addWorkdays, civilDay, dayNumber } from "../workdays.ts";
import { addMonths, readNumber, rough } from "./days.ts";
import type { Scene } from "./days.ts";
import { dayOfMoment, momentOf, wholeDays } from "./meaning.ts";
import type { Meant, Stretch } from "./meaning.ts";
import { isBeyondNotice } from "./parts.ts";
import type { Phrase } from "./phrase.ts";
import { num, weekWord } from "./pieces.ts";
import type { Assumption } from "./reading.ts";

/** 下周三下午3点开两个小时, 3月25日起为期5天: what is said behind a start is how long it lasts. */

const leads =
  "(?:[,(]?(?:起|开始|开会?|会期|会议|为期|时长|时间|用时|历时|持续|连续|连开|共计?|一共|总共|预计|预定|大约|大概|约|需要?|计划))";
const hoursLead = sticky(`${leads}{0,4},?(?=[\\d半一两二三四五六七八九十])`);
const daysLead = sticky(`${leads}{1,4}(?=[\\d半一两二三四五六七八九十])`);
const close = sticky("\\)");
const hourAmount =
  /^(?:半个?|\d{1,3}(?:\.5)?个?半?|[一两二三四五六七八九十]{1,3}个?半?)(?:小时|钟头|分钟|刻钟)(?![之以]?[内前后])/;
const dayAmount = sticky(
  `(?:(?<half>半)个月|(?<n>${num})个?(?<unit>工作日|自然日|天|日|${weekWord}|月))`,
  "(?<within>[之以]?内)?(?!之?以?[前后]|[一二三四五六日号])",
);

/** The phrase with its length, or as it was. */
export function lasting(text: string, phrase: Phrase, scene: Scene): Phrase {
  const { meaning } = phrase;
  if (meaning.kind === "refused" || phrase.kind !== "time") return phrase;
  const isMoment = meaning.stretches.every((each) => each.end === undefined);
  if (isMoment) return withHours(text, phrase, meaning);
  return meaning.stretches.every(isWhole)
    ? withDays(text, { ...phrase, meaning }, scene)
    : sameHours(text, phrase, meaning);
}

function isWhole({ start, end }: Stretch): boolean {
  const whole = wholeDays({ first: dayOfMoment(start), last: dayOfMoment(end ?? start) });
  return whole.start === start && whole.end === end;
}

/** Undefined unless the phrase means one stretch of whole days. */
export function daysCovered({ meaning }: Phrase): number | undefined {
  const [one, other] = meaning.kind === "refused" ? [] : meaning.stretches;
  if (one === undefined || other !== undefined || !isWhole(one)) return undefined;
  return dayOfMoment(one.end ?? one.start) - dayOfMoment(one.start) + 1;
}

interface Length {
  readonly ms: number;
  readonly end: number;
}

function hoursAt(text: string, at: number): Length | undefined {
  const from = matchAt(hoursLead, text, at)?.end ?? at;
  const said = hourAmount.exec(text.slice(from, from + 12))?.[0];
  const ms = said === undefined ? undefined : waitAt(`${said}后`, 0)?.words;
  if (said === undefined || ms === undefined || rough.test(said.slice(0, 2))) return undefined;
  const end = from + said.length;
  return { ms, end: matchAt(close, text, end)?.end ?? end };
}

function withHours(text: string, phrase: Phrase, meaning: Meant): Phrase {
  const length = hoursAt(text, phrase.end);
  if (length === undefined) return phrase;
  const stretches = meaning.stretches.map(({ start }) => ({ start, end: start + length.ms }));
  return { ...phrase, end: length.end, meaning: { ...meaning, stretches } };
}

/** 3点到5点，共两小时 says the same twice; anything else is left to be refused. */
function sameHours(text: string, phrase: Phrase, { stretches }: Meant): Phrase {
  const length = hoursAt(text, phrase.end);
  const isSame = stretches.every(({ start, end = start }) => end - start === length?.ms);
  return length === undefined || !isSame ? phrase : { ...phrase, end: length.end };
}

function withDays(text: string, phrase: Phrase & { meaning: Meant }, scene: Scene): Phrase {
  const { meaning } = phrase;
  const isSeveral = daysCovered(phrase) !== 1;
  const from = matchAt(daysLead, text, phrase.end)?.end ?? (isSeveral ? phrase.end : undefined);
  const match = from === undefined ? undefined : matchAt(dayAmount, text, from);
  if (match === undefined) return phrase;
  const firsts = meaning.stretches.map(({ start }) => dayOfMoment(start));
  const isOneDay = meaning.stretches.every(({ start, end = start }) => isSameDay(start, end));
  const { n, unit = "", within } = match.groups;
  const count = n === undefined ? undefined : readNumber(n);
  if (count !== undefined && (count < 1 || count > countMax)) return phrase;
  const lastOf = (first: number): number => lastDay(first, { count, unit }, scene);
  if (!isOneDay) {
    const isSame = meaning.stretches.every(
      ({ end = 0 }, index) => dayOfMoment(end) === lastOf(firsts[index] ?? 0),
    );
    return isSame && within === undefined ? { ...phrase, end: match.end } : phrase;
  }
  if (within !== undefined) return withinDays(phrase, { firsts, lastOf, end: match.end }, scene);
  const stretches = firsts.map((first) => wholeDays({ first, last: lastOf(first) }));
  const isLoose = count === undefined || unit === "月";
  const isProvisional = unit === "工作日" && firsts.some((f) => isBeyondNotice(lastOf(f), scene));
  const assumptions: readonly Assumption[] = isLoose
    ? [...meaning.assumptions, "counted"]
    : meaning.assumptions;
  return {
    ...phrase,
    end: match.end,
    meaning: {
      ...meaning,
      stretches,
      assumptions,
      isProvisional: meaning.isProvisional || isProvisional,
    },
  };
}

interface Until {
  readonly firsts: readonly number[];
  readonly end: number;
  readonly lastOf: (first: number) => number;
}

/** 4月1日起15日内: some count the first day, the law does not, so it is asked. */
function withinDays(
  phrase: Phrase & { meaning: Meant },
  { firsts, lastOf, end }: Until,
  { now }: Scene,
): Phrase {
  const stretches = firsts.flatMap((first) =>
    [lastOf(first), lastOf(first + 1)].map((last) => ({
      start: now.getTime(),
      end: momentOf(last + 1, -1),
    })),
  );
  return { ...phrase, kind: "deadline", end, meaning: { ...phrase.meaning, stretches } };
}

function lastDay(
  first: number,
  { count, unit }: { count: number | undefined; unit: string },
  { workdays }: Scene,
): number {
  if (count === undefined) return first + 14;
  if (unit === "工作日") return dayNumber(addWorkdays(workdays, civilDay(first - 1), count).day);
  if (unit === "月") return addMonths(first, count) - 1;
  return first + (/[周期拜]/.test(unit) ? count * 7 : count) - 1;
}

function isSameDay(one: number, other: number): boolean {
  return dayOfMoment(one) === dayOfMoment(other);
}

const countMax = 366;
