import * as fs from "node:fs";
import { join } from "node:path";

import { describe, expect, inject, test } from "vitest";

import { type Config, parseConfig } from "../config.ts";
import { createDatabase } from "../db/database.ts";
import { giveLease, keepKick, takeLease } from "../db/leases.ts";
import { type ChannelFacts, checkChannels, checkLines, type Probed } from "../doctor-channels.ts";
import {
  type BackupFacts,
  type LineFacts,
  readBackupFacts,
  readDatabaseFacts,
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
import { type Finding, renderFinding } from "../finding.ts";
import { needs } from "./support/needs.ts";
import { createTestDatabase } from "./support/postgres.ts";
import { startRedis } from "./support/redis.ts";

/** The rules that the doctor goes by, and what he looks at; the command itself is in cli.test.ts. */
const aesKey = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";
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
    line: undefined,
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

  test("长连接：有没有小协拿着，最近被谁顶掉过", () => {
    const now = new Date("2026-03-09T02:00:00Z");
    const of = (facts: LineFacts, isUsed = true) => checkLines(facts, { isUsed, now });
    const ago = (days: number) => ({
      isHeld: true,
      kickedAt: new Date(now.getTime() - days * 86_400_000),
    });
    expect(kinds(of({ isHeld: true, kickedAt: undefined }))).toEqual(["good"]);
    expect(kinds(of({ isHeld: false, kickedAt: undefined }))).toEqual(["note"]);
    expect(kinds(of(ago(1)))).toEqual(["good", "todo"]);
    expect(of(ago(1)).at(-1)?.words).toBe(
      "最近一次被另一个程序顶掉是3月8日（星期日）上午10:00，请检查是不是同一个机器人在别处也开着。",
    );
    expect(kinds(of(ago(2)))).toEqual(["good", "note"]);
    expect(kinds(of(ago(31)))).toEqual(["good"]);
    expect(of(ago(1), false)).toEqual([]);
    expect(checkLines(undefined, { isUsed: true, now })).toEqual([]);
  });

  test("长连接的情况真的看了：拿着的、顶掉的、过了期的", async () => {
    await using database = await createTestDatabase();
    await using db = createDatabase({ url: database.url, dataKey: Buffer.alloc(32, 7) });
    const line = async () => (await readDatabaseFacts(database.url)).line;
    expect(await line()).toEqual({ isHeld: false, kickedAt: undefined });
    const key = { accountId: 1, name: "aibot", holder: "one" };
    const at = new Date("2026-03-09T02:00:00Z");
    await db.transaction(async (tx) => {
      await takeLease(tx, key, 60_000);
      await keepKick(tx, key, new Date(at.getTime() - 1));
      await keepKick(tx, key, at);
    });
    expect(await line()).toEqual({ isHeld: true, kickedAt: at });
    await db.transaction((tx) => giveLease(tx, key));
    expect(await line()).toEqual({ isHeld: false, kickedAt: at });
  });
});
