import { updateShortTitle } from "../db/short-titles.ts";
import type { ListedTopic } from "../db/topics.ts";
import { UserError } from "../domain/errors.ts";
import { hasRight } from "../domain/rights.ts";
import { checkShortTitle } from "../domain/short-title.ts";
import { checkOpen } from "../domain/topic.ts";
import { shortTitleSet } from "../text/topics.ts";
import type { PersonContext } from "./command.ts";
import { recordTopicEvent, settingOf } from "./topics.ts";

/**
 * 简称: by its proposer, who wrote it down for them, or the 联络站; also after 初选, for it changes no
 * words that anybody supported.
 * @throws UserError for somebody else's topic, or for words that are too long
 */
export async function setShortTitle(
  context: PersonContext,
  topic: ListedTopic,
  words: string,
): Promise<string> {
  const { tx, tenantId, person } = context;
  checkOpen(topic);
  const isTheirs = topic.proposerId === person.id || topic.enteredById === person.id;
  if (!isTheirs && !hasRight(person.roles, "screen")) {
    throw new UserError("topicNotYours", { number: topic.number });
  }
  const shortTitle = checkShortTitle(words);
  await updateShortTitle(tx, { tenantId, topicId: topic.id }, shortTitle);
  recordTopicEvent(context, topic.id, "revised", { shortTitle });
  return shortTitleSet(topic, shortTitle, settingOf(context));
}
