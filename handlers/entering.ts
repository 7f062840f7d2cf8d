import { appendEvent } from "../db/events.ts";
import { updateTopicOrigin } from "../db/topic-origin.ts";
import { insertTopic } from "../db/topics.ts";
import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import { toLocal } from "../domain/time.ts";
import type { TopicSource } from "../domain/topic-source.ts";
import { checkTopicWords, lengthOf } from "../domain/topic.ts";
import type { PersonContext } from "./command.ts";

export interface Entering {
  readonly source: TopicSource;
  /** Who handed it over, as the office calls them. */
  readonly actor: string | undefined;
  readonly title: string;
  readonly detail: string | undefined;
  readonly category: string | undefined;
  readonly unitId?: number | undefined;
  readonly parentTopicId?: number | undefined;
  readonly isCommon?: boolean | undefined;
}

export interface Entered {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly category: string | undefined;
  /** When 初选 is done, if it belongs to a 征题. */
  readonly screenBy: Date | null;
}

/**
 * Keeps a topic of a source other than 委员荐题 under the name of who entered it.
 * @throws UserError for words that are too long or say nothing
 */
export async function enterTopic(context: PersonContext, entering: Entering): Promise<Entered> {
  const { tx, tenantId, person, saidAt: at } = context;
  const { source, parentTopicId, isCommon } = entering;
  const words = checkTopicWords(entering);
  // 选题 4 7 is what somebody chooses, not how something is called.
  if (!/\p{L}/u.test(words.title)) throw new UserError("topicTitleEmpty");
  const sourceActor = checkActor(entering.actor);
  const unitId = entering.unitId ?? context.unitId;
  const { id, number, screenBy } = await insertTopic(tx, {
    ...words,
    tenantId,
    year: toLocal(at).year,
    source,
    proposerId: person.id,
    unitId,
    conversationId: context.conversationId,
    at,
  });
  await updateTopicOrigin(tx, { tenantId, topicId: id }, { sourceActor, parentTopicId, isCommon });
  appendEvent(tx, {
    tenantId,
    objectKind: "topic",
    objectId: id,
    kind: "proposed",
    actorId: person.id,
    at,
    receiptId: context.receiptId,
    words: { ...words, source, sourceActor },
  });
  return { id, number, ...words, screenBy };
}

/** @throws UserError for a name that is too long */
function checkActor(words: string | undefined): string | undefined {
  const actor = words?.replaceAll(/\s+/g, " ").trim() ?? "";
  if (lengthOf(actor) > limits.sourceActorCharsMax) {
    throw new UserError("sourceActorTooLong", { max: limits.sourceActorCharsMax });
  }
  return actor === "" ? undefined : actor;
}

/** Takes 来自 县总工会 off the end of a title. */
export function cutActor(words: string): { readonly title: string; readonly actor?: string } {
  const found = /[\s,，、;；]+(?:来自|来源|提出单位)[\s:：]*(?<actor>\S.*)$/u.exec(words);
  const actor = found?.groups?.["actor"];
  if (found === null || actor === undefined) return { title: words };
  return { title: words.slice(0, found.index), actor };
}
