import pg from "pg";

/** Hears NOTIFY and calls `onWake`; a lost connection is made again, and the clock is the net. */
export interface Listener extends AsyncDisposable {
  /** Settles when the first connection stands. */
  readonly ready: Promise<void>;
}

export interface ListenOptions {
  readonly databaseUrl: string;
  readonly channel: string;
  onWake(): void;
  onError(error: Error): void;
}

const RETRY_MS = 1000;
const CONNECT_MS_MAX = 10_000;

export function listen(options: ListenOptions): Listener {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function connect(): Promise<void> {
    const next = new pg.Client({
      connectionString: options.databaseUrl,
      connectionTimeoutMillis: CONNECT_MS_MAX,
      keepAlive: true,
    });
    client = next;
    next.on("notification", () => options.onWake());
    next.on("error", (error) => {
      options.onError(error);
      retry();
    });
    await next.connect();
    await next.query(`listen ${next.escapeIdentifier(options.channel)}`);
    // Whatever was committed while nobody listened is found now.
    options.onWake();
  }

  function retry(): void {
    if (isClosed || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      connect().catch((error: unknown) => {
        options.onError(error instanceof Error ? error : new Error(String(error)));
        retry();
      });
    }, RETRY_MS);
  }

  return {
    ready: connect(),
    [Symbol.asyncDispose]: async () => {
      isClosed = true;
      clearTimeout(timer);
      await client?.end();
    },
  };
}
