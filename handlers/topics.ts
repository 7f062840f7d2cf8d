import { appendEvent } from "../db/events.ts";
import { lockTopicsInOrder } from "../db/topic-lineage.ts";
import { type ListedTopic, lockTopic } from "../db/topics.ts";
import { UserError } from "../domain/errors.ts";
import { toLocal } from "../domain/time.ts";
import { sayNumber } from "../text/phrases.ts";
import type { Setting } from "../text/topics.ts";
import type { NumberKey } from "./arg.ts";
import type { PersonContext } from "./command.ts";

/** What the commands about one topic share: hold it, write down what happened to it. */
export async function holdTopic(context: PersonContext, number: NumberKey): Promise<ListedTopic> {
  const { thisYear } = settingOf(context);
  const key = { year: number.year ?? thisYear, number: number.number };
  const topic = await lockTopic(context.tx, context.tenantId, key);
  if (topic === undefined)
    throw new UserError("topicNotFound", { number: sayNumber(key, thisYear) });
  return topic;
}

/** Before several are held one by one in the order in which they were said. */
export async function holdInOrder(
  context: PersonContext,
  numbers: readonly NumberKey[],
): Promise<void> {
  const { thisYear } = settingOf(context);
  const keys = numbers.map(({ year, number }) => ({ year: year ?? thisYear, number }));
  await lockTopicsInOrder(context.tx, context.tenantId, keys);
}

type ScreenEvent =
  | "accepted"
  | "shortlisted"
  | "referred"
  | "deferred"
  | "done"
  | "returned"
  | "listed"
  | "reserved"
  | "sized"
  | "scored";

type EraseEvent = "erase-requested" | "erase-refused" | "erased";

/** Appends to the topic's history; the caller holds the topic. */
export function recordTopicEvent(
  context: PersonContext,
  topicId: number,
  kind:
    | "endorsed"
    | "unendorsed"
    | "revised"
    | "supplemented"
    | "merged"
    | "merged-here"
    | "unmerged"
    | "unmerged-here"
    | "split"
    | "withdrawn"
    | "forwarded"
    | "step-moved"
    | ScreenEvent
    | EraseEvent,
  words: Readonly<Record<string, unknown>>,
): void {
  const { tx, tenantId, person, saidAt, receiptId } = context;
  appendEvent(tx, {
    tenantId,
    objectKind: "topic",
    objectId: topicId,
    kind,
    actorId: person.id,
    at: saidAt,
    receiptId,
    words,
  });
}

export function settingOf(context: PersonContext): Setting {
  return { place: context.place, thisYear: toLocal(context.now).year };
}
