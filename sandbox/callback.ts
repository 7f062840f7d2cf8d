import { setTimeout as sleep } from "node:timers/promises";

/** How the pretend platforms call the bot. */
export interface Call {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly limitMs: number;
  /** Ends the call when the sandbox is taken down. */
  readonly stop: AbortSignal;
}

export type Called =
  | { readonly kind: "replied"; readonly status: number; readonly body: string }
  | { readonly kind: "failed"; readonly reason: "time limit" | "network" };

/** Redirects are not followed: the platforms take them for a failure. Never throws. */
export async function callBot(call: Call): Promise<Called> {
  const limit = AbortSignal.timeout(call.limitMs);
  try {
    const response = await fetch(call.url, {
      method: call.method,
      redirect: "manual",
      signal: AbortSignal.any([limit, call.stop]),
      ...(call.headers === undefined ? {} : { headers: call.headers }),
      ...(call.body === undefined ? {} : { body: call.body }),
    });
    return { kind: "replied", status: response.status, body: await response.text() };
  } catch {
    return { kind: "failed", reason: limit.aborted ? "time limit" : "network" };
  }
}

/** When every callback under way has ended. */
export async function settlePending(desk: Pick<Ending, "pending">): Promise<void> {
  while (desk.pending.size > 0) await Promise.allSettled(desk.pending);
}

/** Breaks off what is under way, so that it shows nothing any more. */
export async function endPending(desk: Ending): Promise<void> {
  desk.stop.abort();
  await settlePending(desk);
  desk.stop = new AbortController();
}

interface Ending {
  readonly pending: ReadonlySet<Promise<unknown>>;
  stop: AbortController;
}

/** @returns false if the sandbox was taken down meanwhile */
export async function pause(ms: number, stop: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal: stop });
    return true;
  } catch {
    return false;
  }
}
