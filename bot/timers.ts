/** Time and chance, so that what waits can be tested without waiting. */
export interface Timers {
  /** Runs it once after that long; the result takes it back. */
  after(ms: number, run: () => void): () => void;
  /** 0 ≤ x < 1. */
  random(): number;
}

export const realTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/** Ends early, and without an error, when the signal aborts. */
export function pause(timers: Timers, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const takeBack = timers.after(ms, resolve);
  signal.addEventListener("abort", stop, { once: true });
  return promise.finally(() => signal.removeEventListener("abort", stop));

  function stop(): void {
    takeBack();
    resolve();
  }
}

/**
 * Twice as long with every failure in a row, up to the most. Up to half of it is left to chance, so
 * that those who were cut off together do not come back together.
 * @param failures 1 = the first
 */
export function backoffMs(
  timers: Timers,
  failures: number,
  { firstMs, mostMs }: { readonly firstMs: number; readonly mostMs: number },
): number {
  const wholeMs = Math.min(mostMs, firstMs * 2 ** (failures - 1));
  return wholeMs / 2 + (wholeMs / 2) * timers.random();
}
