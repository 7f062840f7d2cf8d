import { existsSync, readFileSync, statfsSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";

import { Redis } from "ioredis";
import pg from "pg";

import { readHeader } from "./db/backup-file.ts";
import { isPrivileged, listPendingMigrations } from "./db/migrate.ts";
import { backupName } from "./domain/backup.ts";

/** What the checks of doctor.ts go by; reading it changes nothing. */
export interface DatabaseFacts {
  readonly version: string;
  readonly versionNumber: number;
  readonly encoding: string;
  readonly isPrivileged: boolean;
  readonly pendingMigrations: readonly string[];
  /** How many tables hold the tenants' data. */
  readonly tables: number;
  /** Those among them without enabled and forced row-level security. */
  readonly openTables: readonly string[];
  /** How far the database's clock is ahead of ours. */
  readonly clockApartMs: number;
  readonly queue: QueueFacts & { readonly kind: "postgres" };
  readonly line: LineFacts | undefined;
}

export type QueueFacts =
  | { readonly kind: "postgres"; readonly isReady: boolean; readonly canCreate: boolean }
  | {
      readonly kind: "redis";
      /** Undefined where the server does not let us ask. */
      readonly maxmemoryPolicy: string | undefined;
      readonly appendOnly: string | undefined;
    };

/** A connection that the bot keeps itself, one for all replicas. */
export interface LineFacts {
  /** One of the running programs on this database has it. */
  readonly isHeld: boolean;
  /** When another program, which does not ask this database, last took it away. */
  readonly kickedAt: Date | undefined;
}

export interface KeyFacts {
  /** The words of `.data/data-key`, if there is one. */
  readonly kept: string | undefined;
  readonly isReadableByOthers: boolean;
}

const CONNECT_TIMEOUT_MS = 5_000;

/** @throws the driver's error if the database cannot be reached or does not let us in */
export async function readDatabaseFacts(databaseUrl: string): Promise<DatabaseFacts> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 1,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  try {
    const server = await readServer(pool);
    const tables = await readTables(pool);
    return {
      ...server,
      clockApartMs: await readClockApart(pool),
      line: await readLineFacts(pool),
      isPrivileged: await isPrivileged(pool),
      pendingMigrations: await listPendingMigrations(databaseUrl),
      tables: tables.length,
      openTables: tables.filter((table) => !table.isForced).map((table) => table.name),
    };
  } finally {
    await pool.end();
  }
}

async function readServer(pool: pg.Pool) {
  const { rows } = await pool.query<{
    version: string;
    number: string;
    encoding: string;
    has_queue: boolean;
    can_create: boolean;
  }>(`select current_setting('server_version') as version,
      current_setting('server_version_num') as number,
      current_setting('server_encoding') as encoding,
      to_regnamespace('bullmq') is not null as has_queue,
      has_database_privilege(current_database(), 'create') as can_create`);
  const row = rows[0];
  if (row === undefined) throw new Error("the database told nothing about itself");
  return {
    version: row.version,
    versionNumber: Number(row.number),
    encoding: row.encoding,
    queue: { kind: "postgres", isReady: row.has_queue, canCreate: row.can_create } as const,
  };
}

/** Every table that is neither a routing table nor the migrator's own. */
async function readTables(pool: pg.Pool) {
  const { rows } = await pool.query<{ name: string; is_forced: boolean }>(
    `select relname as name, relrowsecurity and relforcerowsecurity as is_forced
     from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       and relname <> all($1) and relname not like 'kysely\\_%'
     order by relname`,
    [["accounts", "conversations", "inbox"]],
  );
  return rows.map((row) => ({ name: row.name, isForced: row.is_forced }));
}

const line = "aibot";

/** Undefined before the tables are there. */
async function readLineFacts(pool: pg.Pool): Promise<LineFacts | undefined> {
  const there = await pool.query<{ is_there: boolean }>(
    "select to_regclass('passing.kicks') is not null as is_there",
  );
  if (there.rows[0]?.is_there !== true) return undefined;
  const { rows } = await pool.query<{ is_held: boolean; kicked_at: Date | null }>(
    `select exists (select from passing.leases where name = $1 and until > now()) as is_held,
       (select max(at) from passing.kicks where name = $1) as kicked_at`,
    [line],
  );
  return {
    isHeld: rows[0]?.is_held ?? false,
    kickedAt: rows[0]?.kicked_at ?? undefined,
  };
}

/** Asked on a connection that stands, and measured against the middle of the round trip. */
async function readClockApart(pool: pg.Pool): Promise<number> {
  const sentAt = Date.now();
  const { rows } = await pool.query<{ ms: string }>(
    "select extract(epoch from clock_timestamp()) * 1000 as ms",
  );
  return Math.round(Number(rows[0]?.ms) - (sentAt + Date.now()) / 2);
}

/** @throws the driver's error if Redis cannot be reached or does not let us in */
export async function readRedisFacts(redisUrl: string): Promise<QueueFacts> {
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // Told by the rejection below; without a listener it would be printed as well.
  let cause: Error | undefined;
  redis.on("error", (error: Error) => (cause = error));
  try {
    await redis.connect();
    await redis.ping();
    const maxmemoryPolicy = await readRedisSetting(redis, "maxmemory-policy");
    const appendOnly = await readRedisSetting(redis, "appendonly");
    return { kind: "redis", maxmemoryPolicy, appendOnly };
  } catch (error) {
    throw cause ?? error;
  } finally {
    redis.disconnect();
  }
}

/** Hosted servers often refuse CONFIG: then there is nothing to know. */
async function readRedisSetting(redis: Redis, name: string): Promise<string | undefined> {
  try {
    const answer = await redis.config("GET", name);
    const value: unknown = Array.isArray(answer) ? answer[1] : undefined;
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

export function readKeyFacts(dataDir: string): KeyFacts {
  const path = join(dataDir, "data-key");
  if (!existsSync(path)) return { kept: undefined, isReadableByOthers: false };
  return {
    kept: readFileSync(path, "utf8").trim(),
    isReadableByOthers: (statSync(path).mode & 0o077) !== 0,
  };
}

export interface BackupFacts {
  readonly folder: string;
  /** It is made when the nightly backup first runs. */
  readonly isFolder: boolean;
  readonly count: number;
  /** When the newest of them was made. */
  readonly newestAt: Date | undefined;
}

/** Only the backups that the program makes by itself; a file that is none does not count. */
export async function readBackupFacts(folder: string): Promise<BackupFacts> {
  if (!existsSync(folder)) return { folder, isFolder: false, count: 0, newestAt: undefined };
  const names = await readdir(folder).catch(() => []);
  const headers = await Promise.all(
    names
      .filter((name) => backupName.test(name))
      .map((name) => readHeader(join(folder, name)).catch(noHeader)),
  );
  const times = headers.flatMap((header) => header?.createdAt ?? []).toSorted();
  const newest = times.at(-1);
  return {
    folder,
    isFolder: true,
    count: times.length,
    newestAt: newest === undefined ? undefined : new Date(newest),
  };
}

/** What cannot be read is as good as no backup, and the doctor says that there is none. */
function noHeader(): undefined {}

/** Free bytes where `.data` is, or will be. */
export function readFreeBytes(dataDir: string): number {
  const place = existsSync(dataDir) ? dataDir : dirname(dataDir);
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize;
}
