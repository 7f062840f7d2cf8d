import { once } from "node:events";
import { createServer } from "node:http";
import Koa from "koa";
import { expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";

import { createApiRoute } from "../../sandbox/api-route.ts";
import { createPretendStream } from "../../sandbox/dingtalk-stream.ts";
import type { StreamTiming } from "../../sandbox/dingtalk-stream.ts";
import { closeServer, listen } from "./stub-bot.ts";

const keys = { clientId: "dingclient", clientSecret: "s3cret" };
const openingPath = "/v1.0/gateway/connections/open";
const robotTopic = "/v1.0/im/bot/messages/get";
const cardTopic = "/v1.0/card/instances/callback";
const asked = {
  ...keys,
  subscriptions: [
    { type: "CALLBACK", topic: robotTopic },
    { type: "CALLBACK", topic: cardTopic },
    { type: "EVENT", topic: "*" },
  ],
};

interface Frame {
  readonly type: string;
  readonly headers: { readonly topic: string; readonly messageId?: string };
  readonly data: string;
}

async function openGateway(timing: Partial<StreamTiming> = {}) {
  const clock = { now: new Date("2026-03-09T02:00:00Z") };
  const stream = createPretendStream({
    keys,
    now: () => clock.now,
    timing: { ackMs: 5_000, leavingMs: 50, ...timing },
  });
  const route = createApiRoute("", stream.handle);
  const respond = new Koa().use(route.middleware).callback();
  const server = createServer((request, response) => void respond(request, response));
  stream.attach(server);
  const url = await listen(server);
  onTestFinished(async () => {
    stream.dispose();
    route.dispose();
    await closeServer(server);
  });
  const ask = (body: unknown = asked, headers: Record<string, string> = {}) =>
    fetch(url + openingPath, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const address = async (): Promise<string> => {
    const { endpoint, ticket } = (await (await ask()).json()) as Record<string, string>;
    return `${endpoint}?ticket=${encodeURIComponent(ticket ?? "")}`;
  };
  const codes = () => stream.faults().map(({ code }) => code);
  return Object.assign(stream, { clock, ask, address, codes, url });
}

/** A client that answers as it is told; undefined = not at all. */
async function connect(url: string, answer: (frame: Frame) => unknown = () => undefined) {
  const socket = new WebSocket(url);
  const frames: Frame[] = [];
  socket.on("message", (data: Buffer) => {
    const frame = JSON.parse(data.toString("utf8")) as Frame;
    frames.push(frame);
    const said = answer(frame);
    if (said !== undefined) socket.send(typeof said === "string" ? said : JSON.stringify(said));
  });
  await once(socket, "open");
  return { socket, frames };
}

async function refusal(url: string): Promise<string> {
  const [error] = (await once(new WebSocket(url), "error").catch((error: unknown) => [error])) as [
    Error,
  ];
  return error.message;
}

function ack(frame: Frame, data: unknown, change: object = {}) {
  const { messageId } = frame.headers;
  const headers = { messageId, contentType: "application/json" };
  return { code: 200, headers, message: "OK", data: JSON.stringify(data), ...change };
}

const robotPush = { type: "CALLBACK", topic: robotTopic, data: { msgId: "m1" } } as const;

test("开门：凭据不对、少了东西，都是400并说明", async () => {
  const gateway = await openGateway();
  const wrong = await gateway.ask({ ...asked, clientSecret: "other" });
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({ code: "invalidClientIdOrSecret" });
  for (const body of [
    { ...asked, subscriptions: [] },
    { ...asked, subscriptions: [{ type: "EVENT", topic: "user_add_org" }] },
    { ...asked, subscriptions: [{ type: "CALLBACK", topic: "*" }] },
    { ...asked, ua: "node" },
    [],
  ]) {
    expect((await gateway.ask(body)).status, JSON.stringify(body)).toBe(400);
  }
  expect((await gateway.ask({ ...asked, ua: "dingtalk-sdk-java/1.0.2" })).status).toBe(200);
  expect((await gateway.ask(asked, { accept: "text/xml" })).status).toBe(400);
  expect((await fetch(gateway.url + openingPath)).status).toBe(404);
});

test("票据：只能用一次，90秒后作废，没编码的不认", async () => {
  const gateway = await openGateway();
  const url = await gateway.address();
  await connect(url);
  expect(await refusal(url)).toContain("401");
  const late = await gateway.address();
  gateway.clock.now = new Date(gateway.clock.now.getTime() + 90_001);
  expect(await refusal(late)).toContain("401");
  const raw = decodeURIComponent(await gateway.address());
  expect(await refusal(raw)).toContain("401");
  expect(gateway.codes()).toEqual(["ticket-used", "ticket-expired", "ticket-unknown"]);
  expect(gateway.connections()).toBe(1);
});

test("推送：每次换一个连接，确认了就不再推", async () => {
  const gateway = await openGateway();
  const clients = await Promise.all(
    [1, 2].map(async () =>
      connect(await gateway.address(), (frame) => ack(frame, { response: null })),
    ),
  );
  const pushed = await Promise.all(Array.from({ length: 40 }, () => gateway.push(robotPush)));
  expect(pushed.every(({ kind, attempts }) => kind === "acked" && attempts === 1)).toBe(true);
  expect(clients.every(({ frames }) => frames.length > 0)).toBe(true);
  expect(gateway.codes()).toEqual([]);
});

test("没有确认：过一会儿再推，编号换新的；答了500算答过，不再推", async () => {
  const gateway = await openGateway({ ackMs: 300 });
  let count = 0;
  const { frames } = await connect(await gateway.address(), (frame) => {
    count += 1;
    if (count === 1) return undefined;
    return ack(frame, { response: null }, count === 2 ? {} : { code: 500 });
  });
  expect(await gateway.push(robotPush)).toMatchObject({ kind: "acked", code: 200, attempts: 2 });
  expect(new Set(frames.map(({ headers }) => headers.messageId)).size).toBe(2);
  expect(new Set(frames.map(({ data }) => data)).size).toBe(1);
  expect(await gateway.push(robotPush)).toMatchObject({ kind: "acked", code: 500, attempts: 1 });
});

test("事件：没办成、说以后再来，都再推，直到说收好了", async () => {
  const gateway = await openGateway({ ackMs: 200 });
  let events = 0;
  await connect(await gateway.address(), (frame) => {
    events += 1;
    const data = { status: events === 2 ? "LATER" : "SUCCESS" };
    return ack(frame, data, events === 1 ? { code: 500 } : {});
  });
  const event = { type: "EVENT", topic: "dingTalk", data: {} } as const;
  expect(await gateway.push(event)).toMatchObject({ kind: "acked", attempts: 3 });
});

test("谁都不确认：推过几次就丢了", async () => {
  const gateway = await openGateway({ ackMs: 10 });
  expect(await gateway.push(robotPush)).toEqual({ kind: "lost", attempts: 5 });
});

test.each([
  ["不是JSON", () => "ok", "ack-broken"],
  ["代码不对", (frame: Frame) => ack(frame, { response: null }, { code: 201 }), "ack-broken"],
  ["没有编号", (frame: Frame) => ack(frame, {}, { headers: {} }), "ack-broken"],
  ["data不是文本", (frame: Frame) => ack(frame, {}, { data: {} }), "ack-broken"],
  ["data不是JSON", (frame: Frame) => ack(frame, {}, { data: "OK" }), "ack-broken"],
  ["data里没有response", (frame: Frame) => ack(frame, {}), "ack-data"],
  [
    "编号不是这一条的",
    (frame: Frame) => ack({ ...frame, headers: { topic: "", messageId: "x" } }, {}),
    "ack-unknown",
  ],
])("确认写得不对会记下：%s", async (_, answer, code) => {
  const gateway = await openGateway();
  await connect(await gateway.address(), answer);
  void gateway.push(robotPush);
  await vi.waitFor(() => expect(gateway.codes()).toEqual([code]));
});

test.each([
  [{ response: { userPrivateData: { cardParamMap: { a: "1" } } } }, []],
  [{ response: { cardUpdateOptions: { updateCardDataByKey: true } } }, []],
  [{ response: { cardData: { cardParamMap: { a: 1 } } } }, ["ack-data"]],
  [{ response: { userPrivateData: { user: { cardParamMap: { a: "1" } } } } }, ["ack-data"]],
  [{ response: { privateData: {} } }, ["ack-data"]],
  [{ response: { cardUpdateOptions: { updateCardDataByKey: "true" } } }, ["ack-data"]],
])("卡片的回答逐项核对：%j", async (data, codes) => {
  const gateway = await openGateway();
  await connect(await gateway.address(), (frame) => ack(frame, data));
  await gateway.push({ type: "CALLBACK", topic: cardTopic, data: { outTrackId: "c" } });
  expect(gateway.codes()).toEqual(codes);
});

test("确认晚了：记下", async () => {
  const gateway = await openGateway({ ackMs: 20 });
  const { socket, frames } = await connect(await gateway.address());
  const pushed = gateway.push(robotPush);
  await vi.waitFor(() => expect(frames.length).toBeGreaterThan(1));
  const [first] = frames;
  if (first === undefined) throw new Error("no frame");
  socket.send(JSON.stringify(ack(first, { response: null })));
  await vi.waitFor(() => expect(gateway.codes()).toEqual(["ack-late"]));
  await pushed;
});

test("心跳要原样带回；哑了的连接不答", async () => {
  const gateway = await openGateway();
  const { socket } = await connect(await gateway.address(), (frame) =>
    ack(frame, JSON.parse(frame.data)),
  );
  expect(await gateway.ping()).toBe(true);
  socket.ping();
  await once(socket, "pong");
  gateway.hush();
  socket.ping();
  await expect(once(socket, "pong", { signal: AbortSignal.timeout(50) })).rejects.toThrow();
  expect(gateway.connections()).toBe(0);
});

test("要断开：先通知，安静一阵再关；这期间推给别的连接", async () => {
  const gateway = await openGateway();
  const old = await connect(await gateway.address(), (frame) => ack(frame, { response: null }));
  gateway.disconnect();
  const fresh = await connect(await gateway.address(), (frame) => ack(frame, { response: null }));
  for (let i = 0; i < 5; i += 1) await gateway.push(robotPush);
  expect(old.frames.map(({ headers }) => headers.topic)).toEqual(["disconnect"]);
  expect(fresh.frames).toHaveLength(5);
  await once(old.socket, "close");
  await vi.waitFor(() => expect(gateway.story()).toContain("closed 1 1000"));
  expect(gateway.story()).toEqual([
    "asked",
    "opened 1",
    "leaving 1",
    "asked",
    "opened 2",
    "closed 1 1000",
  ]);
});

test("安排好的故障：不答、报错、断线", async () => {
  const gateway = await openGateway();
  gateway.failOpening({ status: 500 });
  gateway.failOpening("hang");
  expect((await gateway.ask()).status).toBe(500);
  const hanging = fetch(gateway.url + openingPath, {
    method: "POST",
    signal: AbortSignal.timeout(50),
  });
  await expect(hanging).rejects.toThrow();
  const { socket } = await connect(await gateway.address());
  gateway.cut();
  const [code] = await once(socket, "close");
  expect(code).toBe(1006);
});
