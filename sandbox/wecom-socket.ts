import { randomBytes } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

import { WebSocketServer } from "ws";

import type { PlatformFault } from "./ledger.ts";
import type { SocketDesk, SocketOptions, SocketShown } from "./wecom-socket-desk.ts";
import {
  createEndpoint,
  kick,
  open,
  type Link,
  type SocketFault,
} from "./wecom-socket-endpoint.ts";
import {
  enterPush,
  messagePush,
  tapPush,
  type SocketLine,
  type SocketPush,
  type SocketTap,
} from "./wecom-socket-talk.ts";

/** A pretend endpoint of the AI bot's long connection, as strict as the real one. */
export interface PretendSocket {
  /** Takes the WebSockets of this server, under that path. */
  attach(server: Server, path?: string): void;
  /** Resolves with the first thing that is shown as the answer; undefined = none in time. */
  say(line: SocketLine): Promise<SocketShown | undefined>;
  enterChat(userId: string): Promise<SocketShown | undefined>;
  tap(tap: SocketTap): Promise<SocketShown | undefined>;
  /** As if another program had subscribed as this bot. */
  kick(): void;
  /** Cuts every connection without a word (1006). */
  cut(): void;
  /** From now on connections are kept, but not heard: 846609 to everything. */
  forget(): void;
  ignorePings(ignores: boolean): void;
  /** Acks come that much later, by the real clock. */
  delayAcks(ms: number): void;
  /** Undefined = subscribing works again. */
  refuseSubscribe(errcode: number | undefined): void;
  /** For the next frame with that command. */
  failNext(cmd: string, fault: SocketFault): void;
  /** Every connection, subscribed or not. */
  connections(): number;
  /** Those that are told what people say: one at most. */
  subscribed(): number;
  /** What happened, in order, e.g. `opened 1`, `subscribed 1`, `kicked 1`, `closed 1`. */
  story(): readonly string[];
  /** How often each command came. */
  count(cmd: string): number;
  received(): readonly SocketShown[];
  faults(): readonly PlatformFault[];
  dispose(): void;
}

export function createPretendSocket(options: SocketOptions): PretendSocket {
  const endpoint = createEndpoint(options);
  const { desk, links } = endpoint;
  const gate = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const live = () => [...links.values()].find(({ isSubscribed }) => isSubscribed);
  return {
    attach(server, path = "/") {
      server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        if (new URL(request.url ?? "/", "http://x").pathname !== path) return;
        gate.handleUpgrade(request, socket, head, (webSocket) => open(endpoint, webSocket));
      });
    },
    say: (line) => tell(desk, live(), messagePush(desk, line)),
    enterChat: (userId) => tell(desk, live(), enterPush(desk, userId)),
    tap: (tap) => tell(desk, live(), tapPush(desk, tap)),
    kick() {
      const link = live();
      if (link !== undefined) kick(endpoint, link);
    },
    cut: () => links.forEach(({ socket }) => socket.terminate()),
    forget: () => links.forEach((link) => Object.assign(link, { isSubscribed: false })),
    ignorePings: (ignores) => void (endpoint.ignoresPings = ignores),
    delayAcks: (ms) => void (endpoint.ackDelayMs = ms),
    refuseSubscribe: (errcode) => void (endpoint.refusal = errcode),
    failNext: (cmd, fault) => void endpoint.orders.push({ cmd, fault }),
    connections: () => links.size,
    subscribed: () => [...links.values()].filter(({ isSubscribed }) => isSubscribed).length,
    story: () => [...endpoint.story],
    count: (cmd) => endpoint.counts.get(cmd) ?? 0,
    received: desk.received.list,
    faults: desk.faults.list,
    dispose() {
      links.forEach(({ socket }) => socket.terminate());
      gate.close();
    },
  };
}

/** Nobody listens: it is lost, as on the real platform. */
async function tell(
  desk: SocketDesk,
  link: Link | undefined,
  push: SocketPush,
): Promise<SocketShown | undefined> {
  const { conversation, kind, taskId } = push;
  if (link === undefined) return undefined;
  const { promise, resolve } = Promise.withResolvers<SocketShown | undefined>();
  const reqId = randomBytes(12).toString("hex");
  const at = desk.options.now().getTime();
  desk.callbacks.set(reqId, {
    kind,
    link: link.id,
    conversation,
    at,
    isUsed: false,
    onShown: resolve,
    ...(taskId !== undefined && { taskId }),
  });
  link.socket.send(JSON.stringify({ cmd: push.cmd, headers: { req_id: reqId }, body: push.body }));
  const timer = setTimeout(() => resolve(undefined), desk.timing.answerMs);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
