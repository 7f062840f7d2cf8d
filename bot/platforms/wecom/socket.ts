import { causeOf } from "../../cause.ts";
import type { Line, LinePorts } from "../../line.ts";
import { backoffMs, pause } from "../../timers.ts";
import type { Timers } from "../../timers.ts";
import { hearPush } from "./socket-answer.ts";
import type { Hearing } from "./socket-answer.ts";
import { SocketChannel } from "./socket-channel.ts";
import type { Over, SocketSettings } from "./socket-channel.ts";
import type { Hub } from "./socket-hub.ts";
import { takeLease } from "./socket-lease.ts";

export interface SocketParts {
  readonly settings: SocketSettings;
  readonly hub: Hub;
  readonly read: Hearing["read"];
  readonly timers: Timers;
}

const backoff = { firstMs: 1_000, mostMs: 60_000 };
/**
 * Another program that wants the bot, and a wrong secret, are for people to put right. The lease is
 * kept meanwhile, or the next replica would begin the same quarrel.
 */
const slowMs = { firstMs: 10 * 60_000, mostMs: 10 * 60_000 };
/** So many in a row are about a minute. */
const downFailures = 6;
/** How often is looked whether the lease of another has ended. */
const standby = { firstMs: 3_000, mostMs: 3_000 };
/** For answers that are being written when the process is told to stop. */
const drainMs = 2_000;

/**
 * The long connection of one AI bot. The platform lets a bot have one only and ends the older one,
 * so whoever holds the lease keeps it and the other replicas stand by.
 */
export function createSocketLine(parts: SocketParts): Line {
  return {
    platform: "wecom",
    name: "aibot",
    async keep(ports, signal) {
      const keeping = { ...parts, ports, signal, inFlight: new Set<Promise<void>>() };
      const { timers } = parts;
      while (!signal.aborted) {
        const lease = await takeLease({ lease: ports.lease, timers, log: ports.log });
        if (lease === undefined) {
          await pause(timers, backoffMs(timers, 1, standby), signal);
          continue;
        }
        await keepConnected(keeping, lease.lost);
        await lease.release();
      }
      // What is under way still needs the database behind the ports.
      await settle(keeping.inFlight);
    },
  };
}

interface Keeping extends SocketParts {
  readonly ports: LinePorts;
  readonly signal: AbortSignal;
  /** What was heard and is not answered yet. */
  readonly inFlight: Set<Promise<void>>;
}

/** The only place that opens a connection, one after the other. */
async function keepConnected(keeping: Keeping, lost: AbortSignal): Promise<void> {
  const { timers, signal, ports, hub } = keeping;
  const stop = AbortSignal.any([signal, lost]);
  let failures = 0;
  while (!stop.aborted) {
    const over = await connect(keeping, lost);
    hub.channel = undefined;
    if (stop.aborted) break;
    hub.isRefused = over.why === "refused";
    failures = over.isStable ? 1 : failures + 1;
    hub.isDown = over.why === "kicked" || failures >= downFailures;
    tell(ports, over, failures);
    if (over.why === "kicked") await noteKick(ports);
    await pause(timers, pauseMs(timers, over, failures), stop);
  }
  hub.isRefused = false;
  hub.isDown = false;
}

/** From the opening to the end. On a stop what is being answered gets a moment; a lost lease none. */
async function connect(keeping: Keeping, lost: AbortSignal): Promise<Over> {
  const { settings, timers, hub, signal, inFlight } = keeping;
  const channel = new SocketChannel({
    settings,
    timers,
    onReady(ready) {
      hub.isRefused = false;
      hub.isDown = false;
      hub.channel = ready;
    },
    onPush(push, from) {
      const work = hearPush(push, from, keeping).finally(() => inFlight.delete(work));
      inFlight.add(work);
    },
  });
  const end = (): void => channel.close();
  const stop = (): void => void drain(keeping).then(end);
  lost.addEventListener("abort", end, { once: true });
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await channel.over;
  } finally {
    lost.removeEventListener("abort", end);
    signal.removeEventListener("abort", stop);
  }
}

async function drain({ timers, inFlight }: Keeping): Promise<void> {
  const settled = new AbortController();
  void settle(inFlight).then(() => settled.abort());
  await pause(timers, drainMs, settled.signal);
}

async function settle(inFlight: ReadonlySet<Promise<void>>): Promise<void> {
  while (inFlight.size > 0) await Promise.all(inFlight);
}

function pauseMs(timers: Timers, { why, code }: Over, failures: number): number {
  if (why === "kicked" || why === "refused") return backoffMs(timers, 1, slowMs);
  return code === 45_009 ? backoff.mostMs : backoffMs(timers, failures, backoff);
}

/** For whoever looks for the other program later. */
async function noteKick(ports: LinePorts): Promise<void> {
  try {
    await ports.kicked();
  } catch (error) {
    ports.log.warn({ line: "aibot", ...causeOf(error) }, "kick could not be noted");
  }
}

function tell({ log }: LinePorts, { why, code }: Over, failures: number): void {
  const fields = { line: "aibot", why, code, failures };
  if (why === "kicked") {
    log.error(fields, "another program connected as the same bot; staying away for a while");
  } else if (why === "refused") {
    log.error(fields, "the platform refuses the bot: are its id and secret right?");
  } else {
    log.warn(fields, "the bot's connection ended");
  }
}
