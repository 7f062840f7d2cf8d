import { BusyError, ForgedError } from "../../../domain/errors.ts";
import type { Inbound } from "../../../domain/inbound.ts";
import { causeOf } from "../../cause.ts";
import type { LinePorts } from "../../line.ts";
import type { Handled } from "../../server.ts";
import { pause } from "../../timers.ts";
import type { Timers } from "../../timers.ts";
import { renderBody } from "./reply.ts";
import type { SocketChannel } from "./socket-channel.ts";
import { eventCmd, messageCmd } from "./socket-frame.ts";
import type { Push } from "./socket-frame.ts";
import type { Hub } from "./socket-hub.ts";
import { checkAck, socketWay } from "./socket-send.ts";

export interface Hearing {
  readonly ports: LinePorts;
  readonly timers: Timers;
  readonly hub: Hub;
  /** What is heard is kept as long as this has not aborted. */
  readonly signal: AbortSignal;
  /** @throws ForgedError */
  readonly read: (body: unknown, now: Date) => Inbound;
}

/** The platform takes a welcome and a changed card for 5 s; the rest is for the way. */
const eventMs = 4_500;
/** Nobody repeats what could not be kept, so this is how often it is tried, and after how long. */
const retriesMs: readonly number[] = [500, 1000, 2000, 4000, 8000, 15_000];

/** Hears one push, and answers it once everything is kept. Never rejects. */
export async function hearPush(
  push: Push,
  channel: SocketChannel,
  hearing: Hearing,
): Promise<void> {
  const { ports, timers } = hearing;
  const window = { isOver: false };
  const takeBack = timers.after(eventMs, () => {
    window.isOver = true;
  });
  try {
    const inbound = readPush(push, hearing);
    const handled = inbound && (await handle(inbound, hearing));
    if (inbound === undefined || handled === undefined) return;
    const cmd = commandFor(inbound);
    const isLate = window.isOver && cmd !== respondCmd;
    const isSaid = !isLate && (await respond({ push, channel, cmd, inbound }, handled, ports));
    if (!isSaid) await sayLater(inbound, handled, hearing);
  } catch (error) {
    ports.log.error({ line: "aibot", cmd: push.cmd, ...causeOf(error) }, "push was not handled");
  } finally {
    takeBack();
  }
}

function readPush({ cmd, body }: Push, { ports, read }: Hearing): Inbound | undefined {
  if (cmd !== messageCmd && cmd !== eventCmd) return undefined;
  try {
    return read(body, ports.now());
  } catch (error) {
    if (!(error instanceof ForgedError)) throw error;
    ports.log.warn({ line: "aibot", cmd, reason: error.message }, "push unreadable");
    return undefined;
  }
}

/** Over HTTP the platform would send it again; here that is for us to do. */
async function handle(inbound: Inbound, hearing: Hearing): Promise<Handled | undefined> {
  const { ports, timers, signal } = hearing;
  for (let attempt = 0; ; attempt += 1) {
    try {
      if (inbound.kind === "message") return await ports.handle(inbound.message);
      return inbound.kind === "tap" ? await ports.tap(inbound.tap) : undefined;
    } catch (error) {
      const waitMs = retriesMs[attempt];
      if (waitMs === undefined || signal.aborted) throw error;
      const cause = error instanceof BusyError ? { cause: "busy" } : causeOf(error);
      ports.log.warn({ line: "aibot", attempt, ...cause }, "push will be handled again");
      await pause(timers, waitMs, signal);
    }
  }
}

const respondCmd = "aibot_respond_msg";

function commandFor(inbound: Inbound): string {
  if (inbound.kind === "tap") return "aibot_respond_update_msg";
  const isWelcome = inbound.kind === "message" && inbound.message.manner === "opened";
  return isWelcome ? "aibot_respond_welcome_msg" : respondCmd;
}

interface Answering {
  readonly push: Push;
  readonly channel: SocketChannel;
  readonly cmd: string;
  readonly inbound: Inbound;
}

/**
 * Never rejects.
 * @returns false if it did not reach the platform, or may not have: silence is the worse mistake
 */
async function respond(
  { push, channel, cmd, inbound }: Answering,
  { answer }: Handled,
  { log }: LinePorts,
): Promise<boolean> {
  if (answer === undefined) return true;
  if (push.reqId === "") return false;
  let said = 0;
  try {
    const body = renderBody(answer, inbound);
    for (const part of body === undefined ? [] : splitBody(body)) {
      checkAck(cmd, await channel.request(cmd, part, { reqId: push.reqId }));
      said += 1;
    }
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : typeof error;
    log.warn({ line: "aibot", said, reason }, "answer could not be given on the line");
    // The words say it all: they are not said again for the sake of their card.
    return said > 0;
  }
}

/** Before there is anywhere to keep an answer it is said anew at once, or not at all. */
async function sayLater(
  inbound: Inbound,
  handled: Handled,
  { hub, ports }: Hearing,
): Promise<void> {
  const { answer, isUnkept } = handled;
  if (isUnkept !== true || inbound.kind !== "message" || answer === undefined) {
    return handled.undelivered();
  }
  const { conversation, messageId } = inbound.message;
  const way = socketWay(hub, { conversation });
  for (let part = 0, hasMore = true; hasMore; part += 1) {
    const sent = await way.send({
      target: { conversation },
      message: answer,
      key: messageId,
      part,
      attempt: 1,
      now: ports.now(),
      signal: new AbortController().signal,
    });
    hasMore = sent.hasMore === true;
  }
}

/** Words and card in one are not taken here: the words first, then the card. */
function splitBody(body: object): readonly object[] {
  const { msgtype, stream, template_card: card } = body as Readonly<Record<string, unknown>>;
  if (msgtype !== "stream_with_template_card") return [body];
  return [
    { msgtype: "stream", stream },
    { msgtype: "template_card", template_card: card },
  ];
}
