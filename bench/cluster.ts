import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import pg from "pg";

import { startPostgres } from "../scripts/postgres.ts";

/** One embedded cluster for all measurements, with the settings of every day. */
export interface Cluster extends AsyncDisposable {
  /** How long the server took to start on data that was there. */
  readonly startMs: number;
  /** @returns the address for the program's login; a copy of `template` if one is named */
  createDatabase(name: string, template?: string): Promise<string>;
  /** The superuser on that database: sees all tenants. */
  superuserUrl(name: string): string;
  query<Row extends pg.QueryResultRow>(name: string, sql: string): Promise<Row[]>;
}

export async function startCluster(): Promise<Cluster> {
  // Root's own temporary directory may be closed to the user that the server runs as.
  const directory = mkdtempSync(join(process.getuid?.() === 0 ? "/tmp" : tmpdir(), "xx-bench-"));
  chmodSync(directory, 0o755);
  const places = { dataDir: join(directory, "data"), systemDir: join(directory, "system") };
  const first = await startPostgres(places);
  await first.stop();
  const startedAt = performance.now();
  const postgres = await startPostgres(places);
  const startMs = performance.now() - startedAt;
  const superuserUrl = (name: string) => onDatabase(postgres.superuserUrl, name);
  return {
    startMs,
    superuserUrl,
    query: (name, sql) => query(superuserUrl(name), sql),
    async createDatabase(name, template) {
      const source = template === undefined ? "" : ` template ${template}`;
      await query(superuserUrl("postgres"), `create database ${name} owner xiaoxie${source}`);
      return onDatabase(postgres.url, name);
    },
    async [Symbol.asyncDispose]() {
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

function onDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
