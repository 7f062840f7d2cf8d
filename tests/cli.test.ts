import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { join } from "node:path";

import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { type Config, parseConfig, settingsSchema } from "../config.ts";
import { readKeyFacts, readRedisFacts } from "../doctor-facts.ts";
import {
  checkClock,
  checkDatabase,
  checkDisk,
  checkKeys,
  checkNode,
  checkPlatforms,
  checkQueue,
  type Finding,
  renderFinding,
} from "../doctor.ts";
import { needs } from "./support/needs.ts";
import {
  asSuperuser,
  createTestDatabase,
  onDatabase,
  type TestDatabase,
} from "./support/postgres.ts";
import { startRedis } from "./support/redis.ts";

const root = join(import.meta.dirname, "..");
const aesKey = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The real program in a process of its own. Every setting not given is set empty, so that no `.env` counts. */
function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const empty = Object.fromEntries(Object.keys(settingsSchema.shape).map((name) => [name, ""]));
  const options = { cwd: "/", env: { ...process.env, ...empty, ...env }, timeout: 15_000 };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, "cli.ts"), ...args], options, (error, out, err) => {
      const code = error === null ? 0 : Number(error.code ?? 255);
      resolve({ code, out, err });
    });
  });
}

async function read<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

/** A database of the program's login without any table. */
async function createEmptyDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const { url, superuserUrl } = inject("testCluster");
  await asSuperuser(superuserUrl, `create database ${name} owner ${new URL(url).username}`);
  return {
    url: onDatabase(url, name),
    superuserUrl: onDatabase(superuserUrl, name),
    [Symbol.asyncDispose]: () => asSuperuser(superuserUrl, `drop database ${name} with (force)`),
  };
}

describe("help", () => {
  test("不说命令，就列出全部命令", async () => {
    const { code, out, err } = await run([]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const name of ["migrate", "doctor", "unlock", "help"]) expect(out).toContain(name);
    expect((await run(["help"])).out).toBe(out);
  });

  test.each(["doctr", "constructor", "__proto__"])(
    "没有的命令 %s：说一句，列出全部，退出码 2",
    async (name) => {
      const { code, out, err } = await run([name]);
      expect(code).toBe(2);
      expect(err.trim()).toBe(`没有“${name}”这个命令。`);
      expect(out).toContain("doctor");
    },
  );
});

describe("migrate", () => {
  test("从空的建起，第二次没有要做的", async () => {
    await using empty = await createEmptyDatabase();
    const first = await run(["migrate"], { DATABASE_URL: empty.url });
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toContain("0001-tables");
    const again = await run(["migrate"], { DATABASE_URL: empty.url });
    expect(again).toMatchObject({ code: 0, out: "数据库已经是最新的。\n" });
  });

  test("超级用户不行，什么都没动", async () => {
    await using empty = await createEmptyDatabase();
    const { code, err } = await run(["migrate"], { DATABASE_URL: empty.superuserUrl });
    expect(code).toBe(1);
    expect(err).toContain("超级用户");
    const tables = await read(
      empty.superuserUrl,
      "select from pg_tables where tablename = 'accounts'",
    );
    expect(tables).toEqual([]);
  });

  test("连不上数据库：一句话，退出码 1，不带出密码", async () => {
    const url = "postgres://u:hunter2@127.0.0.1:1/x";
    const { code, out, err } = await run(["migrate"], { DATABASE_URL: url });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(err).toContain("连不上数据库");
    expect(err).not.toContain("hunter2");
  });

  test("设置有毛病：一次说全", async () => {
    const { code, err } = await run(["migrate"], { PORT: "x", ROLE: "y", DATABASE_URL: "z" });
    expect(code).toBe(1);
    expect(err.trim().split("\n")).toHaveLength(3);
  });
});

describe("unlock", () => {
  test("锁住的开通码又能输了", async () => {
    await using own = await createTestDatabase();
    await read(
      own.url,
      "insert into accounts (platform, slug, setup_tries) values ('x', 'env', 5)",
    );
    const { code, out } = await run(["unlock"], { DATABASE_URL: own.url });
    expect(code).toBe(0);
    expect(out).toContain("可以重新输入开通码");
    const rows = await read<{ setup_tries: number }>(own.url, "select setup_tries from accounts");
    expect(rows).toEqual([{ setup_tries: 0 }]);
  });

  test("数据库还是空的：说先做什么", async () => {
    await using empty = await createEmptyDatabase();
    const { code, err } = await run(["unlock"], { DATABASE_URL: empty.url });
    expect(code).toBe(1);
    expect(err).toContain("migrate");
  });
});

describe("doctor", () => {
  const keys = { DATA_KEY: "ab".repeat(32) };

  test("都好：退出码 0，每行不是好就是留意，不带出密钥", async () => {
    const env = {
      ...keys,
      DATABASE_URL: database.url,
      PUBLIC_URL: "https://xiaoxie.example.gov.cn",
      WECOM_AIBOT_TOKEN: "hunter2token",
      WECOM_AIBOT_AES_KEY: aesKey,
      DINGTALK_CLIENT_ID: "ding1",
      DINGTALK_CLIENT_SECRET: "hunter2secret",
    };
    const { code, out, err } = await run(["doctor"], env);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const lines = out.trim().split("\n");
    expect(lines.pop()).toBe("都好，没有要办的。");
    for (const line of lines) expect(line).toMatch(/^(好|留意)　.+/);
    expect(out).toContain("https://xiaoxie.example.gov.cn/webhook/wecom/aibot");
    expect(out).toContain("https://xiaoxie.example.gov.cn/webhook/dingtalk/robot");
    for (const secret of ["hunter2", aesKey, keys.DATA_KEY]) expect(out).not.toContain(secret);
  });

  test("空的数据库：说要 migrate，退出码 1", async () => {
    await using empty = await createEmptyDatabase();
    const { code, out } = await run(["doctor"], { ...keys, DATABASE_URL: empty.url });
    expect(code).toBe(1);
    expect(out).toMatch(/^要办　数据表还差 \d+ 次更新：.*migrate/m);
    expect(out).toContain("有 1 件要办");
  });

  test("超级用户：要办", async () => {
    const { code, out } = await run(["doctor"], { ...keys, DATABASE_URL: database.superuserUrl });
    expect(code).toBe(1);
    expect(out).toMatch(/^要办　数据库账号是超级用户/m);
  });

  test("有一张表没有强制行级安全：点名", async () => {
    await using own = await createTestDatabase();
    await asSuperuser(own.superuserUrl, "alter table topics no force row level security");
    const { code, out } = await run(["doctor"], { ...keys, DATABASE_URL: own.url });
    expect(code).toBe(1);
    expect(out).toMatch(/^要办　这些表没有强制行级安全：topics。/m);
  });

  test("数据库和 Redis 都连不上：别的照样查完，不带出密码", async () => {
    const { code, out } = await run(["doctor"], {
      ...keys,
      DATABASE_URL: "postgres://u:hunter2@127.0.0.1:1/x",
      REDIS_URL: "redis://:hunter2@127.0.0.1:1",
    });
    expect(code).toBe(1);
    expect(out).toMatch(/^要办　连不上数据库/m);
    expect(out).toMatch(/^要办　连不上 Redis/m);
    expect(out).toMatch(/^好　本机时钟/m);
    expect(out).toContain("有 2 件要办");
    expect(out).not.toContain("hunter2");
  });

  test("设置有毛病：每个都要办，别的能查的照查", async () => {
    const { code, out } = await run(["doctor"], { PORT: "x", DATABASE_URL: "z" });
    expect(code).toBe(1);
    expect(out).toMatch(/^要办　PORT /m);
    expect(out).toMatch(/^要办　DATABASE_URL /m);
    expect(out).toMatch(/^好　Node/m);
    expect(out).toContain("有 2 件要办");
  });
});

const redisNeed = needs("redis");
describe.skipIf(redisNeed.isMissing)(`doctor 看真的 Redis${redisNeed.note}`, () => {
  test("两项设置都看得到", async () => {
    await using redis = await startRedis();
    const facts = await readRedisFacts(redis?.url ?? "");
    expect(facts).toEqual({ kind: "redis", maxmemoryPolicy: "noeviction", appendOnly: "yes" });
  });
});

const kinds = (findings: readonly Finding[]) => findings.map((finding) => finding.kind);
const config = (env: Record<string, string> = {}): Config => parseConfig(env);

const redis = (maxmemoryPolicy?: string, appendOnly?: string) =>
  kinds(checkQueue({ kind: "redis", maxmemoryPolicy, appendOnly }));
const own = (isReady: boolean, canCreate: boolean) =>
  kinds(checkQueue({ kind: "postgres", isReady, canCreate }));
const words = (env: Record<string, string>) =>
  checkPlatforms(config(env)).map(renderFinding).join("\n");

describe("检查的规矩", () => {
  const facts = {
    version: "18.4",
    versionNumber: 180_004,
    encoding: "UTF8",
    isPrivileged: false,
    pendingMigrations: [],
    tables: 15,
    openTables: [],
    clockApartMs: 0,
    queue: { kind: "postgres", isReady: true, canCreate: true },
  } as const;

  test("数据库", () => {
    expect(new Set(kinds(checkDatabase(facts)))).toEqual(new Set(["good"]));
    const bad = {
      ...facts,
      version: "13.9",
      versionNumber: 130_009,
      encoding: "SQL_ASCII",
      isPrivileged: true,
      pendingMigrations: ["0002-isolation"],
      openTables: ["topics"],
    };
    expect(kinds(checkDatabase(bad))).toEqual(["todo", "todo", "todo", "todo", "todo"]);
    expect(kinds(checkDatabase({ ...facts, versionNumber: 140_000 }))[0]).toBe("good");
  });

  test("队列", () => {
    expect(redis("noeviction", "yes")).toEqual(["good", "good", "good"]);
    expect(redis("allkeys-lru", "yes")).toContain("todo");
    expect(redis("noeviction", "no")).toEqual(["good", "good", "note"]);
    expect(redis()).toEqual(["good", "note"]);
    expect([own(true, false), own(false, true), own(false, false)]).toEqual([
      ["good"],
      ["good"],
      ["todo"],
    ]);
  });

  test("时钟：差两秒以内都好，快慢说得对", () => {
    const now = new Date("2026-11-22T02:00:00Z");
    expect(kinds(checkClock(-2000, now))).toEqual(["good", "good"]);
    expect(checkClock(2001, now)[1]?.words).toContain("快 2.0 秒");
    expect(checkClock(-61_000, now)[1]?.words).toContain("慢 61.0 秒");
    expect(checkClock(undefined, now)).toHaveLength(1);
    expect(checkClock(undefined, now)[0]?.words).toContain("10:00:00");
    expect(kinds(checkClock(0, new Date(0)))).toEqual(["todo", "good"]);
  });

  test("数据密钥", () => {
    const key = "ab".repeat(32);
    const none = { kept: undefined, isReadableByOthers: false };
    expect(kinds(checkKeys(config(), none))).toEqual(["good"]);
    expect(kinds(checkKeys(config(), { ...none, kept: key }))).toEqual(["good"]);
    expect(checkKeys(config(), { kept: key, isReadableByOthers: true })[0]?.words).toContain(
      "chmod 600",
    );
    expect(kinds(checkKeys(config(), { ...none, kept: "坏了" }))).toEqual(["todo"]);
    const given = config({ DATA_KEY: key.toUpperCase() });
    expect(kinds(checkKeys(given, { ...none, kept: key }))).toEqual(["good"]);
    expect(kinds(checkKeys(given, { ...none, kept: "cd".repeat(32) }))).toEqual(["good", "note"]);
    for (const finding of checkKeys(given, none)) expect(finding.words).not.toContain(key);
  });

  test("企业微信的密钥解出来要是 32 字节", () => {
    const none = { kept: undefined, isReadableByOthers: false };
    const settings = config({ WECOM_AIBOT_TOKEN: "t", WECOM_AIBOT_AES_KEY: aesKey });
    expect(kinds(checkKeys(settings, none))).toEqual(["good", "good"]);
    const aibot = { token: "t", aesKey: aesKey.slice(1), receiveId: "" };
    const broken = { ...settings, wecom: { ...settings.wecom, aibot } };
    expect(kinds(checkKeys(broken, none))).toEqual(["good", "todo"]);
  });

  test("平台：缺什么说什么", () => {
    const wecom = { WECOM_AIBOT_TOKEN: "t", WECOM_AIBOT_AES_KEY: aesKey };
    expect(words({})).toContain("演练场");
    expect(words(wecom)).toContain("https://您的域名/webhook/wecom/aibot");
    expect(words(wecom)).toContain("WECOM_APP_SECRET");
    const app = { WECOM_CORP_ID: "w", WECOM_APP_AGENT_ID: "1", WECOM_APP_SECRET: "s" };
    expect(words({ ...wecom, ...app })).not.toContain("WECOM_APP_SECRET");
    expect(words({ ...wecom, PUBLIC_URL: "http://127.0.0.1:3000" })).toMatch(/^要办　PUBLIC_URL/m);
  });

  test("Node 和磁盘", () => {
    const versions = ["24.11.0", "26.0.0", "24.10.9", "20.20.2"];
    expect(versions.map((version) => kinds(checkNode(version))[0])).toEqual([
      "good",
      "good",
      "todo",
      "todo",
    ]);
    expect(kinds(checkDisk(1024 ** 3))).toEqual(["good"]);
    expect(kinds(checkDisk(1024 ** 3 - 1))).toEqual(["todo"]);
  });

  test("密钥文件的权限真的看了", () => {
    const directory = fs.mkdtempSync(join(inject("runDir"), "keys-"));
    expect(readKeyFacts(directory)).toEqual({ kept: undefined, isReadableByOthers: false });
    fs.writeFileSync(join(directory, "data-key"), "x\n", { mode: 0o600 });
    expect(readKeyFacts(directory)).toEqual({ kept: "x", isReadableByOthers: false });
    fs.chmodSync(join(directory, "data-key"), 0o640);
    expect(readKeyFacts(directory).isReadableByOthers).toBe(true);
  });
});
