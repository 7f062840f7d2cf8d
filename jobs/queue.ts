import { createPostgresBackend, Queue, runMigrations, Worker, withBackend } from "bullmq";
import { Redis } from "ioredis";
import pg from "pg";

/** The heartbeat: a few jobs that repeat. Losing the whole queue loses nothing but a beat. */
export interface Heartbeat extends AsyncDisposable {
  /** Resolves once the queue answers; rejects if it does not. */
  check(): Promise<void>;
}

export interface HeartbeatOptions {
  readonly databaseUrl: string;
  /** Set = BullMQ on Redis, otherwise on PostgreSQL. The only place that knows. */
  readonly redisUrl: string | undefined;
  /** Name and interval of each job, and what it does. */
  readonly beats: Readonly<Record<string, Beat>>;
  readonly onError: (error: Error) => void;
}

export interface Beat {
  readonly everyMs: number;
  run(): Promise<unknown>;
}

const QUEUE = "xiaoxie";

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
  for (const [name, beat] of Object.entries(beats)) {
    const template = { name, opts: { removeOnComplete: true, removeOnFail: 10 } };
    await queue.upsertJobScheduler(name, { every: beat.everyMs }, template);
  }
  await worker.waitUntilReady();
  const running = worker.run();
  running.catch(onError);
  return {
    check: async () => void (await queue.getJobSchedulersCount()),
    [Symbol.asyncDispose]: async () => {
      await worker.close();
      await queue.close();
      await parts.dispose();
    },
  };
}

interface Parts {
  readonly queue: {
    on(event: "error", listener: (error: Error) => void): unknown;
    upsertJobScheduler(id: string, repeat: { every: number }, template: object): Promise<unknown>;
    getJobSchedulersCount(): Promise<number>;
    close(): Promise<void>;
  };
  readonly worker: {
    on(event: "error", listener: (error: Error) => void): unknown;
    on(event: "failed", listener: (job: unknown, error: Error) => void): unknown;
    waitUntilReady(): Promise<unknown>;
    run(): Promise<void>;
    close(): Promise<void>;
  };
  dispose(): Promise<void>;
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
      dispose: async () => {
        await Promise.all([blocking.quit(), producing.quit()]);
      },
    };
  }
  await migrateQueue(databaseUrl);
  const backend = withBackend(createPostgresBackend);
  const connection = { connectionString: databaseUrl, max: 3 };
  return {
    queue: new backend.Queue(QUEUE, { connection }),
    worker: new backend.Worker(QUEUE, (job) => run(job.name), { connection, autorun: false }),
    dispose: () => Promise.resolve(),
  };
}

/** A worker on a schema that is not there would spin for ever: it is made before anything starts. */
async function migrateQueue(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}
