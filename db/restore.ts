import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

import type pg from "pg";

import { BackupError } from "../domain/backup.ts";
import type { EndLine, SectionLine } from "./backup.ts";
import { openBackupClient } from "./backup-client.ts";
import {
  type BackupHeader,
  checkVersion,
  deriveKeys,
  type Keys,
  openFrames,
  readHeader,
  renderHeader,
} from "./backup-file.ts";
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

export interface RestoreOptions {
  readonly databaseUrl: string;
  readonly dataKey: Buffer;
  readonly path: string;
}

export interface RestoreResult {
  readonly rows: number;
  /** ISO 8601. */
  readonly createdAt: string;
}

/**
 * Puts everything back into an empty database of the same migration, in one transaction: after any
 * fault it is as empty as before.
 * @throws BackupError with nothing written
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreResult> {
  const { path, dataKey, databaseUrl } = options;
  const header = await getHeader(path);
  checkVersion(header);
  const keys = deriveKeys(dataKey, header);
  if (keys === undefined) throw new BackupError("wrongKey");
  const client = await openBackupClient(databaseUrl, "restore");
  try {
    await client.query("begin");
    await client.query(exactSettings);
    const tables = await claimEmptyTables(client, header);
    const rows = await putBack(client, tables, { path, header, keys });
    await client.query("commit");
    return { rows, createdAt: header.createdAt };
  } finally {
    // Whatever was not committed goes with the connection.
    await client.end();
  }
}

async function getHeader(path: string): Promise<BackupHeader> {
  const header = await readHeader(path).catch((error: unknown) => {
    const isMissing = (error as { readonly code?: unknown }).code === "ENOENT";
    throw new BackupError(isMissing ? "noFile" : "notReadable", { path }, error);
  });
  if (header === undefined) throw new BackupError("notBackup", { path });
  return header;
}

/** Nobody else may write meanwhile, or even look: the program must not be running. */
async function claimEmptyTables(
  client: pg.Client,
  header: BackupHeader,
): Promise<readonly StoredTable[]> {
  const ours = await findMigration(client);
  if (ours === undefined) throw new BackupError("notMigrated");
  if (ours !== header.migration) {
    throw new BackupError("otherMigration", { theirs: header.migration, ours });
  }
  const tables = await listTables(client);
  const names = tables.map((table) => quoted(table.name)).join(", ");
  await client.query("set local lock_timeout = '3s'");
  try {
    await client.query(`lock table ${names} in access exclusive mode`);
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== "55P03") throw error;
    throw new BackupError("busy", {}, error);
  }
  if ((await listTenants(client)).length > 0) throw new BackupError("notEmpty");
  // Rows of a tenant cannot be there without it; the other tables are looked into one by one.
  for (const { name } of tables.filter((table) => !table.isPerTenant)) {
    const { rows } = await client.query(`select from ${quoted(name)} limit 1`);
    if (rows.length > 0) throw new BackupError("notEmpty");
  }
  return tables;
}

/** About as much goes into one insert. */
const CHUNK_BYTES = 256 * 1024;

interface Source {
  readonly path: string;
  readonly header: BackupHeader;
  readonly keys: Keys;
}

async function putBack(
  client: pg.Client,
  tables: readonly StoredTable[],
  source: Source,
): Promise<number> {
  await client.query("set constraints all deferred");
  const { path, header, keys } = source;
  const start = renderHeader(header).length;
  const taken: { end?: EndLine; rows: number } = { rows: 0 };
  await pipeline(
    createReadStream(path, { start }),
    (bytes: AsyncIterable<Buffer>) => openFrames(bytes, keys, path),
    createGunzip({ chunkSize: CHUNK_BYTES }),
    async (plain: AsyncIterable<Buffer>) => {
      const put = createPutter(client, tables);
      for await (const lines of splitLines(plain)) {
        for (const run of runsOf(lines)) {
          if (run.end !== undefined) taken.end = run.end;
          else if (run.section !== undefined) await put.open(run.section);
          else taken.rows += await put.insert(run.rows);
        }
      }
    },
  );
  if (taken.end === undefined || taken.end.rows !== taken.rows) {
    throw new BackupError("damaged", { path });
  }
  await client.query("set constraints all immediate");
  await restartSequences(client, taken.end);
  return taken.rows;
}

/** Whole lines, about as many at a time as came in one piece. */
async function* splitLines(source: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of source) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (lines.length > 0) yield lines;
  }
}

interface Run {
  readonly section?: SectionLine;
  readonly end?: EndLine;
  readonly rows: readonly string[];
}

/** Rows that follow each other belong together; a line that is no row stands alone. */
function* runsOf(lines: readonly string[]): Generator<Run> {
  let rows: string[] = [];
  for (const line of lines) {
    if (line.startsWith("[")) {
      rows.push(line);
      continue;
    }
    if (rows.length > 0) yield { rows };
    rows = [];
    const control = JSON.parse(line) as SectionLine | EndLine;
    yield "table" in control ? { section: control, rows } : { end: control, rows };
  }
  if (rows.length > 0) yield { rows };
}

function createPutter(client: pg.Client, tables: readonly StoredTable[]) {
  let statement = "";
  return {
    async open({ table: name, tenant, columns }: SectionLine): Promise<void> {
      const table = tables.find((each) => each.name === name);
      const ours = table?.columns.map((column) => column.name) ?? [];
      if (table === undefined || ours.join("\n") !== columns.join("\n")) {
        throw new BackupError("otherShape", { table: name });
      }
      if (tenant !== undefined) await enterAs(client, tenant);
      statement = insertInto(table);
    },
    async insert(rows: readonly string[]): Promise<number> {
      const result = await client.query(statement, [`[${rows.join(",")}]`]);
      return result.rowCount ?? 0;
    },
  };
}

/** The rows as one JSON text; each value goes back through the type's own reader. */
function insertInto({ name, columns }: StoredTable): string {
  const names = columns.map((column) => quoted(column.name)).join(", ");
  const values = columns.map((column, index) => `(r ->> ${index})::${column.type}`).join(", ");
  return `insert into ${quoted(name)} (${names}) overriding system value
    select ${values} from jsonb_array_elements($1::jsonb) as rows (r)`;
}

/** Not `setval`, which would stay even if the transaction does not. */
async function restartSequences(client: pg.Client, { sequences }: EndLine): Promise<void> {
  for (const name of await listSequences(client)) {
    const next = sequences[name];
    if (next === undefined) throw new BackupError("otherShape", { table: name });
    await client.query(`alter sequence ${quoted(name)} restart with ${BigInt(next)}`);
  }
}
