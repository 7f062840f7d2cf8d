import { fold } from "./normalize.ts";
import { resolveTime } from "./time-meaning.ts";
import type { TimeMeaning } from "./time-meaning.ts";
import { findTimePhrases } from "./time-phrase.ts";
import type { TimePhrase } from "./time-phrase.ts";

/** What was read, and where: `text.slice(start, end)` are the time words, the rest the matter. */
export type TimeReading = TimeMeaning & { readonly start: number; readonly end: number };

/**
 * Finds the one moment a sentence names, at its start, its end or inside. Traditional and
 * full-width characters are understood. Undefined if no moment is named: then nothing must be
 * assumed, because deadlines (周五前), spans (3点到5点) and rhythms (每周一) are also left unread.
 * @param now the business clock
 */
export function readTime(text: string, now: Date): TimeReading | undefined {
  const folded = fold(text);
  const phrase = choose(findTimePhrases(folded), folded);
  if (phrase === undefined) return undefined;
  return { ...resolveTime(phrase, now), start: phrase.start, end: phrase.end };
}

/** What stands at the beginning was said as the time; otherwise the first with an hour wins. */
function choose(phrases: readonly TimePhrase[], text: string): TimePhrase | undefined {
  const usable = phrases.filter((phrase) => !isLoose(phrase) || isAtEdge(phrase, text));
  const [first] = usable;
  if (first !== undefined && /^[\s,.:]*$/.test(text.slice(0, first.start))) return first;
  return usable.find(({ clock, waitMs }) => clock !== undefined || waitMs !== undefined) ?? first;
}

/** A bare 20号 may be a number, and a bare 下午 part of the matter. */
function isLoose({ day, period, clock, waitMs }: TimePhrase): boolean {
  if (clock !== undefined || waitMs !== undefined) return false;
  if (day === undefined) return true;
  return day.kind === "monthDay" && day.months === undefined && period === undefined;
}

function isAtEdge({ start, end }: TimePhrase, text: string): boolean {
  const isFirst = /^[\s,.:]*$/.test(text.slice(0, start));
  return isFirst || /^(?:[\s,.:]*$|\s?(?:提醒|通知|叫))/.test(text.slice(end, end + 4));
}
