import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import type { Speaker } from "../../domain/voice.ts";
import { startHeartbeat } from "../../jobs/queue.ts";
import { startWorker } from "../../jobs/worker.ts";
import { needs } from "../support/needs.ts";
import { startRedis } from "../support/redis.ts";
import { type Office, openOffice } from "../support/talk.ts";

const redis = needs("redis");

describe("队列在 PostgreSQL 上", () => suite(() => Promise.resolve(undefined)));

describe.skipIf(redis.isMissing)(`队列在 Redis 上${redis.note}`, () => {
  suite(startRedis);

  test("Redis 没了，提醒照样到点发；空着回来，接着发，就绪检查不说谎", async () => {
    await using office = await openOffice();
    await using server = await startRedis();
    if (server === undefined) throw new Error("redis-server is missing");
    const heard = createEar();
    await using worker = await startWorker({
      db: office.db,
      databaseUrl: office.url,
      redisUrl: server.url,
      now: () => office.now,
      log: { info: () => {}, error: () => {}, fault: () => {} },
      speaker: () => heard.speaker,
      heartbeatMs: 100,
    });
    const remind = async (words: string) => {
      await office.person("李梅").alone(`提醒 30分钟后 ${words}`);
      office.now = new Date(office.now.getTime() + 30 * 60_000);
      return heard.next();
    };
    await server.kill();
    expect(await remind("第一件")).toContain("第一件");
    await expect(worker.check()).rejects.toThrow();
    await server.restartEmpty();
    expect(await remind("第二件")).toContain("第二件");
    await vi.waitFor(() => worker.check(), 5_000);
  });

  test("Redis 空着回来：队列自己又有了拍子，不靠外面的钟", async () => {
    await using office = await openOffice();
    await using server = await startRedis();
    if (server === undefined) throw new Error("redis-server is missing");
    let count = 0;
    const beat = { everyMs: 50, run: () => Promise.resolve((count += 1)) };
    await using heartbeat = await startHeartbeat({
      databaseUrl: office.url,
      redisUrl: server.url,
      onError: () => {},
      beats: { test: beat },
    });
    await vi.waitUntil(() => count > 0);
    await server.restartEmpty();
    const before = count;
    await vi.waitUntil(() => count > before + 2, 5_000);
    await vi.waitFor(() => heartbeat.check(), 5_000);
  });

  test("Redis 没了也停得下来", async () => {
    await using office = await openOffice();
    await using server = await startRedis();
    if (server === undefined) throw new Error("redis-server is missing");
    const heartbeat = await startHeartbeat({
      databaseUrl: office.url,
      redisUrl: server.url,
      onError: () => {},
      beats: { test: { everyMs: 50, run: () => Promise.resolve() } },
    });
    await server.kill();
    await heartbeat[Symbol.asyncDispose]();
  });
});

function suite(start: typeof startRedis): void {
  let office: Office;
  let stack: AsyncDisposableStack;
  let redisUrl: string | undefined;

  beforeAll(async () => {
    stack = new AsyncDisposableStack();
    office = stack.use(await openOffice());
    const server = await start();
    if (server !== undefined) redisUrl = stack.use(server).url;
  });
  afterAll(() => stack.disposeAsync());

  test("到点的提醒自己发出去；新消息不等下一拍", async () => {
    const heard = createEar();
    await office.person("李梅").alone("提醒 30分钟后 提交材料");
    office.now = new Date(office.now.getTime() + 30 * 60_000);
    await using worker = await startWorker({
      db: office.db,
      databaseUrl: office.url,
      redisUrl,
      now: () => office.now,
      log: { info: () => {}, error: () => {}, fault: heard.fail },
      speaker: () => heard.speaker,
      heartbeatMs: 100,
    });
    expect(await heard.next()).toContain("提交材料");
    await worker.check();
  });

  test("一拍里出了错，下一拍照常", async () => {
    const beats = createEar();
    let count = 0;
    await using heartbeat = await startHeartbeat({
      databaseUrl: office.url,
      redisUrl,
      onError: () => beats.hear("错"),
      beats: {
        test: {
          everyMs: 50,
          run: () => {
            count += 1;
            if (count === 1) return Promise.reject(new Error("first beat fails"));
            beats.hear("拍");
            return Promise.resolve();
          },
        },
      },
    });
    expect(await beats.next()).toBe("错");
    expect(await beats.next()).toBe("拍");
    await heartbeat.check();
  });
}

/** Hears what is said and hands it out one by one, so that no test needs to sleep. */
function createEar() {
  const heard: string[] = [];
  const waiting: PromiseWithResolvers<string>[] = [];
  const hear = (text: string): void => {
    const first = waiting.shift();
    if (first === undefined) heard.push(text);
    else first.resolve(text);
  };
  const speaker: Speaker = {
    voice: () => "person",
    cards: () => "none",
    limits: () => [],
    quota: () => undefined,
    isPushAddress: () => false,
    isIdempotent: () => true,
    send: ({ message }) => {
      hear(message.text);
      return Promise.resolve({ via: "person" });
    },
  };
  return {
    hear,
    speaker,
    fail: (error: unknown) => waiting.shift()?.reject(error),
    next: (): Promise<string> => {
      const text = heard.shift();
      if (text !== undefined) return Promise.resolve(text);
      const next = Promise.withResolvers<string>();
      waiting.push(next);
      return next.promise;
    },
  };
}
