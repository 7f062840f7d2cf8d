import { BusyError, ForgedError } from "../../../domain/errors.ts";
import type { CardTap, InboundMessage } from "../../../domain/inbound.ts";
import type { Message } from "../../../domain/message.ts";
import { causeOf } from "../../cause.ts";
import type { LinePorts } from "../../line.ts";
import type { RobotSettings } from "./api.ts";
import { renderTapReply } from "./card.ts";
import { readTap } from "./card-tap.ts";
import { readEvent } from "./group-event.ts";
import { readRobotMessage } from "./robot-message.ts";
import { cardTopic, robotTopic } from "./stream-frame.ts";
import type { Ack, Frame } from "./stream-frame.ts";

export interface AnswerParts {
  readonly ports: Pick<LinePorts, "handle" | "tap" | "groupChanged" | "log" | "now">;
  readonly robot: RobotSettings;
  readonly oapiBase: string;
  /** Says what cannot wait: there is nowhere to keep it yet. */
  sayNow(message: InboundMessage, answer: Message): Promise<void>;
}

/**
 * What is to be told about a frame, once all that it brought is committed. Undefined = nothing: the
 * platform repeats what nobody acknowledged. Never rejects.
 */
export async function answerFrame(frame: Frame, parts: AnswerParts): Promise<Ack | undefined> {
  const { log } = parts.ports;
  const { type, topic } = frame;
  try {
    return await answerByKind(frame, parts);
  } catch (error) {
    if (error instanceof ForgedError) {
      log.warn({ type, topic, reason: error.message }, "stream frame refused");
      return { code: 400, data: nothing };
    }
    if (!(error instanceof BusyError)) {
      log.error({ type, topic, ...causeOf(error) }, "stream frame failed");
    }
    // Whoever tapped is waiting and can tap again; words must not need to be said again.
    return topic === cardTopic ? { code: 500, data: nothing } : undefined;
  }
}

const nothing = { response: null };

async function answerByKind(frame: Frame, parts: AnswerParts): Promise<Ack | undefined> {
  switch (frame.type) {
    case "SYSTEM":
      return answerSystem(frame);
    case "EVENT":
      return answerEvent(frame, parts);
    case "CALLBACK":
      return answerCallback(frame, parts);
    default:
      return { code: 404, data: nothing };
  }
}

/** Kept before it is acknowledged: what nobody acknowledged comes again. */
async function answerEvent({ eventType, data }: Frame, { ports }: AnswerParts): Promise<Ack> {
  const inbound = readEvent(eventType, data);
  if (inbound.kind === "group") await ports.groupChanged(inbound.change);
  return { code: 200, data: { status: "SUCCESS", message: "OK" } };
}

function answerSystem({ topic, data }: Frame): Ack | undefined {
  // The others (CONNECTED, REGISTERED, KEEPALIVE …) tell, and ask nothing.
  return topic === "ping" ? { code: 200, data: data ?? {} } : undefined;
}

async function answerCallback(frame: Frame, parts: AnswerParts): Promise<Ack> {
  const { topic, data, messageId } = frame;
  if (topic !== robotTopic && topic !== cardTopic) return { code: 404, data: nothing };
  if (data === undefined) throw new ForgedError("data is not JSON");
  if (topic === cardTopic) {
    const inbound = readTap(data, messageId ?? "");
    const answer = inbound.kind === "tap" ? await answerTap(inbound.tap, parts) : undefined;
    return { code: 200, data: { response: renderTapReply(answer) } };
  }
  const inbound = readRobotMessage(data, parts);
  if (inbound.kind === "message") await answerMessage(inbound.message, parts);
  return { code: 200, data: nothing };
}

/** The platform takes a changed card for 2 s; the rest is for the way. */
const tapMs = 1_800;

async function answerTap(tap: CardTap, { ports }: AnswerParts): Promise<Message | undefined> {
  const startedAt = ports.now().getTime();
  const handled = await ports.tap(tap);
  if (ports.now().getTime() - startedAt > tapMs) await handled?.undelivered();
  return handled?.answer;
}

/** Nothing is said on the stream itself: the answer waits in the outbox, kept before the ack. */
async function answerMessage(message: InboundMessage, parts: AnswerParts): Promise<void> {
  const handled = await parts.ports.handle(message);
  if (handled.answer === undefined) return;
  if (handled.isUnkept === true) await parts.sayNow(message, handled.answer);
  else await handled.undelivered();
}
