import { once } from "node:events";
import { createServer } from "node:http";

import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";

import { createPretendSocket } from "../../sandbox/wecom-socket.ts";

interface Frame {
  readonly cmd?: string;
  readonly headers: { readonly req_id: string };
  readonly errcode?: number;
  readonly body?: { readonly msgid?: string; readonly event?: { readonly eventtype?: string } };
}

let now: Date;
beforeEach(() => {
  now = new Date("2026-03-09T01:00:00Z");
});
const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

async function openPlatform() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const platform = createPretendSocket({
    botId: "bot",
    secret: "s3cret",
    now: () => now,
    timing: { answerMs: 300 },
  });
  platform.attach(server);
  onTestFinished(async () => {
    platform.dispose();
    await new Promise((resolve) => server.close(resolve));
  });
  const url = `ws://127.0.0.1:${address.port}`;
  return { platform, connect: () => connect(url) };
}

/** A client of a few lines, independent of the bot's. */
async function connect(url: string) {
  const socket = new WebSocket(url);
  const frames: Frame[] = [];
  socket.on("message", (data: Buffer) => frames.push(JSON.parse(data.toString("utf8")) as Frame));
  await once(socket, "open");
  let count = 0;
  const ask = async (
    cmd: string,
    body: unknown,
    reqId = `own ${(count += 1)} ${Math.random()}`,
  ) => {
    const before = frames.length;
    socket.send(JSON.stringify({ cmd, headers: { req_id: reqId }, body }));
    const isAck = (frame: Frame) => frame.cmd === undefined && frame.headers.req_id === reqId;
    await vi.waitFor(() => expect(frames.slice(before).some(isAck)).toBe(true), { interval: 2 });
    return frames.slice(before).find(isAck)?.errcode;
  };
  const pushed = async (cmd: string) => {
    await vi.waitFor(() => expect(frames.some((frame) => frame.cmd === cmd)).toBe(true));
    return frames.findLast((frame) => frame.cmd === cmd)?.headers.req_id ?? "";
  };
  return { socket, frames, ask, pushed };
}

const right = { bot_id: "bot", secret: "s3cret" };
const stream = (content: string, change: object = {}) => ({
  msgtype: "stream",
  stream: { id: "s1", finish: true, content, ...change },
});
const markdown = (content: string) => ({ msgtype: "markdown", markdown: { content } });
const card = (taskId: string, title = "议题7") => ({
  card_type: "button_interaction",
  main_title: { title },
  button_list: [{ text: "附议", style: 1, key: "endorse" }],
  task_id: taskId,
});

const update = (taskId: string) => ({
  response_type: "update_template_card",
  userids: ["limei"],
  template_card: card(taskId, "已附议"),
});
const to = (chatid: string, type: number) => ({ chatid, chat_type: type, ...markdown("好") });

/** Subscribed, and somebody has said something in the group. */
async function openTalk() {
  const { platform, connect: open } = await openPlatform();
  const bot = await open();
  expect(await bot.ask("aibot_subscribe", right)).toBe(0);
  const shown = platform.say({ userId: "limei", chatId: "G1", text: "@小协 议题" });
  const reqId = await bot.pushed("aibot_msg_callback");
  return { platform, bot, open, shown, reqId };
}

describe("订阅和心跳", () => {
  test("没有订阅：心跳有回音，别的一律 846609", async () => {
    const { platform, connect: open } = await openPlatform();
    const bot = await open();
    expect(await bot.ask("ping", undefined)).toBe(0);
    expect(await bot.ask("aibot_send_msg", { chatid: "G1", chat_type: 2 })).toBe(846_609);
    expect(platform.faults().map(({ code }) => code)).toEqual(["846609"]);
  });

  test("密钥不对，不算订阅", async () => {
    const { platform, connect: open } = await openPlatform();
    const bot = await open();
    expect(await bot.ask("aibot_subscribe", { ...right, secret: "x" })).not.toBe(0);
    expect(platform.subscribed()).toBe(0);
  });

  test("第二个订阅，第一个得到通知并被断开", async () => {
    const { platform, connect: open } = await openPlatform();
    const [first, second] = [await open(), await open()];
    await first.ask("aibot_subscribe", right);
    const closed = once(first.socket, "close");
    expect(await second.ask("aibot_subscribe", right)).toBe(0);
    await closed;
    expect(first.frames.at(-1)?.body?.event?.eventtype).toBe("disconnected_event");
    const story = ["opened 1", "opened 2", "subscribed 1", "kicked 1", "subscribed 2", "closed 1"];
    await vi.waitFor(() => expect(platform.story()).toEqual(story));
  });

  test("一分钟里订阅太多次：45009，过一分钟又行", async () => {
    const { connect: open } = await openPlatform();
    const bot = await open();
    for (let i = 0; i < 10; i += 1) expect(await bot.ask("aibot_subscribe", right)).toBe(0);
    expect(await bot.ask("aibot_subscribe", right)).toBe(45_009);
    later(60_000);
    expect(await bot.ask("aibot_subscribe", right)).toBe(0);
  });

  test("不是 JSON、没有 req_id：断开", async () => {
    const { platform, connect: open } = await openPlatform();
    for (const text of ["hello", '{"cmd":"ping"}', '{"cmd":"ping","headers":{"req_id":""}}']) {
      const bot = await open();
      const closed = once(bot.socket, "close");
      bot.socket.send(text);
      await closed;
    }
    expect(platform.faults()).toHaveLength(3);
  });
});

describe("回答", () => {
  test("说完的流马上显示；没说完的说完才显示", async () => {
    const { bot, shown, reqId, platform } = await openTalk();
    expect(await bot.ask("aibot_respond_msg", stream("等", { finish: false }), reqId)).toBe(0);
    expect(platform.received()).toEqual([]);
    expect(await bot.ask("aibot_respond_msg", stream("等一下，好了"), reqId)).toBe(0);
    expect(await shown).toMatchObject({ via: "answer", text: "等一下，好了" });
    expect(await bot.ask("aibot_respond_msg", stream("再说"), reqId)).toBe(846_608);
  });

  test("流过了六分钟：846608", async () => {
    const { bot, reqId } = await openTalk();
    await bot.ask("aibot_respond_msg", stream("等", { finish: false }), reqId);
    later(6 * 60_000);
    expect(await bot.ask("aibot_respond_msg", stream("好了"), reqId)).toBe(846_608);
  });

  test.each([
    [stream("x", { id: "" }), 40_058],
    [stream("x", { finish: "true" }), 40_058],
    [stream(""), 44_004],
    [stream("议".repeat(6827)), 45_002],
    [stream("x", { msg_item: [] }), 40_058],
    [{ ...stream("x"), msgtype: "stream_with_template_card" }, 40_008],
    [{ msgtype: "text", text: { content: "x" } }, 40_008],
    [{ msgtype: "template_card", template_card: { card_type: "none" } }, 40_058],
  ])("%# 不合规矩的", async (body, errcode) => {
    const { bot, reqId, platform } = await openTalk();
    expect(await bot.ask("aibot_respond_msg", body, reqId)).toBe(errcode);
    expect(platform.received()).toEqual([]);
  });

  test("别的命令、没听过的 req_id、别的连接上的 req_id：846605", async () => {
    const { bot, open, reqId } = await openTalk();
    expect(await bot.ask("aibot_respond_welcome_msg", markdown("x"), reqId)).toBe(846_605);
    expect(await bot.ask("aibot_respond_msg", markdown("x"), "never")).toBe(846_605);
    const next = await open();
    await next.ask("aibot_subscribe", right);
    expect(await next.ask("aibot_respond_msg", markdown("x"), reqId)).toBe(846_605);
  });

  test("欢迎语五秒之内说一次", async () => {
    const { platform, connect: open } = await openPlatform();
    const bot = await open();
    await bot.ask("aibot_subscribe", right);
    const hello = { msgtype: "text", text: { content: "您好" } };
    const shown = platform.enterChat("limei");
    const reqId = await bot.pushed("aibot_event_callback");
    expect(await bot.ask("aibot_respond_welcome_msg", hello, reqId)).toBe(0);
    expect(await shown).toMatchObject({ via: "welcome", text: "您好" });
    expect(await bot.ask("aibot_respond_welcome_msg", hello, reqId)).toBe(846_605);
    const late = platform.enterChat("limei");
    await vi.waitFor(() =>
      expect(bot.frames.filter(({ cmd }) => cmd !== undefined)).toHaveLength(2),
    );
    later(5000);
    const second = await bot.pushed("aibot_event_callback");
    expect(await bot.ask("aibot_respond_welcome_msg", hello, second)).toBe(846_605);
    expect(await late).toBeUndefined();
  });

  test("改卡片要同一个 task_id", async () => {
    const { platform, bot } = await openTalk();
    const shown = platform.tap({ userId: "limei", chatId: "G1", taskId: "c1", key: "endorse" });
    const reqId = await bot.pushed("aibot_event_callback");
    expect(await bot.ask("aibot_respond_update_msg", update("c2"), reqId)).toBe(40_058);
    expect(await bot.ask("aibot_respond_update_msg", update("c1"), reqId)).toBe(0);
    expect(await shown).toMatchObject({ via: "update", text: "已附议", userIds: ["limei"] });
  });
});

describe("主动说", () => {
  test("只能说给有人说过话的会话；编号用过的不行", async () => {
    const { bot, platform } = await openTalk();
    expect(await bot.ask("aibot_send_msg", to("G1", 2), "own-id")).toBe(0);
    expect(await bot.ask("aibot_send_msg", to("G1", 2), "own-id")).toBe(846_605);
    expect(await bot.ask("aibot_send_msg", to("G2", 2))).toBe(93_006);
    expect(await bot.ask("aibot_send_msg", to("limei", 1))).toBe(93_006);
    expect(await bot.ask("aibot_send_msg", { ...to("G1", 2), chat_type: 3 })).toBe(40_058);
    void platform.say({ userId: "limei", text: "在吗" });
    expect(await bot.ask("aibot_send_msg", to("limei", 1))).toBe(0);
    expect(platform.received().map(({ conversation }) => conversation)).toEqual([
      "wecom:group:G1",
      "wecom:single:limei",
    ]);
  });

  test("同一个 task_id 的卡片只能发一次", async () => {
    const { bot } = await openTalk();
    const body = {
      chatid: "G1",
      chat_type: 2,
      msgtype: "template_card",
      template_card: card("c9"),
    };
    expect(await bot.ask("aibot_send_msg", body)).toBe(0);
    expect(await bot.ask("aibot_send_msg", body)).toBe(40_058);
  });

  test("一个会话一分钟三十条，回答也算在内", async () => {
    const { bot, reqId } = await openTalk();
    await bot.ask("aibot_respond_msg", stream("好"), reqId);
    const body = { chatid: "G1", chat_type: 2, ...markdown("好") };
    for (let i = 0; i < 29; i += 1) expect(await bot.ask("aibot_send_msg", body)).toBe(0);
    expect(await bot.ask("aibot_send_msg", body)).toBe(45_009);
    later(60_000);
    expect(await bot.ask("aibot_send_msg", body)).toBe(0);
  });

  test("一小时一千条", async () => {
    const { bot } = await openTalk();
    const body = { chatid: "G1", chat_type: 2, ...markdown("好") };
    for (let sent = 0; sent < 1000; sent += 25) {
      later(60_000);
      const codes = Array.from({ length: 25 }, () => bot.ask("aibot_send_msg", body));
      expect(new Set(await Promise.all(codes))).toEqual(new Set([0]));
    }
    later(60_000);
    expect(await bot.ask("aibot_send_msg", body)).toBe(45_009);
  });
});
