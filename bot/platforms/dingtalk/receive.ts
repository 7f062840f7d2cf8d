import { z } from "zod";
import { ForgedError } from "../../../domain/errors.ts";
import type {
  ConversationRef,
  Inbound,
  InboundMessage,
  ReplyAddress,
  SenderRef,
} from "../../../domain/inbound.ts";
import { createTrust } from "../../address.ts";
import { errcodeSchema } from "../../http.ts";
import type { RawRequest, Received } from "../../platform.ts";
import { idSchema, joinRuns, parseJson, parseShape, wordsSchema } from "../../untrusted.ts";
import type { RobotSettings } from "./api.ts";
import { checkSignature } from "./crypto.ts";
import { renderReply } from "./reply.ts";

export interface ReceiveSettings {
  readonly oapiBase: string;
  readonly robot: RobotSettings | undefined;
}

/** How the robot's webhook reads a request (HTTP mode). */
export function createReceive({ robot, oapiBase }: ReceiveSettings) {
  return (request: RawRequest, now: Date): Received => {
    if (robot === undefined) throw new ForgedError("the robot is not set up");
    checkSignature(robot.clientSecret, request.headers, now);
    const body = parseJson(request.body.toString("utf8"));
    const envelope = parseShape(envelopeSchema, body);
    checkRobot(envelope, robot);
    const inbound = readNotice(envelope) ?? toInbound(parseShape(callbackSchema, body), oapiBase);
    return { inbound, reply: renderReply };
  };
}

const envelopeSchema = z.object({
  robotCode: z.string().nullish(),
  msgtype: z.unknown().optional(),
  errorCode: errcodeSchema.optional().catch(undefined),
  errCode: errcodeSchema.optional().catch(undefined),
});

type Envelope = z.output<typeof envelopeSchema>;

/** The signature leaves the body open, so a body that names another robot is not ours. */
function checkRobot({ robotCode }: Envelope, robot: RobotSettings): void {
  // Some versions of the platform leave it out, or empty.
  if (robotCode === undefined || robotCode === null || robotCode === "") return;
  if (robotCode !== robot.robotCode) throw new ForgedError("body names another robot");
}

/** When the month's quota is used up, a notice without words comes instead of the message. */
function readNotice({ errorCode, errCode, msgtype }: Envelope): Inbound | undefined {
  const code = errorCode ?? errCode;
  if (msgtype !== undefined || code === undefined) return undefined;
  return { kind: "ignored", reason: `platform notice ${code}, no words in it (20001: quota)` };
}

/** Parts of a rich text: live ones are `{text}`, quoted ones `{msgType, content}`. */
const runSchema = z.object({
  type: z.string().optional(),
  msgType: z.string().optional(),
  text: wordsSchema.optional().catch(undefined),
  content: wordsSchema.optional().catch(undefined),
});

const contentSchema = z.object({
  text: wordsSchema.optional(),
  content: wordsSchema.optional(),
  recognition: wordsSchema.optional(),
  richText: z.array(runSchema).optional(),
});

const quoteSchema = z.object({
  msgType: z.string(),
  content: contentSchema.or(wordsSchema).optional(),
});

const callbackSchema = z.object({
  msgId: idSchema,
  msgtype: z.string(),
  conversationId: idSchema,
  conversationType: z.union([z.enum(["1", "2"]), z.literal([1, 2]).transform(String)]),
  conversationTitle: wordsSchema.nullish().catch(undefined),
  senderId: idSchema,
  senderStaffId: z.union([idSchema, z.literal("")]).nullish(),
  senderNick: wordsSchema.nullish().catch(undefined),
  text: z
    .object({ content: wordsSchema, repliedMsg: quoteSchema.optional().catch(undefined) })
    .optional(),
  content: contentSchema.optional().catch(undefined),
  // What only adds to a message does not decide whether it is heard.
  sessionWebhook: z.string().optional().catch(undefined),
  sessionWebhookExpiredTime: z.coerce.number().int().positive().optional().catch(undefined),
});

type Callback = z.output<typeof callbackSchema>;

function toInbound(callback: Callback, oapiBase: string): Inbound {
  const words = wordsOf(callback);
  const quoted = quotedWordsOf(callback);
  const replyAddress = replyAddressOf(callback, oapiBase);
  const message: InboundMessage = {
    messageId: callback.msgId,
    conversation: conversationOf(callback),
    sender: senderOf(callback),
    manner: mannerOf(callback.msgtype, words),
    text: words ?? "",
    ...(quoted !== "" && { quoted }),
    ...(replyAddress !== undefined && { replyAddress }),
  };
  return { kind: "message", message };
}

/** Undefined where the bot cannot read: pictures, files, recordings that were not recognised. */
function wordsOf({ msgtype, text, content }: Callback): string | undefined {
  switch (msgtype) {
    case "text":
      if (text === undefined) throw new ForgedError("body lacks or misuses: text");
      // The mention of the robot is cut out, and the space after it is left.
      return text.content.trim();
    case "richText":
      return joinRuns((content?.richText ?? []).map(runWords)) || undefined;
    case "audio":
      return content?.recognition?.trim() || undefined;
    default:
      return undefined;
  }
}

function mannerOf(msgtype: string, words: string | undefined): InboundMessage["manner"] {
  if (words === undefined) return "unreadable";
  return msgtype === "audio" ? "spoken" : "typed";
}

/** A quoted card of ours has no body; a quoted file has no words. */
function quotedWordsOf({ text }: Callback): string {
  const quote = text?.repliedMsg;
  if (quote === undefined) return "";
  const { msgType, content } = quote;
  if (typeof content === "string") return msgType === "text" ? content.trim() : "";
  if (msgType === "richText") return joinRuns((content?.richText ?? []).map(runWords));
  return msgType === "text" ? (content?.text ?? content?.content ?? "").trim() : "";
}

function runWords(run: z.output<typeof runSchema>): string | undefined {
  const kind = run.type ?? run.msgType ?? "text";
  return kind === "text" ? (run.text ?? run.content) : undefined;
}

function conversationOf(callback: Callback): ConversationRef {
  if (callback.conversationType === "1") {
    return { kind: "single", externalId: senderOf(callback).externalId };
  }
  const { conversationId: externalId, conversationTitle: title } = callback;
  return { kind: "group", externalId, ...(title && { title }) };
}

/** Without a staff id (outsiders, apps not yet published) only an id that may change is known. */
function senderOf({ senderStaffId, senderId, senderNick: nick }: Callback): SenderRef {
  return {
    externalId: senderStaffId || senderId,
    linkable: Boolean(senderStaffId),
    ...(nick && { nick }),
  };
}

function replyAddressOf(callback: Callback, oapiBase: string): ReplyAddress | undefined {
  const { sessionWebhook: url, sessionWebhookExpiredTime: expiresAtMs } = callback;
  if (url === undefined || expiresAtMs === undefined) return undefined;
  // The body is not signed: the address must lie with the platform.
  if (!createTrust([oapiBase])(url)) return undefined;
  const expiresAt = new Date(expiresAtMs);
  return Number.isNaN(expiresAt.getTime()) ? undefined : { url, expiresAt, once: false };
}
