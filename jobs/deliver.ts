import { type Claim, claimOutgoing } from "../db/outbox.ts";
import { limits } from "../domain/limits.ts";
import type { Sent } from "../domain/voice.ts";
import type { DeliverPorts, Prepared } from "./deliver-ports.ts";
import { prepare } from "./prepare.ts";
import { claimUntil, keepFate, markPart, markSent, putOff } from "./settle.ts";
import { createSingleFlight } from "./single-flight.ts";
import { countSent } from "./tell-liaison.ts";

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

/** The mark lies outside of the attempt: a message that was sent is never taken for one to retry. */
async function deliverOne(ports: DeliverPorts, claim: Claim): Promise<void> {
  let next = await prepareOrPutOff(ports, claim);
  while (next !== undefined) {
    const sent = await send(ports, next);
    if (sent === undefined) return;
    await ports.onStep?.("sent");
    const said: Prepared = next;
    if (sent.hasMore === true) {
      next = await markPart(ports, said);
    } else {
      await markSent(ports, said, sent);
      next = undefined;
    }
    await countSent(ports, said, sent);
  }
}

/** Undefined if it did not go well; what becomes of it then is marked. */
async function send(ports: DeliverPorts, prepared: Prepared): Promise<Sent | undefined> {
  // Taken back when it is over: ten seconds of timers of a burst are a lot of them.
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), limits.deliverTimeoutMs);
  try {
    return await prepared.speaker.send({ ...prepared.delivery, signal: stop.signal });
  } catch (error) {
    await keepFate(ports, prepared, error);
    return undefined;
  } finally {
    clearTimeout(timer);
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
