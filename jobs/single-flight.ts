/** Runs one at a time; a call while it runs makes it run once more afterwards, not twice. */
export interface SingleFlight {
  /** Never rejects: failures go to `onError`. */
  run(): Promise<void>;
  /** Settles when nothing runs. */
  idle(): Promise<void>;
}

export function createSingleFlight(
  work: () => Promise<unknown>,
  onError: (error: Error) => void,
): SingleFlight {
  let running: Promise<void> | undefined;
  let isWanted = false;

  async function loop(): Promise<void> {
    while (isWanted) {
      isWanted = false;
      await work().catch((error: unknown) => {
        onError(error instanceof Error ? error : new Error(String(error)));
      });
    }
    running = undefined;
  }

  return {
    run() {
      isWanted = true;
      running ??= loop();
      return running;
    },
    idle: () => running ?? Promise.resolve(),
  };
}
