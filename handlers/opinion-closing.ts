import {
  type OpinionCall,
  updateOpinionCallAnnounced,
  updateOpinionCallClosed,
} from "../db/opinion-calls.ts";
import { listOpinionPlaces } from "../db/opinion-places.ts";
import { countOpinions, deleteOpinionNames } from "../db/opinions.ts";
import { listIdentities } from "../db/identities.ts";
import { insertOutgoing } from "../db/outbox.ts";
import { getPerson, listPeopleByRole } from "../db/people.ts";
import { readWorkdays } from "../db/workdays.ts";
import { textMessage } from "../domain/message.ts";
import { isQuietTime } from "../domain/time.ts";
import { nextWorkingTime } from "../domain/working-time.ts";
import { opinionsClosed, opinionsClosedTold } from "../text/opinion-calls.ts";
import { recordCallEvent } from "./opinion-calls.ts";
import type { PublishContext } from "./publication.ts";
import { tellAlone } from "./reach.ts";

/**
 * Takes no more opinions on a call that the caller holds, and tells the groups, unless they rest.
 * @param closedAt the deadline, or now if somebody closes it early
 * @returns when the groups are told, if that is not now
 */
export async function closeCall(
  context: PublishContext,
  call: OpinionCall,
  closedAt: Date,
): Promise<Date | undefined> {
  const { tx, tenantId, now, actorId } = context;
  const { people } = await countOpinions(tx, call);
  if (!call.isNamed) await deleteOpinionNames(tx, call);
  // Whoever closes it by day says so now; what the clock closes waits for a workday.
  const isNow = actorId !== undefined && !isQuietTime(now);
  const announceAt = isNow ? now : nextWorkingTime(now, await readWorkdays(tx, tenantId));
  await updateOpinionCallClosed(tx, call, { at: closedAt, announceAt, people });
  recordCallEvent(context, call, { kind: "closed", actorId });
  if (announceAt > now) return announceAt;
  await announceCall(context, { ...call, state: "closed", closedAt, people });
  return undefined;
}

/** To the groups in numbers, and to whoever asked and the 联络员 with the way to the words. */
export async function announceCall(context: PublishContext, call: OpinionCall): Promise<void> {
  const { tx, tenantId, wallNow: at, now } = context;
  const count = await countOpinions(tx, call);
  const closed = { title: call.title, closedAt: call.closedAt ?? call.dueAt };
  const message = textMessage(opinionsClosed(closed, count));
  for (const conversationId of await listOpinionPlaces(tx, call)) {
    await insertOutgoing(tx, { tenantId, conversationId, urgency: "reminder", message, at });
  }
  const drafter = await getPerson(tx, tenantId, call.drafterId);
  const liaisons = await listPeopleByRole(tx, tenantId, "liaison");
  const told = [drafter, ...liaisons.filter(({ id }) => id !== drafter.id)];
  for (const { id, salutation } of told) {
    const accounts = await listIdentities(tx, tenantId, id);
    await tellAlone(context, tenantId, accounts, opinionsClosedTold(salutation, closed, count));
  }
  await updateOpinionCallAnnounced(tx, call, now);
}
