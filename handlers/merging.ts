import { listConcerned } from "../db/concerned.ts";
import { findSelectionOf } from "../db/splits.ts";
import { type ListedTopic, updateTopic } from "../db/topics.ts";
import { UserError } from "../domain/errors.ts";
import { mergeTopic, unmergeTopic } from "../domain/merge.ts";
import {
  mergeAbout,
  mergeDone,
  mergedAway,
  mergedHere,
  unmergeAbout,
  unmergeDone,
  unmergedTold,
} from "../text/merge.ts";
import type { NumberKey } from "./arg.ts";
import type { PersonContext } from "./command.ts";
import { tellConcerned, tellUnreached } from "./topic-told.ts";
import { holdTopic, recordTopicEvent, settingOf } from "./topics.ts";

export interface Merging {
  readonly topic: ListedTopic;
  readonly target: ListedTopic;
  readonly reason: string;
}

/** Both, in one order whoever asks, so that two merges at once do not wait for each other. */
export async function holdBoth(
  context: PersonContext,
  number: NumberKey,
  into: NumberKey,
): Promise<Pick<Merging, "topic" | "target">> {
  const { thisYear } = settingOf(context);
  const place = ({ year, number: n }: NumberKey) => (year ?? thisYear) * 10_000 + n;
  if (place(number) <= place(into)) {
    const topic = await holdTopic(context, number);
    return { topic, target: await holdTopic(context, into) };
  }
  const target = await holdTopic(context, into);
  return { topic: await holdTopic(context, number), target };
}

/**
 * What cannot be merged is refused before it is asked for.
 * @throws UserError also while it can be chosen somewhere: people look at its number there
 */
export async function checkMerge(
  { tx, tenantId }: PersonContext,
  { topic, target }: Pick<Merging, "topic" | "target">,
): Promise<void> {
  mergeTopic(topic, target);
  const chosen = await findSelectionOf(tx, { tenantId, topicId: topic.id });
  if (chosen === undefined) return;
  const { title, state } = chosen;
  const numbers = { number: topic.number, target: target.number };
  throw new UserError("mergeInSelection", { ...numbers, title, state });
}

/** Carries it out; everybody named on either topic hears of it once. @throws UserError */
export async function merge(context: PersonContext, merging: Merging): Promise<string> {
  const { tx, tenantId, now, person } = context;
  const { topic, target, reason } = merging;
  const setting = settingOf(context);
  await updateTopic(tx, tenantId, mergeTopic(topic, target), now);
  recordTopicEvent(context, topic.id, "merged", { reason, target: target.id });
  recordTopicEvent(context, target.id, "merged-here", { reason, topic: topic.id });
  const there = new Set((await listConcerned(tx, tenantId, target.id)).map(({ id }) => id));
  const heard = new Set([person.id]);
  const away = await tellConcerned(context, topic, (each) => {
    if (heard.has(each.id)) return undefined;
    heard.add(each.id);
    const more = { thisYear: setting.thisYear, isThere: there.has(each.id) };
    return mergedAway(each, merging, more);
  });
  const here = await tellConcerned(context, target, (each) => {
    if (heard.has(each.id)) return undefined;
    heard.add(each.id);
    return mergedHere(each, merging, setting.thisYear);
  });
  const unreached = [...away, ...here];
  await tellUnreached(context, mergeAbout(merging, setting.thisYear), unreached);
  const told = heard.size - 1 - unreached.length;
  return mergeDone(merging, { told, unreached: unreached.map(({ name }) => name) }, setting);
}

export async function unmerge(context: PersonContext, topic: ListedTopic): Promise<string> {
  const { tx, tenantId, now, person } = context;
  const { thisYear } = settingOf(context);
  const restored = unmergeTopic(topic);
  await updateTopic(tx, tenantId, restored, now);
  recordTopicEvent(context, topic.id, "unmerged", {});
  if (topic.mergedInto !== undefined) {
    recordTopicEvent(context, topic.mergedInto.id, "unmerged-here", { topic: topic.id });
  }
  let heard = 0;
  const unreached = await tellConcerned(
    context,
    topic,
    (each) => {
      heard += 1;
      return unmergedTold(each, topic, thisYear);
    },
    { exceptId: person.id },
  );
  await tellUnreached(context, unmergeAbout(topic, thisYear), unreached);
  const told = heard - unreached.length;
  return unmergeDone(restored, { told, unreached: unreached.map(({ name }) => name) }, thisYear);
}
