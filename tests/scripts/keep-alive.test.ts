import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { keepAlive } from "../../scripts/postgres/keep-alive.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server that can die, and be started again unless it is broken. */
function createServer() {
  const server = {
    lives: true,
    isBroken: false,
    said: [] as string[],
    isRunning: () => server.lives,
    async revive() {
      if (server.isBroken) throw new Error("起不来");
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      server.lives = true;
    },
    onRevived: () => void server.said.push("好了"),
    onLost: (error: unknown) => void server.said.push(String(error)),
  };
  return server;
}

test("活着就不动它；死一次救一次，多少次都行", async () => {
  const server = createServer();
  await using _watch = keepAlive(server, server);
  for (let deaths = 0; deaths < 3; deaths += 1) {
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.said).toHaveLength(deaths);
    server.lives = false;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.lives).toBe(true);
  }
  expect(server.said).toEqual(["好了", "好了", "好了"]);
});

test("救不活：试三次，只说一次，不再试", async () => {
  const server = createServer();
  server.isBroken = true;
  server.lives = false;
  await using _watch = keepAlive(server, server);
  await vi.advanceTimersByTimeAsync(2_500);
  expect(server.said).toEqual([]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.said).toEqual(["Error: 起不来"]);
});

test("救的时候又死了一次：再救", async () => {
  const server = createServer();
  server.isBroken = true;
  server.lives = false;
  await using _watch = keepAlive(server, server);
  await vi.advanceTimersByTimeAsync(1_500);
  server.isBroken = false;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.said).toEqual(["好了"]);
});

test("正在救的时候停下：等它救完，免得留下一个没人管的", async () => {
  const server = createServer();
  server.lives = false;
  const watch = keepAlive(server, server);
  await vi.advanceTimersByTimeAsync(1_000);
  const closed = watch[Symbol.asyncDispose]();
  await vi.advanceTimersByTimeAsync(3_000);
  await closed;
  expect(server.lives).toBe(true);
  server.lives = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.lives).toBe(false);
});
