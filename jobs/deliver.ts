import { setTimeout as sleep } from "node:timers/promises";

import { getConversation } from "../db/conversations.ts";
import type { Database, Tx } from "../db/database.ts";
import { findReplyAddress, updateReplyAddressUsed } from "../db/inbox.ts";
import {
  type Claim,
  claimOutgoing,
  getOutgoing,
  type Outgoing,
  updateOutgoingFailed,
  updateOutgoingMayBeRepeated,
  updateOutgoingPart,
  updateOutgoingRetry,
  updateOutgoingSent,
} from "../db/outbox.ts";
import { enterTenant } from "../db/tenants.ts";
import { PermanentError, TransientError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import type { Delivery, Sent, Speaker, Target } from "../domain/voice.ts";
import { decideFate, type Fate } from "./fate.ts";
import type { JobLog } from "./log.ts";
import { createSingleFlight } from "./single-flight.ts";

export interface DeliverPorts {
  readonly db: Database;
  /** The mouth of an account; undefined if this process does not serve it. */
  speaker(accountId: number): Speaker | undefined;
  /** The wall clock. */
  readonly now: () => Date;
  readonly log: JobLog;
  /** How long a claim holds; shorter in tests. */
  readonly claimMs?: number;
  /** Called at named points, for tests that stop the process there. */
  readonly onStep?: (step: "claimed" | "sent") => Promise<void> | void;
}

/** Says what waits. Different conversations side by side, each of them one after the other. */
export interface Deliverer {
  /** Takes what is ready and begins to say it; a send that hangs keeps nobody else waiting. */
  run(): Promise<void>;
  /** Settles when nothing more is ready and nothing is being sent. */
  idle(): Promise<void>;
}

/** Claim, send outside any transaction, mark. */
export function createDeliverer(ports: DeliverPorts): Deliverer {
  const sending = new Set<Promise<void>>();
  const onError = (error: unknown) => ports.log.fault(error, "delivery failed");
  const claiming = createSingleFlight(claimAndBegin, onError);

  async function claimAndBegin(): Promise<void> {
    const free = limits.deliverBatchMax - sending.size;
    const claims = free > 0 ? await claimBatch(ports, free) : [];
    if (claims.length > 0) await ports.onStep?.("claimed");
    for (const claim of claims) {
      const done = sayAndGoOn(claim);
      sending.add(done);
      void done.finally(() => sending.delete(done));
    }
  }

  async function sayAndGoOn(claim: Claim): Promise<void> {
    await deliverOne(ports, claim).catch(onError);
    // The next of this conversation is ready now.
    void claiming.run();
  }

  return {
    run: () => claiming.run(),
    async idle() {
      for (;;) {
        await claiming.idle();
        if (sending.size === 0) return;
        await Promise.all(sending);
      }
    },
  };
}

function claimBatch(ports: DeliverPorts, batch: number): Promise<readonly Claim[]> {
  return ports.db.transaction((tx) => claimOutgoing(tx, ports.now(), claimUntil(ports), batch));
}

/** One message with everything that is needed to say it. */
interface Prepared {
  readonly claim: Claim;
  readonly outgoing: Outgoing;
  readonly speaker: Speaker;
  readonly via: Sent["via"];
  readonly delivery: Omit<Delivery, "signal">;
}

/** The mark lies outside of the attempt: a message that was sent is never taken for one to retry. */
async function deliverOne(ports: DeliverPorts, claim: Claim): Promise<void> {
  const prepared = await prepareOrPutOff(ports, claim);
  if (prepared === undefined) return;
  for (let { part } = prepared.delivery; ; part += 1) {
    let sent: Sent;
    try {
      const signal = AbortSignal.timeout(limits.deliverTimeoutMs);
      sent = await prepared.speaker.send({ ...prepared.delivery, part, signal });
    } catch (error) {
      await keepFate(ports, prepared, error);
      return;
    }
    await ports.onStep?.("sent");
    if (sent.hasMore !== true) return markSent(ports, claim, sent);
    await markPart(ports, claim, part + 1);
  }
}

/** Each part is marked by itself: after a crash only what is not out yet is said. */
function markPart(ports: DeliverPorts, claim: Claim, sent: number): Promise<unknown> {
  return mark(ports, claim, (tx) => {
    const claimedUntil = claimUntil(ports);
    return updateOutgoingPart(tx, claim, { sent, claimedUntil });
  });
}

function claimUntil({ now, claimMs }: DeliverPorts): Date {
  return new Date(now().getTime() + (claimMs ?? limits.deliverClaimMs));
}

/**
 * The database may be away for a moment. If it stays away, the claim runs out and the message is
 * taken over as one of unknown fate.
 */
async function markSent(ports: DeliverPorts, claim: Claim, sent: Sent): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await mark(ports, claim, (tx) => updateOutgoingSent(tx, claim, sent, ports.now()));
      return;
    } catch (error) {
      if (attempt === limits.markAttemptsMax) throw error;
      await sleep(limits.markRetryMs * attempt);
    }
  }
}

async function prepareOrPutOff(ports: DeliverPorts, claim: Claim): Promise<Prepared | undefined> {
  try {
    return await prepare(ports, claim);
  } catch (error) {
    ports.log.fault(error, "a message could not be prepared");
    await putOff(ports, claim, error);
    return undefined;
  }
}

/** A fault of ours or of the row: nothing was said, and it must not hold up what comes after. */
async function putOff(ports: DeliverPorts, claim: Claim, error: unknown): Promise<void> {
  await mark(ports, claim, async (tx) => {
    const { attempts, mayBeRepeated } = await getOutgoing(tx, claim);
    const fate = decideFate(error, {
      attempts,
      // The worker that had it before may have said it.
      mayBeRepeated: mayBeRepeated || claim.isTakenOver,
      isIdempotent: true,
      now: ports.now(),
    });
    await updateFate(tx, claim, fate);
    if (fate.kind === "retry") return;
    const { tenantId, id: outgoingId } = claim;
    ports.log.error({ tenantId, outgoingId, reason: "cannot be prepared" }, "not said");
  });
}

function updateFate(tx: Tx, claim: Claim, fate: Fate): Promise<void> {
  return fate.kind === "failed"
    ? updateOutgoingFailed(tx, claim, fate.failure)
    : updateOutgoingRetry(tx, claim, fate);
}

type Work = Parameters<Database["transaction"]>[0];

function mark(ports: DeliverPorts, claim: Claim, work: Work): Promise<unknown> {
  return ports.db.transaction(async (tx) => {
    await enterTenant(tx, claim.tenantId);
    return work(tx);
  });
}

/** Chooses the way and spends what can be spent once, before anything is sent. */
function prepare(ports: DeliverPorts, claim: Claim): Promise<Prepared | undefined> {
  const { db, now } = ports;
  return db.transaction(async (tx) => {
    await enterTenant(tx, claim.tenantId);
    const at = now();
    const kept = await getOutgoing(tx, claim);
    const conversation = await getConversation(tx, kept.conversationId);
    if (conversation.isPushAddressUnreadable) {
      const { tenantId } = claim;
      ports.log.error({ tenantId, conversationId: conversation.id }, "push address unreadable");
    }
    const address = await findReplyAddress(tx, conversation.id, at);
    const { pushAddress } = conversation;
    const target: Target = {
      conversation,
      ...(pushAddress === undefined ? {} : { pushAddress }),
      ...(address === undefined ? {} : { replyAddress: address }),
    };
    const speaker = ports.speaker(conversation.accountId);
    const via = speaker?.voice(target, at);
    const { message } = kept;
    if (speaker === undefined || via === undefined || message === undefined) {
      const reason = message === undefined ? "unreadable message" : "no voice";
      await updateOutgoingFailed(tx, claim, reason);
      ports.log.error({ tenantId: claim.tenantId, outgoingId: claim.id, reason }, "not said");
      return undefined;
    }
    // The worker that had it before may have said it; no later retry may forget that.
    const isInDoubt = claim.isTakenOver && !speaker.isIdempotent(via);
    if (isInDoubt) await updateOutgoingMayBeRepeated(tx, claim);
    const outgoing = { ...kept, mayBeRepeated: kept.mayBeRepeated || isInDoubt };
    if (via === "reply" && address?.once === true) {
      await updateReplyAddressUsed(tx, address, at);
    }
    const { key, attempts: attempt, partsSent: part } = outgoing;
    const delivery = { target, message, key, part, attempt, now: at };
    return { claim, outgoing, speaker, via, delivery };
  });
}

async function keepFate(ports: DeliverPorts, prepared: Prepared, error: unknown): Promise<void> {
  const { claim, outgoing, speaker } = prepared;
  // The first way may have been refused, and the fate be unknown on the next one.
  const via = error instanceof TransientError ? (error.via ?? prepared.via) : prepared.via;
  const fate = decideFate(error, {
    attempts: outgoing.attempts,
    mayBeRepeated: outgoing.mayBeRepeated,
    isIdempotent: speaker.isIdempotent(via),
    now: ports.now(),
  });
  const fields = { tenantId: claim.tenantId, outgoingId: claim.id, via, reason: fate.failure };
  if (fate.kind === "failed") {
    ports.log.error({ ...fields, isPermanent: error instanceof PermanentError }, "not said");
  } else {
    ports.log.info(fields, "will be said again");
  }
  await mark(ports, claim, (tx) => updateFate(tx, claim, fate));
}
