import { findLiaison } from "../db/people.ts";
import { updateTopicSize, updateTopicStatus } from "../db/screening.ts";
import { getSetting } from "../db/tenant-settings.ts";
import type { ListedTopic } from "../db/topics.ts";
import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import type { TopicSize } from "../domain/profile.ts";
import type { ScreeningRule } from "../domain/screening.ts";
import { screeningThresholds, screeningWeights } from "../domain/settings.ts";
import { isQuietTime } from "../domain/time.ts";
import { changeStatus, type TopicChange, topicChanges } from "../domain/topic-state.ts";
import { checkNotErased, checkOpen, lengthOf, type Topic } from "../domain/topic.ts";
import { screeningDone, type Told } from "../text/screening.ts";
import { newsHeading, topicNews } from "../text/topic-news.ts";
import type { NumberKey } from "./arg.ts";
import type { PersonContext } from "./command.ts";
import { tellConcerned, tellUnreached } from "./topic-told.ts";
import { holdTopic, recordTopicEvent, settingOf } from "./topics.ts";

export interface Screening {
  readonly keys: readonly NumberKey[];
  /** Undefined = only the size is set. */
  readonly change: TopicChange | undefined;
  readonly place: string | undefined;
  readonly size: TopicSize | undefined;
  readonly reason: string | undefined;
}

/**
 * 初选 of one or several topics for one reason: all of them, or none. Everybody named on them is told.
 * @throws UserError for the first that it cannot happen to
 */
export async function screenTopics(context: PersonContext, screening: Screening): Promise<string> {
  const { keys, reason } = screening;
  if (keys.length > limits.screeningTopicsMax) {
    throw new UserError("screeningTooMany", { max: limits.screeningTopicsMax });
  }
  if (reason !== undefined && lengthOf(reason) > limits.screeningReasonCharsMax) {
    throw new UserError("screeningReasonTooLong", { max: limits.screeningReasonCharsMax });
  }
  const { thisYear } = settingOf(context);
  // In one order whoever asks, so that two who screen at once do not wait for each other.
  const ordered = keys.toSorted((a, b) => yearOf(a) - yearOf(b) || a.number - b.number);
  function yearOf({ year }: NumberKey): number {
    return year ?? thisYear;
  }
  const topics: ListedTopic[] = [];
  for (const key of ordered) topics.push(await screenOne(context, key, screening));
  const told = await tellAll(context, topics, screening);
  return screeningDone({ ...screening, topics }, told, thisYear);
}

async function screenOne(
  context: PersonContext,
  key: NumberKey,
  { change, place, size, reason }: Screening,
): Promise<ListedTopic> {
  const { tx, tenantId, person, saidAt } = context;
  const topic = await holdTopic(context, key);
  checkPresent(topic);
  const ref = { tenantId, topicId: topic.id };
  if (change !== undefined) {
    const status = changeStatus(topic, change);
    await updateTopicStatus(tx, ref, { status, reason, place, by: person.id, at: saidAt });
    recordTopicEvent(context, topic.id, eventKinds[change], { reason, place });
  }
  if (size !== undefined) {
    await updateTopicSize(tx, ref, size);
    recordTopicEvent(context, topic.id, "sized", { size });
  }
  return topic;
}

/** @throws UserError for what was withdrawn or erased: there is nothing to screen */
function checkPresent(topic: Topic): void {
  checkOpen(topic);
  checkNotErased(topic);
}

const eventKinds = {
  accept: "accepted",
  shortlist: "shortlisted",
  refer: "referred",
  "rule-refer": "referred",
  defer: "deferred",
  "rule-defer": "deferred",
  finish: "done",
  return: "returned",
  "rule-list": "listed",
  "rule-reserve": "reserved",
} as const satisfies Record<TopicChange, string>;

/** Whether the people named on it must be told why. */
export function needsReason(change: TopicChange | undefined): boolean {
  return change !== undefined && topicChanges[change].needsReason;
}

async function tellAll(
  context: PersonContext,
  topics: readonly ListedTopic[],
  { change, place, reason }: Screening,
): Promise<Told> {
  const { tx, tenantId, person, now } = context;
  const { thisYear } = settingOf(context);
  const names = new Set<string>();
  const told = new Set<number>();
  if (change === undefined) return { told: 0, unreached: [], isHeld: false };
  const liaison = await findLiaison(tx, tenantId);
  for (const topic of topics) {
    const news = { topic, change, place, reason, thisYear, liaison };
    const asked = new Set<number>();
    const unreached = await tellConcerned(
      context,
      topic,
      (concerned) => {
        asked.add(concerned.id);
        return topicNews(concerned, news);
      },
      { exceptId: person.id },
    );
    for (const each of unreached) names.add(each.name);
    const left = new Set(unreached.map(({ id }) => id));
    for (const id of asked) if (!left.has(id)) told.add(id);
  }
  // The 联络员 reads the names in the answer; of anybody else's work they are told apart.
  const isLiaison = person.roles.includes("liaison");
  if (!isLiaison && names.size > 0) {
    const about = newsHeading(topics, { change, place, thisYear });
    await tellUnreached(
      context,
      about,
      [...names].map((name) => ({ name })),
    );
  }
  return {
    told: told.size,
    unreached: isLiaison ? [...names] : [],
    isHeld: isQuietTime(now),
  };
}

/** What the committee weighs by. */
export async function loadRule(context: {
  readonly tx: PersonContext["tx"];
  readonly tenantId: number;
}): Promise<ScreeningRule> {
  const { tx, tenantId } = context;
  const [weights, thresholds] = await Promise.all([
    getSetting(tx, tenantId, screeningWeights),
    getSetting(tx, tenantId, screeningThresholds),
  ]);
  return { weights, thresholds };
}
