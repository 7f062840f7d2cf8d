import { takeRoom } from "../db/buckets.ts";
import { type Conversation, getConversation } from "../db/conversations.ts";
import type { Tx } from "../db/database.ts";
import { findReplyAddress, updateReplyAddressUsed } from "../db/inbox.ts";
import { listJoinable, listJoined, updateJoined } from "../db/joining.ts";
import { openChange } from "../db/late-answers.ts";
import {
  type Claim,
  getOutgoing,
  type Outgoing,
  updateOutgoingFailed,
  updateOutgoingLater,
  updateOutgoingMayBeRepeated,
} from "../db/outbox.ts";
import { isStillGone } from "../db/route.ts";
import { enterTenant } from "../db/tenants.ts";
import type { ChannelFault } from "../domain/errors.ts";
import { joinMessages } from "../domain/joined.ts";
import { limits } from "../domain/limits.ts";
import type { Message } from "../domain/message.ts";
import type { Target } from "../domain/voice.ts";
import type { DeliverPorts, Prepared } from "./deliver-ports.ts";

/**
 * Chooses the way, takes room on it and spends what can be spent once, before anything is sent.
 * @returns undefined if it is not to be said now: it was put back, or cannot be said at all
 */
export function prepare(ports: DeliverPorts, claim: Claim): Promise<Prepared | undefined> {
  const { db, now } = ports;
  return db.transaction(async (tx) => {
    await enterTenant(tx, claim.tenantId);
    const at = now();
    const kept = await getOutgoing(tx, claim);
    const conversation = await getConversation(tx, kept.conversationId);
    const target = await findTarget(ports, tx, claim, { conversation, at });
    const { accountId } = conversation;
    const isGone = conversation.isGone && (await isStillGone(tx, conversation.id));
    const speaker = ports.speaker(accountId);
    const via = speaker?.voice(target, at);
    if (speaker === undefined || via === undefined || kept.message === undefined || isGone) {
      const failure = kept.message === undefined ? "unreadable message" : "no voice";
      await giveUp(ports, tx, claim, isGone ? goneGroup : { failure });
      return undefined;
    }
    // The worker that had it before may have said it; no later retry may forget that.
    const isInDoubt = claim.isTakenOver && !speaker.isIdempotent(via);
    if (isInDoubt) await updateOutgoingMayBeRepeated(tx, claim);
    const rates = speaker.limits(target, at);
    const freeAt = await takeRoom(tx, accountId, rates, at);
    if (freeAt !== undefined) {
      await updateOutgoingLater(tx, claim, { availableAt: freeAt, isHeldBack: true });
      return undefined;
    }
    if (via === "reply" && target.replyAddress?.once === true) {
      await updateReplyAddressUsed(tx, target.replyAddress, at);
    }
    const outgoing = { ...kept, mayBeRepeated: kept.mayBeRepeated || isInDoubt };
    const { message: whole, ids } = await joinWaiting(tx, claim, outgoing, kept.message);
    const message = openChange(tx, whole, at);
    const { key, attempts: attempt, partsSent: part } = outgoing;
    const delivery = { target, message, key, part, attempt, now: at };
    return { claim, outgoing, accountId, speaker, via, delivery, limits: rates, ids };
  });
}

const goneGroup = { failure: "the group is gone", fault: "groupGone" } as const;

async function giveUp(
  ports: DeliverPorts,
  tx: Tx,
  { tenantId, id: outgoingId }: Claim,
  why: { readonly failure: string; readonly fault?: ChannelFault },
): Promise<void> {
  await updateOutgoingFailed(tx, { tenantId, ids: [outgoingId] }, why);
  ports.log.error({ tenantId, outgoingId, reason: why.failure }, "not said");
}

async function findTarget(
  ports: DeliverPorts,
  tx: Tx,
  { tenantId }: Claim,
  { conversation, at }: { readonly conversation: Conversation; readonly at: Date },
): Promise<Target & { readonly replyAddress?: Awaited<ReturnType<typeof findReplyAddress>> }> {
  if (conversation.isPushAddressUnreadable) {
    ports.log.error({ tenantId, conversationId: conversation.id }, "push address unreadable");
  }
  const address = await findReplyAddress(tx, conversation.id, at);
  const { pushAddress } = conversation;
  return {
    conversation,
    ...(pushAddress === undefined ? {} : { pushAddress }),
    ...(address === undefined ? {} : { replyAddress: address }),
  };
}

interface JoinedUp {
  readonly message: Message;
  readonly ids: readonly number[];
}

/**
 * Reminders and digests that stood behind one that had to wait for room go out with it: waiting
 * their turn, each would come later still. What a repetition says is what was said the first time.
 */
async function joinWaiting(
  tx: Tx,
  claim: Claim,
  outgoing: Outgoing,
  message: Message,
): Promise<JoinedUp> {
  const { id, attempts, partsSent, isHeldBack, urgency, isNotice } = outgoing;
  if (!isHeldBack || urgency === "answer" || isNotice) return { message, ids: [id] };
  const isFirstTime = attempts === 1 && partsSent === 0 && !claim.isTakenOver;
  const rest = await (isFirstTime ? listJoinable(tx, outgoing) : listJoined(tx, outgoing));
  const messages = rest.map((each) => each.message);
  const joined = joinMessages(message, messages, limits.joinedBytesMax);
  const ids = rest.slice(0, joined.count).map((each) => each.id);
  if (isFirstTime && rest.length > 0) await updateJoined(tx, outgoing, ids);
  return { message: joined.message, ids: [id, ...ids] };
}
