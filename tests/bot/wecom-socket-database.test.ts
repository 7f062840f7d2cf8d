import { afterEach, beforeEach, expect, test } from "vitest";

import { startApp } from "../../app.ts";
import type { LinePorts } from "../../bot/line.ts";
import type { Timers } from "../../bot/timers.ts";
import { parseConfig } from "../../config.ts";
import { giveLease, takeLease } from "../../db/leases.ts";
import { createDeliverer } from "../../jobs/deliver.ts";
import { createLog } from "../../log.ts";
import { findFreePort } from "../support/app.ts";
import { type Office, openOffice } from "../support/talk.ts";
import { openLine, openPlatform, until } from "./wecom-socket-support.ts";

/** The whole way on a real database: heard, kept, answered; said later, marked. */
let office: Office;
let fastAt: number;
beforeEach(async () => {
  office = await openOffice();
  fastAt = Date.now();
});
afterEach(() => office[Symbol.asyncDispose]());

/**
 * Real time, so many times as fast that leases and pauses can be waited for, and still so slow that
 * a busy machine prolongs a lease of half a minute (here one and a half seconds) in time.
 */
const speed = 20;

const fastTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms / speed);
    return () => clearTimeout(timer);
  },
  random: () => 0.5,
};

const fastNow = () => new Date(office.now.getTime() + (Date.now() - fastAt) * speed);

const quiet = { info: () => {}, error: () => {}, fault: () => {} };

/** A replica with its own connection to the platform, and the same database as the others. */
function openReplica(url: string, holder: string) {
  const [account] = office.accounts;
  if (account === undefined) throw new Error("no account");
  const dispatch = office.openReplica();
  const key = { accountId: account.id, name: "aibot", holder };
  const ports: Partial<LinePorts> = {
    async handle(message) {
      const handled = await dispatch.handle(account, message);
      return { answer: handled.answer, undelivered: () => dispatch.sayLate(handled) };
    },
    lease: {
      // As fast as the timers.
      take: (forMs) => office.db.transaction((tx) => takeLease(tx, key, forMs / speed)),
      give: () => office.db.transaction((tx) => giveLease(tx, key)),
    },
  };
  const bot = openLine({ url, timers: fastTimers, now: () => office.now, ports });
  const deliverer = createDeliverer({
    db: office.db,
    speaker: () => bot.speaker,
    now: () => office.now,
    log: quiet,
  });
  const deliver = async (): Promise<void> => {
    await deliverer.run();
    await deliverer.idle();
  };
  return { ...bot, deliver };
}

const fates = () =>
  office.inTenant((tx) =>
    tx
      .selectFrom("outbox")
      .select(["state", "sent_via as via", "maybe_repeated as repeated"])
      .orderBy("id")
      .execute(),
  );

const propose = (text: string) => ({ userId: "李梅", chatId: "group-one", text });

const later = (ms: number): void => {
  office.now = new Date(office.now.getTime() + ms);
};

test("两个副本：只有一个连着；它走了，另一个接上，谁也不顶谁", async () => {
  const { platform, url } = await openPlatform(fastNow, 5_000);
  const replicas = [openReplica(url, "one"), openReplica(url, "two")];
  await until(() => expect(platform.subscribed()).toBe(1));
  expect(await platform.say(propose("荐题 路灯"))).toMatchObject({ via: "answer" });
  // Twice as long as a lease.
  await new Promise((resolve) => setTimeout(resolve, 60_000 / speed));
  expect(platform.connections()).toBe(1);
  const first = replicas.findIndex(({ hub }) => hub.channel !== undefined);
  await replicas[first]?.close();
  await until(() => expect(replicas[1 - first]?.hub.channel).toBeDefined());
  const answer = await platform.say(propose("荐题 井盖"));
  expect(answer?.text).toContain("2号");
  expect(platform.connections()).toBe(1);
  expect(platform.story().filter((step) => step.startsWith("kicked"))).toEqual([]);
  await replicas[1 - first]?.close();
});

test("答的时候断了线：重连之后由寄件箱补说，不丢也不重", async () => {
  const { platform, url } = await openPlatform(fastNow, 300);
  const bot = openReplica(url, "one");
  await until(() => expect(platform.subscribed()).toBe(1));
  platform.failNext("aibot_respond_msg", "cutBefore");
  expect(await platform.say({ ...propose("荐题 路灯"), messageId: "m1" })).toBeUndefined();
  await until(async () => expect(await fates()).toHaveLength(1));
  // The connection may still be away: that does not count as an attempt.
  await until(() => expect(bot.hub.channel).toBeDefined());
  await bot.deliver();
  expect(platform.received().map(({ via }) => via)).toEqual(["send"]);
  expect(platform.received()[0]?.text).toContain("1号");
  expect(await fates()).toEqual([{ state: "sent", via: "socket", repeated: false }]);
  // The platform tells it once more, on the new connection: the same answer, nothing done twice.
  expect((await platform.say({ ...propose("荐题 路灯"), messageId: "m1" }))?.text).toContain("1号");
  expect(await office.inTenant((tx) => tx.selectFrom("topics").select("number").execute())).toEqual(
    [{ number: 1 }],
  );
  await bot.close();
});

test("补说的时候又断了线：过一分钟再说一次，记着可能重复", async () => {
  const { platform, url } = await openPlatform(fastNow, 300);
  const bot = openReplica(url, "one");
  await until(() => expect(platform.subscribed()).toBe(1));
  platform.failNext("aibot_respond_msg", { errcode: 846_605 });
  void platform.say(propose("荐题 路灯"));
  await until(async () => expect(await fates()).toHaveLength(1));
  platform.failNext("aibot_send_msg", "cutBefore");
  await bot.deliver();
  expect(platform.received()).toEqual([]);
  await until(() => expect(bot.hub.channel).toBeDefined());
  later(61_000);
  await bot.deliver();
  expect(platform.received()).toHaveLength(1);
  expect(await fates()).toEqual([{ state: "sent", via: "socket", repeated: true }]);
  await bot.close();
});

test("没有连接的副本领到了：放回去，不算一次，由连着的那个说", async () => {
  const { platform, url } = await openPlatform(fastNow, 300);
  const holder = openReplica(url, "one");
  await until(() => expect(platform.subscribed()).toBe(1));
  const standby = openReplica(url, "two");
  platform.failNext("aibot_respond_msg", { errcode: 846_605 });
  void platform.say(propose("荐题 路灯"));
  await until(async () => expect(await fates()).toHaveLength(1));
  for (let round = 0; round < 20; round += 1) {
    await standby.deliver();
    later(1_000);
  }
  expect(await fates()).toMatchObject([{ state: "waiting", repeated: false }]);
  await holder.deliver();
  expect(await fates()).toEqual([{ state: "sent", via: "socket", repeated: false }]);
  expect(platform.received()).toHaveLength(1);
  await standby.close();
  await holder.close();
});

test("整个程序：设置里写上就连，停下来就关好", async () => {
  const { platform, url } = await openPlatform(() => new Date(), 5_000);
  const config = parseConfig({ PORT: String(await findFreePort()) });
  const socket = { botId: "bot", secret: "s3cret", url };
  const wecom = { ...config.wecom, socket };
  const app = await startApp({
    config,
    databaseUrl: office.url,
    dataKey: Buffer.alloc(32, 7),
    setupCodes: {},
    accounts: { env: { wecom, dingtalk: config.dingtalk } },
    log: createLog("silent"),
  });
  await until(() => expect(platform.subscribed()).toBe(1));
  const shown = await platform.say({ userId: "limei", text: "帮助" });
  expect(shown).toMatchObject({ via: "answer", conversation: "wecom:single:limei" });
  await app[Symbol.asyncDispose]();
  expect(platform.story()).toEqual(["opened 1", "subscribed 1", "closed 1"]);
  expect(platform.faults()).toEqual([]);
});
