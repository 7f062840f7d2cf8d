import type { Postgres } from "../postgres.ts";

export interface KeepAliveOptions {
  readonly everyMs?: number;
  onRevived(): void;
  /** It cannot be started again; nobody looks after it from here on. */
  onLost(error: unknown): void;
}

/**
 * Looks every second whether the server lives, and starts it again if it does not: without it the
 * program would hear nothing and say nothing until somebody starts it anew.
 */
export function keepAlive(
  postgres: Pick<Postgres, "isRunning" | "revive">,
  options: KeepAliveOptions,
): AsyncDisposable {
  let looking: Promise<void> | undefined;
  let failures = 0;
  const timer = setInterval(() => {
    looking ??= look().finally(() => (looking = undefined));
  }, options.everyMs ?? 1000);

  async function look(): Promise<void> {
    try {
      if (postgres.isRunning()) return;
      await postgres.revive();
      failures = 0;
      options.onRevived();
    } catch (error) {
      failures += 1;
      // It may have died again while it was being started; whoever fails thrice stays down.
      if (failures < TRIES_MAX) return;
      clearInterval(timer);
      options.onLost(error);
    }
  }

  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await looking;
    },
  };
}

const TRIES_MAX = 3;
