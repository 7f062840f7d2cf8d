import { randomBytes } from "node:crypto";

import pg from "pg";
import { inject } from "vitest";

/** A database of one test file's own, as migrated as the template, owned by the program's login. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  /** The superuser on the same database. */
  readonly superuserUrl: string;
}

/**
 * Copies the template in about 40 ms.
 * @throws Error if the template could not be migrated, and on disposal if the test leaves connections open
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url, superuserUrl, templateError } = inject("testCluster");
  if (templateError !== undefined) throw new Error(`migration failed: ${templateError}`);
  const name = `test_${randomBytes(6).toString("hex")}`;
  const owner = new URL(url).username;
  await asSuperuser(
    superuserUrl,
    `create database ${name} template ${templateName} strategy wal_log owner ${owner}`,
  );
  return {
    url: onDatabase(url, name),
    superuserUrl: onDatabase(superuserUrl, name),
    [Symbol.asyncDispose]: () => dropDatabase(superuserUrl, name),
  };
}

/** Runs one statement on a connection of its own. */
export async function asSuperuser(superuserUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The same server and login, another database. */
export function onDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

export const templateName = "xiaoxie_template";

/** PostgreSQL itself waits up to five seconds for connections that are just closing. */
async function dropDatabase(superuserUrl: string, name: string): Promise<void> {
  try {
    await asSuperuser(superuserUrl, `drop database ${name}`);
  } catch (error) {
    await asSuperuser(superuserUrl, `drop database if exists ${name} with (force)`);
    throw new Error("the test left connections to its database open", { cause: error });
  }
}
