import { describe, expect, test } from "vitest";

import { createHub, speaker } from "../../bot/platforms/wecom/index.ts";
import { PermanentError, TransientError } from "../../domain/errors.ts";
import type { CardMessage, Message } from "../../domain/message.ts";
import type { Target } from "../../domain/voice.ts";
import { delivery, pretendPlatform } from "./support.ts";
import {
  createEcho,
  createVirtualTimers,
  openLine,
  openPlatform,
  startOfTest,
  until,
} from "./wecom-socket-support.ts";

const group: Target = { conversation: { kind: "group", externalId: "G1" } };
const person: Target = { conversation: { kind: "single", externalId: "limei" } };
const card: CardMessage = {
  kind: "card",
  text: "议题7：路灯。附议请回复：附议 7",
  above: "有人荐题了",
  cardId: "BBBBBBBBBBBBBBBBBBBBBB",
  card: {
    kind: "buttons",
    title: "议题7",
    buttons: [{ key: "endorse", text: "附议", says: "附议 7" }],
  },
};

/** Connected, and somebody has spoken in the group and alone. */
async function openTalk() {
  const timers = createVirtualTimers();
  const { platform, url } = await openPlatform(timers.date);
  const bot = openLine({ url, timers, now: timers.date, ports: createEcho() });
  await until(() => expect(bot.hub.channel).toBeDefined());
  await platform.say({ userId: "limei", chatId: "G1", text: "在吗" });
  await platform.say({ userId: "limei", text: "在吗" });
  const send = (target: Target, message: string | Message, part = 0) => {
    const given = delivery(target, "", startOfTest);
    const asMessage: Message =
      typeof message === "string" ? { kind: "text", text: message } : message;
    return bot.speaker.send({ ...given, message: asMessage, part });
  };
  const said = () => platform.received().filter(({ via }) => via === "send");
  return { timers, platform, bot, send, said };
}

const failureOf = (sending: Promise<unknown>): Promise<unknown> =>
  sending.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );

describe("主动说", () => {
  test("群和单聊都走长连接", async () => {
    const { send, said, bot, platform } = await openTalk();
    expect(bot.speaker.voice(group, startOfTest)).toBe("socket");
    expect(bot.speaker.cards("group")).toBe("beside");
    expect(bot.speaker.isIdempotent("socket")).toBe(false);
    expect(bot.speaker.limits(group, startOfTest)).toEqual([
      { key: "aibot group G1", max: 30, spanMs: 60_000 },
      { key: "aibot group G1", max: 1000, spanMs: 3_600_000 },
    ]);
    expect(await send(group, "明天*下午*开会")).toEqual({ via: "socket" });
    expect(await send(person, "您的提醒")).toEqual({ via: "socket" });
    expect(said().map(({ conversation, text }) => [conversation, text])).toEqual([
      ["wecom:group:G1", "明天＊下午＊开会"],
      ["wecom:single:limei", "您的提醒"],
    ]);
    expect(platform.faults()).toEqual([]);
  });

  test("太长的分几条说，一个字不少", async () => {
    const { send, said } = await openTalk();
    const line = `${"议".repeat(99)}\n`;
    const text = line.repeat(100).trim();
    expect(await send(group, text)).toEqual({ via: "socket", hasMore: true });
    expect(await send(group, text, 1)).toEqual({ via: "socket" });
    const whole = said().map((one) => one.text);
    expect(whole.join("\n")).toBe(text);
  });

  test("卡片：先说话，再出卡片；没有话说的卡片只出卡片", async () => {
    const { send, said, platform } = await openTalk();
    expect(await send(group, card)).toEqual({ via: "socket", hasMore: true });
    expect(await send(group, card, 1)).toEqual({ via: "socket" });
    const { above: _above, ...alone } = card;
    const other = { ...alone, text: "", cardId: "CCCCCCCCCCCCCCCCCCCCCC" };
    expect(await send(person, other)).toEqual({ via: "socket" });
    expect(said().map(({ text, card: shown }) => [text, shown?.id])).toEqual([
      ["有人荐题了", undefined],
      ["议题7", card.cardId],
      ["议题7", other.cardId],
    ]);
    expect(platform.faults()).toEqual([]);
  });

  test("这里出不了的卡片：有话说话，没话就算了", async () => {
    const { send, said } = await openTalk();
    const notice = { kind: "notice", title: "通知", facts: [] } as const;
    await send(group, { ...card, card: notice });
    expect(said().map(({ text }) => text)).toEqual([card.text]);
    const failure = await failureOf(send(group, { ...card, text: "", card: notice }));
    expect(failure).toBeInstanceOf(PermanentError);
  });
});

describe("说不成", () => {
  test("没有人说过话的群：换推送地址", async () => {
    const pushes = await pretendPlatform(() => ({ json: { errcode: 0 } }));
    const { platform, bot } = await openTalk();
    const mouth = speaker(
      {
        apiBase: pushes.url,
        aibot: undefined,
        app: undefined,
        socket: { botId: "bot", secret: "s3cret", url: "" },
      },
      { hub: bot.hub },
    );
    const conversation = { kind: "group", externalId: "G2" } as const;
    const pushAddress = `${pushes.url}/cgi-bin/webhook/send?key=K`;
    const sent = await mouth.send(delivery({ conversation, pushAddress }, "好", startOfTest));
    expect(sent).toEqual({ via: "push" });
    expect(platform.faults().map(({ code }) => code)).toEqual(["93006"]);
    const failure = await failureOf(mouth.send(delivery({ conversation }, "好", startOfTest)));
    expect(failure).toMatchObject({ name: "PermanentError", fault: "notInGroup" });
  });

  test("没有找小协说过话的人：别的路也没有，就到不了", async () => {
    const { send } = await openTalk();
    const stranger = { conversation: { kind: "single", externalId: "wangwei" } } as const;
    const failure = await failureOf(send(stranger, "好"));
    expect(failure).toMatchObject({ name: "PermanentError", fault: "unknown" });
  });

  test("连接不在这个进程：不算一次，一秒以后再看", async () => {
    const socket = { botId: "bot", secret: "s3cret", url: "" };
    const base = { apiBase: "http://127.0.0.1:1", aibot: undefined, app: undefined, socket };
    const mouth = speaker(base, { hub: createHub() });
    const failure = await failureOf(mouth.send(delivery(group, "好", startOfTest)));
    expect(failure).toBeInstanceOf(TransientError);
    expect(failure).toMatchObject({ isElsewhere: true, retryAfterMs: 1000, fateUnknown: false });
  });

  test("连接断了好一阵：先走别的路；没有别的路就等着，不算送不到", async () => {
    const pushes = await pretendPlatform(() => ({ json: { errcode: 0 } }));
    const socket = { botId: "bot", secret: "s3cret", url: "" };
    const settings = { apiBase: pushes.url, aibot: undefined, app: undefined, socket };
    const mouth = speaker(settings, { hub: { ...createHub(), isDown: true } });
    const pushAddress = `${pushes.url}/cgi-bin/webhook/send?key=K`;
    const sent = await mouth.send(delivery({ ...group, pushAddress }, "好", startOfTest));
    expect(sent).toEqual({ via: "push" });
    const failure = await failureOf(mouth.send(delivery(group, "好", startOfTest)));
    expect(failure).toMatchObject({ name: "TransientError", isElsewhere: true, via: "socket" });
  });

  test("密钥不对：说清是密钥", async () => {
    const timers = createVirtualTimers();
    const { url } = await openPlatform(timers.date);
    const bot = openLine({ url, timers, now: timers.date, secret: "wrong" });
    await until(() => expect(bot.hub.isRefused).toBe(true));
    const failure = await failureOf(bot.speaker.send(delivery(group, "好", startOfTest)));
    expect(failure).toMatchObject({ name: "PermanentError", fault: "secret" });
  });

  test.each([
    [45_009, { retryAfterMs: 60_000, fateUnknown: false }],
    [846_609, { retryAfterMs: 1000, fateUnknown: false }],
    [-1, { fateUnknown: false }],
  ])("平台回 %d：过一会儿再说", async (errcode, more) => {
    const { send, platform } = await openTalk();
    platform.failNext("aibot_send_msg", { errcode });
    const failure = await failureOf(send(group, "好"));
    expect(failure).toMatchObject({ name: "TransientError", via: "socket", ...more });
  });

  test.each([93_001, 93_006, 40_058])("平台回 %d：再说也没有用", async (errcode) => {
    const { send, platform } = await openTalk();
    platform.failNext("aibot_send_msg", { errcode });
    expect(await failureOf(send(group, "好"))).toBeInstanceOf(PermanentError);
  });

  test("846609：丢开这个连接，另连一个", async () => {
    const { send, platform, timers, said } = await openTalk();
    platform.failNext("aibot_send_msg", { errcode: 846_609 });
    await failureOf(send(group, "好"));
    await timers.advance(1_000);
    await until(() => expect(platform.count("aibot_subscribe")).toBe(2));
    await until(() => expect(platform.subscribed()).toBe(1));
    await send(group, "好");
    expect(said()).toHaveLength(1);
  });

  test.each(["cutBefore", "cutAfter"] as const)("%s：不知道说出去没有", async (fault) => {
    const { send, platform, said } = await openTalk();
    platform.failNext("aibot_send_msg", fault);
    const failure = await failureOf(send(group, "好"));
    expect(failure).toMatchObject({ name: "TransientError", fateUnknown: true });
    expect(said()).toHaveLength(fault === "cutAfter" ? 1 : 0);
  });

  test("五秒没有回音：不知道说出去没有；连接照用", async () => {
    const { send, platform, timers, said } = await openTalk();
    platform.failNext("aibot_send_msg", "noAck");
    const failing = failureOf(send(group, "一"));
    await until(() => expect(platform.count("aibot_send_msg")).toBe(1));
    await timers.advance(5_000);
    expect(await failing).toMatchObject({ name: "TransientError", fateUnknown: true });
    await send(group, "二");
    expect(said().map(({ text }) => text)).toEqual(["一", "二"]);
    expect(platform.count("aibot_subscribe")).toBe(1);
  });

  test("已经叫停：没有发出去", async () => {
    const { bot, said } = await openTalk();
    const stopped = { ...delivery(group, "好", startOfTest), signal: AbortSignal.abort() };
    const failure = await failureOf(bot.speaker.send(stopped));
    expect(failure).toMatchObject({ name: "TransientError", fateUnknown: false });
    expect(said()).toEqual([]);
  });
});
