import { onTestFinished, vi } from "vitest";

import type { Lease, LinePorts } from "../../bot/line.ts";
import { createHub, lines, speaker } from "../../bot/platforms/wecom/index.ts";
import type { Handled } from "../../bot/server.ts";
import type { Timers } from "../../bot/timers.ts";
import { createPretendSocket } from "../../sandbox/wecom-socket.ts";
import type { CardTap, InboundMessage } from "../../domain/inbound.ts";
import { type Message, textMessage } from "../../domain/message.ts";
import { listen } from "./support.ts";

export const startOfTest = new Date("2026-03-09T01:00:00Z");

/** Time that passes only when the test says so; what is due then runs in its order. */
export function createVirtualTimers() {
  const waiting = new Set<{ readonly at: number; readonly run: () => void }>();
  let at = 0;
  const next = () => [...waiting].toSorted((a, b) => a.at - b.at)[0];
  return {
    after(ms: number, run: () => void) {
      const one = { at: at + ms, run };
      waiting.add(one);
      return () => void waiting.delete(one);
    },
    random: () => 0.5,
    count: () => waiting.size,
    date: () => new Date(startOfTest.getTime() + at),
    ms: () => at,
    /** Sockets of this machine get their moment after whatever becomes due. */
    async advance(ms: number, breatheMs = 12) {
      const end = at + ms;
      await breathe(breatheMs);
      for (let due = next(); due !== undefined && due.at <= end; due = next()) {
        at = due.at;
        waiting.delete(due);
        due.run();
        await breathe(breatheMs);
      }
      at = end;
    },
  };
}

/** Long enough for a few messages between two sockets of this machine. */
export function breathe(ms = 12): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 5_000, interval: 3 });

export async function openPlatform(now: () => Date, answerMs = 1_000) {
  const platform = createPretendSocket({
    botId: "bot",
    secret: "s3cret",
    now,
    timing: { answerMs, subscribesPerMinute: 10 },
  });
  const { url, server } = await listen((_, response) => void response.writeHead(404).end());
  platform.attach(server, "/long");
  onTestFinished(() => platform.dispose());
  return { platform, url: `${url.replace("http", "ws")}/long` };
}

/** Whoever asks gets it: there is only one replica. */
export const freeLease: Lease = {
  take: () => Promise.resolve(true),
  give: () => Promise.resolve(),
};

export interface LineOptions {
  readonly url: string;
  readonly timers: Timers;
  readonly now: () => Date;
  readonly ports?: Partial<LinePorts>;
  readonly secret?: string;
}

/** One replica of the bot: its line, and its mouth. */
export function openLine({ url, timers, now, ports, secret = "s3cret" }: LineOptions) {
  const hub = createHub();
  const settings = {
    apiBase: "http://127.0.0.1:1",
    aibot: undefined,
    app: undefined,
    socket: { botId: "bot", secret, url },
  };
  const [line] = lines(settings, "env", hub, timers);
  if (line === undefined) throw new Error("no line");
  const stop = new AbortController();
  const logged: string[] = [];
  const log = (fields: object, message: string) =>
    void logged.push(`${message} ${JSON.stringify(fields)}`);
  const kept = line.keep(
    {
      handle: () => Promise.resolve(handledWith(undefined)),
      tap: () => Promise.resolve(undefined),
      groupChanged: () => Promise.resolve(),
      kicked: () => Promise.resolve(),
      lease: freeLease,
      log: { error: log, warn: log },
      now,
      ...ports,
    },
    stop.signal,
  );
  const close = async (): Promise<void> => {
    stop.abort();
    await kept;
  };
  onTestFinished(close);
  return { hub, close, logged, speaker: speaker(settings, { hub, timeoutMs: 60_000 }) };
}

export function handledWith(
  answer: Message | undefined,
  undelivered = (): Promise<void> => Promise.resolve(),
): Handled {
  return { answer, undelivered };
}

/** Answers everything with its own words, and remembers what did not get through. */
export function createEcho(change: { readonly answer?: (heard: InboundMessage) => Message } = {}) {
  const heard: InboundMessage[] = [];
  const tapped: CardTap[] = [];
  const undelivered: string[] = [];
  return {
    heard,
    tapped,
    undelivered,
    handle(message: InboundMessage): Promise<Handled> {
      heard.push(message);
      const answer = change.answer?.(message) ?? textMessage(`听到了：${message.text}`);
      const late = () => Promise.resolve(void undelivered.push(message.messageId));
      return Promise.resolve(handledWith(answer, late));
    },
  };
}
