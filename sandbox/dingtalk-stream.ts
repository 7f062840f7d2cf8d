import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { type ApiReply, type ApiRequest, json } from "./api.ts";
import { readOpening, type Subscription } from "./dingtalk-stream-check.ts";
import { type Push, type Pushed, type StreamLink, StreamPushes } from "./dingtalk-stream-push.ts";
import type { DingtalkKeys } from "./keys.ts";
import { createLedger, type Ledger, type PlatformFault } from "./ledger.ts";

export interface StreamOptions {
  readonly keys: Pick<DingtalkKeys, "clientId" | "clientSecret">;
  /** Wall clock, for the tickets. */
  readonly now: () => Date;
  readonly timing?: Partial<StreamTiming>;
}

export interface StreamTiming {
  /** A push that nobody acknowledged comes again after this long. */
  readonly ackMs: number;
  /** From the announcement of the end to the end; nothing is sent meanwhile. */
  readonly leavingMs: number;
}

/** How the next request for a place on the gateway fails. */
export type OpeningFault = "hang" | { readonly status: number; readonly body?: unknown };

/** A pretend gateway: it hands out tickets, and pushes over the connections that come of them. */
export interface PretendStream {
  readonly handle: (request: ApiRequest) => ApiReply;
  /** Takes the WebSockets; from then on the gateway can be asked for a place. */
  attach(server: Server): void;
  /** To one of the live connections. Settles once it is acknowledged or given up. */
  push(push: Push): Promise<Pushed>;
  /** A heartbeat on every live connection; true if all were echoed. */
  ping(): Promise<boolean>;
  /** Announces the end to every live connection, as before a restart of the gateway. */
  disconnect(): void;
  /** Cuts every connection without a word (1006). */
  cut(): void;
  /** From now on the present connections neither say nor answer anything. */
  hush(): void;
  /** Sends what is no frame, or none of the usual ones. */
  sendText(text: string): void;
  failOpening(fault: OpeningFault, times?: number): void;
  /** Those that pushes may go to. */
  connections(): number;
  /** What happened, in order, e.g. `opened 1`, `leaving 1`, `opened 2`, `closed 1 1000`. */
  story(): readonly string[];
  faults(): readonly PlatformFault[];
  dispose(): void;
}

const openingPath = "/v1.0/gateway/connections/open";
const connectPath = "/connect";
const ticketMs = 90_000;

interface Gateway {
  readonly options: StreamOptions;
  readonly timing: StreamTiming;
  readonly tickets: Map<string, Ticket>;
  readonly used: Set<string>;
  readonly links: Set<StreamLink>;
  readonly story: Ledger<string>;
  readonly faults: Ledger<PlatformFault>;
  readonly openingFaults: OpeningFault[];
  server: Server | undefined;
}

interface Ticket {
  readonly expiresAt: number;
  readonly subscriptions: readonly Subscription[];
}

export function createPretendStream(options: StreamOptions): PretendStream {
  const gateway: Gateway = {
    options,
    timing: { ackMs: 60_000, leavingMs: 10_000, ...options.timing },
    tickets: new Map(),
    used: new Set(),
    links: new Set(),
    story: createLedger<string>(2_000),
    faults: createLedger<PlatformFault>(500),
    openingFaults: [],
    server: undefined,
  };
  const { links, timing } = gateway;
  const fault = (code: string, detail: string): void => addFault(gateway, code, detail);
  const pushes = new StreamPushes({ links, ackMs: timing.ackMs, fault });
  const sockets = new WebSocketServer({ noServer: true, autoPong: false });
  const welcome = (socket: WebSocket, ticket: Ticket): void => {
    const link = addLink(gateway, socket, ticket);
    socket.on("message", (data) => pushes.hear(link, textOf(data)));
    pushes.newcomer();
  };
  return {
    handle: (request) => answerOpening(gateway, request),
    attach(server) {
      gateway.server = server;
      server.on("upgrade", (request, socket, head) => {
        const ticket = takeTicket(gateway, request);
        if (ticket === undefined) return refuse(socket);
        sockets.handleUpgrade(request, socket, head, (opened) => welcome(opened, ticket));
      });
    },
    push: (push) => pushes.push(push),
    ping: () => pushes.ping(),
    disconnect: () => announceEnd(gateway),
    cut: () => [...links].forEach(({ socket }) => socket.terminate()),
    hush: () => links.forEach((link) => (link.state = "mute")),
    sendText: (text) => links.forEach(({ socket }) => socket.send(text)),
    failOpening: (fault, times = 1) => {
      for (let i = 0; i < times; i += 1) gateway.openingFaults.push(fault);
    },
    connections: () => [...links].filter(({ state }) => state === "live").length,
    story: gateway.story.list,
    faults: gateway.faults.list,
    dispose() {
      pushes.dispose();
      for (const { socket } of links) socket.terminate();
      sockets.close();
    },
  };
}

function addFault({ faults, options }: Gateway, code: string, detail: string): void {
  faults.add({ at: options.now(), code, detail });
}

function answerOpening(gateway: Gateway, request: ApiRequest): ApiReply {
  const { options, story, openingFaults } = gateway;
  if (request.path !== openingPath || request.method !== "POST") {
    return json({ code: "InvalidAction.NotFound", message: "no such api" }, 404);
  }
  story.add("asked");
  const arranged = openingFaults.shift();
  if (arranged === "hang") return { kind: "hang" };
  if (arranged !== undefined) return json(arranged.body ?? {}, arranged.status);
  const faulty = ["content-type", "accept"].find(
    (name) => !String(request.headers[name]).includes("application/json"),
  );
  if (faulty !== undefined) {
    addFault(gateway, "opening-header", faulty);
    return json({ code: "invalidParameter", message: `${faulty} invalid` }, 400);
  }
  const opening = readOpening(request.body, options.keys);
  if (opening.kind === "refused") {
    addFault(gateway, "opening-refused", opening.message);
    return json({ code: opening.code, message: opening.message, requestid: randomUUID() }, 400);
  }
  // Signs that mean something else in an address, so that a ticket must be encoded.
  const ticket = `${randomBytes(18).toString("base64")}+/=&%`;
  const expiresAt = options.now().getTime() + ticketMs;
  gateway.tickets.set(ticket, { expiresAt, subscriptions: opening.subscriptions });
  return json({ endpoint: endpointOf(gateway), ticket });
}

function endpointOf({ server }: Gateway): string {
  const address = server?.address();
  if (typeof address !== "object" || address === null) throw new Error("not attached");
  return `ws://127.0.0.1:${address.port}${connectPath}`;
}

/** Every ticket opens one connection, once. */
function takeTicket(gateway: Gateway, request: IncomingMessage): Ticket | undefined {
  const { pathname, searchParams } = new URL(request.url ?? "/", "ws://gateway");
  const name = searchParams.get("ticket") ?? "";
  const ticket = gateway.tickets.get(name);
  gateway.tickets.delete(name);
  const fault = ticketFault(gateway, name, ticket);
  if (pathname === connectPath && fault === undefined) {
    gateway.used.add(name);
    return ticket;
  }
  addFault(gateway, fault ?? "wrong-path", pathname);
  return undefined;
}

function ticketFault(
  { used, options }: Gateway,
  name: string,
  ticket: Ticket | undefined,
): string | undefined {
  if (used.has(name)) return "ticket-used";
  if (ticket === undefined) return "ticket-unknown";
  return ticket.expiresAt < options.now().getTime() ? "ticket-expired" : undefined;
}

function refuse(socket: Duplex): void {
  socket.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
}

function addLink(gateway: Gateway, socket: WebSocket, ticket: Ticket): StreamLink {
  const { links, story } = gateway;
  const number = story.list().filter((line) => line.startsWith("opened")).length + 1;
  const { subscriptions } = ticket;
  const link: StreamLink = { number, socket, subscriptions, state: "live", waiting: new Map() };
  links.add(link);
  story.add(`opened ${number}`);
  socket.on("ping", (data) => {
    if (link.state !== "mute") socket.pong(data);
  });
  socket.on("error", (error) => addFault(gateway, "socket", error.message));
  socket.on("close", (code) => {
    links.delete(link);
    story.add(`closed ${number} ${code}`);
  });
  return link;
}

/** The sample of the platform has no message id, and asks for no answer. */
function announceEnd({ links, timing, story }: Gateway): void {
  for (const link of links) {
    if (link.state !== "live") continue;
    link.state = "leaving";
    story.add(`leaving ${link.number}`);
    const headers = { topic: "disconnect", contentType: "application/json" };
    const data = JSON.stringify({ reason: "connection is expired" });
    link.socket.send(JSON.stringify({ type: "SYSTEM", headers, data }));
    const timer = setTimeout(() => link.socket.close(1000), timing.leavingMs);
    link.socket.once("close", () => clearTimeout(timer));
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString("utf8");
}
