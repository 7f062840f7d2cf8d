import { WebSocket } from "ws";
import type { RawData } from "ws";
import { TransientError } from "../../../domain/errors.ts";
import { limits } from "../../../domain/limits.ts";
import type { Timers } from "../../timers.ts";

/** Why a channel is not to be counted on any more. */
export interface Over {
  /** `leaving`: the platform will close it soon and sends nothing more over it. */
  readonly why: "leaving" | "closed" | "silent";
  /** It held for a while, so the platform means us well. */
  readonly isStable: boolean;
  /** Of the close, e.g. 1006. */
  readonly code?: number;
}

export interface ChannelOptions {
  /** With the ticket in it: never logged. */
  readonly url: string;
  readonly timers: Timers;
  /** Closes it. */
  readonly signal: AbortSignal;
  /** What came; must not reject. */
  hear(text: string, channel: Channel): Promise<void>;
}

const handshakeMs = 10_000;
const pingEveryMs = 30_000;
const silenceMsMax = 90_000;
const stableAfterMs = 10_000;
const closeMs = 2_000;

/**
 * One WebSocket, from its opening to its last ack.
 * @throws TransientError if it does not come about
 */
export async function openChannel(options: ChannelOptions): Promise<Channel> {
  const channel = new Channel(options);
  await channel.opened;
  return channel;
}

export class Channel {
  readonly opened: Promise<void>;
  readonly over: Promise<Over>;
  readonly #options: ChannelOptions;
  readonly #socket: WebSocket;
  readonly #closed = Promise.withResolvers<void>();
  readonly #over = Promise.withResolvers<Over>();
  readonly #opened = Promise.withResolvers<void>();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #takeBack = new Map<"death" | "ping" | "stable", () => void>();
  readonly #stop = () => void this.close();
  #finish: Promise<void> | undefined;
  #why: Over["why"] = "closed";
  #cause = "closed in the handshake";
  #isStable = false;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.opened = this.#opened.promise;
    this.over = this.#over.promise;
    // Listeners first: the first frame may come together with the answer to the handshake.
    const socket = new WebSocket(options.url, {
      perMessageDeflate: false,
      maxPayload: limits.bodyBytesMax,
    });
    this.#socket = socket;
    socket.on("open", () => this.#begin());
    socket.on("message", (data) => this.#hear(textOf(data)));
    socket.on("ping", () => this.#live());
    socket.on("pong", () => this.#live());
    socket.on("error", (error) => {
      // The close that follows does the rest. The message is left out: it may quote the address.
      this.#cause = "code" in error ? String(error.code) : error.name;
    });
    socket.on("close", (code) => this.#end(code));
    this.#after("death", handshakeMs, () => socket.terminate());
    options.signal.addEventListener("abort", this.#stop, { once: true });
    if (options.signal.aborted) this.#stop();
  }

  /** How many frames are being worked on. */
  get load(): number {
    return this.#inFlight.size;
  }

  /** Acks belong on the socket that the frame came on; once that is gone nobody waits for them. */
  send(text: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  /** The platform said that it is about to close this one. */
  leave(): void {
    this.#over.resolve({ why: "leaving", isStable: this.#isStable });
  }

  /** Lets what is under way end and be acknowledged, then closes. */
  close(): Promise<void> {
    this.#finish ??= this.#close();
    return this.#finish;
  }

  async #close(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
    this.#socket.close(1000);
    const takeBack = this.#options.timers.after(closeMs, () => this.#socket.terminate());
    await this.#closed.promise;
    takeBack();
  }

  #begin(): void {
    this.#opened.resolve();
    this.#live();
    this.#ping();
    this.#after("stable", stableAfterMs, () => {
      this.#isStable = true;
    });
  }

  #hear(text: string): void {
    this.#live();
    const work = this.#options.hear(text, this).finally(() => this.#inFlight.delete(work));
    this.#inFlight.add(work);
  }

  #live(): void {
    this.#after("death", silenceMsMax, () => {
      this.#why = "silent";
      this.#socket.terminate();
    });
  }

  #ping(): void {
    this.#after("ping", pingEveryMs, () => {
      if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
      this.#ping();
    });
  }

  #after(name: "death" | "ping" | "stable", ms: number, run: () => void): void {
    this.#takeBack.get(name)?.();
    this.#takeBack.set(name, this.#options.timers.after(ms, run));
  }

  #end(code: number): void {
    for (const takeBack of this.#takeBack.values()) takeBack();
    this.#options.signal.removeEventListener("abort", this.#stop);
    this.#opened.reject(new TransientError(`stream: ${this.#cause}`));
    this.#over.resolve({ why: this.#why, isStable: this.#isStable, code });
    this.#closed.resolve();
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString("utf8");
}
