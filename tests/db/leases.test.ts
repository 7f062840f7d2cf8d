import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { createDatabase, type Database } from "../../db/database.ts";
import { giveLease, type LeaseKey, takeLease } from "../../db/leases.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

let database: TestDatabase;
let replicas: readonly [Database, Database];
beforeAll(async () => {
  database = await createTestDatabase();
  const open = () => createDatabase({ url: database.url, dataKey: Buffer.alloc(32, 7) });
  replicas = [open(), open()];
});
afterAll(async () => {
  for (const db of replicas) await db[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const take = (index: 0 | 1, key: Omit<LeaseKey, "holder">, forMs: number) =>
  replicas[index].transaction((tx) => takeLease(tx, { ...key, holder: `holder ${index}` }, forMs));

const give = (index: 0 | 1, key: Omit<LeaseKey, "holder">) =>
  replicas[index].transaction((tx) => giveLease(tx, { ...key, holder: `holder ${index}` }));

test("一个拿着，另一个拿不到；拿着的可以续", async () => {
  const key = { accountId: 1, name: "line" };
  expect(await take(0, key, 60_000)).toBe(true);
  expect(await take(1, key, 60_000)).toBe(false);
  expect(await take(0, key, 60_000)).toBe(true);
  expect(await take(1, key, 60_000)).toBe(false);
});

test("交出来，另一个马上拿得到；没拿着的人交不掉别人的", async () => {
  const key = { accountId: 2, name: "line" };
  await take(0, key, 60_000);
  await give(1, key);
  expect(await take(1, key, 60_000)).toBe(false);
  await give(0, key);
  expect(await take(1, key, 60_000)).toBe(true);
});

test("不续就到期：另一个拿得到，原来的再也续不上", async () => {
  const key = { accountId: 3, name: "line" };
  await take(0, key, 50);
  await sleep(80);
  expect(await take(1, key, 60_000)).toBe(true);
  expect(await take(0, key, 60_000)).toBe(false);
});

test("别的账号、别的名字互不相干", async () => {
  expect(await take(0, { accountId: 4, name: "line" }, 60_000)).toBe(true);
  expect(await take(1, { accountId: 5, name: "line" }, 60_000)).toBe(true);
  expect(await take(1, { accountId: 4, name: "other" }, 60_000)).toBe(true);
});

test("两个副本同时抢一百次：每次只有一个拿到", async () => {
  for (let round = 0; round < 100; round += 1) {
    const key = { accountId: 6, name: `round ${round}` };
    const taken = await Promise.all([take(0, key, 60_000), take(1, key, 60_000)]);
    expect(taken.filter(Boolean)).toHaveLength(1);
  }
});
