import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import Koa from "koa";
import pg from "pg";
import { expect, onTestFinished, test, vi } from "vitest";

import { type Child, startChild } from "../../bench/child.ts";
import type { ServeOptions } from "../../bench/serve.ts";
import { account, personOf, seedSetting, userId } from "../../bench/setting.ts";
import { createApiRoute } from "../../sandbox/api-route.ts";
import { createPretendDingtalk } from "../../sandbox/dingtalk.ts";
import { createSandboxKeys } from "../../sandbox/keys.ts";
import type { Received } from "../../sandbox/ledger.ts";
import { createPretendWecom } from "../../sandbox/wecom.ts";
import { asSuperuser, createTestDatabase } from "../support/postgres.ts";

/** Short, so that the next worker takes a dead one's message over within the test. */
const claimMs = 700;
const reminder = "提醒 1秒后 交调研材料";
const timeLimitMs = 40_000;

test(
  "企业微信：提醒已入库未认领时、认领后未发送时各被杀一次，重启后收到，只收到一次",
  async () => {
    const scene = await openScene("wecom");
    await killTwiceBeforeSending(scene);
    await finishDelivery(scene);
    expect(scene.received().map(({ via }) => via)).toEqual(["app"]);
  },
  timeLimitMs,
);

test(
  "钉钉：提醒已入库未认领时、认领后未发送时各被杀一次，重启后收到，只收到一次",
  async () => {
    const scene = await openScene("dingtalk");
    await killTwiceBeforeSending(scene);
    await finishDelivery(scene);
    expect(scene.received().map(({ via }) => via)).toEqual(["openapi"]);
  },
  timeLimitMs,
);

test(
  "企业微信：发送后未记下时被杀，平台按防重复把重发的那一次去掉",
  async () => {
    const scene = await openScene("wecom");
    await killAfterSending(scene);
    expect(scene.received()).toHaveLength(1);
    await finishDelivery(scene);
    expect(scene.received()).toHaveLength(1);
    expect((await scene.outbox())[0]).toMatchObject({ state: "sent", attempts: 2 });
  },
  timeLimitMs,
);

test(
  "钉钉：发送后未记下时被杀，没有防重复的通道最多重发一次，并记下可能重复",
  async () => {
    const scene = await openScene("dingtalk");
    await killAfterSending(scene);
    expect(scene.received()).toHaveLength(1);
    await finishDelivery(scene);
    expect(scene.received().length).toBeLessThanOrEqual(2);
    expect((await scene.outbox())[0]).toMatchObject({ maybe_repeated: true });
  },
  timeLimitMs,
);

type Scene = Awaited<ReturnType<typeof openScene>>;

/** First the claim is held off by the database, then the process by its own barrier. */
async function killTwiceBeforeSending(scene: Scene): Promise<void> {
  await using first = await scene.start({});
  // With this policy rows can be written, and none can be taken to be sent.
  await scene.asSuperuser(
    "create policy barrier on outbox as restrictive for update using (false)",
  );
  expect(await scene.ask(reminder)).toContain("交调研材料");
  await scene.reaches({ state: "waiting", attempts: 0 });
  await first.kill();
  await scene.asSuperuser("drop policy barrier on outbox");

  await using second = await scene.start({ hangAt: "claimed" });
  await second.next("step");
  await second.kill();
  expect((await scene.outbox())[0]).toMatchObject({ state: "sending", attempts: 1 });
  expect(scene.received()).toEqual([]);
}

async function killAfterSending(scene: Scene): Promise<void> {
  await using first = await scene.start({ hangAt: "sent" });
  const standing = first.next("step");
  expect(await scene.ask(reminder)).toContain("交调研材料");
  await standing;
  await first.kill();
  expect((await scene.outbox())[0]).toMatchObject({ state: "sending", attempts: 1 });
}

/** Started again, and left alone until there is nothing more to say. */
async function finishDelivery(scene: Scene): Promise<void> {
  await using _last = await scene.start({});
  await vi.waitFor(
    async () => {
      const rows = await scene.outbox();
      expect(rows).toHaveLength(1);
      expect(["sent", "failed"]).toContain(rows[0]?.state);
    },
    { timeout: 15_000, interval: 50 },
  );
}

interface OutboxRow {
  readonly state: string;
  readonly attempts: number;
  readonly maybe_repeated: boolean;
}

/** A pretend platform, a database, and the program as a process that can be killed. */
async function openScene(platform: "wecom" | "dingtalk") {
  const database = await createTestDatabase();
  const keys = createSandboxKeys();
  const dataKey = Buffer.alloc(32, 9).toString("hex");
  const port = await findFreePort();
  const people = [0, 1].map((index) => personOf(index, platform));
  const pretend = await openPlatform(platform, { port, keys });
  const { databaseUrl, platformUrl } = { databaseUrl: database.url, platformUrl: pretend.url };
  const setting = { databaseUrl, keys, dataKey, platformUrl };
  await seedSetting({ ...setting, topics: 0, groups: [], people });
  const watcher = new pg.Client({ connectionString: database.superuserUrl });
  await watcher.connect();
  onTestFinished(async () => {
    await watcher.end();
    pretend.dispose();
    await database[Symbol.asyncDispose]();
  });
  const outbox = async () => {
    const { rows } = await watcher.query<OutboxRow>(
      "select state, attempts, maybe_repeated from outbox",
    );
    return rows;
  };
  return {
    ask: pretend.ask,
    /** What reached the people outside of the callbacks' own answers. */
    received: (): readonly Received[] => pretend.received().filter(({ via }) => via !== "answer"),
    outbox,
    asSuperuser: (sql: string) => asSuperuser(database.superuserUrl, sql),
    reaches: (state: Partial<OutboxRow>) =>
      vi.waitFor(async () => expect(await outbox()).toMatchObject([state]), {
        timeout: 10_000,
        interval: 20,
      }),
    async start(given: Pick<ServeOptions, "hangAt">): Promise<Child> {
      const options: ServeOptions = { ...setting, port, claimMs, ...given };
      const child = startChild("./serve.ts", options);
      await child.next("ready");
      return child;
    },
  };
}

interface Platform {
  readonly url: string;
  /** Says it in 1:1. @returns the answer */
  readonly ask: (text: string) => Promise<string>;
  received(): readonly Received[];
  dispose(): void;
}

async function openPlatform(
  platform: "wecom" | "dingtalk",
  { port, keys }: { port: number; keys: ReturnType<typeof createSandboxKeys> },
): Promise<Platform> {
  const app = new Koa();
  const server = createServer((request, response) => void app.callback()(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const prefix = `/sandbox/api/${platform}`;
  const bot = `http://127.0.0.1:${port}/webhook/${platform}`;
  const common = { botName: "小协", apiBase: `${url}${prefix}`, groups: [], now: () => new Date() };
  const [member, nick] = [userId(1), "某委员"];
  const pretend =
    platform === "wecom"
      ? createPretendWecom({
          ...common,
          keys: keys.wecom,
          callbackUrl: `${bot}/aibot/${account}`,
          members: [member],
        })
      : createPretendDingtalk({
          ...common,
          keys: keys.dingtalk,
          callbackUrl: `${bot}/robot/${account}`,
          members: [{ userId: member, nick }],
        });
  const route = createApiRoute(prefix, pretend.handle);
  app.use(route.middleware);
  return {
    url,
    async ask(text) {
      const outcome = await pretend.say({ userId: member, text });
      return outcome.answer ?? `nothing (${outcome.delivery})`;
    },
    received: () => pretend.received(),
    dispose() {
      pretend.dispose();
      route.dispose();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
