import { appendEvent } from "../db/events.ts";
import { findSelectionOf, updateSplitFrom } from "../db/splits.ts";
import { type ListedTopic, insertTopic, updateTopic } from "../db/topics.ts";
import { suggestCategory } from "../domain/category.ts";
import { UserError } from "../domain/errors.ts";
import { type PartWords, splitTopic, statusOfPart } from "../domain/split.ts";
import { toLocal } from "../domain/time.ts";
import { splitAbout, splitDone, splitTold } from "../text/split.ts";
import type { PersonContext } from "./command.ts";
import { tellConcerned, tellUnreached } from "./topic-told.ts";
import { recordTopicEvent, settingOf } from "./topics.ts";

/**
 * What cannot be split is refused before it is asked for.
 * @throws UserError also while it can be chosen somewhere: people look at its number there
 */
export async function checkSplit(context: PersonContext, topic: ListedTopic): Promise<void> {
  splitTopic(topic);
  const { tx, tenantId } = context;
  const chosen = await findSelectionOf(tx, { tenantId, topicId: topic.id });
  if (chosen === undefined) return;
  const { number } = topic;
  throw new UserError("splitInSelection", { number, title: chosen.title, state: chosen.state });
}

interface Part extends PartWords {
  readonly id: number;
  readonly year: number;
  readonly number: number;
}

/** Carries it out; everybody named on the topic hears of it once. @throws UserError */
export async function split(
  context: PersonContext,
  topic: ListedTopic,
  words: readonly PartWords[],
): Promise<string> {
  const { tx, tenantId, now, person } = context;
  const setting = settingOf(context);
  await updateTopic(tx, tenantId, splitTopic(topic), now);
  const parts: Part[] = [];
  for (const each of words) parts.push(await insertPart(context, topic, each));
  recordTopicEvent(context, topic.id, "split", { parts: parts.map(({ id }) => id) });
  let heard = 0;
  const unreached = await tellConcerned(
    context,
    topic,
    (each) => {
      heard += 1;
      return splitTold(each, topic, parts, setting.thisYear);
    },
    { exceptId: person.id },
  );
  await tellUnreached(context, splitAbout(topic, parts, setting.thisYear), unreached);
  const told = {
    told: heard - unreached.length,
    unreached: unreached.map(({ name }) => name),
  };
  return splitDone(topic, parts, told, setting);
}

async function insertPart(
  context: PersonContext,
  topic: ListedTopic,
  words: PartWords,
): Promise<Part> {
  const { tx, tenantId, person, saidAt: at } = context;
  const { year } = toLocal(at);
  // Guessed anew: what is split often belongs to several.
  const category = suggestCategory(words.title, words.detail) ?? topic.category;
  const { id, number } = await insertTopic(tx, {
    ...words,
    category,
    tenantId,
    year,
    source: "member",
    proposerId: topic.proposerId,
    unitId: context.unitId,
    conversationId: context.conversationId,
    at,
  });
  const from = { topicId: topic.id, status: statusOfPart(topic) };
  await updateSplitFrom(tx, { tenantId, topicId: id }, from);
  appendEvent(tx, {
    tenantId,
    objectKind: "topic",
    objectId: id,
    kind: "split-from",
    actorId: person.id,
    at,
    receiptId: context.receiptId,
    words: { ...words, category, topic: topic.id },
  });
  return { ...words, id, year, number };
}
