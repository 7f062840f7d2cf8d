import { dayAt } from "./time-days.ts";
import type { DayWords } from "./time-days.ts";
import { later, matchAt, small, sticky, weekdayWord } from "./time-pattern.ts";
import { clockAt, periodAt, waitAt } from "./time-words.ts";
import type { ClockWords, Period } from "./time-words.ts";

/** Words that belong together: `明天下午3点`, `周三`, `半小时后`. Either a wait, or the rest. */
export interface TimePhrase {
  readonly start: number;
  readonly end: number;
  readonly waitMs?: number;
  readonly day?: DayWords;
  readonly period?: Period;
  readonly clock?: ClockWords;
}

/**
 * All time phrases in the order they stand. Left out as a whole are deadlines (周五前), spans
 * (3点到5点) and days that this grammar does not know (每周一, 农历, 工作日): half of them would be
 * taken for a moment that nobody meant.
 * @param text folded (`fold` of normalize.ts); positions are those of the text before folding
 */
export function findTimePhrases(text: string): TimePhrase[] {
  const found: TimePhrase[] = [];
  let at = 0;
  while (at < text.length) {
    const phrase = mayBegin.test(text.charAt(at)) ? phraseAt(text, at) : undefined;
    if (phrase !== undefined && isMoment(text, phrase)) found.push(withTail(text, phrase));
    const spanEnd = phrase && matchAt(spanRest, text, phrase.end)?.end;
    at = spanEnd ?? phrase?.end ?? at + 1;
  }
  return found;
}

/** Spares most places of a long text the patterns. */
const mayBegin =
  /[\d零〇一二两三四五六七八九十百半再过大后明今昨前下上这本周星礼凌清早晚中正午夜深傍]/;

const spanRest = sticky(
  String.raw`\s?(?:到|至|-|–|—{1,2}|~)\s?(?:[上下中]午|晚上?)?`,
  String.raw`(?:${small}(?:点|:\d\d)[半整\d]{0,2}|下?${weekdayWord}[一二三四五六日天])`,
);
const deadline = /^ ?(?:之前|以前|前(?![往来去进台门厅面期])|之内|以内|内(?![容部外]))/;
const unknownDay = new RegExp(
  [
    "每(?![人位家户个])[^\\s,.;!?]{0,8}",
    "(?:农历|阴历|正月|腊月|工作日|周末|[月年周][底末初]|[上中下]旬|[去后]年|除夕)[的当天前后]{0,3}",
    "(?:春|国庆|中秋|端午|清明|元旦|劳动|五一)节?[的当天前后第一个]{0,5}",
    "下个?(?:周|星期|礼拜|月)",
    "差[一二三四五十\\d]{0,3}(?:分钟?|刻)?",
    "分之",
  ]
    .map((part) => `(?:${part}\\s?$)`)
    .join("|"),
);
const joint = sticky(String.raw`[\s,的]{0,3}`);
const tail = sticky(`(?:左右|${later}(?![天来续勤备台面]))`);

/** Hours that need to be said: nobody means 半夜 without one. */
const needsClock = /^(?:凌晨|半夜|深夜|午夜|夜里|夜间)\s?$/;
const clockBegins = /^[\d零〇一二两三四五六七八九十]/;
const numeral = /^[\d零〇一二两三四五六七八九十百]/;
const plainSpelt = /^[零〇一二两三四五六七八九十]{1,3}点$/;
const goesOnAsTime = /^(?:$|[\s,.;!?]|提醒|叫|通知|开会|集合|左右|以后|之后)/;

function phraseAt(text: string, start: number): TimePhrase | undefined {
  const wait = waitAt(text, start);
  if (wait !== undefined) return { start, end: wait.end, waitMs: wait.words };
  const day = dayAt(text, start);
  if (day === undefined) return hourAt(text, start, false);
  const joined = matchAt(joint, text, day.end)?.end ?? day.end;
  const hour = hourAt(text, joined, true);
  return { ...hour, start, end: hour?.end ?? day.end, day: day.words };
}

/** The part of the day and the clock, of which at least one is there. */
function hourAt(text: string, start: number, hasDay: boolean): TimePhrase | undefined {
  const period = periodAt(text, start);
  const clock = clockAt(text, period?.end ?? start);
  if (clock !== undefined) {
    if (!hasDay && !isClockAlone(text, start, clock.end)) return undefined;
    const words = { clock: clock.words, ...(period && { period: period.words }) };
    return { start, end: clock.end, ...words };
  }
  if (period === undefined) return undefined;
  const said = text.slice(start, period.end).trimEnd();
  if (needsClock.test(said) || (!hasDay && said.length === 1)) return undefined;
  return { start, end: start + said.length, period: period.words };
}

/** 三点 alone may be "three points", 早一点 "a little earlier"; only what goes on as a time is one. */
function isClockAlone(text: string, start: number, end: number): boolean {
  const said = text.slice(start, end);
  const rest = text.slice(end, end + 4);
  if (/^[早晚]?一点$/.test(said) || (clockBegins.test(said) && numeral.test(rest))) return false;
  return !plainSpelt.test(said) || goesOnAsTime.test(rest);
}

function isMoment(text: string, { start, end }: TimePhrase): boolean {
  const isOpen = matchAt(spanRest, text, end) === undefined;
  const isDeadline = deadline.test(text.slice(end, end + 5));
  return isOpen && !isDeadline && !unknownDay.test(text.slice(Math.max(0, start - 12), start));
}

function withTail(text: string, phrase: TimePhrase): TimePhrase {
  return { ...phrase, end: matchAt(tail, text, phrase.end)?.end ?? phrase.end };
}
