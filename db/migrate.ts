import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { Kysely, PostgresDialect } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import pg from "pg";

/** The login could look past row-level security: neither start nor migrate works with it. */
export class PrivilegedLoginError extends Error {
  override name = "PrivilegedLoginError";
}

/**
 * Brings the database to the newest shape; forward only. Several processes may call it at once.
 * @throws PrivilegedLoginError if the login is a superuser or may bypass row-level security
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const pool = openPool(databaseUrl);
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    if (await isPrivileged(pool)) throw new PrivilegedLoginError("login bypasses row security");
    const { error } = await createMigrator(db).migrateToLatest();
    if (error !== undefined) throw error;
  } finally {
    await pool.end();
  }
}

/** Names of migrations that the database does not have yet. */
export async function listPendingMigrations(databaseUrl: string): Promise<string[]> {
  const pool = openPool(databaseUrl);
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const all = await createMigrator(db).getMigrations();
    return all.filter((each) => each.executedAt === undefined).map((each) => each.name);
  } finally {
    await pool.end();
  }
}

/** Superusers and BYPASSRLS logins see every tenant whatever the policies say. */
export async function isPrivileged(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ privileged: boolean }>(
    "select rolsuper or rolbypassrls as privileged from pg_roles where rolname = current_user",
  );
  return rows[0]?.privileged ?? true;
}

/** A server that takes the connection and then says nothing must not hold up the start for ever. */
function openPool(databaseUrl: string): pg.Pool {
  return new pg.Pool({
    connectionString: databaseUrl,
    max: 1,
    connectionTimeoutMillis: 10_000,
  });
}

function createMigrator(db: Kysely<unknown>): Migrator {
  return new Migrator({ db, provider: { getMigrations } });
}

const folder = new URL("./migrations/", import.meta.url);

async function getMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(fileURLToPath(folder))).filter((file) =>
    /^\d{4}-.*\.ts$/.test(file),
  );
  const entries = files.sort().map(async (file): Promise<[string, Migration]> => {
    const migration = (await import(new URL(file, folder).href)) as Migration;
    return [file.replace(/\.ts$/, ""), migration];
  });
  return Object.fromEntries(await Promise.all(entries));
}
