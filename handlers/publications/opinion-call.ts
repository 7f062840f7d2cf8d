import { getConversation } from "../../db/conversations.ts";
import {
  getOpinionCall,
  lockOpinionCall,
  updateOpinionCallDropped,
  updateOpinionCallOpened,
} from "../../db/opinion-calls.ts";
import { insertOutgoing } from "../../db/outbox.ts";
import { findLiaison, getPerson } from "../../db/people.ts";
import { textMessage } from "../../domain/message.ts";
import { checkDue } from "../../domain/opinion.ts";
import {
  opinionCall as callText,
  opinionCallOut,
  opinionCallTitle,
  opinionGroupsMute,
  opinionSummary,
} from "../../text/opinion-calls.ts";
import { lines } from "../../text/phrases.ts";
import { type Group, listDraftedGroups, recordCallEvent } from "../opinion-calls.ts";
import type { PublicationKind, PublishContext } from "../publication.ts";

/** 征求意见 to the groups of a unit. */
export const opinionCallKind: PublicationKind = {
  kind: "opinion-call",
  names: ["征求意见", "意见"],
  async describe(context, objectId) {
    const { tx, tenantId } = context;
    const call = await getOpinionCall(tx, tenantId, objectId);
    const drafter = await getPerson(tx, tenantId, call.drafterId);
    const liaison = await findLiaison(tx, tenantId);
    const groups = await listDraftedGroups(context, call);
    return {
      title: opinionCallTitle(call),
      summary: [
        opinionSummary(
          call,
          groups.map(({ name }) => name),
        ),
      ],
      full: textMessage(callText(call, { drafterName: drafter.name, liaison })),
    };
  },
  async publish(context, objectId) {
    const { tx, tenantId, now, wallNow, actorId } = context;
    const call = await lockOpinionCall(tx, tenantId, objectId);
    checkDue(call.dueAt, now);
    const groups = await listDraftedGroups(context, call);
    const { full } = await this.describe(context, objectId);
    const conversationIds = groups.map(({ id }) => id);
    await updateOpinionCallOpened(tx, call, now);
    recordCallEvent(context, call, { kind: "opened", actorId });
    for (const conversationId of conversationIds) {
      const outgoing = { tenantId, conversationId, urgency: "reminder", at: wallNow } as const;
      await insertOutgoing(tx, { ...outgoing, message: full });
    }
    const mute = await listMute(context, groups);
    return lines(
      opinionCallOut(
        call,
        groups.map(({ name }) => name),
        now,
      ),
      mute.length === 0 ? undefined : opinionGroupsMute(mute),
    );
  },
  async drop({ tx, tenantId }, objectId) {
    await updateOpinionCallDropped(tx, { tenantId, id: objectId });
  },
};

/** The groups in which nothing can be said at the moment. */
async function listMute(
  { tx, ports, wallNow }: PublishContext,
  groups: readonly Group[],
): Promise<readonly string[]> {
  const mute: string[] = [];
  for (const { id, name } of groups) {
    const { accountId, kind, externalId, pushAddress } = await getConversation(tx, id);
    const target = {
      conversation: { kind, externalId },
      ...(pushAddress === undefined ? {} : { pushAddress }),
    };
    if (ports.voice(accountId, target, wallNow) === undefined) mute.push(name);
  }
  return mute;
}
