import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

import type { TestProject } from "vitest/node";

import { migrate } from "../../db/migrate.ts";
import { createOwnerName, isOwnerAlive } from "../../scripts/directory-lock.mjs";
import { startPostgres } from "../../scripts/postgres.ts";
import { asSuperuser, onDatabase, templateName } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    testCluster: {
      readonly url: string;
      readonly superuserUrl: string;
      /** Why there is no template: told to the tests that need it, and only to them. */
      readonly templateError: string | undefined;
    };
    /** Removed after the run, with every process whose pid file lies in it. */
    runDir: string;
  }
}

/**
 * One PostgreSQL for the whole run, with a migrated template that every test file copies. It is the
 * embedded one unless TEST_DATABASE_URL names a superuser of another server.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandonedRuns();
  const runDir = join(base, `${runPrefix}${createOwnerName()}`);
  fs.mkdirSync(runDir);
  fs.chmodSync(runDir, 0o755);
  const external = process.env["TEST_DATABASE_URL"] ?? "";
  const cluster = external === "" ? await startEmbedded(runDir) : await useExternal(external);
  const templateError = await createTemplate(cluster);
  const { url, superuserUrl } = cluster;
  project.provide("testCluster", { url, superuserUrl, templateError });
  project.provide("runDir", runDir);
  return async () => {
    await asSuperuser(superuserUrl, `drop database if exists ${templateName}`);
    await cluster.stop();
    removeRun(runDir);
  };
}

interface Cluster {
  readonly url: string;
  readonly superuserUrl: string;
  stop(): Promise<void>;
}

const runPrefix = "xiaoxie-test-";

/** Root's own temporary directory may be closed to the user that the server runs as. */
const base = process.getuid?.() === 0 ? "/tmp" : tmpdir();

/** Nothing in it outlives the run, so it need not wait for the disk. */
function startEmbedded(runDir: string): Promise<Cluster> {
  const settings = { fsync: "off", synchronous_commit: "off", max_connections: "200" };
  return startPostgres({
    dataDir: join(runDir, "data"),
    systemDir: join(runDir, "system"),
    settings,
  });
}

async function useExternal(superuserUrl: string): Promise<Cluster> {
  const name = `xiaoxie_test_${randomBytes(4).toString("hex")}`;
  const password = randomBytes(16).toString("hex");
  await asSuperuser(superuserUrl, `create role ${name} login password '${password}'`);
  const url = new URL(superuserUrl);
  url.username = name;
  url.password = password;
  const stop = () => asSuperuser(superuserUrl, `drop role ${name}`);
  return { url: url.href, superuserUrl, stop };
}

async function createTemplate(cluster: Cluster): Promise<string | undefined> {
  const owner = new URL(cluster.url).username;
  await asSuperuser(cluster.superuserUrl, `drop database if exists ${templateName}`);
  await asSuperuser(cluster.superuserUrl, `create database ${templateName} owner ${owner}`);
  try {
    await migrate(onDatabase(cluster.url, templateName));
    return undefined;
  } catch (error) {
    return inspect(error);
  }
}

/** Runs that were killed leave their server running: it is ended with the next run. */
async function removeAbandonedRuns(): Promise<void> {
  for (const name of fs.readdirSync(base)) {
    const isAbandoned = name.startsWith(runPrefix) && !isOwnerAlive(name.slice(runPrefix.length));
    const runDir = join(base, name);
    if (!isAbandoned || fs.statSync(runDir).uid !== process.getuid?.()) continue;
    removeRun(runDir);
  }
}

function removeRun(runDir: string): void {
  for (const file of fs.globSync("**/{redis,postmaster}.pid", { cwd: runDir })) {
    const pid = Number(fs.readFileSync(join(runDir, file), "utf8").split("\n")[0]);
    endIfOurs(pid, runDir);
  }
  fs.rmSync(runDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** The id in a file may by now be another process's: only one that names the directory is ended. */
function endIfOurs(pid: number, runDir: string): void {
  const file = `/proc/${pid}/cmdline`;
  if (!fs.existsSync(file) || !fs.readFileSync(file, "utf8").includes(runDir)) return;
  process.kill(pid, "SIGQUIT");
}
