import { describe, expect, test } from "vitest";

import type { Lease, LinePorts } from "../../bot/line.ts";
import { realTimers } from "../../bot/timers.ts";
import { BusyError } from "../../domain/errors.ts";
import { type CardMessage, textMessage } from "../../domain/message.ts";
import {
  breathe,
  createEcho,
  createVirtualTimers,
  handledWith,
  openLine,
  openPlatform,
  until,
} from "./wecom-socket-support.ts";

const cardId = "AAAAAAAAAAAAAAAAAAAAAA";
const card: CardMessage = {
  kind: "card",
  text: "议题7：路灯。附议请回复：附议 7",
  above: "议题7：路灯",
  cardId,
  card: {
    kind: "buttons",
    title: "议题7",
    buttons: [{ key: "endorse", text: "附议", says: "附议 7" }],
  },
};
const tapped: CardMessage = { ...card, text: "", card: { ...card.card, title: "已附议" } };

/** A platform and one replica of the bot, on one clock that stands still. */
async function openTalk(ports: Partial<LinePorts> = createEcho(), secret = "s3cret") {
  const timers = createVirtualTimers();
  const { platform, url } = await openPlatform(timers.date);
  const bot = openLine({ url, timers, now: timers.date, ports, secret });
  return { timers, platform, url, bot };
}

async function openConnected(ports?: Partial<LinePorts>) {
  const talk = await openTalk(ports);
  await until(() => expect(talk.platform.subscribed()).toBe(1));
  await until(() => expect(talk.bot.hub.channel).toBeDefined());
  return talk;
}

const inGroup = (text: string) => ({ userId: "limei", chatId: "G1", text });

describe("听和答", () => {
  test("群里和单聊都听得见，各答各的", async () => {
    const echo = createEcho();
    const { platform } = await openConnected(echo);
    const shown = await Promise.all([
      platform.say(inGroup("@小协 议题")),
      platform.say({ userId: "limei", text: "我的" }),
    ]);
    expect(shown.map((one) => [one?.via, one?.conversation, one?.text])).toEqual([
      ["answer", "wecom:group:G1", "听到了：@小协 议题"],
      ["answer", "wecom:single:limei", "听到了：我的"],
    ]);
    expect(echo.heard.map(({ conversation }) => conversation)).toEqual([
      { kind: "group", externalId: "G1" },
      { kind: "single", externalId: "limei" },
    ]);
    expect(echo.undelivered).toEqual([]);
    expect(platform.faults()).toEqual([]);
  });

  test("没有话说就不说", async () => {
    const { platform } = await openConnected({
      handle: () => Promise.resolve(handledWith(undefined)),
    });
    expect(await platform.say(inGroup("嗯"))).toBeUndefined();
    expect(platform.count("aibot_respond_msg")).toBe(0);
  });

  test("带卡片的：先话后卡，两条", async () => {
    const { platform } = await openConnected(createEcho({ answer: () => card }));
    await platform.say(inGroup("议题 7"));
    await until(() => expect(platform.received()).toHaveLength(2));
    expect(platform.received().map(({ via, text }) => [via, text])).toEqual([
      ["answer", "议题7：路灯"],
      ["answer", "议题7"],
    ]);
    expect(platform.faults()).toEqual([]);
  });

  test("话收下了、卡片没收：话不再说一遍", async () => {
    const echo = createEcho({ answer: () => card });
    const { platform } = await openConnected(echo);
    platform.failNext("aibot_respond_msg", { errcode: 0 });
    platform.failNext("aibot_respond_msg", { errcode: 45_033 });
    void platform.say(inGroup("议题 7"));
    await until(() => expect(platform.count("aibot_respond_msg")).toBe(2));
    await breathe();
    expect(echo.undelivered).toEqual([]);
  });

  test("点了卡片：只给点的人换上新的", async () => {
    const taps: unknown[] = [];
    const { platform } = await openConnected({
      ...createEcho({ answer: () => card }),
      tap(tap) {
        taps.push(tap);
        return Promise.resolve(handledWith(tapped));
      },
    });
    await platform.say(inGroup("议题 7"));
    const shown = await platform.tap({ ...inGroup(""), taskId: cardId, key: "endorse" });
    expect(shown).toMatchObject({ via: "update", text: "已附议", userIds: ["limei"] });
    expect(taps).toMatchObject([{ cardId, key: "endorse", sender: { externalId: "limei" } }]);
    expect(platform.faults()).toEqual([]);
  });

  test("进入单聊：欢迎语用文字", async () => {
    const echo = createEcho();
    const { platform } = await openConnected(echo);
    expect(await platform.enterChat("limei")).toMatchObject({ via: "welcome", text: "听到了：" });
    expect(echo.heard).toMatchObject([{ manner: "opened" }]);
  });

  test("欢迎语和卡片过了时间就不在线上说了", async () => {
    const gate = Promise.withResolvers<void>();
    const late: string[] = [];
    const slowly = async () => {
      await gate.promise;
      return handledWith(tapped, () => Promise.resolve(void late.push("late")));
    };
    const { platform, timers } = await openConnected({ handle: slowly, tap: slowly });
    void platform.enterChat("limei");
    void platform.tap({ ...inGroup(""), taskId: cardId, key: "endorse" });
    await timers.advance(4_600);
    gate.resolve();
    await until(() => expect(late).toEqual(["late", "late"]));
    expect(platform.count("aibot_respond_welcome_msg")).toBe(0);
    expect(platform.count("aibot_respond_update_msg")).toBe(0);
  });

  test("一个会话办得慢，别的会话和心跳不等它", async () => {
    const gate = Promise.withResolvers<void>();
    const { platform, timers } = await openConnected({
      async handle({ text }) {
        if (text === "慢") await gate.promise;
        return handledWith(textMessage(text));
      },
    });
    const slow = platform.say({ userId: "limei", text: "慢" });
    expect(await platform.say(inGroup("快"))).toMatchObject({ text: "快" });
    await timers.advance(61_000);
    expect(platform.count("ping")).toBe(2);
    gate.resolve();
    expect(await slow).toMatchObject({ text: "慢" });
  });

  test("忙不过来或者一时办不了：过一会儿再办，不丢", async () => {
    let tries = 0;
    const { platform, timers, bot } = await openConnected({
      handle({ text }) {
        tries += 1;
        if (tries === 1) throw new BusyError("busy");
        if (tries === 2) throw new Error(`database away while handling ${text}`);
        return Promise.resolve(handledWith(textMessage("办好了")));
      },
    });
    const shown = platform.say(inGroup("荐题 路灯"));
    await timers.advance(2_000);
    expect(await shown).toMatchObject({ text: "办好了" });
    expect(bot.logged.join("\n")).not.toContain("路灯");
  });

  test("读不懂的、不认识的：记一笔，接着听", async () => {
    const { platform, bot } = await openConnected();
    void platform.say({ userId: "", text: "x" });
    expect(await platform.say(inGroup("在吗"))).toMatchObject({ text: "听到了：在吗" });
    expect(bot.logged).toHaveLength(1);
    expect(bot.logged[0]).toContain("push unreadable");
  });
});

describe("答不出去的，换一条路", () => {
  test.each([846_605, 846_608, 45_009])("平台回 %d", async (errcode) => {
    const echo = createEcho();
    const { platform } = await openConnected(echo);
    platform.failNext("aibot_respond_msg", { errcode });
    void platform.say({ ...inGroup("议题"), messageId: "m1" });
    await until(() => expect(echo.undelivered).toEqual(["m1"]));
    expect(platform.received()).toEqual([]);
  });

  test("办的时候断了线：旧编号作废，重连之后不再用它", async () => {
    const gate = Promise.withResolvers<void>();
    const echo = createEcho();
    const { platform, timers, bot } = await openConnected({
      async handle(message) {
        await gate.promise;
        return echo.handle(message);
      },
    });
    void platform.say({ ...inGroup("议题"), messageId: "m1" });
    await breathe();
    platform.cut();
    await until(() => expect(bot.hub.channel).toBeUndefined());
    await timers.advance(1_000);
    await until(() => expect(platform.subscribed()).toBe(1));
    gate.resolve();
    await until(() => expect(echo.undelivered).toEqual(["m1"]));
    expect(platform.count("aibot_respond_msg")).toBe(0);
    expect(platform.faults()).toEqual([]);
  });

  test("还没开通、没处存的回答：当场另说一遍", async () => {
    const echo = createEcho();
    const { platform } = await openConnected({
      handle: async (message) => ({ ...(await echo.handle(message)), isUnkept: true }),
    });
    platform.failNext("aibot_respond_msg", { errcode: 846_605 });
    void platform.say(inGroup("开通"));
    await until(() =>
      expect(platform.received()).toMatchObject([{ via: "send", text: "听到了：开通" }]),
    );
    expect(echo.undelivered).toEqual([]);
  });

  test("没等到回音：同一个编号不再用，迟来的回音不算在别人头上", async () => {
    const echo = createEcho({ answer: () => card });
    const { platform, timers } = await openConnected(echo);
    platform.delayAcks(60);
    void platform.say({ ...inGroup("议题 7"), messageId: "m1" });
    await until(() => expect(platform.count("aibot_respond_msg")).toBe(1));
    await timers.advance(5_000);
    await until(() => expect(echo.undelivered).toEqual(["m1"]));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(platform.count("aibot_respond_msg")).toBe(1);
    platform.delayAcks(0);
    await platform.say({ ...inGroup("议题"), messageId: "m2" });
    expect(echo.undelivered).toEqual(["m1"]);
  });
});

describe("连接", () => {
  test("三十秒一次心跳；两次没有回音就重连", async () => {
    const { platform, timers } = await openConnected();
    await timers.advance(301_000);
    expect(platform.count("ping")).toBe(10);
    expect(platform.count("aibot_subscribe")).toBe(1);
    platform.ignorePings(true);
    await timers.advance(89_000);
    expect(platform.count("aibot_subscribe")).toBe(1);
    await timers.advance(5_000);
    platform.ignorePings(false);
    await until(() => expect(platform.count("aibot_subscribe")).toBe(2));
    expect(platform.connections()).toBe(1);
  });

  test("连着却没有订阅：发觉了就重连", async () => {
    const { platform, timers } = await openConnected();
    void platform.say(inGroup("议题"));
    platform.forget();
    await breathe();
    await timers.advance(1_000);
    await until(() => expect(platform.subscribed()).toBe(1));
    expect(platform.count("aibot_subscribe")).toBe(2);
  });

  test("被别的程序顶掉：让开，几分钟以后再试，不抢；记下来给查的人看", async () => {
    let kicks = 0;
    const kicked = async () => void (kicks += 1);
    const { platform, timers, bot, url } = await openConnected({ kicked });
    const other = openLine({ url, timers: realTimers, now: timers.date });
    await until(() => expect(platform.story()).toContain("kicked 1"));
    await until(() => expect(bot.hub).toMatchObject({ channel: undefined, isDown: true }));
    await timers.advance(4 * 60_000);
    expect(platform.count("aibot_subscribe")).toBe(2);
    expect(other.hub.channel).toBeDefined();
    expect(kicks).toBe(1);
    expect(bot.logged.join()).toContain("another program connected as the same bot");
    await other.close();
    await timers.advance(6 * 60_000);
    await until(() => expect(platform.count("aibot_subscribe")).toBe(3));
    await until(() => expect(bot.hub.channel).toBeDefined());
    expect(bot.hub.isDown).toBe(false);
  });

  test("密钥不对：不反复去试，也不写进日志；改好了接着连", async () => {
    const { platform, timers, bot } = await openTalk(undefined, "wrong-one");
    await until(() => expect(bot.hub.isRefused).toBe(true));
    await timers.advance(4 * 60_000);
    expect(platform.count("aibot_subscribe")).toBe(1);
    await timers.advance(6 * 60_000);
    expect(platform.count("aibot_subscribe")).toBe(2);
    expect(bot.logged.join()).not.toContain("wrong-one");
    expect(bot.logged.join()).toContain('"why":"refused"');
  });

  test("平台说订阅太勤：等一分钟", async () => {
    const { platform, timers, bot } = await openTalk();
    await until(() => expect(bot.hub.channel).toBeDefined());
    platform.refuseSubscribe(45_009);
    platform.cut();
    await until(() => expect(bot.hub.channel).toBeUndefined());
    await timers.advance(5_000);
    expect(platform.count("aibot_subscribe")).toBe(2);
    platform.refuseSubscribe(undefined);
    await timers.advance(50_000);
    expect(platform.count("aibot_subscribe")).toBe(2);
    await timers.advance(10_000);
    await until(() => expect(platform.subscribed()).toBe(1));
  });

  test("一直连不上：越等越久，最多一分钟，不放弃", async () => {
    const { platform, timers } = await openConnected();
    platform.refuseSubscribe(-1);
    platform.cut();
    const tries: number[] = [];
    for (let minute = 0; minute < 12; minute += 1) {
      const before = platform.count("aibot_subscribe");
      await timers.advance(60_000, 6);
      tries.push(platform.count("aibot_subscribe") - before);
    }
    expect(tries[0]).toBeGreaterThan(3);
    for (const more of tries.slice(2)) expect([1, 2]).toContain(more);
    platform.refuseSubscribe(undefined);
    await timers.advance(60_000);
    await until(() => expect(platform.subscribed()).toBe(1));
  });

  test("断两百次、连两百次：只有一个连接，不留下计时器", async () => {
    const { platform, timers, bot } = await openConnected();
    const before = timers.count();
    for (let round = 1; round <= 200; round += 1) {
      platform.cut();
      await until(() => expect(bot.hub.channel).toBeUndefined());
      for (let tries = 0; platform.subscribed() === 0 && tries < 20; tries += 1) {
        await timers.advance(45_000, 4);
      }
      await until(() => expect(bot.hub.channel).toBeDefined());
      expect(platform.connections()).toBe(1);
      expect(timers.count()).toBe(before);
    }
    await bot.close();
    expect(timers.count()).toBe(0);
    await until(() => expect(platform.connections()).toBe(0));
  }, 60_000);

  test("叫停：正在答的答完，然后好好地关上", async () => {
    const gate = Promise.withResolvers<void>();
    const given: string[] = [];
    const { platform, timers, bot } = await openConnected({
      async handle({ text }) {
        await gate.promise;
        return handledWith(textMessage(text));
      },
      lease: {
        take: () => Promise.resolve(true),
        give: () => Promise.resolve(void given.push("given")),
      },
    });
    const shown = platform.say(inGroup("议题"));
    await breathe();
    const closed = bot.close();
    gate.resolve();
    expect(await shown).toMatchObject({ text: "议题" });
    await closed;
    expect(given).toEqual(["given"]);
    expect(timers.count()).toBe(0);
    await until(() => expect(platform.connections()).toBe(0));
  });

  test("叫停时办不完的：两秒后关上，回答不丢", async () => {
    const gate = Promise.withResolvers<void>();
    const echo = createEcho();
    const { platform, timers, bot } = await openConnected({
      async handle(message) {
        await gate.promise;
        return echo.handle(message);
      },
    });
    void platform.say({ ...inGroup("议题"), messageId: "m1" });
    await breathe();
    const closed = bot.close();
    await timers.advance(2_100);
    await until(() => expect(platform.connections()).toBe(0));
    gate.resolve();
    await closed;
    expect(echo.undelivered).toEqual(["m1"]);
  });
});

/** One lease, of which the test says who has it. */
function createLease() {
  const state = { isOurs: true, isBroken: false, taken: 0, given: 0 };
  const lease: Lease = {
    take() {
      state.taken += 1;
      if (state.isBroken) throw new Error("database away");
      return Promise.resolve(state.isOurs);
    },
    give: () => Promise.resolve(void (state.given += 1)),
  };
  return { state, lease };
}

describe("租约", () => {
  test("没有拿到就不连；拿到了马上连", async () => {
    const { state, lease } = createLease();
    state.isOurs = false;
    const { platform, timers } = await openTalk({ lease });
    await timers.advance(60_000);
    expect(platform.story()).toEqual([]);
    expect(state.taken).toBeGreaterThan(5);
    state.isOurs = true;
    await timers.advance(10_000);
    await until(() => expect(platform.subscribed()).toBe(1));
  });

  test("拿着的时候一直续", async () => {
    const { state, lease } = createLease();
    const { platform, timers } = await openConnected({ lease });
    await timers.advance(100_000);
    expect(state.taken).toBe(11);
    expect(platform.count("aibot_subscribe")).toBe(1);
  });

  test("续不上：马上关掉，等着", async () => {
    const { state, lease } = createLease();
    const { platform, timers, bot } = await openConnected({ lease });
    state.isOurs = false;
    await timers.advance(10_000);
    await until(() => expect(platform.connections()).toBe(0));
    expect(bot.hub.channel).toBeUndefined();
    await timers.advance(60_000);
    expect(platform.count("aibot_subscribe")).toBe(1);
  });

  test("数据库一时不在：租约没到期就接着用，到期前关掉", async () => {
    const { state, lease } = createLease();
    const { platform, timers } = await openConnected({ lease });
    state.isBroken = true;
    await timers.advance(24_000);
    expect(platform.connections()).toBe(1);
    await timers.advance(2_000);
    await until(() => expect(platform.connections()).toBe(0));
    state.isBroken = false;
    await timers.advance(11_000);
    await until(() => expect(platform.subscribed()).toBe(1));
  });
});
