import { Redis } from "ioredis";
import pg from "pg";
import { describe, expect, test } from "vitest";

import { listPendingMigrations } from "../../db/migrate.ts";
import { needs } from "../support/needs.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { startRedis } from "../support/redis.ts";

test("每个测试文件的库：已迁移，属于程序的登录，用完即删", async () => {
  const database = await createTestDatabase();
  expect(await listPendingMigrations(database.url)).toEqual([]);
  expect(await currentUser(database.url)).toBe("xiaoxie");
  expect(await currentUser(database.superuserUrl)).toBe("postgres");
  await database[Symbol.asyncDispose]();
  await expect(currentUser(database.url)).rejects.toThrow(/does not exist/);
});

test("留下没关的连接：用完时报错，库照删", async () => {
  const database = await createTestDatabase();
  const left = new pg.Client({ connectionString: database.url });
  const ended = new Promise((resolve) => left.on("error", resolve));
  await left.connect();
  await expect(database[Symbol.asyncDispose]()).rejects.toThrow(/left connections/);
  await ended;
});

const redis = needs("redis");
describe.skipIf(redis.isMissing)(`测试用的 Redis${redis.note}`, () => {
  test("不淘汰、有追加日志、只听本机，用完即停", async () => {
    const server = await startRedis();
    if (server === undefined) throw new Error("redis-server is missing");
    const client = new Redis(server.url, { retryStrategy: () => null });
    expect(await client.config("GET", "maxmemory-policy")).toContain("noeviction");
    expect(await client.config("GET", "appendonly")).toContain("yes");
    expect(await client.config("GET", "bind")).toContain("127.0.0.1");
    const closed = new Promise((resolve) => client.once("end", resolve));
    await server[Symbol.asyncDispose]();
    await closed;
  });
});

async function currentUser(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<{ name: string }>("select current_user as name")).rows[0]?.name;
  } finally {
    await client.end();
  }
}
