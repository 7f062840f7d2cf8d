import { fold } from "./normalize.ts";
import { dayNamed, type NamedDay, nextWithDay } from "./time-slips.ts";
import { fromLocal, toLocal } from "./time.ts";
import { readEach, type WhenOptions } from "./when/read.ts";
import type { WhenFound, WhenReading, WhenRefused } from "./when/reading.ts";
import { nationalWorkdays } from "./workday-table.ts";
import type { Workdays } from "./workdays.ts";

/** What was not said and was filled in; to be told in the answer. */
export type TimeAssumption =
  /** No hour: 9:00, or the usual hour of the part of the day that was named. */
  | "hour"
  /** Only 9点: taken for the morning or the afternoon. */
  | "morning"
  | "afternoon"
  /** 今晚12点: the night that follows, so by the calendar the next day. */
  | "midnight";

export interface TimeRefusal {
  readonly kind: "refused";
  /** `noSuchDay` is also 3月13日（星期四）, which is a Friday; the suggestion is the Friday then. */
  readonly code: "past" | "noSuchDay" | "noSuchTime";
  /** The nearest moment the person may have meant; always in the future. */
  readonly suggestion?: Date;
  /** The date that is not in the calendar, so that the answer can name it. */
  readonly said?: NamedDay;
}

type Moment =
  | { readonly kind: "moment"; readonly at: Date; readonly isAssumed?: TimeAssumption }
  /** 3点: either is possible and the person is to be asked. */
  | { readonly kind: "ambiguous"; readonly morning: Date; readonly afternoon: Date }
  | TimeRefusal;

/** What was read, and where: `text.slice(start, end)` are the time words, the rest the matter. */
export type TimeReading = Moment & { readonly start: number; readonly end: number };

/**
 * Finds the one moment a sentence names, at its start, its end or inside: `readWhen` for those who
 * need nothing else. Undefined if no moment is named: then nothing must be assumed, because
 * deadlines (周五前), spans (3点到5点) and rhythms (每周一) are also left unread.
 * @param now the business clock
 */
export function readTime(
  text: string,
  now: Date,
  workdays: Workdays = nationalWorkdays,
): TimeReading | undefined {
  return find(text, { now, workdays }, (reading, words, options) =>
    momentOf(reading, words, options),
  );
}

/**
 * The same where something is to be done by then: 周五前, 4月8日中午12点前 and 三个工作日内 are read,
 * too. A day without an hour has 9:00 filled in, and whoever asks closes it at their own hour.
 */
export function readDeadline(
  text: string,
  now: Date,
  workdays: Workdays = nationalWorkdays,
): TimeReading | undefined {
  return find(text, { now, workdays }, (reading, words, options) =>
    reading.kind === "deadline" ? endOf(reading) : momentOf(reading, words, options),
  );
}

type Meaning = (reading: WhenReading, words: string, options: WhenOptions) => Moment | undefined;

function find(text: string, options: WhenOptions, meaning: Meaning): TimeReading | undefined {
  const found = readEach(text, options).flatMap((each) => {
    const reading = beforeClosing(text, each, options) ?? each;
    const words = text.slice(reading.from, reading.to);
    const moment = isLoose(text, reading) ? undefined : meaning(reading, words, options);
    return moment === undefined ? [] : [{ reading, moment }];
  });
  const [first] = found;
  if (first === undefined) return undefined;
  // What stands at the beginning was said as the time; otherwise the first with an hour wins.
  const withHour = found.find(({ reading }) => reading.kind === "instant");
  const chosen = isFirst(text, first.reading.from) ? first : (withHour ?? first);
  return { ...chosen.moment, start: chosen.reading.from, end: chosen.reading.to };
}

function endOf({ end }: WhenFound): Moment | undefined {
  if (end === undefined) return undefined;
  const { hour, minute } = toLocal(end);
  if (hour !== 23 || minute !== 59) return { kind: "moment", at: end };
  return { kind: "moment", at: atHour(end, USUAL_HOUR), isAssumed: "hour" };
}

/** 周五下午5点截止, 截止到周五下午5点: the moment itself; what it closes is said by the words around. */
function beforeClosing(
  text: string,
  { kind, from, to }: WhenReading,
  options: WhenOptions,
): WhenReading | undefined {
  if (kind !== "deadline") return undefined;
  const words = text.slice(from, to);
  const [before = ""] = /^(?:截止?[到至]?)?/.exec(words) ?? [];
  const [after = ""] = /(?:截止|为止|為止)?$/.exec(words) ?? [];
  if (before === "" && after === "") return undefined;
  const start = from + before.length;
  const [inner] = readEach(text.slice(start, to - after.length), options);
  return inner && { ...inner, from: start + inner.from, to: start + inner.to };
}

/** A bare 20号 may be a number, and a bare 下午 part of the matter. */
function isLoose(text: string, { from, to }: WhenReading): boolean {
  const words = fold(text.slice(from, to)).trim();
  const isBare =
    /^(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})[号日]|凌晨|早上|上午|中午|下午|傍晚|晚上)$/.test(
      words,
    );
  if (!isBare || isFirst(text, from)) return false;
  return !/^(?:[\s,.:]*$|\s?(?:提醒|通知|叫))/.test(fold(text).slice(to, to + 4));
}

function isFirst(text: string, from: number): boolean {
  return /^[\s,.:，。：]*$/.test(text.slice(0, from));
}

function momentOf(reading: WhenReading, words: string, options: WhenOptions): Moment | undefined {
  switch (reading.kind) {
    case "none":
      return leapDay(reading, words, options) ?? refusalOf(reading, words, options);
    case "instant":
    case "range":
      return reading.certainty === "ambiguous"
        ? eitherOf(reading, words)
        : oneOf(reading, words, options);
    case "deadline":
    case "recurrence":
      return undefined;
  }
}

/** 3点 is asked; 31号 in April is refused, and any other doubt is no moment. */
function eitherOf({ choices }: WhenFound, words: string): Moment | undefined {
  const [one, other] = choices.flatMap(({ start }) => start ?? []);
  if (one === undefined || other === undefined) return undefined;
  const [a, b] = [toLocal(one), toLocal(other)];
  if (a.minute === b.minute && Math.abs(a.hour - b.hour) === 12) {
    const [morning, afternoon] = a.hour < 12 ? [one, other] : [other, one];
    return { kind: "ambiguous", morning, afternoon };
  }
  if (!/^(?:29|30|31|二十九|三十一?)[号日]/.test(fold(words))) return undefined;
  return { kind: "refused", code: "noSuchDay", suggestion: withHour(one) };
}

function oneOf(found: WhenFound, words: string, options: WhenOptions): Moment | undefined {
  const { now } = options;
  const at = found.kind === "instant" ? found.start : hourWithin(found);
  if (at === undefined) return undefined;
  if (at <= now) return past(suggestLater(words, options));
  if (found.assumptions.includes("nextYear") && at.getTime() - now.getTime() > NEXT_YEAR_MS_MAX) {
    return past(nextWithDay(at, now));
  }
  if (found.kind === "range") return { kind: "moment", at, isAssumed: "hour" };
  const isAssumed = halves.find((each) => found.assumptions.includes(each));
  return { kind: "moment", at, ...(isAssumed && { isAssumed }) };
}

const halves = ["morning", "afternoon", "midnight"] as const;

/** A day without an hour, or with a part of it only; undefined for longer ones and for 3点到5点. */
function hourWithin({ start, end, assumptions }: WhenFound): Date | undefined {
  if (start === undefined || end === undefined) return undefined;
  if (end.getTime() - start.getTime() >= DAY_MS) return undefined;
  const { hour } = toLocal(start);
  if (assumptions.includes("partOfDay")) return atHour(start, usualHours.get(hour) ?? hour);
  const last = toLocal(end);
  return hour === 0 && last.hour === 23 && last.minute === 59 ? withHour(start) : undefined;
}

/** 早上, 下午 and 晚上 begin earlier than anybody means. */
const usualHours: ReadonlyMap<number, number> = new Map([
  [0, 5],
  [6, 8],
  [11, 12],
  [13, 15],
  [17, 18],
  [18, 19],
]);

function past(suggestion: Date | undefined): TimeRefusal {
  return { kind: "refused", code: "past", ...(suggestion && { suggestion }) };
}

function refusalOf(
  { code, suggestion, isWholeDay }: WhenRefused,
  words: string,
  options: WhenOptions,
): TimeRefusal | undefined {
  const given = suggestion && isWholeDay === true ? withHour(suggestion) : suggestion;
  switch (code) {
    case "past":
      return past(given ?? suggestLater(words, options));
    case "noSuchTime":
      return { kind: "refused", code, ...(given && { suggestion: given }) };
    case "noSuchDay": {
      const said = dayNamed(words, options.now);
      return { kind: "refused", code, ...(given && { suggestion: given }), ...(said && { said }) };
    }
    case "wrongWeekday": {
      const right = momentIn(words.replace(/[（(]?(?:周|週|星期|礼拜|禮拜).[)）]?/u, ""), options);
      return { kind: "refused", code: "noSuchDay", ...(right && { suggestion: right }) };
    }
    case "duration":
    case "endBeforeStart":
    case "lunarRule":
    case "nothing":
    case "tooLong":
    case "unread":
    case "vague":
      return undefined;
  }
}

/** 2月29日, said in the autumn before a leap year. */
function leapDay({ code }: WhenRefused, words: string, options: WhenOptions): Moment | undefined {
  if (code !== "noSuchDay" || !/^(?:2|二)月/.test(fold(words))) return undefined;
  const at = momentIn(`明年${words}`, options);
  const isNear = at !== undefined && at.getTime() - options.now.getTime() < NEXT_YEAR_MS_MAX;
  return isNear ? { kind: "moment", at } : undefined;
}

/** 今天早上9点, said at ten: tomorrow's. */
function suggestLater(words: string, options: WhenOptions): Date | undefined {
  const later = words.replace(/^今(?=[天日早晚])/, "明");
  return later === words ? undefined : momentIn(later, options);
}

function momentIn(words: string, { now, workdays }: WhenOptions): Date | undefined {
  const reading = readTime(words, now, workdays);
  return reading?.kind === "moment" ? reading.at : undefined;
}

function withHour(day: Date): Date {
  return toLocal(day).hour === 0 ? atHour(day, USUAL_HOUR) : day;
}

function atHour(day: Date, hour: number): Date {
  return fromLocal({ ...toLocal(day), hour, minute: 0 });
}

const USUAL_HOUR = 9;
const DAY_MS = 24 * 60 * 60_000;
/** Said in December, January is next year's; said in March, February is a slip. */
const NEXT_YEAR_MS_MAX = 183 * DAY_MS;
