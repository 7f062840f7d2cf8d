import { markThreshold } from "../db/endorsements.ts";
import type { ListedTopic } from "../db/topics.ts";
import { thresholdReached } from "../text/endorsements.ts";
import type { PersonContext } from "./command.ts";
import { tellLiaison } from "./topic-told.ts";
import { settingOf } from "./topics.ts";

/**
 * After an 附议 was added: the first time that there are enough, the 联络员 is told.
 * @param topic held, with its counts as they are now
 * @returns true if it is this time
 */
export async function noteThreshold(context: PersonContext, topic: ListedTopic): Promise<boolean> {
  const { tx, tenantId, now } = context;
  if (topic.thresholdReachedAt !== undefined || topic.status !== "proposed") return false;
  if (topic.endorsements < topic.threshold) return false;
  markThreshold(tx, tenantId, topic.id, now);
  const { thisYear } = settingOf(context);
  await tellLiaison(context, (salutation) => thresholdReached(topic, salutation, thisYear));
  return true;
}
