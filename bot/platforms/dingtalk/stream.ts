import { PermanentError, TransientError } from "../../../domain/errors.ts";
import type { InboundMessage } from "../../../domain/inbound.ts";
import { limits } from "../../../domain/limits.ts";
import type { Message } from "../../../domain/message.ts";
import type { Speaker } from "../../../domain/voice.ts";
import { causeOf } from "../../cause.ts";
import type { Fetch } from "../../http.ts";
import type { Line, LinePorts } from "../../line.ts";
import { backoffMs, pause } from "../../timers.ts";
import type { Timers } from "../../timers.ts";
import type { RobotSettings } from "./api.ts";
import { answerFrame } from "./stream-answer.ts";
import { openChannel } from "./stream-channel.ts";
import type { Channel } from "./stream-channel.ts";
import { parseFrame, renderAck } from "./stream-frame.ts";
import { askForStream } from "./stream-open.ts";

export interface StreamParts {
  readonly apiBase: string;
  readonly oapiBase: string;
  readonly robot: RobotSettings;
  readonly speaker: Speaker;
  readonly fetch: Fetch;
  readonly timers: Timers;
}

const openMs = 10_000;
const backoff = { firstMs: 1_000, mostMs: 60_000 };
/** Nothing but a change of the settings helps, so the platform is not pressed. */
const refusedMs = 5 * 60_000;
/** Frames beyond this are left unacknowledged, so that they come again later. */
const loadMax = 200;

/**
 * The stream of one robot. Several replicas may hold one each: the platform chooses one of them for
 * every push, so no lease is taken.
 */
export function createStreamLine(parts: StreamParts): Line {
  return {
    platform: "dingtalk",
    name: "stream",
    async keep(ports, signal) {
      const closing = new Set<Promise<void>>();
      await keepOpen({ ...parts, ports, signal, closing });
      // What is under way still needs the database behind the ports.
      await Promise.all(closing);
    },
  };
}

interface Keeping extends StreamParts {
  readonly ports: LinePorts;
  readonly signal: AbortSignal;
  /** Channels that are ending. */
  readonly closing: Set<Promise<void>>;
}

/** The only place that opens a channel, so there is never a second loop. */
async function keepOpen(keeping: Keeping): Promise<void> {
  const { timers, signal } = keeping;
  let failures = 0;
  let old: Channel | undefined;
  while (!signal.aborted) {
    const opened = await tryOpen(keeping, failures + 1);
    if (opened.channel === undefined) {
      failures += 1;
      await pause(timers, opened.retryMs, signal);
      continue;
    }
    // Only now: until the new one stands, the old one may still bring what is on its way.
    if (old !== undefined) letGo(keeping, old);
    old = opened.channel;
    const { why, isStable, code } = await old.over;
    if (isStable) failures = 0;
    if (why !== "leaving") {
      letGo(keeping, old);
      old = undefined;
      // One that held and was closed is how the platform spreads its load.
      const isUsual = signal.aborted || (isStable && why === "closed");
      if (!isUsual) keeping.ports.log.warn({ line: "stream", why, code }, "stream ended");
    }
    if (why === "leaving" && isStable) continue;
    failures += 1;
    await pause(timers, backoffMs(timers, failures, backoff), signal);
  }
  if (old !== undefined) letGo(keeping, old);
}

function letGo({ closing }: Keeping, channel: Channel): void {
  const closed = channel.close().finally(() => closing.delete(closed));
  closing.add(closed);
}

type Opened =
  | { readonly channel: Channel }
  | { readonly channel: undefined; readonly retryMs: number };

async function tryOpen(keeping: Keeping, failures: number): Promise<Opened> {
  const { timers, signal, ports } = keeping;
  try {
    return { channel: await open(keeping) };
  } catch (error) {
    const waitMs = backoffMs(timers, failures, backoff);
    if (signal.aborted) return { channel: undefined, retryMs: 0 };
    if (error instanceof PermanentError) {
      const fields = { line: "stream", reason: error.message };
      ports.log.error(fields, "the platform refuses the stream: are client id and secret right?");
      return { channel: undefined, retryMs: refusedMs };
    }
    const isExpected = error instanceof TransientError;
    const cause = isExpected ? { reason: error.message } : causeOf(error);
    ports.log.warn({ line: "stream", failures, ...cause }, "stream could not be opened");
    const askedMs = (isExpected ? error.retryAfterMs : undefined) ?? 0;
    return { channel: undefined, retryMs: Math.max(waitMs, askedMs) };
  }
}

async function open(keeping: Keeping): Promise<Channel> {
  const { apiBase, robot, fetch, timers, signal } = keeping;
  const url = await inTime(timers, signal, (signal) =>
    askForStream(apiBase, robot, { fetch, signal }),
  );
  return openChannel({ url, timers, signal, hear: (text, from) => hear(keeping, text, from) });
}

/** The gateway is known to keep a request for a minute and then to say nothing. */
async function inTime<T>(
  timers: Timers,
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const abort = (): void => limit.abort();
  const takeBack = timers.after(openMs, abort);
  signal.addEventListener("abort", abort, { once: true });
  try {
    if (signal.aborted) abort();
    return await ask(limit.signal);
  } finally {
    takeBack();
    signal.removeEventListener("abort", abort);
  }
}

/** Never rejects. Once the line is to close, nothing new is begun: another replica hears it. */
async function hear(keeping: Keeping, text: string, channel: Channel): Promise<void> {
  const { ports, robot, oapiBase, signal } = keeping;
  const frame = parseFrame(text);
  if (frame === undefined) {
    ports.log.warn({ line: "stream", length: text.length }, "stream frame unreadable");
    return;
  }
  if (frame.type === "SYSTEM" && frame.topic === "disconnect") return channel.leave();
  if (signal.aborted || (frame.type === "CALLBACK" && channel.load >= loadMax)) return;
  const ack = await answerFrame(frame, {
    ports,
    robot,
    oapiBase,
    sayNow: (message, answer) => sayNow(keeping, message, answer),
  });
  const rendered = ack && renderAck(frame, ack);
  if (rendered !== undefined) channel.send(rendered);
}

async function sayNow(
  { speaker, ports, timers }: Keeping,
  { conversation, replyAddress, messageId }: InboundMessage,
  message: Message,
): Promise<void> {
  const target = { conversation, ...(replyAddress !== undefined && { replyAddress }) };
  const limit = new AbortController();
  const takeBack = timers.after(limits.deliverTimeoutMs, () => limit.abort());
  try {
    for (let part = 0, hasMore = true; hasMore; part += 1) {
      const sent = await speaker.send({
        target,
        message,
        key: messageId,
        part,
        attempt: 1,
        now: ports.now(),
        signal: limit.signal,
      });
      hasMore = sent.hasMore === true;
    }
  } finally {
    takeBack();
  }
}
