import * as fs from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

import type pg from "pg";

import { BackupError, type BackupErrorCode } from "../domain/backup.ts";
import { openBackupClient } from "./backup-client.ts";
import { createHeader, deriveKeys, type Keys, renderHeader, sealFrames } from "./backup-file.ts";
import {
  enterAs,
  exactSettings,
  findMigration,
  listSequences,
  listTables,
  listTenants,
  quoted,
  type StoredTable,
} from "./backup-tables.ts";

export interface BackupOptions {
  readonly databaseUrl: string;
  /** 32 bytes. It is not in the file. */
  readonly dataKey: Buffer;
  /** Must not exist. Written as `<path>.partial` and renamed once it is whole and on the disk. */
  readonly path: string;
  readonly now: Date;
  /** One such backup at a time, whatever process makes it, and none where the file is there. */
  readonly isExclusive?: boolean;
  readonly signal?: AbortSignal;
}

export interface BackupResult {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Writes one snapshot of everything, table by table, tenant by tenant. Nobody waits for it: it
 * only reads, on a connection of its own, and holds a few thousand rows in memory at a time.
 * @returns undefined if it is to be exclusive and another one is being made
 * @throws BackupError with nothing left behind
 */
export async function writeBackup(options: BackupOptions): Promise<BackupResult | undefined> {
  const { databaseUrl, path, isExclusive = false } = options;
  if (!isExclusive && (await exists(path))) throw new BackupError("backupExists", { path });
  const client = await openBackupClient(databaseUrl, "backup");
  try {
    await client.query("begin isolation level repeatable read read only");
    await client.query(exactSettings);
    if (isExclusive && !(await takeTurn(client, path))) return undefined;
    return await writeFile(client, options);
  } finally {
    await client.end();
  }
}

async function exists(path: string): Promise<boolean> {
  return (await fs.stat(path).catch(() => undefined)) !== undefined;
}

/** The turn ends with the transaction. The number is our own and means nothing. */
async function takeTurn(client: pg.Client, path: string): Promise<boolean> {
  const { rows } = await client.query<{ is_mine: boolean }>(
    "select pg_try_advisory_xact_lock(7240160230) as is_mine",
  );
  if (rows[0]?.is_mine !== true || (await exists(path))) return false;
  // What a process that was killed left there; nobody else is writing it now.
  await fs.rm(`${path}.partial`, { force: true });
  return true;
}

async function writeFile(client: pg.Client, options: BackupOptions): Promise<BackupResult> {
  const { path, dataKey, now } = options;
  const migration = await findMigration(client);
  if (migration === undefined) throw new Error("the database has no tables yet");
  const header = createHeader(dataKey, { createdAt: now.toISOString(), migration });
  const keys = deriveKeys(dataKey, header);
  if (keys === undefined) throw new Error("a header just made does not know its key");
  const partial = `${path}.partial`;
  return explained(path, async () => {
    const file = await fs.open(partial, "wx", 0o600);
    try {
      await file.writeFile(renderHeader(header));
      const rows = await writeRows(client, file, { keys, signal: options.signal });
      await file.sync();
      const { size: bytes } = await file.stat();
      await fs.rename(partial, path);
      await syncFolder(dirname(path));
      return { rows, bytes };
    } catch (error) {
      await fs.rm(partial, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  });
}

const CHUNK_BYTES = 64 * 1024;

async function writeRows(
  client: pg.Client,
  file: fs.FileHandle,
  { keys, signal }: { readonly keys: Keys; readonly signal: AbortSignal | undefined },
): Promise<number> {
  const counted = { rows: 0 };
  const write = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const frame of sealFrames(source, keys)) await file.writeFile(frame);
  };
  const options = signal === undefined ? {} : { signal };
  await pipeline(
    readLines(client, counted),
    createGzip({ level: 1, chunkSize: CHUNK_BYTES }),
    write,
    options,
  );
  return counted.rows;
}

/** A line that opens each table of each tenant, its rows, and a line that tells how many. */
async function* readLines(
  client: pg.Client,
  counted: { rows: number },
): AsyncGenerator<string, void> {
  const tenants = await listTenants(client);
  for (const table of await listTables(client)) {
    for (const tenant of table.isPerTenant ? tenants : [undefined]) {
      if (tenant !== undefined) await enterAs(client, tenant);
      const columns = table.columns.map((column) => column.name);
      yield `${JSON.stringify({ table: table.name, tenant, columns } satisfies SectionLine)}\n`;
      for await (const rows of readRows(client, table, tenant)) {
        counted.rows += rows.length;
        yield `${rows.join("\n")}\n`;
      }
    }
  }
  const sequences = await readSequences(client);
  yield `${JSON.stringify({ rows: counted.rows, sequences } satisfies EndLine)}\n`;
}

export interface SectionLine {
  readonly table: string;
  readonly tenant: number | undefined;
  readonly columns: readonly string[];
}

export interface EndLine {
  readonly rows: number;
  /** What each sequence gives next. */
  readonly sequences: Readonly<Record<string, string>>;
}

const FETCH_ROWS = 1000;

/** Every value as the text that PostgreSQL itself reads back, so that none loses anything. */
async function* readRows(
  client: pg.Client,
  { name, columns }: StoredTable,
  tenant: number | undefined,
): AsyncGenerator<string[]> {
  const values = columns.map((column) => `${quoted(column.name)}::text`).join(", ");
  const where = tenant === undefined ? "" : `where tenant_id = ${tenant}`;
  // As they lie in the table they would tell who chose what; their ids are random.
  const order = name === "secret_ballots" ? "order by id" : "";
  await client.query(`declare kept no scroll cursor for
    select json_build_array(${values})::text from ${quoted(name)} ${where} ${order}`);
  for (;;) {
    const query = { text: `fetch ${FETCH_ROWS} from kept`, rowMode: "array" };
    const { rows } = await client.query<[string]>(query);
    if (rows.length > 0) yield rows.map(([line]) => line);
    if (rows.length < FETCH_ROWS) break;
  }
  await client.query("close kept");
}

/** Read last: sequences stand outside of the snapshot and must not be behind its rows. */
async function readSequences(client: pg.Client): Promise<Record<string, string>> {
  const next: Record<string, string> = {};
  for (const name of await listSequences(client)) {
    const { rows } = await client.query<{ next: string }>(
      `select (last_value + case when is_called then 1 else 0 end)::text as next
       from ${quoted(name)}`,
    );
    next[name] = rows[0]?.next ?? "1";
  }
  return next;
}

/** The new name itself must outlive a power cut, too. */
async function syncFolder(path: string): Promise<void> {
  // Windows does not open folders and looks after their names itself.
  if (process.platform === "win32") return;
  const folder = await fs.open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function explained<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    const known = typeof code === "string" ? codes[code] : undefined;
    if (known === undefined) throw error;
    const named = known === "backupUnfinished" ? `${path}.partial` : path;
    throw new BackupError(known, { path: named }, error);
  }
}

const codes: Readonly<Record<string, BackupErrorCode | undefined>> = {
  EEXIST: "backupUnfinished",
  ENOSPC: "diskFull",
  EDQUOT: "diskFull",
  ENOENT: "noFolder",
  ENOTDIR: "noFolder",
  EACCES: "notWritable",
  EPERM: "notWritable",
  EROFS: "notWritable",
};
