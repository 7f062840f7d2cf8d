import { createHash } from "node:crypto";
import { z } from "zod";
import { ForgedError } from "../../../domain/errors.ts";
import type {
  ConversationRef,
  Inbound,
  InboundMessage,
  ReplyAddress,
} from "../../../domain/inbound.ts";
import type { RawRequest, Received } from "../../platform.ts";
import { createTrust } from "../../address.ts";
import { idSchema, joinRuns, parseJson, parseShape, wordsSchema } from "../../untrusted.ts";
import { trustedBases } from "./api.ts";
import type { Keys } from "./crypto.ts";
import { renderReply } from "./reply.ts";
import { openSigned, receiveHandshake } from "./signed.ts";
import { readCardEvent, tapIdOf } from "./tap.ts";

export type AibotSettings = Keys;

export interface ReceiveSettings {
  readonly apiBase: string;
  readonly aibot: AibotSettings | undefined;
}

/** How the AI bot's webhook reads a request (URL mode). */
export function createReceive(settings: ReceiveSettings, accountKey: string) {
  const isTrusted = createTrust(trustedBases(settings.apiBase));
  return (request: RawRequest, now: Date): Received => {
    const keys = settings.aibot;
    if (keys === undefined) throw new ForgedError("the AI bot is not set up");
    if (request.method === "GET") return receiveHandshake(keys, request.query);
    const { words, nonce } = openPost(keys, request, now);
    const inbound = readRobotBody(parseJson(words), { isTrusted, accountKey, now });
    return { inbound, reply: (answer) => renderReply(answer, { inbound, keys, nonce, now }) };
  };
}

/** A push of the AI bot, the same by HTTP and over its long connection. @throws ForgedError */
export function readRobotBody(body: unknown, context: Context): Inbound {
  return toInbound(parseShape(callbackSchema, body), context);
}

function openPost(keys: Keys, { query, body }: RawRequest, now: Date) {
  const { encrypt } = parseShape(envelopeSchema, parseJson(body.toString("utf8")));
  return openSigned(keys, query, encrypt, now);
}

const envelopeSchema = z.object({ encrypt: z.string().min(1) });

const textSchema = z.object({ content: wordsSchema });

/** What can be said, and what can be quoted. Fields the platform adds later are passed over. */
const contentShape = {
  msgtype: z.string(),
  text: textSchema.optional(),
  voice: textSchema.optional(),
  mixed: z
    .object({
      msg_item: z.array(z.object({ msgtype: z.string(), text: textSchema.optional() })),
    })
    .optional(),
};

const callbackSchema = z.object({
  ...contentShape,
  msgid: idSchema.optional(),
  chattype: z.enum(["single", "group"]).optional(),
  chatid: idSchema.optional(),
  from: z.object({ userid: idSchema }),
  // What only adds to a message does not decide whether it is heard.
  response_url: z.string().optional().catch(undefined),
  quote: z.object(contentShape).optional().catch(undefined),
  stream: z.object({ id: idSchema }).optional(),
  event: z
    .object({ eventtype: z.string(), template_card_event: z.unknown().optional() })
    .optional(),
  create_time: z.union([z.number(), idSchema]).optional(),
});

type Callback = z.output<typeof callbackSchema>;
type Content = Pick<Callback, "msgtype" | "text" | "voice" | "mixed">;

interface Context {
  /** Whether an address the platform handed out lies with it. */
  readonly isTrusted: (address: string) => boolean;
  readonly accountKey: string;
  readonly now: Date;
}

function toInbound(callback: Callback, context: Context): Inbound {
  switch (callback.msgtype) {
    // Answers are finished at once, so this comes only when the first answer got lost on its way.
    case "stream":
      return {
        kind: "refresh",
        conversation: conversationOf(callback),
        replyRef: needed(callback.stream?.id, "stream.id"),
      };
    case "event":
      return toEvent(callback, context);
    case "text":
    case "mixed":
    case "voice":
    case "image":
    case "file":
    case "video":
      return { kind: "message", message: toMessage(callback, context) };
    default:
      return { kind: "ignored", reason: "message type this version does not know" };
  }
}

function toMessage(callback: Callback, context: Context): InboundMessage {
  const messageId = needed(callback.msgid, "msgid");
  const words = needed(wordsOf(callback), callback.msgtype);
  const quoted = callback.quote === undefined ? undefined : wordsOf(callback.quote);
  const replyAddress = replyAddressOf(callback.response_url, context);
  return {
    messageId,
    conversation: conversationOf(callback),
    sender: { externalId: callback.from.userid, linkable: true },
    manner: mannerOf(callback.msgtype, words),
    text: words,
    ...(quoted !== undefined && quoted !== "" && { quoted }),
    replyRef: replyRefOf(context.accountKey, messageId),
    ...(replyAddress !== undefined && { replyAddress }),
  };
}

/** Entering the 1:1 chat and tapping a card are answered; nobody waits for the others. */
function toEvent(callback: Callback, context: Context): Inbound {
  const kind = needed(callback.event?.eventtype, "event.eventtype");
  if (kind === "template_card_event") return toTap(callback, context);
  if (kind !== "enter_chat") return { kind: "ignored", reason: "event this version does not use" };
  const { userid } = callback.from;
  const { msgid, create_time: createdAt } = callback;
  // Events carry no id of their own on some versions of the platform.
  const messageId = msgid ?? `enter_chat-${userid}-${needed(createdAt, "create_time")}`;
  return {
    kind: "message",
    message: {
      messageId,
      conversation: { kind: "single", externalId: userid },
      sender: { externalId: userid, linkable: true },
      manner: "opened",
      text: "",
    },
  };
}

function toTap(callback: Callback, context: Context): Inbound {
  const { msgid, create_time: createdAt, from } = callback;
  const event = readCardEvent(callback.event?.template_card_event);
  const replyAddress = replyAddressOf(callback.response_url, context);
  return {
    kind: "tap",
    tap: {
      ...event,
      tapId: tapIdOf(event, { msgid, userId: from.userid, createdAt }),
      sender: { externalId: from.userid, linkable: true },
      ...(replyAddress !== undefined && { replyAddress }),
    },
  };
}

function mannerOf(msgtype: string, words: string): InboundMessage["manner"] {
  if (msgtype === "text") return "typed";
  // A mixed message without words is a picture; a recording without words was not understood.
  if (words === "") return "unreadable";
  return msgtype === "voice" ? "spoken" : "typed";
}

/** The words of a message or a quote; "" if it has none, undefined if they are missing. */
function wordsOf(content: Content): string | undefined {
  switch (content.msgtype) {
    case "text":
      return content.text?.content;
    case "voice":
      return content.voice?.content;
    case "mixed":
      return content.mixed && joinRuns(content.mixed.msg_item.map((item) => item.text?.content));
    default:
      return "";
  }
}

/** A 1:1 chat has no id of its own; the person's is known before anything was said in it. */
function conversationOf({ chattype, chatid, from }: Callback): ConversationRef {
  if (chattype === "group" || (chattype === undefined && chatid !== undefined)) {
    return { kind: "group", externalId: needed(chatid, "chatid") };
  }
  return { kind: "single", externalId: from.userid };
}

/** The page gives it one use and one hour; the hour is counted from the receipt. */
function replyAddressOf(url: string | undefined, context: Context): ReplyAddress | undefined {
  if (url === undefined || !context.isTrusted(url)) return undefined;
  return { url, once: true, expiresAt: new Date(context.now.getTime() + responseUrlMs) };
}

const responseUrlMs = 60 * 60 * 1000;

/** The same for every redelivery, so that the platform fills one bubble and not two. */
function replyRefOf(accountKey: string, messageId: string): string {
  return createHash("sha256").update(`${accountKey}\n${messageId}`).digest("hex").slice(0, 32);
}

function needed<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new ForgedError(`body lacks or misuses: ${name}`);
  return value;
}
