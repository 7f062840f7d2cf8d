import { fold } from "../normalize.ts";
import { civilDay, dayNumber } from "../workdays.ts";
import type { Workdays } from "../workdays.ts";
import type { Days, Scene } from "./days.ts";
import { dayOfMoment } from "./meaning.ts";
import type { Meant, Stretch } from "./meaning.ts";
import { phraseAt } from "./phrase.ts";
import type { Phrase } from "./phrase.ts";
import type {
  Choice,
  Notice,
  RefusalCode,
  WhenFound,
  WhenReading,
  WhenRefused,
} from "./reading.ts";
import { refusalOf, unreadCode } from "./unread.ts";

export interface WhenOptions {
  /** The business clock. */
  readonly now: Date;
  readonly workdays: Workdays;
}

/** Characters; whatever is longer is not a phrase. */
export const whenCharsMax = 200;

/**
 * Reads the date, time, range, deadline or recurrence in some words, as people type them. What
 * was filled in is told, what can mean two things is asked, and what cannot be is refused.
 * Nothing that is over is read.
 */
export function readWhen(text: string, { now, workdays }: WhenOptions): WhenReading {
  if (text.length > whenCharsMax) return none("tooLong", 0, text.length);
  const { words, places } = compact(text);
  const today = dayOfMoment(now.getTime());
  const scene: Scene = { now, today, workdays };
  const phrases = findPhrases(words, scene);
  const [first] = phrases;
  if (first === undefined) return none(refusalOf(words), 0, text.length);
  const placed = { from: places[first.start] ?? 0, to: (places[first.end - 1] ?? 0) + 1 };
  const code = isMixed(phrases) ? "unread" : unreadCode(words, phrases);
  if (code !== undefined) return { kind: "none", code, ...placed };
  const all = phrases.filter(({ meaning }) => meaning.kind === "meant");
  const chosen = all[0] ?? first;
  if (chosen.meaning.kind === "refused" || first.meaning.kind === "refused") {
    return refusalFrom(first, placed);
  }
  return { ...foundFrom(all, scene), ...placed };
}

/**
 * Every time that stands in a sentence, each read by itself: 周三下午3点交7号楼的材料 names one, and
 * what else is said is no part of it. A sentence may be longer than a phrase.
 */
export function readEach(text: string, { now, workdays }: WhenOptions): readonly WhenReading[] {
  const { words, places } = compact(text.slice(0, sentenceCharsMax));
  const scene: Scene = { now, today: dayOfMoment(now.getTime()), workdays };
  return findPhrases(words, scene).map((phrase) => {
    const { start, end, meaning } = phrase;
    const placed = { from: places[start] ?? 0, to: (places[end - 1] ?? 0) + 1 };
    if (meaning.kind === "refused") return refusalFrom(phrase, placed);
    return Object.assign(foundFrom([phrase], scene), placed);
  });
}

const sentenceCharsMax = 500;
const phrasesMax = 4;

function findPhrases(words: string, scene: Scene): Phrase[] {
  const found: Phrase[] = [];
  let current = scene;
  for (let at = 0; at < words.length && found.length < phrasesMax;) {
    const phrase = phraseAt(words, at, current);
    if (phrase !== undefined) {
      found.push(phrase);
      current = { ...scene, carried: dayOfPhrase(phrase) };
    }
    at = phrase === undefined ? at + 1 : Math.max(phrase.end, at + 1);
  }
  return found;
}

/** 每月一次，15号: one of them changes what the other says. */
function isMixed(phrases: readonly Phrase[]): boolean {
  const recurring = phrases.filter(({ kind }) => kind === "recurrence").length;
  return recurring > 0 && recurring < phrases.length;
}

/** 3月20日上午9点至11点，下午2点至5点: the day is said once. */
function dayOfPhrase(phrase: Phrase | undefined): Days | undefined {
  if (phrase?.kind !== "time" || phrase.meaning.kind === "refused") return undefined;
  const [one, other] = phrase.meaning.stretches;
  if (one === undefined || other !== undefined) return undefined;
  const [first, last] = [dayOfMoment(one.start), dayOfMoment(one.end ?? one.start)];
  return first === last ? { first, last } : undefined;
}

interface Compact {
  readonly words: string;
  /** Where each character of `words` stood. */
  readonly places: readonly number[];
}

const januaryName = /(?<!\d)元月/g;

/** Folded and without blanks, but for one between two numbers, which they keep apart. */
function compact(text: string): Compact {
  const folded = fold(text).replaceAll(januaryName, "一月");
  const places: number[] = [];
  let words = "";
  for (let at = 0; at < folded.length; at += 1) {
    const character = folded.charAt(at);
    const isBlank = character.trim() === "";
    if (isBlank && !(/\d$/.test(words) && /^\s*\d/.test(folded.slice(at)))) continue;
    if (isBlank && words.endsWith(" ")) continue;
    words += isBlank ? " " : character;
    places.push(at);
  }
  return { words, places };
}

function none(code: RefusalCode, from: number, to: number): WhenRefused {
  return { kind: "none", code, from, to };
}

function refusalFrom({ meaning }: Phrase, placed: { from: number; to: number }): WhenRefused {
  if (meaning.kind === "meant") return { kind: "none", code: "unread", ...placed };
  const { code, suggestion, isWholeDay } = meaning;
  return {
    kind: "none",
    code,
    ...placed,
    ...(suggestion && { suggestion }),
    ...(isWholeDay !== undefined && { isWholeDay }),
  };
}

function foundFrom(phrases: readonly Phrase[], scene: Scene): Omit<WhenFound, "from" | "to"> {
  const choices = distinct(phrases.flatMap((phrase) => choicesOf(phrase)));
  const [first] = phrases;
  const meaning = first?.meaning as Meant;
  const [choice = {}] = choices;
  const { assumptions, isProvisional } = meaning;
  const notices = noticesOf(choice, first?.kind ?? "time", scene);
  const isAmbiguous = choices.length > 1;
  const all = isProvisional ? [...assumptions, "provisional" as const] : assumptions;
  return {
    kind: kindOf(first, choice),
    ...choice,
    certainty: isAmbiguous ? "ambiguous" : all.length > 0 ? "assumed" : "certain",
    assumptions: all,
    choices: isAmbiguous ? choices : [],
    notices,
    isProvisional,
  };
}

function kindOf(phrase: Phrase | undefined, { end }: Choice): WhenFound["kind"] {
  if (phrase?.kind === "recurrence" || phrase?.kind === "deadline") return phrase.kind;
  return end === undefined ? "instant" : "range";
}

/** Said twice in other words, 腊月二十三小年, is said once. */
function distinct(choices: readonly Choice[]): Choice[] {
  return [...new Map(choices.map((choice) => [keyOf(choice), choice])).values()];
}

function keyOf({ start, end, rule }: Choice): string {
  return `${start?.getTime()} ${end?.getTime()} ${rule}`;
}

function choicesOf({ kind, meaning, rule, otherRule }: Phrase): Choice[] {
  if (meaning.kind === "refused") return [];
  const stretches = meaning.stretches.map((stretch) => choiceOf(stretch, kind));
  if (rule === undefined) return stretches;
  const rules = otherRule === undefined ? [rule] : [rule, otherRule];
  return stretches.flatMap((each) => rules.map((one) => Object.assign({ rule: one }, each)));
}

function choiceOf({ start, end }: Stretch, kind: Phrase["kind"]): Choice {
  if (kind === "deadline") return { end: new Date(end ?? start) };
  return end === undefined
    ? { start: new Date(start) }
    : { start: new Date(start), end: new Date(end) };
}

/** What kind of day it falls on, if it falls on one. */
function noticesOf({ start, end }: Choice, kind: Phrase["kind"], scene: Scene): Notice[] {
  const at = start ?? end;
  if (at === undefined || kind === "recurrence") return [];
  const number = dayOfMoment(at.getTime());
  const last = end === undefined ? number : dayOfMoment(end.getTime());
  if (last > number) return [];
  const day = civilDay(number);
  const { workdays } = scene;
  if (number > dayNumber(workdays.coveredUntil)) return [{ kind: "unpublished", year: day.year }];
  const name = workdays.nameOf(day);
  const isWorkday = workdays.isWorkday(day);
  if (!isWorkday) return [name === undefined ? { kind: "weekend" } : { kind: "dayOff", name }];
  const isWeekend = (((number + 3) % 7) + 7) % 7 >= 5;
  return isWeekend ? [{ kind: "workedInstead" }] : [];
}
