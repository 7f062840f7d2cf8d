import { getEventListeners } from "node:events";
import { describe, expect, test, vi } from "vitest";
import { lines } from "../../bot/platforms/dingtalk/index.ts";
import type { Handled } from "../../bot/server.ts";
import type { InboundMessage } from "../../domain/inbound.ts";
import {
  now,
  keys,
  createTestTimers,
  turn,
  openLine,
  silent,
  type OpenLine,
  watchLog,
} from "./dingtalk-stream-support.ts";

watchLog();

/** Cuts a connection that has hardly held, and waits until the line has noticed and pauses. */
async function cutOff({ gateway, said }: OpenLine): Promise<void> {
  const before = said.length;
  gateway.cut();
  await vi.waitFor(() => expect(said).toHaveLength(before + 1), { interval: 2 });
}

const opened = (story: readonly string[]): number =>
  story.filter((entry) => entry.startsWith("opened")).length;

describe("一直连着", () => {
  test("平台说要断开：先连上新的，再离开旧的；一直有话来，一句不丢", async () => {
    const timers = createTestTimers();
    const line = await openLine({ timers, timing: { leavingMs: 10_000 } });
    await line.connected();
    const pushes: Promise<unknown>[] = [];
    for (let round = 1; round <= 5; round += 1) {
      // Answered, so the line knows that it stands; then long enough to count as one that held.
      expect(await line.gateway.ping()).toBe(true);
      await timers.advance(12_000);
      for (let i = 0; i < 10; i += 1) {
        pushes.push(line.push(line.body(`第${round}轮第${i}句`)));
        if (i === 5) line.gateway.disconnect();
      }
      await line.connected();
    }
    const pushed = await Promise.all(pushes);
    expect(pushed.every((one) => (one as { kind: string }).kind === "acked")).toBe(true);
    expect(new Set(line.heard.map(({ messageId }) => messageId)).size).toBe(50);
    await vi.waitFor(() =>
      expect(line.gateway.story().filter((entry) => entry.startsWith("closed"))).toHaveLength(5),
    );
    const story = line.gateway.story();
    for (let i = 1; i <= 5; i += 1) {
      expect(story.indexOf(`opened ${i + 1}`)).toBeLessThan(story.indexOf(`closed ${i} 1000`));
    }
    expect(line.gateway.faults()).toEqual([]);
    expect(line.said).toEqual([]);
  });

  test("断了200次：始终一条线，什么也不积", async () => {
    const timers = createTestTimers();
    const line = await openLine({ timers });
    let most = 0;
    for (let i = 1; i <= 200; i += 1) {
      await line.connected();
      most = Math.max(most, line.gateway.connections());
      await cutOff(line);
      // All that waits now is the pause before the next attempt.
      expect(timers.waiting()).toBe(1);
      expect(getEventListeners(line.stop.signal, "abort")).toHaveLength(1);
      await timers.next();
    }
    await line.connected();
    expect(most).toBe(1);
    expect(opened(line.gateway.story())).toBe(201);
    expect(line.gateway.story().filter((entry) => entry === "asked")).toHaveLength(201);
    await line.push(line.body("还听得到"));
    expect(line.heard).toHaveLength(1);
    await line.close();
    expect(timers.waiting()).toBe(0);
    expect(getEventListeners(line.stop.signal, "abort")).toHaveLength(0);
    expect(line.gateway.faults()).toEqual([]);
  }, 60_000);

  test("连上就断：一次比一次等得久，不压着平台", async () => {
    const timers = createTestTimers();
    const line = await openLine({ timers });
    for (const waitMs of [750, 1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000]) {
      await line.connected();
      const before = opened(line.gateway.story());
      await cutOff(line);
      await timers.advance(waitMs - 10);
      await turn();
      expect(opened(line.gateway.story())).toBe(before);
      await timers.advance(20);
    }
    await line.connected();
    // Once it has held for a while, the next cut is the first again.
    expect(await line.gateway.ping()).toBe(true);
    await timers.advance(11_000);
    const before = line.said.length;
    line.gateway.cut();
    await vi.waitFor(() => expect(timers.waiting()).toBe(1), { interval: 2 });
    await timers.advance(760);
    await line.connected();
    // That is how the platform spreads its load, and nothing to tell of.
    expect(line.said).toHaveLength(before);
  });

  test("连接哑了：90秒没有动静就换一条；有心跳应答的不换", async () => {
    const timers = createTestTimers();
    const line = await openLine({ timers });
    await line.connected();
    expect(await line.gateway.ping()).toBe(true);
    for (let i = 0; i < 20; i += 1) await timers.advance(30_000);
    expect(line.gateway.story()).toEqual(["asked", "opened 1"]);
    line.gateway.hush();
    await timers.advance(59_000);
    expect(line.gateway.story()).toEqual(["asked", "opened 1"]);
    await timers.advance(32_000);
    await line.connected();
    expect(line.gateway.story().slice(2).toSorted()).toEqual([
      "asked",
      "closed 1 1006",
      "opened 2",
    ]);
    expect(line.said).toMatchObject([{ level: "warn", fields: { why: "silent" } }]);
  });

  test("凭据不对：五分钟试一次，日志里说清楚，不带密钥", async () => {
    const timers = createTestTimers();
    const line = await openLine({ timers, clientSecret: `${keys.clientSecret}x` });
    const asked = () => line.gateway.story().length;
    await vi.waitFor(() => expect(line.said).toHaveLength(1));
    await timers.advance(299_000);
    expect(asked()).toBe(1);
    await timers.advance(2_000);
    await vi.waitFor(() => expect(line.said).toHaveLength(2));
    expect(asked()).toBe(2);
    expect(line.said).toMatchObject([
      {
        level: "error",
        fields: { reason: "connections/open: HTTP 400, code invalidClientIdOrSecret" },
      },
      { level: "error" },
    ]);
  });

  test.each([
    ["出错500", { status: 500 }, "HTTP 500"],
    ["限流", { status: 403, body: { code: "Forbidden.AccessDenied.QpsLimitForApi" } }, "QpsLimit"],
    ["空的回答", { status: 200 }, "unreadable answer"],
    [
      "不是加密的地址",
      { status: 200, body: { endpoint: "http://127.0.0.1/", ticket: "t" } },
      "not a secure address",
    ],
  ])("开门时平台%s：过后再试，连得上", async (_, fault, reason) => {
    const timers = createTestTimers();
    const line = await openLine({ timers, clientSecret: "wrong at first" });
    await vi.waitFor(() => expect(line.said).toHaveLength(1));
    await line.close();
    const again = createTestTimers();
    const later = await openLine({ timers: again, ports: {} });
    await later.connected();
    later.gateway.failOpening(fault);
    await cutOff(later);
    await again.advance(1_000);
    await vi.waitFor(() => expect(later.said).toHaveLength(2));
    expect(JSON.stringify(later.said[1])).toContain(reason);
    await again.advance(300_000);
    await later.connected();
  });

  test("开门时平台不答：十秒作罢，过后再试", async () => {
    const timers = createTestTimers();
    const line = await openLine({ timers });
    await line.connected();
    line.gateway.failOpening("hang");
    await cutOff(line);
    await timers.advance(1_000);
    await vi.waitFor(() => expect(line.gateway.story().at(-1)).toBe("asked"));
    await timers.advance(9_500);
    expect(line.said).toHaveLength(1);
    await timers.advance(1_000);
    await vi.waitFor(() => expect(line.said).toHaveLength(2));
    expect(line.said[1]).toMatchObject({ fields: { reason: "connections/open: out of time" } });
    await timers.advance(60_000);
    await line.connected();
  });

  test("收摊：手里的办完、确认了才关；之后来的不接", async () => {
    const done = Promise.withResolvers<void>();
    const heard: string[] = [];
    const line = await openLine({
      timing: { ackMs: 5_000 },
      ports: {
        async handle({ text }) {
          heard.push(text);
          await done.promise;
          return silent;
        },
      },
    });
    await line.connected();
    const first = line.push(line.body("收摊前"));
    await vi.waitFor(() => expect(heard).toEqual(["收摊前"]));
    let isClosed = false;
    const closing = line.close().then(() => (isClosed = true));
    const second = line.push(line.body("收摊后"));
    await turn();
    expect(isClosed).toBe(false);
    done.resolve();
    expect(await first).toMatchObject({ kind: "acked", code: 200, attempts: 1 });
    await closing;
    await vi.waitFor(() => expect(line.gateway.story().at(-1)).toBe("closed 1 1000"));
    expect(heard).toEqual(["收摊前"]);
    line.gateway.dispose();
    expect((await second).kind).toBe("lost");
  });

  test("收摊时断了的线上还有没办完的：也等它办完", async () => {
    const done = Promise.withResolvers<Handled>();
    const line = await openLine({ ports: { handle: () => done.promise } });
    await line.connected();
    void line.push(line.body("没办完"));
    await turn();
    await cutOff(line);
    let isClosed = false;
    const closing = line.close().then(() => (isClosed = true));
    await turn();
    expect(isClosed).toBe(false);
    done.resolve(silent);
    await closing;
  });

  test("两个副本各连一条：推给谁都听得到", async () => {
    const line = await openLine();
    await line.connected();
    const [second] = lines(line.settings, "env", {});
    const heard: InboundMessage[] = [];
    const stop = new AbortController();
    const kept = second?.keep(
      {
        handle: (message) => {
          heard.push(message);
          return Promise.resolve(silent);
        },
        tap: () => Promise.resolve(undefined),
        groupChanged: () => Promise.resolve(),
        kicked: () => Promise.resolve(),
        lease: { take: () => Promise.resolve(false), give: () => Promise.resolve() },
        log: { error: () => {}, warn: () => {} },
        now: () => now,
      },
      stop.signal,
    );
    await line.connected(2);
    for (let i = 0; i < 40; i += 1) await line.push(line.body(`第${i}句`));
    expect(line.heard.length).toBeGreaterThan(0);
    expect(heard.length).toBeGreaterThan(0);
    expect(line.heard.length + heard.length).toBe(40);
    stop.abort();
    await kept;
  });

  test("没有选这种方式，或没有机器人：没有线", () => {
    const settings = { apiBase: "https://api.example", oapiBase: "https://oapi.example" };
    expect(lines({ ...settings, robot: keys, mode: "http" }, "env")).toEqual([]);
    expect(lines({ ...settings, robot: undefined, mode: "stream" }, "env")).toEqual([]);
  });
});
