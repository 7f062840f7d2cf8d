import * as fs from "node:fs/promises";
import { join } from "node:path";

import { writeBackup } from "../db/backup.ts";
import { backupName, backupsKept, nightOf } from "../domain/backup.ts";
import type { JobLog } from "./log.ts";
import { createSingleFlight } from "./single-flight.ts";

export interface BackupPorts {
  readonly databaseUrl: string;
  readonly dataKey: Buffer;
  /** Made if missing, for its owner alone. */
  readonly folder: string;
  /** The wall clock. */
  readonly now: () => Date;
  readonly log: JobLog;
}

/** Looks again and again whether the night's backup is there. */
export interface NightWatch extends AsyncDisposable {
  /** Begins it where it is missing, and does not wait for it: other beats go on. */
  look(): Promise<void>;
}

export function createNightWatch(ports: BackupPorts): NightWatch {
  const stopped = new AbortController();
  const flight = createSingleFlight(
    () => backUpNightly(ports, stopped.signal),
    (error) => {
      if (!stopped.signal.aborted) ports.log.fault(error, "the nightly backup was not made");
    },
  );
  return {
    look() {
      void flight.run();
      return Promise.resolve();
    },
    [Symbol.asyncDispose]() {
      stopped.abort();
      return flight.idle();
    },
  };
}

/**
 * Makes the backup of the newest night that is due, unless it is there, and throws away those
 * older than the newest fourteen. A night that was missed is made up for whenever this runs next.
 * @returns the name of the backup it made
 * @throws BackupError
 */
export async function backUpNightly(
  ports: BackupPorts,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { folder, databaseUrl, dataKey, log } = ports;
  const now = ports.now();
  const name = `xiaoxie-${nightOf(now)}.backup`;
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await fs.readdir(folder)).includes(name)) return undefined;
  const result = await writeBackup({
    databaseUrl,
    dataKey,
    now,
    path: join(folder, name),
    isExclusive: true,
    ...(signal === undefined ? {} : { signal }),
  });
  if (result === undefined) return undefined;
  log.info({ ...result, name }, "backup made");
  await removeOld(folder);
  return name;
}

/** Only names of our own form are counted and thrown away. */
async function removeOld(folder: string): Promise<void> {
  const names = (await fs.readdir(folder)).filter((name) => backupName.test(name)).toSorted();
  for (const name of names.slice(0, -backupsKept)) await fs.rm(join(folder, name), { force: true });
}
