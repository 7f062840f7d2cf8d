import { getEventListeners } from "node:events";
import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { parseFrame, renderAck } from "../../bot/platforms/dingtalk/stream-frame.ts";
import type { Handled } from "../../bot/server.ts";
import { backoffMs, pause, realTimers } from "../../bot/timers.ts";
import { BusyError } from "../../domain/errors.ts";
import type { CardTap, GroupChange } from "../../domain/inbound.ts";
import { textMessage } from "../../domain/message.ts";
import {
  robotTopic,
  cardTopic,
  keys,
  createTestTimers,
  turn,
  openLine,
  homeless,
  silent,
  watchLog,
} from "./dingtalk-stream-support.ts";

watchLog();

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

  test("群解散、改名：先办好再确认；没办成不确认，平台会再推", async () => {
    const changes: GroupChange[] = [];
    const outcomes = [() => Promise.resolve(), () => Promise.reject(new Error("database gone"))];
    const line = await openLine({
      timing: { ackMs: 300 },
      ports: {
        groupChanged(change) {
          changes.push(change);
          return outcomes.shift()?.() ?? Promise.resolve();
        },
      },
    });
    await line.connected();
    const tell = (eventType: string, data: object) =>
      line.gateway.push({ type: "EVENT", topic: "*", headers: { eventType }, data });
    expect(await tell("chat_disband", { openConversationId: "cid1" })).toMatchObject({
      kind: "acked",
      data: { status: "SUCCESS" },
      attempts: 1,
    });
    const renamed = { openConversationId: "cid1", title: "新群名" };
    expect(await tell("chat_update_title", renamed)).toMatchObject({ kind: "acked", attempts: 2 });
    await tell("chat_add_member", { openConversationId: "cid1", userId: ["1"] });
    const change = { kind: "renamed", externalId: "cid1", title: "新群名" };
    expect(changes).toEqual([{ kind: "gone", externalId: "cid1" }, change, change]);
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

  test("办得太慢：先留好话再回执，卡片还可以照改", async () => {
    const steps: string[] = [];
    let at = new Date("2026-03-09T02:00:00Z");
    const undelivered = async () => void steps.push("kept");
    const slowly = (ms: number) => () => {
      at = new Date(at.getTime() + ms);
      return Promise.resolve({ answer: textMessage("好的"), undelivered });
    };
    const answers = [slowly(1_000), slowly(1_900)];
    const line = await openLine({
      at: () => at,
      ports: { tap: () => answers.shift()?.() ?? Promise.resolve(undefined) },
    });
    await line.connected();
    expect(await line.push(tapBody, cardTopic)).toMatchObject({ code: 200 });
    expect(steps).toEqual([]);
    expect(await line.push(tapBody, cardTopic)).toMatchObject({ code: 200 });
    expect(steps).toEqual(["kept"]);
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
