import { randomBytes } from "node:crypto";

import type { RawData, WebSocket } from "ws";

import { isObject, parseObject, pick, type JsonObject } from "./api.ts";
import {
  createSocketDesk,
  noteFault,
  type SocketDesk,
  type SocketOptions,
} from "./wecom-socket-desk.ts";
import { judge } from "./wecom-socket-rules.ts";

/** A refusal; or the connection is cut before or after the frame is acted upon; or no ack comes. */
export type SocketFault = { readonly errcode: number } | "cutBefore" | "cutAfter" | "noAck";

/** The connections, and what was arranged to go wrong on them. */
export interface Endpoint {
  readonly desk: SocketDesk;
  readonly links: Map<number, Link>;
  readonly story: string[];
  readonly counts: Map<string, number>;
  readonly orders: { readonly cmd: string; readonly fault: SocketFault }[];
  opened: number;
  ignoresPings: boolean;
  ackDelayMs: number;
  refusal: number | undefined;
}

export interface Link {
  readonly id: number;
  readonly socket: WebSocket;
  isSubscribed: boolean;
}

export function createEndpoint(options: SocketOptions): Endpoint {
  return {
    desk: createSocketDesk(options),
    links: new Map(),
    story: [],
    counts: new Map(),
    orders: [],
    opened: 0,
    ignoresPings: false,
    ackDelayMs: 0,
    refusal: undefined,
  };
}

export function open(endpoint: Endpoint, socket: WebSocket): void {
  endpoint.opened += 1;
  const link: Link = { id: endpoint.opened, socket, isSubscribed: false };
  const { links, story, desk } = endpoint;
  links.set(link.id, link);
  story.push(`opened ${link.id}`);
  socket.on("message", (data: RawData, isBinary: boolean) => {
    if (isBinary || !Buffer.isBuffer(data)) return noteFault(desk, "frame", "not a text frame");
    hear(endpoint, link, data.toString("utf8"));
  });
  socket.on("error", (error) => noteFault(desk, "socket", error.message));
  socket.on("close", () => {
    links.delete(link.id);
    story.push(`closed ${link.id}`);
  });
}

function hear(endpoint: Endpoint, link: Link, text: string): void {
  const { desk, counts, orders } = endpoint;
  const frame = parseObject(text);
  const cmd = pick(frame, "cmd");
  const reqId = pick(frame, "headers", "req_id");
  if (typeof cmd !== "string" || typeof reqId !== "string" || reqId === "") {
    noteFault(desk, "frame", "no cmd or no req_id");
    return link.socket.close(1008);
  }
  counts.set(cmd, (counts.get(cmd) ?? 0) + 1);
  const index = orders.findIndex((order) => order.cmd === cmd);
  const fault = index < 0 ? undefined : orders.splice(index, 1)[0]?.fault;
  if (fault === "cutBefore") return link.socket.terminate();
  if (typeof fault === "object") return acknowledge(endpoint, link, reqId, fault.errcode);
  const body = pick(frame, "body");
  const errcode = answerTo(endpoint, link, { cmd, reqId, body: isObject(body) ? body : {} });
  if (fault === "cutAfter") return link.socket.terminate();
  if (fault !== "noAck" && errcode !== undefined) acknowledge(endpoint, link, reqId, errcode);
}

interface HeardFrame {
  readonly cmd: string;
  readonly reqId: string;
  readonly body: JsonObject;
}

/** @returns the error number of the ack; undefined = no ack */
function answerTo(endpoint: Endpoint, link: Link, frame: HeardFrame): number | undefined {
  if (frame.cmd === "ping") return endpoint.ignoresPings ? undefined : 0;
  if (frame.cmd === "aibot_subscribe") return subscribe(endpoint, link, frame.body);
  if (!link.isSubscribed) {
    noteFault(endpoint.desk, "846609", `${frame.cmd}: not subscribed`);
    return 846_609;
  }
  return judge(endpoint.desk, { ...frame, link: link.id });
}

/** The newer one has the bot from now on. */
function subscribe(endpoint: Endpoint, link: Link, body: JsonObject): number {
  const { desk, links, story } = endpoint;
  const { botId, secret, now } = desk.options;
  if (endpoint.refusal !== undefined) return endpoint.refusal;
  if (!desk.subscribeRate.take(botId, now())) {
    noteFault(desk, "45009", "subscribed too often");
    return 45_009;
  }
  // The real number is not documented; the bot may only rely on it not being 0.
  if (body["bot_id"] !== botId || body["secret"] !== secret) return 40_001;
  for (const other of links.values()) {
    if (other !== link && other.isSubscribed) kick(endpoint, other);
  }
  link.isSubscribed = true;
  story.push(`subscribed ${link.id}`);
  return 0;
}

export function kick({ story, desk }: Endpoint, link: Link): void {
  link.isSubscribed = false;
  story.push(`kicked ${link.id}`);
  const body = {
    msgid: randomBytes(18).toString("base64url"),
    create_time: Math.floor(desk.options.now().getTime() / 1000),
    aibotid: desk.options.botId,
    msgtype: "event",
    event: { eventtype: "disconnected_event" },
  };
  const headers = { req_id: randomBytes(12).toString("hex") };
  link.socket.send(JSON.stringify({ cmd: "aibot_event_callback", headers, body }));
  link.socket.close(1000);
}

function acknowledge(endpoint: Endpoint, link: Link, reqId: string, errcode: number): void {
  const errmsg = errcode === 0 ? "ok" : "refused by the pretend platform";
  const ack = JSON.stringify({ headers: { req_id: reqId }, errcode, errmsg });
  if (endpoint.ackDelayMs === 0) return link.socket.send(ack);
  setTimeout(() => link.socket.send(ack), endpoint.ackDelayMs).unref();
}
