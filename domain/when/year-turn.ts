import { matchAt, sticky } from "./pattern.ts";
import { civilDay, dayNumber } from "../workdays.ts";
import type { Scene } from "./days.ts";
import { springFestival } from "./feasts.ts";
import { momentOf } from "./meaning.ts";
import type { Phrase } from "./phrase.ts";

const around = sticky(
  "(?<![\\d零〇一二两三四五六七八九十百半几多数若前去今明后当每全周新过大青少中老成幼童千万闰整历度学])",
  "年(?:(?<before>前)(?![一两三半几]|后|往)|(?<after>后)(?![天来续]))",
);

/**
 * 年前: before the days off of 春节, or before the year is out; once 春节 is in the year that runs,
 * only it is meant. 年后 has no end.
 */
export function yearTurnAt(
  text: string,
  at: number,
  start: number,
  scene: Scene,
): Phrase | undefined {
  const match = text.charAt(at) === "年" ? matchAt(around, text, at) : undefined;
  if (match === undefined) return undefined;
  const place = { start, end: match.end, kind: "deadline" } as const;
  if (match.groups["after"] !== undefined) {
    return { ...place, kind: "time", meaning: { kind: "refused", code: "vague" } };
  }
  const { now, today } = scene;
  const { first, isProvisional } = springFestival(scene);
  const until = (day: number) => ({ start: now.getTime(), end: momentOf(day, -1) });
  const year = civilDay(today).year;
  const isThisYear = civilDay(first).year === year;
  const stretches = isThisYear
    ? [until(first)]
    : [until(first), until(dayNumber({ year: year + 1, month: 1, day: 1 }))];
  const assumptions = ["beforeBreak"] as const;
  return { ...place, meaning: { kind: "meant", stretches, assumptions, isProvisional } };
}
