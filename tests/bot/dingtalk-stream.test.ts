import { getEventListeners } from "node:events";
import { readFileSync } from "node:fs";
import Koa from "koa";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";

import type { LinePorts } from "../../bot/line.ts";
import { lines, speaker } from "../../bot/platforms/dingtalk/index.ts";
import { parseFrame, renderAck } from "../../bot/platforms/dingtalk/stream-frame.ts";
import type { Handled } from "../../bot/server.ts";
import { backoffMs, pause, realTimers, type Timers } from "../../bot/timers.ts";
import { BusyError } from "../../domain/errors.ts";
import type { CardTap, InboundMessage } from "../../domain/inbound.ts";
import { textMessage } from "../../domain/message.ts";
import { createDeliverer } from "../../jobs/deliver.ts";
import { createApiRoute } from "../../sandbox/api-route.ts";
import { createDingtalkApi } from "../../sandbox/dingtalk-api.ts";
import { createDingtalkDesk } from "../../sandbox/dingtalk-desk.ts";
import type { DingtalkLine } from "../../sandbox/dingtalk.ts";
import { robotBody } from "../../sandbox/dingtalk-question.ts";
import { createPretendStream } from "../../sandbox/dingtalk-stream.ts";
import type { StreamTiming } from "../../sandbox/dingtalk-stream.ts";
import { createSandboxKeys } from "../../sandbox/keys.ts";
import { groupKey } from "../../sandbox/timeline.ts";
import { type OfficeOptions, openOffice } from "../support/talk.ts";
import { listen } from "./support.ts";

const robotTopic = "/v1.0/im/bot/messages/get";
const cardTopic = "/v1.0/card/instances/callback";
const now = new Date("2026-03-09T02:00:00Z");
const keys = createSandboxKeys().dingtalk;

/** What was logged, in all tests of this file. */
const logged: string[] = [];
afterEach(() => {
  const all = logged.splice(0).join("\n");
  expect(all).not.toContain(keys.clientSecret);
  expect(all).not.toContain("ticket=");
  expect(all).not.toContain("session=");
  expect(all).not.toContain("说过的话");
});

/** Time that passes only when the test lets it, and chance that is always in the middle. */
function createTestTimers() {
  let at = 0;
  const jobs = new Set<{ at: number; run: () => void }>();
  return {
    after(ms: number, run: () => void) {
      const job = { at: at + ms, run };
      jobs.add(job);
      return () => void jobs.delete(job);
    },
    random: () => 0.5,
    waiting: () => jobs.size,
    /** Only what comes next, however far off. */
    async next() {
      const [next] = [...jobs].toSorted((a, b) => a.at - b.at);
      if (next !== undefined) await this.advance(next.at - at);
    },
    async advance(ms: number) {
      const end = at + ms;
      for (;;) {
        const [next] = [...jobs].filter((job) => job.at <= end).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        at = next.at;
        jobs.delete(next);
        next.run();
        await turn();
      }
      at = end;
      await turn();
    },
  };
}

/** Lets sockets of this machine say what they have to say. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 15));

interface Setting {
  readonly timing?: Partial<StreamTiming>;
  readonly timers?: Timers;
  readonly ports?: Partial<LinePorts>;
  readonly clientSecret?: string;
  readonly groups?: readonly { readonly conversationId: string; readonly title: string }[];
  readonly at?: () => Date;
}

/** A gateway, and the bot's line to it. */
async function openLine(setting: Setting = {}) {
  const at = setting.at ?? (() => now);
  const timing = { ackMs: 2_000, leavingMs: 400, ...setting.timing };
  const gateway = createPretendStream({ keys, now: at, timing });
  let base = "";
  const desk = createDingtalkDesk({
    keys,
    botName: "小协",
    callbackUrl: "http://127.0.0.1:1/never",
    get apiBase() {
      return base;
    },
    members: [{ userId: "李梅", nick: "李梅" }],
    groups: setting.groups ?? [{ conversationId: "group-one", title: "城南群" }],
    now: at,
  });
  const api = createDingtalkApi(desk);
  const route = createApiRoute("", (request) =>
    request.path.startsWith("/v1.0/gateway") ? gateway.handle(request) : api(request),
  );
  const respond = new Koa().use(route.middleware).callback();
  const { url, server } = await listen((request, response) => void respond(request, response));
  base = url;
  gateway.attach(server);
  const { clientSecret = keys.clientSecret } = setting;
  const settings = {
    apiBase: url,
    oapiBase: url,
    mode: "stream",
    robot: { ...keys, clientSecret },
  } as const;
  const stop = new AbortController();
  const said: { level: string; fields: Readonly<Record<string, unknown>>; message: string }[] = [];
  const log = (level: string) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    said.push({ level, fields, message });
    logged.push(JSON.stringify([fields, message]));
  };
  const heard: InboundMessage[] = [];
  const ports: LinePorts = {
    handle: (message) => {
      heard.push(message);
      return Promise.resolve(silent);
    },
    tap: () => Promise.resolve(undefined),
    lease: { take: () => Promise.resolve(true), give: () => Promise.resolve() },
    log: { error: log("error"), warn: log("warn") },
    now: at,
    ...setting.ports,
  };
  const timers = setting.timers ?? { ...realTimers, random: () => 0 };
  const [line] = lines(settings, "env", { timers });
  if (line === undefined) throw new Error("no line");
  const kept = line.keep(ports, stop.signal);
  const close = async (): Promise<void> => {
    stop.abort();
    await kept;
  };
  onTestFinished(async () => {
    route.dispose();
    gateway.dispose();
    await close();
  });
  const body = (text: string, isAlone = false) => {
    const messageId = `msg${text}`;
    const place = isAlone ? {} : { conversationId: "group-one" };
    const from: DingtalkLine = { userId: "李梅", text, mentionsBot: true, ...place };
    const said = desk.timeline.append({
      at: at(),
      conversation: groupKey("dingtalk", "group-one"),
      from: { kind: "person", userId: "李梅" },
      text,
      format: "text",
      heard: true,
      via: "typed",
      delivery: "waiting",
    });
    return robotBody(desk, from, { messageId, said });
  };
  return {
    gateway,
    desk,
    settings,
    heard,
    said,
    stop,
    close,
    body,
    push: (data: unknown, topic = robotTopic, type: "CALLBACK" | "EVENT" = "CALLBACK") =>
      gateway.push({ type, topic, data }),
    connected: (count = 1) =>
      vi.waitFor(() => expect(gateway.connections()).toBe(count), { timeout: 5_000, interval: 5 }),
  };
}

/** What is said before there is a committee: nothing keeps it. */
const homeless: Handled = {
  answer: undefined,
  undelivered: () => Promise.reject(new Error("must not be called")),
  isUnkept: true,
};
const silent: Handled = { answer: undefined, undelivered: () => Promise.resolve() };

describe("只有一个时钟的事", () => {
  test("间隔加倍，封顶一分钟，一半看运气", () => {
    const spans = { firstMs: 1_000, mostMs: 60_000 };
    const least = { ...realTimers, random: () => 0 };
    const most = { ...realTimers, random: () => 1 };
    expect([1, 2, 3, 6, 7, 50].map((n) => backoffMs(least, n, spans))).toEqual([
      500, 1_000, 2_000, 16_000, 30_000, 30_000,
    ]);
    expect([1, 2, 50].map((n) => backoffMs(most, n, spans))).toEqual([1_000, 2_000, 60_000]);
  });

  test("等着的时候叫停，马上就停，不留下什么", async () => {
    const timers = createTestTimers();
    const stop = new AbortController();
    const paused = pause(timers, 60_000, stop.signal);
    stop.abort();
    await paused;
    await pause(timers, 60_000, stop.signal);
    expect(timers.waiting()).toBe(0);
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
  });
});

describe("帧", () => {
  const vectors: { streamFrames: { id: string; json: object; expectedAck?: object }[] } =
    JSON.parse(readFileSync(new URL("../cases/dingtalk-vectors.json", import.meta.url), "utf8"));
  const vector = (id: string) => {
    const found = vectors.streamFrames.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no vector ${id}`);
    return found;
  };

  test.each([
    ["bot-down", "CALLBACK", robotTopic],
    ["ping", "SYSTEM", "ping"],
    ["disconnect-doc", "SYSTEM", "disconnect"],
    ["disconnect-real", "SYSTEM", "disconnect"],
    ["event-down", "EVENT", "dingTalk"],
  ])("公开的样例都读得懂：%s", (id, type, topic) => {
    expect(parseFrame(JSON.stringify(vector(id).json))).toMatchObject({ type, topic });
  });

  test("心跳的回执与样例一样", () => {
    const { json, expectedAck } = vector("ping");
    const frame = parseFrame(JSON.stringify(json));
    if (frame === undefined) throw new Error("unreadable");
    const ack = renderAck(frame, { code: 200, data: frame.data });
    const { data, ...rest } = JSON.parse(ack ?? "") as { data: string };
    const { data: expectedData, ...expected } = expectedAck as { data: string };
    expect(rest).toEqual(expected);
    expect(JSON.parse(data)).toEqual(JSON.parse(expectedData));
  });

  test.each([
    ['{"type":"EVENT","header":{"topic":"*","messageId":"m"},"data":"{}"}', { topic: "*" }],
    ['{"type":"EVENT","headers":{"topic":"*","time":123},"data":{}}', { messageId: undefined }],
    ['{"headers":7,"data":"not json"}', { type: "", topic: "", data: undefined }],
    ["{}", { type: "" }],
  ])("缺了、错了也不出错：%s", (text, expected) => {
    expect(parseFrame(text)).toMatchObject(expected);
  });

  test.each(["", "null", "[]", "7", "<xml/>", "{"])("不成帧的不认：%j", (text) => {
    expect(parseFrame(text)).toBeUndefined();
  });

  test("没有编号的没法确认", () => {
    const frame = parseFrame('{"type":"SYSTEM","headers":{"topic":"ping"},"data":"{}"}');
    expect(frame && renderAck(frame, { code: 200, data: {} })).toBeUndefined();
  });
});

describe("听和确认", () => {
  test("先入库，再确认；回答不从这条线走", async () => {
    const committed = Promise.withResolvers<void>();
    const steps: string[] = [];
    const line = await openLine({
      ports: {
        async handle(message) {
          steps.push(message.text);
          await committed.promise;
          steps.push("committed");
          const undelivered = async () => void steps.push("kept");
          return { answer: textMessage("好的"), undelivered };
        },
      },
    });
    await line.connected();
    const pushed = line.push(line.body("附议7")).then((pushed) => {
      steps.push("acked");
      return pushed;
    });
    await vi.waitFor(() => expect(steps).toEqual(["附议7"]));
    await turn();
    expect(steps).toEqual(["附议7"]);
    committed.resolve();
    expect(await pushed).toEqual({
      kind: "acked",
      code: 200,
      data: { response: null },
      attempts: 1,
    });
    expect(steps).toEqual(["附议7", "committed", "kept", "acked"]);
    expect(line.gateway.faults()).toEqual([]);
    expect(line.said).toEqual([]);
  });

  test("忙、出错、回答没存住：都不确认，平台会再推", async () => {
    const failures = [
      () => Promise.reject(new BusyError("too many")),
      () => Promise.reject(new Error("说过的话 出错了")),
      () =>
        Promise.resolve({
          answer: textMessage("好的"),
          undelivered: () => Promise.reject(new Error("database gone")),
        }),
    ];
    const line = await openLine({
      timing: { ackMs: 300 },
      ports: { handle: () => failures.shift()?.() ?? Promise.resolve(silent) },
    });
    await line.connected();
    expect(await line.push(line.body("附议7"))).toMatchObject({ kind: "acked", attempts: 4 });
    expect(line.said.map(({ message }) => message)).toEqual([
      "stream frame failed",
      "stream frame failed",
    ]);
  });

  test("事件、心跳、不认识的话题、读不懂的内容：各有各的回执", async () => {
    const line = await openLine();
    await line.connected();
    const event = await line.push({ userId: ["1"] }, "dingTalk", "EVENT");
    expect(event).toMatchObject({ code: 200, data: { status: "SUCCESS" } });
    expect(await line.gateway.ping()).toBe(true);
    expect(await line.push({ msgId: "m" })).toMatchObject({ kind: "acked", code: 400 });
    expect(await line.push("no object")).toMatchObject({ kind: "acked", code: 400 });
    const other = line.body("附议7");
    expect(await line.push({ ...other, robotCode: "dingother" })).toMatchObject({ code: 400 });
    expect(await line.push({ errorCode: 20001 })).toMatchObject({ code: 200 });
    expect(line.heard).toEqual([]);
    expect(line.gateway.faults()).toEqual([]);
  });

  test("乱七八糟的帧：不出错，不断线，之后照样听", async () => {
    const line = await openLine();
    await line.connected();
    const headers = { topic: "/v1.0/graph/api/invoke", messageId: "unknown-1" };
    for (const text of [
      "not json",
      "[]",
      "{}",
      '{"type":"SYSTEM","headers":{"topic":"REGISTERED"}}',
      '{"type":"SYSTEM","headers":{"topic":"ping"}}',
      '{"type":"CALLBACK","headers":{"topic":"/v1.0/im/bot/messages/get"},"data":"{说过的话"}',
      JSON.stringify({ type: "NEW", header: headers, data: 7 }),
      JSON.stringify({ type: "CALLBACK", headers, data: "{}" }),
    ]) {
      line.gateway.sendText(text);
    }
    await line.push(line.body("附议7"));
    expect(line.heard.map(({ text }) => text)).toEqual(["附议7"]);
    expect(line.gateway.connections()).toBe(1);
    // Both were acknowledged (404), though nobody waits for it here.
    expect(line.gateway.faults().map(({ code, detail }) => [code, detail])).toEqual([
      ["ack-unknown", "unknown-1"],
      ["ack-unknown", "unknown-1"],
    ]);
  });

  test("手里的事太多：多出来的先不接，等平台再推", async () => {
    const done = Promise.withResolvers<Handled>();
    let begun = 0;
    const line = await openLine({
      ports: {
        handle() {
          begun += 1;
          return done.promise;
        },
      },
    });
    await line.connected();
    const pushes = Array.from({ length: 201 }, (_, i) => line.push(line.body(`第${i}句`)));
    await vi.waitFor(() => expect(begun).toBe(200));
    // Heartbeats are answered all the same.
    expect(await line.gateway.ping()).toBe(true);
    expect(begun).toBe(200);
    done.resolve(silent);
    const pushed = await Promise.all(pushes);
    expect(pushed.filter(({ attempts }) => attempts === 1)).toHaveLength(200);
    expect(pushed.every(({ kind }) => kind === "acked")).toBe(true);
  });

  test("没处存的回答（还没开通），当场经会话地址说出去", async () => {
    let calls = 0;
    const line = await openLine({
      ports: {
        handle: () => {
          calls += 1;
          return Promise.resolve({ ...homeless, answer: textMessage("请先开通。") });
        },
      },
    });
    await line.connected();
    expect(await line.push(line.body("你好"))).toMatchObject({ kind: "acked", attempts: 1 });
    expect(calls).toBe(1);
    expect(line.desk.received.list().map(({ text, via }) => [text, via])).toEqual([
      ["请先开通。", "reply-address"],
    ]);
  });
});

describe("卡片", () => {
  const cardId = "AAAAAAAAAAAAAAAAAAAAAA";
  const tapBody = {
    type: "actionCallback",
    outTrackId: cardId,
    corpId: keys.corpId,
    userId: "李梅",
    content: JSON.stringify({
      cardPrivateData: { actionIds: ["endorse"], params: { key: "endorse" } },
    }),
  };

  test("点一下：回执里带着这个人的卡片，格式逐项合规", async () => {
    const taps: CardTap[] = [];
    const line = await openLine({
      ports: {
        tap(tap) {
          taps.push(tap);
          const buttons = [{ key: "unendorse", text: "收回附议", says: "收回附议 1" }];
          const card = { kind: "buttons", title: "1号", body: "附议好了。", buttons } as const;
          const answer = { kind: "card", text: "", cardId, card } as const;
          return Promise.resolve({ answer, undelivered: () => Promise.resolve() });
        },
      },
    });
    await line.connected();
    const pushed = await line.push(tapBody, cardTopic);
    expect(taps).toMatchObject([{ cardId, key: "endorse", sender: { externalId: "李梅" } }]);
    expect(pushed).toMatchObject({
      kind: "acked",
      code: 200,
      data: {
        response: {
          cardUpdateOptions: { updatePrivateDataByKey: true },
          userPrivateData: { cardParamMap: expect.anything() },
        },
      },
    });
    expect(JSON.stringify(pushed)).toContain("附议好了。");
    expect(line.gateway.faults()).toEqual([]);
  });

  test("不认识的卡：什么也不改；办不成：答500，请人再点", async () => {
    const answers = [
      () => Promise.resolve(undefined),
      () => Promise.reject(new Error("说过的话")),
      () => Promise.reject(new BusyError("busy")),
    ];
    const line = await openLine({
      ports: { tap: () => answers.shift()?.() ?? Promise.resolve(undefined) },
    });
    await line.connected();
    expect(await line.push(tapBody, cardTopic)).toMatchObject({
      code: 200,
      data: { response: {} },
      attempts: 1,
    });
    expect(await line.push(tapBody, cardTopic)).toMatchObject({ code: 500, attempts: 1 });
    expect(await line.push(tapBody, cardTopic)).toMatchObject({ code: 500, attempts: 1 });
    expect(await line.push({ outTrackId: cardId }, cardTopic)).toMatchObject({ code: 400 });
    expect(line.gateway.faults()).toEqual([]);
  });
});

/** With the program behind it, and what it says later. */
async function openBoth(timing: Partial<StreamTiming> = {}, options?: OfficeOptions) {
  const office = await openOffice(options);
  onTestFinished(() => office[Symbol.asyncDispose]());
  const account = office.accounts[0];
  if (account === undefined) throw new Error("no account");
  const line = await openLine({
    timing,
    at: () => office.now,
    ports: {
      async handle(message) {
        const handled = await office.dispatch.handle(account, message);
        const { answer, tenantId } = handled;
        const undelivered = () => office.dispatch.sayLate(handled);
        return { answer, undelivered, isUnkept: tenantId === undefined };
      },
    },
  });
  const mouth = speaker(line.settings);
  const deliverer = createDeliverer({
    db: office.db,
    speaker: () => mouth,
    now: () => office.now,
    log: { info: () => {}, error: () => {}, fault: () => {} },
  });
  const deliver = async () => {
    await deliverer.run();
    await deliverer.idle();
  };
  const rows = (table: "inbox" | "outbox") =>
    office.db.transaction((tx) => tx.selectFrom(table).selectAll().execute());
  const states = () =>
    office.inTenant(async (tx) => {
      const rows = await tx.selectFrom("outbox").select("state").orderBy("id").execute();
      return rows.map(({ state }) => state);
    });
  await line.connected();
  return { ...line, office, deliver, rows, states };
}

describe("入库、答复、重推", () => {
  test("确认的时候收条和回答都在库里；回答由发件箱经会话地址送出，一次", async () => {
    const line = await openBoth();
    expect(await line.push(line.body("荐题 河堤步道没有路灯"))).toMatchObject({ code: 200 });
    expect(await line.rows("inbox")).toHaveLength(1);
    expect(await line.states()).toEqual(["waiting"]);
    await line.deliver();
    const [shown, ...more] = line.desk.received.list();
    expect(shown).toMatchObject({ via: "reply-address" });
    expect(shown?.text).toContain("收到李委员的荐题，编为1号");
    expect(more).toEqual([]);
    expect(line.gateway.faults()).toEqual([]);
  });

  test("还没开通：开通和它的回答都走得通", async () => {
    const line = await openBoth({}, {});
    const pushed = await line.push(line.body("开通 12345678 青禾县政协", true));
    expect(pushed).toMatchObject({ kind: "acked", code: 200, attempts: 1 });
    const [shown, ...more] = line.desk.received.list();
    expect(shown?.text).toContain("青禾县政协");
    expect(more).toEqual([]);
    expect(line.said).toEqual([]);
  });

  test("同一条推了三次，送出前后都有：办一次，答一次", async () => {
    const line = await openBoth();
    const body = line.body("荐题 河堤步道没有路灯");
    await Promise.all([line.push(body), line.push(body)]);
    // Cancelled for the repetition, and kept again: the line has no other way to say it.
    expect(await line.states()).toEqual(["waiting"]);
    await line.deliver();
    await line.push(body);
    await line.deliver();
    expect(await line.states()).toEqual(["sent"]);
    expect(await line.rows("inbox")).toHaveLength(1);
    expect(line.desk.received.list()).toHaveLength(1);
  });

  test("等着送的回答遇上重推，还是送得出去", async () => {
    const line = await openBoth();
    const body = line.body("荐题 河堤步道没有路灯");
    for (let i = 0; i < 3; i += 1) await line.push(body);
    expect(await line.states()).toEqual(["waiting"]);
    await line.deliver();
    expect(line.desk.received.list()).toHaveLength(1);
  });

  test("回执没到平台就断了：重推到新的连接上，答一次", async () => {
    const line = await openBoth({ ackMs: 1_500 });
    let pushed: Promise<unknown> = Promise.resolve();
    await line.office.db.transaction(async (tx) => {
      await tx.query("select pg_advisory_xact_lock(id) from conversations", []);
      pushed = line.push(line.body("荐题 河堤步道没有路灯"));
      await turn();
      line.gateway.cut();
      await turn();
    });
    expect(await pushed).toMatchObject({ kind: "acked", code: 200, attempts: 2 });
    await line.deliver();
    expect(await line.rows("inbox")).toHaveLength(1);
    expect(line.desk.received.list()).toHaveLength(1);
  });
});

type OpenLine = Awaited<ReturnType<typeof openLine>>;

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
