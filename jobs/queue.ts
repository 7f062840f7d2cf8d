import { createPostgresBackend, Queue, runMigrations, Worker, withBackend } from "bullmq";
import { Redis } from "ioredis";
import pg from "pg";

import type { Beats } from "./net.ts";
import { within } from "./within.ts";

/** The heartbeat: a few jobs that repeat. Losing the whole queue loses nothing but a beat. */
export interface Heartbeat extends AsyncDisposable {
  /** Resolves if the queue answers soon and every beat is planned in it; else rejects. */
  check(): Promise<void>;
}

export interface HeartbeatOptions {
  readonly databaseUrl: string;
  /** Set = BullMQ on Redis, otherwise on PostgreSQL. The only place that knows. */
  readonly redisUrl: string | undefined;
  /** Name and interval of each job, and what it does. */
  readonly beats: Beats;
  readonly onError: (error: Error) => void;
}

/** The queue did not answer while the program was starting. */
export class QueueSilentError extends Error {
  override name = "QueueSilentError";
}

const QUEUE = "xiaoxie";
const START_MS_MAX = 10_000;
const CHECK_MS_MAX = 2_000;
const CLOSE_MS_MAX = 3_000;
const RENEW_EVERY_MS = 30_000;

/** @throws QueueSilentError if the queue does not answer within ten seconds */
export async function startHeartbeat(options: HeartbeatOptions): Promise<Heartbeat> {
  const { beats, onError } = options;
  const parts = await createParts(options, async (name) => {
    // A job of last month's program may still be in the queue.
    await beats[name]?.run();
  });
  const { queue, worker } = parts;
  queue.on("error", onError);
  worker.on("error", onError);
  worker.on("failed", (_, error) => onError(error));
  try {
    await within(START_MS_MAX, Promise.all([plan(queue, beats), worker.waitUntilReady()]));
  } catch (error) {
    void close(parts).catch(onError);
    if (options.redisUrl === undefined) throw error;
    throw new QueueSilentError("the queue does not answer", { cause: error });
  }
  worker.run().catch(onError);
  const renew = () => void planMissing(queue, beats).catch(onError);
  parts.onReconnect(renew);
  const timer = setInterval(renew, RENEW_EVERY_MS);
  return {
    async check() {
      const missing = Object.keys(await within(CHECK_MS_MAX, findMissing(queue, beats)));
      if (missing.length > 0) throw new Error(`not in the queue: ${missing.join(", ")}`);
    },
    [Symbol.asyncDispose]: () => {
      clearInterval(timer);
      return close(parts).catch(onError);
    },
  };
}

async function plan(queue: Parts["queue"], beats: Beats): Promise<void> {
  for (const [name, { everyMs }] of Object.entries(beats)) {
    const template = { name, opts: { removeOnComplete: true, removeOnFail: 10 } };
    await queue.upsertJobScheduler(name, { every: everyMs }, template);
  }
}

/** A queue that came back empty has forgotten its beats, and would not beat again by itself. */
async function planMissing(queue: Parts["queue"], beats: Beats): Promise<void> {
  await plan(queue, await findMissing(queue, beats));
}

async function findMissing(queue: Parts["queue"], beats: Beats): Promise<Beats> {
  const planned = new Set((await queue.getJobSchedulers()).map(({ key }) => key));
  return Object.fromEntries(Object.entries(beats).filter(([name]) => !planned.has(name)));
}

/** Without its server the queue waits for ever to say goodbye; then the connections are cut. */
async function close({ worker, queue, ...parts }: Parts): Promise<void> {
  const goodbye = worker.close().then(() => queue.close());
  await within(CLOSE_MS_MAX, goodbye).finally(() => parts.dispose());
}

interface Parts {
  readonly queue: {
    on(event: "error", listener: (error: Error) => void): unknown;
    upsertJobScheduler(id: string, repeat: { every: number }, template: object): Promise<unknown>;
    getJobSchedulers(): Promise<readonly { readonly key: string }[]>;
    close(): Promise<void>;
  };
  readonly worker: {
    on(event: "error", listener: (error: Error) => void): unknown;
    on(event: "failed", listener: (job: unknown, error: Error) => void): unknown;
    waitUntilReady(): Promise<unknown>;
    run(): Promise<void>;
    close(): Promise<void>;
  };
  /** Calls back whenever the queue can be reached again. */
  onReconnect(listener: () => void): void;
  /** Lets go of the connections that the two above share. */
  dispose(): void;
}

async function createParts(
  options: HeartbeatOptions,
  run: (name: string) => Promise<void>,
): Promise<Parts> {
  const { databaseUrl, redisUrl } = options;
  if (redisUrl !== undefined) {
    // The worker's connection must wait for ever; the producer must rather fail at once.
    const blocking = new Redis(redisUrl, { maxRetriesPerRequest: null, lazyConnect: false });
    const producing = new Redis(redisUrl, { maxRetriesPerRequest: 3 });
    for (const client of [blocking, producing]) client.on("error", options.onError);
    return {
      queue: new Queue(QUEUE, { connection: producing }),
      worker: new Worker(QUEUE, (job) => run(job.name), { connection: blocking, autorun: false }),
      onReconnect: (listener) => void producing.on("ready", listener),
      // Not `quit`: that would wait for an answer of a server that may be gone.
      dispose: () => {
        for (const client of [blocking, producing]) client.disconnect();
      },
    };
  }
  await migrateQueue(databaseUrl);
  const backend = withBackend(createPostgresBackend);
  const connection = { ...connectionTo(databaseUrl), max: 3, Client: GuardedClient };
  return {
    queue: new backend.Queue(QUEUE, { connection }),
    worker: new backend.Worker(QUEUE, (job) => run(job.name), { connection, autorun: false }),
    // What lies in the database comes back with it.
    onReconnect: () => {},
    dispose: () => {},
  };
}

/** A worker on a schema that is not there would spin for ever: it is made before anything starts. */
async function migrateQueue(databaseUrl: string): Promise<void> {
  const client = new pg.Client(connectionTo(databaseUrl));
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}

/**
 * A connection lost while it is in use fails the statement it runs; without a listener the same
 * loss would end the process as well.
 */
class GuardedClient extends pg.Client {
  constructor(config: pg.ClientConfig) {
    super(config);
    this.on("error", () => {});
  }
}

function connectionTo(databaseUrl: string) {
  return { connectionString: databaseUrl, connectionTimeoutMillis: START_MS_MAX };
}
