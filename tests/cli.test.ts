import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { join } from "node:path";

import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { type Config, parseConfig } from "../config.ts";
import { settingsSchema } from "../settings.ts";
import {
  type BackupFacts,
  readBackupFacts,
  readKeyFacts,
  readRedisFacts,
} from "../doctor-facts.ts";
import {
  checkBackups,
  checkClock,
  checkDatabase,
  checkDisk,
  checkKeys,
  checkNode,
  checkQueue,
  checkRetention,
} from "../doctor.ts";
import type { ChannelFault } from "../domain/errors.ts";
import { pretendPlatform } from "./bot/support.ts";
import { type ChannelFacts, checkChannels, type Probed } from "../doctor-channels.ts";
import { type Finding, renderFinding } from "../finding.ts";
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
    for (const name of ["migrate", "doctor", "backup", "restore", "unlock", "help"]) {
      expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
    }
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

const folder = () => fs.mkdtempSync(join(inject("runDir"), "cli-"));

describe("backup 和 restore", () => {
  const DATA_KEY = "ab".repeat(32);

  test("备份一个，恢复到另一个空的：一样；不带出密钥", async () => {
    await using source = await createTestDatabase();
    await read(
      source.url,
      "insert into accounts (platform, slug, setup_tries) values ('x', 'y', 2)",
    );
    await using target = await createTestDatabase();
    const file = join(folder(), "小协.backup");
    const made = await run(["backup", file], { DATABASE_URL: source.url, DATA_KEY });
    expect(made).toMatchObject({ code: 0, err: "" });
    expect(made.out).toContain(`备份好了：${file}，1 行`);
    expect(made.out).toContain("请把 DATA_KEY 另外保管");
    expect(made.out).not.toContain(DATA_KEY);
    const restored = await run(["restore", file], { DATABASE_URL: target.url, DATA_KEY });
    expect(restored).toMatchObject({ code: 0, err: "" });
    expect(restored.out).toContain("恢复好了：1 行");
    const rows = await read(target.url, "select platform, slug, setup_tries from accounts");
    expect(rows).toEqual([{ platform: "x", slug: "y", setup_tries: 2 }]);
  });

  test("不成的：各说一句，退出码 1，什么都没写", async () => {
    await using source = await createTestDatabase();
    const file = join(folder(), "a.backup");
    const env = { DATABASE_URL: source.url, DATA_KEY };
    await run(["backup", file], env);
    const other = "cd".repeat(32);
    await using empty = await createEmptyDatabase();
    for (const [args, change, says] of [
      [["backup", file], {}, "已经有了"],
      [["backup", join(file, "x")], {}, "所在的目录"],
      [["restore", file], { DATA_KEY: other }, "数据密钥不对"],
      [["restore", join(root, "package.json")], {}, "不是小协的备份"],
      [["restore", `${file}x`], {}, "没有找到"],
      [["restore", file], { DATABASE_URL: empty.url }, "migrate"],
      [["backup", `${file}2`], { DATABASE_URL: empty.url }, "migrate"],
    ] satisfies [string[], Record<string, string>, string][]) {
      const { code, out, err } = await run(args, { ...env, ...change });
      expect({ code, out }, says).toEqual({ code: 1, out: "" });
      expect(err.trim().split("\n"), says).toHaveLength(1);
      expect(err).toContain(says);
      expect(err).toMatch(/没有(?:备份|恢复|更新)/);
      expect(err).not.toContain(DATA_KEY);
      expect(err).not.toContain(other);
    }
    expect(await read(empty.url, "select from pg_tables where schemaname = 'public'")).toEqual([]);
  }, 60_000);

  test.each(["backup", "restore"])("%s 没说文件：说怎么写，退出码 2", async (name) => {
    const { code, err } = await run([name], { DATA_KEY });
    expect(code).toBe(2);
    expect(err).toContain(`npm run xiaoxie -- ${name} `);
  });
});

describe("cards", () => {
  const env = {
    DINGTALK_CLIENT_ID: "ding1",
    DINGTALK_CLIENT_SECRET: "hunter2secret",
    DINGTALK_CARD_TEMPLATE_ID: "x.schema",
    DINGTALK_CARD_SECRET: "hunter2card",
    PUBLIC_URL: "https://xiaoxie.example.gov.cn",
  };

  test("登记到平台，说发到哪里，不带出密钥", async () => {
    const platform = await pretendPlatform(({ path }) =>
      path.endsWith("accessToken")
        ? { json: { accessToken: "t", expireIn: 7200 } }
        : { json: { success: true } },
    );
    const { code, out } = await run(["cards"], { ...env, DINGTALK_API_BASE: platform.url });
    expect({ code, out }).toEqual({
      code: 0,
      out: "好　登记好了，卡片的点击发到 https://xiaoxie.example.gov.cn/webhook/dingtalk/card\n",
    });
    expect(platform.taken[1]).toMatchObject({
      path: "/v1.0/card/callbacks/register",
      json: { callbackRouteKey: "ding1", apiSecret: "hunter2card", forceUpdate: true },
    });
  });

  test("缺什么说什么；平台不认，说到哪里点什么", async () => {
    expect((await run(["cards"], {})).out).toContain("DINGTALK_CARD_TEMPLATE_ID");
    expect((await run(["cards"], { ...env, PUBLIC_URL: "" })).out).toContain("PUBLIC_URL");
    const platform = await pretendPlatform(() => ({
      status: 400,
      json: { code: "invalidClientIdOrSecret", message: "x" },
    }));
    const { code, out } = await run(["cards"], { ...env, DINGTALK_API_BASE: platform.url });
    expect(code).toBe(1);
    expect(out).toMatch(/^要办　没登记上：.*凭证.*管理后台/);
    expect(out).not.toContain("hunter2");
  });
});

describe("doctor", () => {
  const keys = { DATA_KEY: "ab".repeat(32) };

  test("都好：退出码 0，每行不是好就是留意，不带出密钥", async () => {
    const platform = await pretendPlatform(() => ({ json: { accessToken: "t", expireIn: 7200 } }));
    const env = {
      ...keys,
      DATABASE_URL: database.url,
      PUBLIC_URL: "https://xiaoxie.example.gov.cn",
      WECOM_AIBOT_TOKEN: "hunter2token",
      WECOM_AIBOT_AES_KEY: aesKey,
      DINGTALK_CLIENT_ID: "ding1",
      DINGTALK_CLIENT_SECRET: "hunter2secret",
      DINGTALK_API_BASE: platform.url,
    };
    const { code, out, err } = await run(["doctor"], env);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const lines = out.trim().split("\n");
    expect(lines.pop()).toBe("都好，没有要办的。");
    for (const line of lines) expect(line).toMatch(/^(好|留意)　.+/);
    expect(out).toMatch(/^留意　没有自动备份/m);
    expect(out).toContain("保留期限　发给小协的原话和小协的回答：90天");
    expect(out).toContain("https://xiaoxie.example.gov.cn/webhook/wecom/aibot");
    expect(out).toContain("https://xiaoxie.example.gov.cn/webhook/dingtalk/robot");
    for (const secret of ["hunter2", aesKey, keys.DATA_KEY]) expect(out).not.toContain(secret);
  });

  test("备份旧了：要办", async () => {
    const BACKUP_DIR = fs.mkdtempSync(join(inject("runDir"), "old-"));
    const env = { ...keys, DATABASE_URL: database.url, BACKUP_DIR };
    await run(["backup", join(BACKUP_DIR, "xiaoxie-2026-01-01.backup")], env);
    expect((await run(["doctor"], env)).out).toMatch(/^好　备份：最近一次是.*共1份/m);
    const file = join(BACKUP_DIR, "xiaoxie-2026-01-01.backup");
    const aged = fs
      .readFileSync(file, "latin1")
      .replace(/"createdAt":"[^"]*"/, '"createdAt":"2026-01-01T00:00:00.000Z"');
    fs.writeFileSync(file, aged, "latin1");
    const { code, out } = await run(["doctor"], env);
    expect(code).toBe(1);
    expect(out).toMatch(/^要办　最近一次备份是.*过了48小时/m);
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
const refused = (fault: ChannelFault, detail?: string): Probed => ({
  kind: "refused",
  fault,
  detail,
  reason: "errcode 60020",
});
const nothingAsked: ChannelFacts = { wecomApp: undefined, dingtalkRobot: undefined };
const words = (env: Record<string, string>, facts: Partial<ChannelFacts> = {}) =>
  checkChannels(config(env), { ...nothingAsked, ...facts })
    .map(renderFinding)
    .join("\n");

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

  test("长连接和 Stream：不要公网地址，说清只能在一处连", () => {
    const socket = { WECOM_AIBOT_ID: "b", WECOM_AIBOT_SECRET: "s" };
    const stream = {
      DINGTALK_CLIENT_ID: "c",
      DINGTALK_CLIENT_SECRET: "s",
      DINGTALK_MODE: "stream",
    };
    const said = words({ ...socket, ...stream });
    expect(said).toContain("不用公网地址");
    expect(said).toContain("互相顶掉");
    expect(said).toContain("别的程序也连着");
    expect(said).not.toContain("webhook");
    const cards = { ...stream, DINGTALK_MODE: "http", DINGTALK_CARD_TEMPLATE_ID: "x.schema" };
    expect(words(cards)).toMatch(/^要办　钉钉卡片.*DINGTALK_CARD_SECRET/m);
    expect(words({ ...cards, DINGTALK_CARD_SECRET: "s" })).toContain("/webhook/dingtalk/card");
  });

  test("问过平台：错在哪里，到哪里点什么；错误码留给查的人", () => {
    const env = {
      WECOM_AIBOT_TOKEN: "t",
      WECOM_AIBOT_AES_KEY: aesKey,
      WECOM_CORP_ID: "w",
      WECOM_APP_AGENT_ID: "1",
      WECOM_APP_SECRET: "s",
    };
    expect(words(env, { wecomApp: { kind: "taken" } })).toMatch(
      /^好　企业微信自建应用：刚问过平台/m,
    );
    const untrusted = words(env, { wecomApp: refused("trustedAddress", "203.0.113.7") });
    expect(untrusted).toMatch(/^要办　企业微信自建应用.*203\.0\.113\.7.*60020/m);
    expect(words(env, { wecomApp: refused("secret") })).toMatch(/^要办　企业微信自建应用.*凭证/m);
    const away: Probed = { kind: "unreachable", reason: "gettoken: ENOTFOUND" };
    expect(words(env, { wecomApp: away })).toMatch(/^要办　.*问不到平台/m);
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

  test("备份：没有、没有目录、旧了、新的；恰好48小时还算新", () => {
    const now = new Date("2026-03-09T02:00:00Z");
    const of = (facts: Partial<BackupFacts>) =>
      checkBackups({ folder: "/b", isFolder: true, count: 1, newestAt: undefined, ...facts }, now);
    const ago = (ms: number) => ({ newestAt: new Date(now.getTime() - ms) });
    const hours48 = 48 * 60 * 60 * 1000;
    expect(kinds(checkBackups(undefined, now))).toEqual(["note"]);
    expect(kinds(of({ isFolder: false }))).toEqual(["note"]);
    expect(kinds(of({ count: 0 }))).toEqual(["todo"]);
    expect(kinds(of(ago(hours48)))).toEqual(["good"]);
    expect(of(ago(hours48))[0]?.words).toContain("3月7日（星期六）上午10:00");
    expect(kinds(of(ago(hours48 + 1)))).toEqual(["todo"]);
    for (const facts of [undefined, { folder: "/b", isFolder: true, count: 1, ...ago(1) }]) {
      expect(checkBackups(facts, now)[0]?.words).toContain("DATA_KEY");
    }
  });

  test("备份的目录真的看了：没有的、空的、里面不是备份的", async () => {
    const directory = fs.mkdtempSync(join(inject("runDir"), "facts-"));
    const none = join(directory, "none");
    const empty = { count: 0, newestAt: undefined };
    expect(await readBackupFacts(none)).toEqual({ folder: none, isFolder: false, ...empty });
    fs.writeFileSync(join(directory, "xiaoxie-2026-03-09.backup"), "不是备份\n");
    expect(await readBackupFacts(directory)).toEqual({
      folder: directory,
      isFolder: true,
      ...empty,
    });
  });

  test("保留期限每条一行", () => {
    expect(kinds(checkRetention()).every((kind) => kind === "good")).toBe(true);
    expect(checkRetention().length).toBeGreaterThan(10);
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
