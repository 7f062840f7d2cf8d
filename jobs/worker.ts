import type { Database } from "../db/database.ts";
import { OUTBOX_CHANNEL } from "../db/outbox.ts";
import { limits } from "../domain/limits.ts";
import { type BackupPorts, createNightWatch } from "./backup.ts";
import { clean } from "./clean.ts";
import { createDeliverer } from "./deliver.ts";
import type { DeliverPorts } from "./deliver-ports.ts";
import type { DuePorts } from "./due.ts";
import { fireDue } from "./fire-due.ts";
import type { JobLog } from "./log.ts";
import { type CalendarPorts, createCalendarKeeper } from "./meeting-calendar.ts";
import { stretchNet } from "./net.ts";
import { startHeartbeat } from "./queue.ts";
import { listen } from "./wake.ts";

export interface WorkerOptions extends DeliverPorts {
  readonly db: Database;
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly log: JobLog;
  /** The calendars of an account; absent = none of them can be written to. */
  readonly calendar?: CalendarPorts["calendar"];
  /** Undefined = backups are somebody else's. */
  readonly backup?: Pick<BackupPorts, "dataKey" | "folder">;
  /** Shorter in tests. */
  readonly heartbeatMs?: number;
}

export interface RunningWorker extends AsyncDisposable {
  /** Rejects if the queue does not answer, or does not know what it is to do. */
  check(): Promise<void>;
  /** Speaks now, without waiting for the next beat. */
  wake(): void;
}

/** Starts what happens later: saying, the clock, cleaning. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { log, databaseUrl, redisUrl } = options;
  const onError = (error: Error) => log.fault(error, "a job failed");
  const everyMs = options.heartbeatMs ?? limits.heartbeatMs;
  const deliverer = createDeliverer(options);
  const calendars = createCalendarKeeper({
    db: options.db,
    now: options.now,
    log,
    speaker: (accountId) => options.speaker(accountId),
    platformName: (accountId) => options.platformName?.(accountId),
    calendar: (accountId) => options.calendar?.(accountId),
  });
  const channels: Pick<DuePorts, "voice" | "cards"> = {
    voice: (accountId, target, at) => options.speaker(accountId)?.voice(target, at),
    cards: (accountId, kind) => options.speaker(accountId)?.cards(kind) ?? "none",
  };
  const wakeUp = () => {
    void deliverer.run();
    void calendars.run();
  };
  await using stack = new AsyncDisposableStack();
  stack.defer(() => deliverer.idle());
  stack.defer(() => calendars.idle());
  const night = options.backup && stack.use(createNightWatch({ ...options, ...options.backup }));
  const net = stretchNet(
    {
      deliver: { everyMs, run: () => deliverer.run() },
      due: { everyMs, run: () => fireDue({ ...options, ...channels }) },
      calendars: { everyMs, run: () => calendars.run() },
      clean: { everyMs: limits.cleanEveryMs, run: () => clean(options) },
      ...(night && { backup: { everyMs: limits.backupEveryMs, run: () => night.look() } }),
    },
    onError,
  );
  stack.use(net);
  const heartbeat = stack.use(
    await startHeartbeat({ databaseUrl, redisUrl, onError, beats: net.beats }),
  );
  const listener = stack.use(
    listen({ databaseUrl, channel: OUTBOX_CHANNEL, onWake: wakeUp, onError }),
  );
  await listener.ready;
  const parts = stack.move();
  return {
    check: () => heartbeat.check(),
    wake: wakeUp,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
