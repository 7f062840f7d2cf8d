import { randomBytes } from "node:crypto";
import { z } from "zod";
import { ForgedError } from "../../../domain/errors.ts";
import type { RawRequest, Received } from "../../platform.ts";
import { checkWindow, onlyParam, parseJson, parseShape } from "../../untrusted.ts";
import type { RobotSettings } from "./api.ts";
import { openEvent, sealEvent } from "./event-crypto.ts";
import type { EventKeys } from "./event-crypto.ts";
import { foldNames, readEvent } from "./group-event.ts";

interface EventSettings {
  readonly robot: RobotSettings | undefined;
  readonly events?: EventKeys | undefined;
}

/**
 * How the address of the event subscription reads a request. Every event is acknowledged, the one
 * that checks the address like the others.
 */
export function createEventReceive({ robot, events }: EventSettings) {
  return (request: RawRequest, now: Date): Received => {
    if (robot === undefined || events === undefined) {
      throw new ForgedError("events are not set up");
    }
    const sealed = readSealed(request);
    const { words, receiveId } = openEvent(events, sealed);
    if (!isOurs(receiveId, robot)) throw new ForgedError("frame is addressed to another receiver");
    checkWindow(signedAtMs(sealed.timestamp), now);
    const body = parseShape(z.record(z.string(), z.unknown()), parseJson(words));
    return {
      inbound: readEvent(typeOf(body), body),
      reply: () => acknowledge(events, receiveId, now),
    };
  };
}

const envelopeSchema = z.object({ encrypt: z.string().min(1) });

/** The platform has two names for each of two parameters; one of them is expected. */
function readSealed({ query, body }: RawRequest) {
  const either = (first: string, second: string) =>
    onlyParam(query, query.has(first) ? first : second);
  const { encrypt } = parseShape(envelopeSchema, parseJson(body.toString("utf8")));
  return {
    signature: either("msg_signature", "signature"),
    timestamp: either("timestamp", "timeStamp"),
    nonce: onlyParam(query, "nonce"),
    ciphertext: encrypt,
  };
}

/** A subscription made by hand names the app; one made by a call names the organisation. */
function isOurs(receiveId: string, { clientId }: RobotSettings): boolean {
  return receiveId === clientId || /^ding[0-9a-f]{16,32}$/.test(receiveId);
}

/** Milliseconds, and in some samples seconds. */
function signedAtMs(timestamp: string): number {
  if (!/^\d{1,15}$/.test(timestamp)) return Number.NaN;
  return timestamp.length <= 10 ? Number(timestamp) * 1000 : Number(timestamp);
}

function typeOf(body: Readonly<Record<string, unknown>>): string {
  const type = foldNames(body)["eventtype"];
  return typeof type === "string" && /^\w{1,64}$/.test(type) ? type : "without a name";
}

/** Anything but this word, encrypted, counts as a failure. */
function acknowledge(keys: EventKeys, receiveId: string, now: Date) {
  const timestamp = String(now.getTime());
  const nonce = randomBytes(8).toString("hex");
  const envelope = sealEvent(keys, { words: "success", receiveId }, { timestamp, nonce });
  return { status: 200, type: "application/json" as const, body: JSON.stringify(envelope) };
}
