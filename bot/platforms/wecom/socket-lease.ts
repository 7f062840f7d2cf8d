import { causeOf } from "../../cause.ts";
import type { Lease } from "../../line.ts";
import type { Log } from "../../server.ts";
import { pause } from "../../timers.ts";
import type { Timers } from "../../timers.ts";

export interface LeaseParts {
  readonly lease: Lease;
  readonly timers: Timers;
  readonly log: Log;
}

/** A lease that is prolonged for as long as it is wanted. */
export interface HeldLease {
  /** Aborts when another may have it: at the latest a little before our time is up. */
  readonly lost: AbortSignal;
  /** Ends the prolonging and lets another have it. */
  release(): Promise<void>;
}

const leaseMs = 30_000;
const prolongMs = 10_000;
/** For the connection to be closed before another one opens its own. */
const marginMs = 5_000;

/** Undefined while another has it, or nobody can say who has. */
export async function takeLease(parts: LeaseParts): Promise<HeldLease | undefined> {
  const { lease, timers, log } = parts;
  const lost = new AbortController();
  const stop = new AbortController();
  let takeBackEnd: (() => void) | undefined;

  /** Our time counts from before we asked, and while nobody answers the old one goes on running. */
  const take = async (): Promise<boolean | undefined> => {
    const takeBackNext = timers.after(leaseMs - marginMs, () => lost.abort());
    try {
      const isOurs = await lease.take(leaseMs);
      takeBackEnd?.();
      takeBackEnd = takeBackNext;
      return isOurs;
    } catch (error) {
      takeBackNext();
      log.warn({ line: "aibot", ...causeOf(error) }, "lease could not be prolonged");
      return undefined;
    }
  };
  const prolong = async (): Promise<void> => {
    const over = AbortSignal.any([stop.signal, lost.signal]);
    while (!over.aborted) {
      await pause(timers, prolongMs, over);
      if (!over.aborted && (await take()) === false) lost.abort();
    }
  };

  if ((await take()) !== true) {
    takeBackEnd?.();
    return undefined;
  }
  const prolonging = prolong();
  return {
    lost: lost.signal,
    async release() {
      stop.abort();
      await prolonging;
      takeBackEnd?.();
      // It may be another's by now; then this changes nothing.
      await give(parts);
    },
  };
}

async function give({ lease, log }: LeaseParts): Promise<void> {
  try {
    await lease.give();
  } catch (error) {
    // It ends by itself.
    log.warn({ line: "aibot", ...causeOf(error) }, "lease could not be given up");
  }
}
