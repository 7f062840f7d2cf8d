import * as fs from "node:fs";
import { join } from "node:path";

import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, inject, test, vi } from "vitest";

import { restoreBackup } from "../../db/restore.ts";
import { readBackupFacts } from "../../doctor-facts.ts";
import { nightOf } from "../../domain/backup.ts";
import { type BackupPorts, backUpNightly, createNightWatch } from "../../jobs/backup.ts";
import { startWorker } from "../../jobs/worker.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { type Office, openOffice } from "../support/talk.ts";

const dataKey = Buffer.alloc(32, 7);

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office[Symbol.asyncDispose]());

let folder: string;
let now: Date;
let logged: string[];
beforeEach(() => {
  folder = join(fs.mkdtempSync(join(inject("runDir"), "nights-")), "backups");
  logged = [];
});

const ports = (): BackupPorts => ({
  databaseUrl: office.url,
  dataKey,
  folder,
  now: () => now,
  log: {
    info: (_, message) => void logged.push(message),
    error: (_, message) => void logged.push(message),
    fault: (_, message) => void logged.push(message),
  },
});

/** The clock in Shanghai. */
function at(local: string): void {
  now = new Date(`${local}+08:00`);
}

test.each([
  ["2026-03-09T02:29:59", "2026-03-08"],
  ["2026-03-09T02:30:00", "2026-03-09"],
  ["2026-03-09T23:59:59", "2026-03-09"],
  ["2026-03-10T00:30:00", "2026-03-09"],
  ["2026-01-01T02:30:00", "2026-01-01"],
])("%s 该有的是 %s 的", (local, night) => {
  expect(nightOf(new Date(`${local}+08:00`))).toBe(night);
});

test("一夜一份：到两点半才做，做过不再做；错过的一夜补上", async () => {
  at("2026-03-09T10:00:00");
  expect(await backUpNightly(ports())).toBe("xiaoxie-2026-03-09.backup");
  at("2026-03-10T02:29:00");
  expect(await backUpNightly(ports())).toBeUndefined();
  at("2026-03-10T02:30:00");
  expect(await backUpNightly(ports())).toBe("xiaoxie-2026-03-10.backup");
  expect(await backUpNightly(ports())).toBeUndefined();
  // The 11th was missed; in the afternoon of the 12th only the newest night is made up for.
  at("2026-03-12T15:00:00");
  expect(await backUpNightly(ports())).toBe("xiaoxie-2026-03-12.backup");
  expect(logged).toEqual(["backup made", "backup made", "backup made"]);
});

test("目录只有本人能进；恢复得出来", async () => {
  at("2026-03-09T02:30:00");
  const name = await backUpNightly(ports());
  expect(fs.statSync(folder).mode & 0o777).toBe(0o700);
  await using target = await createTestDatabase();
  const path = join(folder, name ?? "");
  const restored = await restoreBackup({ databaseUrl: target.url, dataKey, path });
  expect(restored.rows).toBeGreaterThan(10);
});

test("只留最近十四份；不是自己做的文件不动", async () => {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(join(folder, "xiaoxie-手工.backup"), "x");
  for (let day = 1; day <= 16; day += 1) {
    at(`2026-03-${String(day).padStart(2, "0")}T02:30:00`);
    await backUpNightly(ports());
  }
  const names = fs.readdirSync(folder).toSorted();
  expect(names).toHaveLength(15);
  expect(names[0]).toBe("xiaoxie-2026-03-03.backup");
  expect(names).toContain("xiaoxie-手工.backup");
  expect(await readBackupFacts(folder)).toEqual({
    folder,
    isFolder: true,
    count: 14,
    newestAt: new Date("2026-03-16T02:30:00+08:00"),
  });
});

test("上一个进程没写完的半份，下一次接着做好", async () => {
  at("2026-03-09T02:30:00");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(join(folder, "xiaoxie-2026-03-09.backup.partial"), "x");
  expect(await backUpNightly(ports())).toBe("xiaoxie-2026-03-09.backup");
  expect(fs.readdirSync(folder)).toEqual(["xiaoxie-2026-03-09.backup"]);
});

test("两个副本：一个在做，另一个不做", async () => {
  at("2026-03-09T02:30:00");
  const client = new pg.Client({ connectionString: office.url });
  await client.connect();
  await client.query("begin; select pg_advisory_xact_lock(7240160230)");
  expect(await backUpNightly(ports())).toBeUndefined();
  expect(fs.readdirSync(folder)).toEqual([]);
  await client.query("rollback");
  await client.end();
  expect(await backUpNightly(ports())).toBe("xiaoxie-2026-03-09.backup");
});

test("备份在自己的步子上做：看一眼就回来，出了错记日志，下一眼再试", async () => {
  at("2026-03-09T02:30:00");
  fs.writeFileSync(folder, "a file where the folder should be");
  await using night = createNightWatch(ports());
  await night.look();
  await vi.waitUntil(() => logged.length > 0);
  expect(logged).toEqual(["the nightly backup was not made"]);
  fs.rmSync(folder);
  await night.look();
  await vi.waitUntil(() => logged.length > 1);
  expect(logged[1]).toBe("backup made");
});

test("worker 自己按钟点做", async () => {
  at("2026-03-09T02:30:00");
  await using worker = await startWorker({
    ...ports(),
    db: office.db,
    databaseUrl: office.url,
    redisUrl: undefined,
    speaker: () => undefined,
    heartbeatMs: 100,
    backup: { dataKey, folder },
  });
  await vi.waitUntil(() => logged.includes("backup made"), 10_000);
  await worker.check();
  expect(fs.readdirSync(folder)).toEqual(["xiaoxie-2026-03-09.backup"]);
});
