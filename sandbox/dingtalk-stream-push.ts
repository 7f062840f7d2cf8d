import { randomInt, randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import { pick } from "./api.ts";
import { ackFault, readAck, type Subscription } from "./dingtalk-stream-check.ts";

/** One connection as the gateway sees it. */
export interface StreamLink {
  readonly number: number;
  readonly socket: WebSocket;
  readonly subscriptions: readonly Subscription[];
  /** Pushes go to those that are `live` only. */
  state: "live" | "leaving" | "mute";
  /** What waits for its ack, by the id of the push. */
  readonly waiting: Map<string, (ack: Ack) => void>;
}

export interface Push extends Subscription {
  /** Goes out as JSON text. */
  readonly data: unknown;
  /** Besides the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What became of a push. */
export type Pushed =
  | {
      readonly kind: "acked";
      readonly code: number;
      readonly data: unknown;
      readonly attempts: number;
    }
  | { readonly kind: "lost"; readonly attempts: number };

interface Ack {
  readonly code: number;
  readonly data: unknown;
}

export interface PushParts {
  readonly links: ReadonlySet<StreamLink>;
  readonly ackMs: number;
  readonly fault: (code: string, detail: string) => void;
}

const attemptsMax = 5;

/** Sending down, and hearing the acks that come up. */
export class StreamPushes {
  readonly #parts: PushParts;
  readonly #tooLate = new Set<string>();
  readonly #stop = new AbortController();
  #arrived = Promise.withResolvers<void>();

  constructor(parts: PushParts) {
    this.#parts = parts;
  }

  /** Settles once it is acknowledged, or has been repeated often enough. */
  async push(push: Push): Promise<Pushed> {
    for (let attempts = 1; attempts <= attemptsMax && !this.#stop.signal.aborted; attempts += 1) {
      const link = await this.#choose(push);
      const ack = link && (await this.#send(link, push));
      if (ack === undefined) continue;
      const { code, data } = ack;
      const broken = code === 200 ? ackFault(push.type, push.topic, data) : undefined;
      if (broken !== undefined) this.#parts.fault("ack-data", broken);
      // Whether a callback that failed comes again is nowhere promised; an event does.
      const isLater = code === 500 || pick(data, "status") === "LATER";
      const isWantedAgain = push.type === "EVENT" && isLater;
      if (!isWantedAgain) return { kind: "acked", code, data, attempts };
      await withinMs(this.#parts.ackMs, new Promise(() => {}), this.#stop.signal);
    }
    return { kind: "lost", attempts: attemptsMax };
  }

  /** The same opaque text must come back under the same id. */
  async ping(): Promise<boolean> {
    const opaque = randomUUID();
    const beat = { type: "SYSTEM", topic: "ping", data: { opaque } } as const;
    const live = [...this.#parts.links].filter(({ state }) => state === "live");
    const acks = await Promise.all(live.map((link) => this.#send(link, beat)));
    return acks.every((ack) => ack?.code === 200 && pick(ack.data, "opaque") === opaque);
  }

  /** A connection more: whoever waits for one may go on. */
  newcomer(): void {
    this.#arrived.resolve();
    this.#arrived = Promise.withResolvers<void>();
  }

  hear(link: StreamLink, text: string): void {
    const { fault } = this.#parts;
    const read = readAck(text);
    if (read.kind === "broken") return fault("ack-broken", read.rule);
    const take = link.waiting.get(read.messageId);
    link.waiting.delete(read.messageId);
    if (take !== undefined) return take(read);
    fault(this.#tooLate.has(read.messageId) ? "ack-late" : "ack-unknown", read.messageId);
  }

  dispose(): void {
    this.#stop.abort();
  }

  /** At random, anew for every push. */
  async #choose(push: Push): Promise<StreamLink | undefined> {
    const fitting = this.#fitting(push);
    if (fitting.length > 0) return fitting[randomInt(fitting.length)];
    await withinMs(this.#parts.ackMs, this.#arrived.promise, this.#stop.signal);
    return this.#fitting(push)[0];
  }

  #fitting(push: Push): StreamLink[] {
    return [...this.#parts.links].filter((link) => link.state === "live" && isWanted(link, push));
  }

  async #send(link: StreamLink, push: Omit<Push, "type"> & { type: string }) {
    const messageId = randomUUID();
    const acked = Promise.withResolvers<Ack>();
    link.waiting.set(messageId, acked.resolve);
    link.socket.send(JSON.stringify(frameOf(push, messageId)));
    const ack = await withinMs(this.#parts.ackMs, acked.promise, this.#stop.signal);
    link.waiting.delete(messageId);
    if (ack === undefined) this.#tooLate.add(messageId);
    return ack;
  }
}

function isWanted({ subscriptions }: StreamLink, { type, topic }: Push): boolean {
  return subscriptions.some(
    (one) => one.type === type && (type === "EVENT" || one.topic === topic),
  );
}

/** As the published samples have it: the time is text, and every attempt has an id of its own. */
function frameOf(
  { type, topic, data, headers }: Omit<Push, "type"> & { type: string },
  messageId: string,
): object {
  return {
    specVersion: "1.0",
    type,
    headers: {
      appId: "1305d5f5-0000-484f-0000-97d90000ef67",
      contentType: "application/json",
      messageId,
      time: String(Date.now()),
      topic,
      ...headers,
    },
    data: JSON.stringify(data),
  };
}

/** Undefined if it takes longer, or the gateway is taken down. */
async function withinMs<T>(
  ms: number,
  work: Promise<T>,
  stop: AbortSignal,
): Promise<T | undefined> {
  const limit = Promise.withResolvers<undefined>();
  const end = (): void => limit.resolve(undefined);
  const timer = setTimeout(end, ms);
  stop.addEventListener("abort", end, { once: true });
  try {
    return await Promise.race([work, limit.promise]);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener("abort", end);
  }
}
