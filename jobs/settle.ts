import { setTimeout as sleep } from "node:timers/promises";

import { giveBackRoom, holdRoom, takeRoom } from "../db/buckets.ts";
import type { Database, Tx } from "../db/database.ts";
import {
  type Claim,
  getOutgoing,
  updateOutgoingFailed,
  updateOutgoingLater,
  updateOutgoingPart,
  updateOutgoingRetry,
  updateOutgoingSent,
} from "../db/outbox.ts";
import { updateGroupGone } from "../db/route.ts";
import { enterTenant } from "../db/tenants.ts";
import { PermanentError, TransientError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import type { Sent } from "../domain/voice.ts";
import type { DeliverPorts, Prepared } from "./deliver-ports.ts";
import { decideFate, type Fate } from "./fate.ts";
import { tellFault } from "./tell-liaison.ts";

/** Until when a claim made now holds. */
export function claimUntil({ now, claimMs }: DeliverPorts): Date {
  return new Date(now().getTime() + (claimMs ?? limits.deliverClaimMs));
}

/**
 * The database may be away for a moment. If it stays away, the claim runs out and the message is
 * taken over as one of unknown fate.
 */
export async function markSent(ports: DeliverPorts, prepared: Prepared, sent: Sent): Promise<void> {
  const { claim, ids } = prepared;
  const rows = { tenantId: claim.tenantId, ids };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await mark(ports, claim, (tx) => updateOutgoingSent(tx, rows, sent, ports.now()));
      return;
    } catch (error) {
      if (attempt === limits.markAttemptsMax) throw error;
      await sleep(limits.markRetryMs * attempt);
    }
  }
}

/**
 * Each part is marked by itself: after a crash only what is not out yet is said.
 * @returns what the next part is sent with; undefined if there is no room for it now
 */
export function markPart(ports: DeliverPorts, prepared: Prepared): Promise<Prepared | undefined> {
  const { claim, speaker, delivery, accountId } = prepared;
  return mark(ports, claim, async (tx) => {
    const now = ports.now();
    const part = delivery.part + 1;
    await updateOutgoingPart(tx, claim, { sent: part, claimedUntil: claimUntil(ports) });
    const rates = speaker.limits(delivery.target, now);
    const freeAt = await takeRoom(tx, accountId, rates, now);
    if (freeAt === undefined) {
      return { ...prepared, limits: rates, delivery: { ...delivery, part, now } };
    }
    await updateOutgoingLater(tx, claim, { availableAt: freeAt, isHeldBack: false });
    return undefined;
  });
}

/** A fault of ours or of the row: nothing was said, and it must not hold up what comes after. */
export async function putOff(ports: DeliverPorts, claim: Claim, error: unknown): Promise<void> {
  await mark(ports, claim, async (tx) => {
    const { tenantId, id } = claim;
    const { attempts, mayBeRepeated, createdAt } = await getOutgoing(tx, claim);
    const fate = decideFate(error, {
      attempts,
      // The worker that had it before may have said it.
      mayBeRepeated: mayBeRepeated || claim.isTakenOver,
      isIdempotent: true,
      createdAt,
      now: ports.now(),
    });
    await updateFate(tx, { claim, ids: [id] }, fate);
    if (fate.kind !== "failed") return;
    ports.log.error({ tenantId, outgoingId: id, reason: "cannot be prepared" }, "not said");
  });
}

/** Marks what became of an attempt that did not end well, and tells who can put it right. */
export async function keepFate(
  ports: DeliverPorts,
  prepared: Prepared,
  error: unknown,
): Promise<void> {
  const { claim, outgoing, speaker } = prepared;
  // The first way may have been refused, and the fate be unknown on the next one.
  const via = error instanceof TransientError ? (error.via ?? prepared.via) : prepared.via;
  const fate = decideFate(error, {
    attempts: outgoing.attempts,
    mayBeRepeated: outgoing.mayBeRepeated,
    isIdempotent: speaker.isIdempotent(via),
    createdAt: outgoing.createdAt,
    now: ports.now(),
  });
  const fields = { tenantId: claim.tenantId, outgoingId: claim.id, via, reason: fate.failure };
  if (fate.kind === "failed") {
    ports.log.error({ ...fields, isPermanent: error instanceof PermanentError }, "not said");
  } else {
    ports.log.info(fields, "will be said again");
  }
  await mark(ports, claim, async (tx) => {
    await updateFate(tx, prepared, fate);
    if (fate.kind === "failed" && fate.fault === "groupGone") {
      const { externalId } = prepared.delivery.target.conversation;
      await updateGroupGone(tx, { accountId: prepared.accountId, externalId }, ports.now());
    }
    if (fate.kind === "later" && via === prepared.via) await keepRoom(tx, prepared, fate);
  });
  if (fate.kind !== "failed" || fate.fault === undefined || outgoing.isNotice) return;
  const { fault, detail } = fate;
  await tellFault(ports, { prepared, fault, detail });
}

/** What the platform refused for now it refuses to every message on that way. */
async function keepRoom(
  tx: Tx,
  { accountId, limits: rates, delivery }: Prepared,
  fate: Extract<Fate, { kind: "later" }>,
): Promise<void> {
  if (fate.isRefused) await holdRoom(tx, accountId, rates, fate.availableAt);
  else await giveBackRoom(tx, accountId, rates, delivery.now);
}

function updateFate(
  tx: Tx,
  { claim, ids }: Pick<Prepared, "claim" | "ids">,
  fate: Fate,
): Promise<void> {
  switch (fate.kind) {
    case "failed":
      return updateOutgoingFailed(tx, { tenantId: claim.tenantId, ids }, fate);
    case "retry":
      return updateOutgoingRetry(tx, claim, fate);
    case "later":
      return updateOutgoingLater(tx, claim, { ...fate, isHeldBack: fate.isRefused });
  }
}

function mark<T>(
  { db }: { readonly db: Database },
  { tenantId }: Claim,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    await enterTenant(tx, tenantId);
    return work(tx);
  });
}
