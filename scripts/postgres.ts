import * as fs from "node:fs";
import { dirname, join } from "node:path";

import { withDirectoryLock } from "./directory-lock.mjs";
import { LauncherError } from "./launcher-error.ts";
import { findBinaries } from "./postgres/binaries.ts";
import { bootstrap } from "./postgres/bootstrap.ts";
import { initCluster } from "./postgres/init-cluster.ts";
import { findPlace, hasCluster, makePassable, type Place } from "./postgres/place.ts";
import {
  findPostmaster,
  type Postmaster,
  startServer,
  stopServer,
  waitForPostmaster,
} from "./postgres/server.ts";
import { removeSocketDir } from "./postgres/socket-dir.ts";
import { createUserList } from "./postgres/users.ts";

export { LauncherError } from "./launcher-error.ts";

/** The embedded server as one of its users sees it. */
export interface Postgres {
  /** The program's login `xiaoxie`, owner of the database `xiaoxie`, no superuser. */
  readonly url: string;
  /** For tests and repair only: the superuser, on the database `postgres`. */
  readonly superuserUrl: string;
  /** The server was running already, left by a killed program or shared with another one. */
  readonly isAdopted: boolean;
  /** Whether its process lives; somebody may have killed it. */
  isRunning(): boolean;
  /** Starts it again after it died, at the same address. @throws LauncherError */
  revive(): Promise<void>;
  /** Lets go of the server; it stops with its last user. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** The checkout's `.data`; made if missing. The cluster lies in its `postgres`. */
  readonly dataDir: string;
  /** Where root keeps what the server's user cannot reach in the checkout. */
  readonly systemDir?: string;
  /** Server settings besides the usual ones; they count only if this call starts the server. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Starts the embedded PostgreSQL, or adopts the one that runs on the same data. Any number of
 * processes may call it at once; each calls `stop` when it is done.
 *
 * @throws LauncherError with one Chinese sentence
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  return explained(options.dataDir, async () => {
    makePassable(options.dataDir);
    const dataDir = fs.realpathSync(options.dataDir);
    const systemDir = options.systemDir ?? "/var/lib/xiaoxie";
    const place = findPlace(dataDir, systemDir);
    makePassable(dirname(place.cluster));
    const copyDir = place.user === undefined ? dataDir : systemDir;
    const settings = { ...usualSettings, ...options.settings };
    return withLock(place, () => openCluster({ dataDir, place, copyDir, settings }));
  });
}

const usualSettings = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  max_connections: "100",
  shared_buffers: "128MB",
  // A container often has 64 MB of shared memory, too little for parallel workers.
  max_parallel_workers_per_gather: "0",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  // Errors and their details may quote what people wrote; the program logs its own errors.
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_checkpoints: "off",
};

function withLock<T>(place: Place, run: () => Promise<T>): Promise<T> {
  const options = {
    timeoutMs: 180_000,
    timeoutMessage: `等待另一个启动超过三分钟，请结束它之后再试（${place.cluster}.lock）。`,
  };
  return withDirectoryLock(`${place.cluster}.lock`, options, run);
}

interface Cluster {
  readonly dataDir: string;
  readonly place: Place;
  readonly copyDir: string;
  readonly settings: Readonly<Record<string, string>>;
}

async function openCluster(cluster: Cluster): Promise<Postgres> {
  const { dataDir, place } = cluster;
  const { postmaster, isAdopted } = await ensureServer(cluster);
  const users = createUserList(`${place.cluster}.users`);
  const self = users.join();
  let stopped: Promise<void> | undefined;
  return {
    url: urlFor(postmaster, "xiaoxie"),
    superuserUrl: urlFor(postmaster, "postgres"),
    isAdopted,
    isRunning: () => findPostmaster(place.cluster) !== undefined,
    async revive() {
      await explained(dataDir, () => withLock(place, () => ensureServer(cluster)));
    },
    stop() {
      stopped ??= withLock(place, async () => {
        if (users.leave(self) > 0) return;
        await stopServer(place.cluster);
        removeSocketDir(postmaster.socketDir);
      });
      return stopped;
    },
  };
}

async function ensureServer(
  cluster: Cluster,
): Promise<{ postmaster: Postmaster; isAdopted: boolean }> {
  const running = await waitForPostmaster(cluster.place.cluster);
  const postmaster = running ?? (await startCluster(cluster));
  await bootstrap(urlFor(postmaster, "postgres"));
  return { postmaster, isAdopted: running !== undefined };
}

async function startCluster({ place, copyDir, settings }: Cluster): Promise<Postmaster> {
  const native = findBinaries(place.user, copyDir);
  if (!hasCluster(place.cluster)) await initCluster(place, native);
  requireVersion(place.cluster);
  if (place.pointer !== undefined) fs.writeFileSync(place.pointer, `${place.cluster}\n`);
  return startServer(place, native, settings);
}

function requireVersion(cluster: string): void {
  const version = fs.readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
  if (version === "18") return;
  throw new LauncherError(
    `数据目录 ${cluster} 是 PostgreSQL ${version} 的，随附的是 18，请用原来的版本启动并导出后再升级。`,
  );
}

/** A socket's directory goes where the host stands, percent-encoded; there is no password. */
function urlFor(postmaster: Postmaster, name: string): string {
  return `postgres://${name}@${encodeURIComponent(postmaster.socketDir)}:5432/${name}`;
}

async function explained<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toLauncherError(error, dataDir);
  }
}

function toLauncherError(error: unknown, dataDir: string): unknown {
  if (error instanceof LauncherError || !(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  const cause = { cause: error };
  if (["ENOSPC", "EDQUOT", "53100"].includes(code)) {
    return new LauncherError("磁盘空间不足，数据库没有启动，请腾出空间后再试。", cause);
  }
  if (["EACCES", "EPERM", "EROFS"].includes(code)) {
    const path = "path" in error ? String(error.path) : dataDir;
    return new LauncherError(`没有权限读写 ${path}，数据库没有启动，请检查目录权限。`, cause);
  }
  return new LauncherError(`数据库没有启动：${error.message}`, cause);
}
