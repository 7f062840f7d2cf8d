import type { OthersLine } from "./others.ts";

/** What one step of the play is: somebody speaks, taps a card, or the calendar is wound. */

export type Place = "group" | "single";

/** Whose phone lies open, and what is on it. */
export interface OpenPhone {
  readonly who: string;
  readonly place: Place;
}

export interface SayStep extends OpenPhone {
  readonly kind: "say";
  /** As a person types it, with the mention; 小协 stands for the bot, however it is called. */
  readonly line: string;
  readonly spoken?: true;
  readonly phones: readonly [OpenPhone, OpenPhone];
}

/** On the newest card of the place on which one chooses. */
export interface TapStep extends OpenPhone {
  readonly kind: "tap";
  readonly chosen: readonly string[];
  readonly phones: readonly [OpenPhone, OpenPhone];
}

export interface WindStep {
  readonly kind: "wind";
  readonly to: Date;
  /** What the others say on the way, each at their own time. */
  readonly others: readonly OthersLine[];
  readonly phones: readonly [OpenPhone, OpenPhone];
}

export type Step = SayStep | TapStep | WindStep;

export interface Part {
  /** As in the script: `0:40–1:40`. */
  readonly minutes: string;
  readonly title: string;
  readonly steps: readonly Step[];
}

export const inGroup = (who: string): OpenPhone => ({ who, place: "group" });
export const alone = (who: string): OpenPhone => ({ who, place: "single" });

/** The speaker's phone is the first unless `phones` says otherwise. */
export function say(
  speaker: OpenPhone,
  line: string,
  phones: readonly [OpenPhone, OpenPhone],
  spoken?: true,
): SayStep {
  const step = { kind: "say", ...speaker, line, phones } as const;
  return spoken === undefined ? step : { ...step, spoken };
}

/** @param to Shanghai, `2026-03-11T09:00:00` */
export function wind(
  to: string,
  phones: readonly [OpenPhone, OpenPhone],
  others: readonly OthersLine[] = [],
): WindStep {
  return { kind: "wind", to: new Date(`${to}+08:00`), others, phones };
}
