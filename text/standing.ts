import type { TopicSize } from "../domain/profile.ts";
import { type TopicSource, topicSourceNames } from "../domain/topic-source.ts";
import type { TopicStatus } from "../domain/topic.ts";
import { sayDay } from "./moment.ts";
import { itemNumber, type Place } from "./phrases.ts";
import { sayProfile, sayState } from "./screening.ts";

interface State {
  readonly status: TopicStatus;
  readonly source: TopicSource;
  readonly sourceActor: string | undefined;
  readonly size: TopicSize | undefined;
  readonly reason: string | undefined;
  readonly place: string | undefined;
  readonly since: Date | undefined;
  readonly roundTitle: string | undefined;
  readonly isCommon: boolean;
  readonly parent: { readonly year: number; readonly number: number } | undefined;
}

/** 党政交题（县委办）; undefined for 委员荐题, where the proposer is named. */
export function broughtBy({ source, sourceActor, isCommon }: State): string | undefined {
  if (isCommon) return sourceActor === undefined ? "共性议题" : `共性议题（${sourceActor}）`;
  if (source === "member") return undefined;
  // Whoever of the public brought it is the office's to know.
  const actor = source === "public" || sourceActor === undefined ? "" : `（${sourceActor}）`;
  return `${topicSourceNames[source]}${actor}`;
}

/** 议题 7: how far it has come. In a group the reasons are left out: they were told to whom it concerns. */
export function standingLines(
  state: State,
  { place, thisYear }: { readonly place: Place; readonly thisYear: number },
): readonly string[] {
  const reason = place === "single" ? state.reason : undefined;
  const since = state.since === undefined ? "" : `（${sayDay(state.since)}）`;
  return [
    state.parent && `承接共性议题${itemNumber(state.parent, thisYear)}`,
    state.roundTitle && `征题：${state.roundTitle}`,
    // Handed down it is not screened, and what was never screened has not come anywhere.
    state.since === undefined || state.isCommon || !isUnderway(state.status)
      ? undefined
      : `进展：${sayState({ ...state, reason })}${since}`,
    state.size && sayProfile(state.size),
  ].filter((line) => line !== undefined);
}

const resting: ReadonlySet<TopicStatus> = new Set([
  "proposed",
  "withdrawn",
  "erased",
  "merged",
  "split",
]);

/** Of the others the topic's own lines tell. */
function isUnderway(status: TopicStatus): boolean {
  return !resting.has(status);
}
