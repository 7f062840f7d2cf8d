import {
  type ConcernedPerson,
  listConcerned,
  listMergedHere,
  type MergedTopic,
} from "../db/concerned.ts";
import { findSelectionOf } from "../db/splits.ts";
import { type ListedTopic, updateTopic } from "../db/topics.ts";
import { UserError } from "../domain/errors.ts";
import { mergeTopic, unmergeTopic } from "../domain/merge.ts";
import {
  mergeAbout,
  mergeDone,
  mergedAway,
  mergedHere,
  mergedOn,
  unmergeAbout,
  unmergeDone,
  unmergedBelow,
  unmergedTold,
} from "../text/merge.ts";
import type { NumberKey } from "./arg.ts";
import type { PersonContext } from "./command.ts";
import { tellConcerned, tellUnreached } from "./topic-told.ts";
import { holdInOrder, holdTopic, recordTopicEvent, settingOf } from "./topics.ts";

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
  await holdInOrder(context, [number, into]);
  const topic = await holdTopic(context, number);
  return { topic, target: await holdTopic(context, into) };
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
  const moreFor = ({ id }: { readonly id: number }) => ({
    thisYear: setting.thisYear,
    isThere: there.has(id),
  });
  const away = await tellConcerned(context, topic, (each) => {
    if (heard.has(each.id)) return undefined;
    heard.add(each.id);
    return mergedAway(each, merging, moreFor(each));
  });
  const earlier = await tellMergedEarlier(context, topic, (each, from) => {
    if (heard.has(each.id)) return undefined;
    heard.add(each.id);
    return mergedOn(each, { ...merging, from }, moreFor(each));
  });
  const here = await tellConcerned(context, target, (each) => {
    if (heard.has(each.id)) return undefined;
    heard.add(each.id);
    return mergedHere(each, merging, setting.thisYear);
  });
  const unreached = [...away, ...earlier, ...here];
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
  const heard = new Set([person.id]);
  const own = await tellConcerned(context, topic, (each) => {
    if (heard.has(each.id)) return undefined;
    heard.add(each.id);
    return unmergedTold(each, topic, thisYear);
  });
  const earlier = await tellMergedEarlier(context, topic, (each, from) => {
    if (heard.has(each.id)) return undefined;
    heard.add(each.id);
    return unmergedBelow(each, { topic, from }, thisYear);
  });
  const unreached = [...own, ...earlier];
  await tellUnreached(context, unmergeAbout(topic, thisYear), unreached);
  const told = heard.size - 1 - unreached.length;
  return unmergeDone(restored, { told, unreached: unreached.map(({ name }) => name) }, thisYear);
}

/** Those named on topics that were merged into this one before: they are led on to where it goes. */
async function tellMergedEarlier(
  context: PersonContext,
  topic: ListedTopic,
  words: (person: ConcernedPerson, from: MergedTopic) => string | undefined,
): Promise<readonly ConcernedPerson[]> {
  const unreached: ConcernedPerson[] = [];
  for (const from of await listMergedHere(context.tx, context.tenantId, topic.id)) {
    unreached.push(...(await tellConcerned(context, from, (each) => words(each, from))));
  }
  return unreached;
}
