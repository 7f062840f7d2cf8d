import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import { TransientError } from "../../../domain/errors.ts";
import { limits } from "../../../domain/limits.ts";
import type { Timers } from "../../timers.ts";
import { isDisconnectedEvent, parseFrame, renderFrame } from "./socket-frame.ts";
import type { Ack, Push } from "./socket-frame.ts";

export interface SocketSettings {
  readonly botId: string;
  readonly secret: string;
  /** e.g. `wss://openws.work.weixin.qq.com`. */
  readonly url: string;
}

/** Why a connection is over. */
export interface Over {
  /**
   * `kicked`: another instance has the bot; `refused`: the platform does not take our credentials;
   * `unsubscribed`: connected, but not heard any more; `silent`: no answer to pings.
   */
  readonly why: "kicked" | "refused" | "unsubscribed" | "silent" | "closed";
  /** It held for a while, so the platform means us well. */
  readonly isStable: boolean;
  /** Of a refusal the error number, else of the close or the connection, e.g. 1006. */
  readonly code: number | string | undefined;
}

export interface ChannelOptions {
  readonly settings: SocketSettings;
  readonly timers: Timers;
  /** It is subscribed. */
  onReady(channel: SocketChannel): void;
  /** Must not throw, and must not keep it waiting. */
  onPush(push: Push, channel: SocketChannel): void;
}

const openMs = 15_000;
const pingEveryMs = 30_000;
const missedPongsMax = 2;
const ackMs = 5_000;
const stableAfterMs = 60_000;
const closeMs = 2_000;
const unsubscribed = 846_609;
/** The platform has no time for us at the moment. */
const busy = new Set([-1, 45_009, 45_033]);

/** One WebSocket, from its opening to its end. It never opens another one. */
export class SocketChannel {
  /** Settles once the socket is closed, whatever became of it. Never rejects. */
  readonly over: Promise<Over>;
  readonly #options: ChannelOptions;
  readonly #socket: WebSocket;
  readonly #over = Promise.withResolvers<Over>();
  readonly #waiting = new Map<string, (outcome: Ack | TransientError) => void>();
  /** Frames that answer the same callback go out one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>();
  /** An ack may still come for these, and would be taken for that of the next frame. */
  readonly #spoilt = new Set<string>();
  readonly #takeBack = new Map<TimerName, () => void>();
  readonly #pings = new Set<string>();
  #isReady = false;
  #isStable = false;
  #why: Over["why"] = "closed";
  #code: number | string | undefined;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.over = this.#over.promise;
    const socket = new WebSocket(options.settings.url, {
      perMessageDeflate: false,
      maxPayload: limits.bodyBytesMax,
    });
    this.#socket = socket;
    socket.on("open", () => this.#subscribe());
    socket.on("message", (data) => {
      if (Buffer.isBuffer(data)) this.#hear(data.toString("utf8"));
    });
    socket.on("error", (error) => {
      // The close that follows does the rest.
      this.#code ??= "code" in error ? String(error.code) : error.name;
    });
    socket.on("close", (code) => this.#end(code));
    this.#after("open", openMs, () => this.#terminate("silent"));
  }

  /**
   * Sends a frame and waits for its ack, at most 5 s.
   * @param reqId that of the callback which is answered; left out = of its own
   * @throws TransientError, with `fateUnknown` if it went out and no ack came
   */
  async request(
    cmd: string,
    body: unknown,
    {
      reqId = newReqId(cmd),
      signal,
    }: { readonly reqId?: string; readonly signal?: AbortSignal } = {},
  ): Promise<Ack> {
    const before = this.#turns.get(reqId);
    const turn = (before ?? Promise.resolve()).then(() => this.#exchange(cmd, body, reqId, signal));
    const settled = turn.then(ignore, ignore);
    this.#turns.set(reqId, settled);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(reqId) === settled) this.#turns.delete(reqId);
    }
  }

  /** Ends it from our side; `over` settles when the socket is closed. */
  close(why: Over["why"] = "closed"): void {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    if (this.#why === "closed") this.#why = why;
    this.#isReady = false;
    this.#socket.close(1000);
    this.#after("close", closeMs, () => this.#socket.terminate());
  }

  #subscribe(): void {
    const { botId, secret } = this.#options.settings;
    const cmd = "aibot_subscribe";
    const reqId = newReqId(cmd);
    this.#waiting.set(reqId, (outcome) => {
      if (outcome instanceof TransientError) return;
      if (outcome.errcode === 0) return this.#begin();
      this.#code = outcome.errcode;
      this.close(busy.has(outcome.errcode) ? "closed" : "refused");
    });
    this.#socket.send(renderFrame(cmd, reqId, { bot_id: botId, secret }));
  }

  #begin(): void {
    this.#cancel("open");
    this.#isReady = true;
    this.#after("stable", stableAfterMs, () => {
      this.#isStable = true;
    });
    this.#ping();
    this.#options.onReady(this);
  }

  #ping(): void {
    this.#after("ping", pingEveryMs, () => {
      if (this.#pings.size >= missedPongsMax) return this.#terminate("silent");
      const reqId = newReqId("ping");
      this.#pings.add(reqId);
      this.#socket.send(renderFrame("ping", reqId, undefined));
      this.#ping();
    });
  }

  #hear(text: string): void {
    const frame = parseFrame(text);
    if (frame === undefined) return;
    if (frame.kind === "push") return this.#hearPush(frame.push);
    const { reqId, ack } = frame;
    if (this.#pings.has(reqId)) this.#pings.clear();
    // Whatever it was: we are connected and nobody hears us.
    if (ack.errcode === unsubscribed && this.#isReady) this.close("unsubscribed");
    this.#settle(reqId, ack);
  }

  #hearPush(push: Push): void {
    if (isDisconnectedEvent(push)) return this.close("kicked");
    this.#options.onPush(push, this);
  }

  #exchange(
    cmd: string,
    body: unknown,
    reqId: string,
    signal: AbortSignal | undefined,
  ): Promise<Ack> {
    if (!this.#isReady || signal?.aborted === true) {
      return Promise.reject(new TransientError(`${cmd}: not sent`));
    }
    if (this.#spoilt.has(reqId)) {
      return Promise.reject(new TransientError(`${cmd}: an ack is still outstanding`));
    }
    const { promise, resolve, reject } = Promise.withResolvers<Ack>();
    const giveUp = (): void => {
      this.#spoilt.add(reqId);
      this.#settle(reqId, new TransientError(`${cmd}: no ack in time`, { fateUnknown: true }));
    };
    const takeBack = this.#options.timers.after(ackMs, giveUp);
    signal?.addEventListener("abort", giveUp, { once: true });
    this.#waiting.set(reqId, (outcome) => {
      takeBack();
      signal?.removeEventListener("abort", giveUp);
      if (outcome instanceof TransientError) reject(outcome);
      else resolve(outcome);
    });
    this.#socket.send(renderFrame(cmd, reqId, body));
    return promise;
  }

  #settle(reqId: string, outcome: Ack | TransientError): void {
    const settle = this.#waiting.get(reqId);
    this.#waiting.delete(reqId);
    settle?.(outcome);
  }

  #terminate(why: Over["why"]): void {
    this.#why = why;
    this.#socket.terminate();
  }

  #after(name: TimerName, ms: number, run: () => void): void {
    this.#cancel(name);
    this.#takeBack.set(name, this.#options.timers.after(ms, run));
  }

  #cancel(name: TimerName): void {
    this.#takeBack.get(name)?.();
  }

  #end(code: number): void {
    this.#isReady = false;
    for (const takeBack of this.#takeBack.values()) takeBack();
    for (const reqId of this.#waiting.keys()) {
      this.#settle(reqId, new TransientError("the connection ended", { fateUnknown: true }));
    }
    this.#over.resolve({ why: this.#why, isStable: this.#isStable, code: this.#code ?? code });
  }
}

type TimerName = "open" | "ping" | "stable" | "close";

/** Unlike that of any other frame on any connection. */
function newReqId(cmd: string): string {
  return `${cmd}_${randomUUID()}`;
}

function ignore(): void {}
