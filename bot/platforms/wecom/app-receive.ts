import { z } from "zod";
import { ForgedError } from "../../../domain/errors.ts";
import type { Inbound, InboundMessage } from "../../../domain/inbound.ts";
import type { RawRequest, Received } from "../../platform.ts";
import { idSchema, parseShape, wordsSchema } from "../../untrusted.ts";
import type { AppSettings } from "./api.ts";
import { renderAppReply } from "./app-reply.ts";
import { parseXml, withoutUnspeakable } from "./app-xml.ts";
import type { XmlFields } from "./app-xml.ts";
import type { Keys } from "./crypto.ts";
import { openSigned, receiveHandshake } from "./signed.ts";
import { readCardEvent, readResponseCode, tapIdOf } from "./tap.ts";

/** The self-built app, which may only speak. */
export interface HearingAppSettings extends AppSettings {
  /** Undefined = it does not hear. */
  readonly callback?: { readonly token: string; readonly aesKey: string } | undefined;
}

/** How the app's webhook reads a request: encrypted XML, from one person alone. */
export function createAppReceive(app: HearingAppSettings | undefined) {
  const isFirstOpening = createOpenings();
  return (request: RawRequest, now: Date): Received => {
    if (app?.callback === undefined) throw new ForgedError("the app is not set up to hear");
    const keys = { ...app.callback, receiveId: app.corpId };
    if (request.method === "GET") return receiveHandshake(keys, request.query);
    const fields = openPost(keys, request, now);
    const callback = parseShape(callbackSchema, fields);
    checkAgent(callback, app.agentId);
    const inbound = toInbound(callback, { fields, isFirstOpening, now });
    const to = callback.FromUserName;
    return { inbound, reply: (answer) => renderAppReply(answer, { inbound, keys, to, now }) };
  };
}

/** Of the envelope only the sealed part is believed: the rest of it is not signed. */
function openPost(keys: Keys, { query, body }: RawRequest, now: Date): XmlFields {
  const { Encrypt } = parseShape(envelopeSchema, parseXml(body.toString("utf8")));
  return parseXml(withoutUnspeakable(openSigned(keys, query, Encrypt, now).words));
}

const envelopeSchema = z.object({ Encrypt: z.string() });

const callbackSchema = z.object({
  FromUserName: idSchema,
  CreateTime: z.string().regex(/^\d{1,12}$/),
  MsgType: z.string(),
  // Longer than a number can hold.
  MsgId: idSchema.optional(),
  AgentID: z.string().optional(),
  Content: wordsSchema.optional(),
  Event: z.string().optional(),
  EventKey: z.unknown().optional(),
});

type Callback = z.output<typeof callbackSchema>;

/** Events about the whole enterprise name no app. */
function checkAgent({ AgentID }: Callback, agentId: string): void {
  if (AgentID !== undefined && AgentID !== agentId) throw new ForgedError("meant for another app");
}

type IsFirstOpening = (callback: Callback) => boolean;

interface Context {
  readonly fields: XmlFields;
  readonly isFirstOpening: IsFirstOpening;
  readonly now: Date;
}

function toInbound(callback: Callback, context: Context): Inbound {
  switch (callback.MsgType) {
    case "event":
      return toEvent(callback, context);
    case "text":
      return toMessage(callback, messageIdOf(callback), "typed", callback.Content ?? "");
    case "image":
    // Recordings come without a transcript here.
    case "voice":
    case "video":
    case "location":
    case "link":
      return toMessage(callback, messageIdOf(callback), "unreadable", "");
    default:
      return { kind: "ignored", reason: "message type this version does not know" };
  }
}

function toMessage(
  { FromUserName: userId }: Callback,
  messageId: string,
  manner: InboundMessage["manner"],
  text: string,
): Inbound {
  const message: InboundMessage = {
    messageId,
    // A person's id, so that the chat is known before anything was said in it.
    conversation: { kind: "single", externalId: userId },
    sender: { externalId: userId, linkable: true },
    manner,
    text,
  };
  return { kind: "message", message };
}

function toEvent(callback: Callback, { fields, isFirstOpening, now }: Context): Inbound {
  const { Event, EventKey } = callback;
  switch (needed(Event, "Event")) {
    case "subscribe":
    case "enter_agent":
      return isFirstOpening(callback)
        ? toMessage(callback, eventIdOf(callback), "opened", "")
        : { kind: "ignored", reason: "already greeted today" };
    // What a menu says is set up as its key.
    case "click": {
      const words = parseShape(keySchema, EventKey);
      return toMessage(callback, `${eventIdOf(callback)}-${words}`, "typed", words);
    }
    case "template_card_event":
      return toTap(callback, fields, now);
    default:
      return { kind: "ignored", reason: "event this version does not use" };
  }
}

const keySchema = idSchema.and(wordsSchema);

function toTap(
  { FromUserName: userId, CreateTime: createdAt }: Callback,
  fields: XmlFields,
  now: Date,
): Inbound {
  const event = readCardEvent(fields);
  const tapId = tapIdOf(event, { msgid: undefined, userId, createdAt });
  const sender = { externalId: userId, linkable: true };
  const code = readResponseCode(fields);
  const expiresAt = new Date(now.getTime() + codeMs);
  const later = code === undefined ? {} : { laterChange: { code, expiresAt } };
  return { kind: "tap", tap: { ...event, tapId, sender, ...later } };
}

/** 72 h by the platform's clock, a little less by ours. */
const codeMs = (72 * 60 - 5) * 60_000;

function messageIdOf({ MsgId }: Callback): string {
  return needed(MsgId, "MsgId");
}

/** Events have no id of their own; a person does one thing at a time. */
function eventIdOf({ Event, FromUserName, CreateTime }: Callback): string {
  return `${Event}-${FromUserName}-${CreateTime}`;
}

function needed<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new ForgedError(`body lacks or misuses: ${name}`);
  return value;
}

/**
 * The platform tells of every opening of the app, many times a day; who was greeted once today is
 * not greeted again. A redelivery is the same opening still.
 */
function createOpenings(): IsFirstOpening {
  const openings = new Map<string, number>();
  let day = 0;
  return ({ FromUserName, CreateTime }) => {
    const at = Number(CreateTime);
    // Days change at midnight in China.
    const today = Math.floor((at + 8 * 3600) / 86_400);
    if (today > day) {
      day = today;
      openings.clear();
    }
    const first = openings.get(FromUserName);
    if (first === undefined) openings.set(FromUserName, at);
    return first === undefined || first === at;
  };
}
