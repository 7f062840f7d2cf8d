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
import { idSchema, joinRuns, parseShape, wordsSchema } from "../../untrusted.ts";
import type { RobotSettings } from "./api.ts";

/**
 * What the platform tells of a message to the robot, whichever way it came.
 * @param body the parsed JSON, genuine as far as the way it came can tell
 * @throws ForgedError
 */
export function readRobotMessage(
  body: unknown,
  { robot, oapiBase }: { readonly robot: RobotSettings; readonly oapiBase: string },
): Inbound {
  const envelope = parseShape(envelopeSchema, body);
  checkRobot(envelope, robot);
  return readNotice(envelope) ?? toInbound(parseShape(callbackSchema, body), oapiBase);
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
  type: z.string().optional().catch(undefined),
  msgType: z.string().optional().catch(undefined),
  text: wordsSchema.optional().catch(undefined),
  content: wordsSchema.optional().catch(undefined),
  atName: wordsSchema.optional().catch(undefined),
  atUserId: z.string().optional().catch(undefined),
});

const wordsShape = {
  text: wordsSchema.optional().catch(undefined),
  content: wordsSchema.optional().catch(undefined),
  recognition: wordsSchema.optional().catch(undefined),
  richText: z.array(runSchema).optional().catch(undefined),
};

/** The same thing in two spellings; `text.content` is the older one. */
const quoteSchema = z
  .object({
    msgType: z.string().optional().catch(undefined),
    msgtype: z.string().optional().catch(undefined),
    content: z.object(wordsShape).or(wordsSchema).optional().catch(undefined),
    text: z.object({ content: wordsSchema }).or(wordsSchema).optional().catch(undefined),
  })
  .optional()
  .catch(undefined);

/** A quote stands beside the words it belongs to, or in older messages at the top. */
const quotesShape = { repliedMsg: quoteSchema, quoteMessage: quoteSchema };

const callbackSchema = z.object({
  msgId: idSchema,
  msgtype: z.string(),
  conversationId: idSchema,
  conversationType: z.union([z.enum(["1", "2"]), z.literal([1, 2]).transform(String)]),
  conversationTitle: wordsSchema.nullish().catch(undefined),
  chatbotUserId: z.string().optional().catch(undefined),
  senderId: idSchema,
  senderStaffId: z.union([idSchema, z.literal("")]).nullish(),
  senderNick: wordsSchema.nullish().catch(undefined),
  text: z.object({ content: wordsSchema, ...quotesShape }).optional(),
  content: z
    .object({ ...wordsShape, ...quotesShape })
    .optional()
    .catch(undefined),
  quoteMessage: quoteSchema,
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
function wordsOf({ msgtype, text, content, chatbotUserId }: Callback): string | undefined {
  switch (msgtype) {
    case "text": {
      const words = text?.content ?? content?.content ?? content?.text;
      if (words === undefined) throw new ForgedError("body lacks or misuses: text");
      // The mention of the robot is cut out, and the space after it is left.
      return words.trim();
    }
    case "richText":
      return richWords(content?.richText, chatbotUserId) || undefined;
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
function quotedWordsOf({ text, content, quoteMessage }: Callback): string {
  const quote =
    text?.repliedMsg ??
    content?.repliedMsg ??
    text?.quoteMessage ??
    content?.quoteMessage ??
    quoteMessage;
  if (quote === undefined) return "";
  const said = quote.content ?? quote.text;
  if (typeof said === "string") {
    return (quote.msgType ?? quote.msgtype) === "text" ? said.trim() : "";
  }
  if (said === undefined) return "";
  if ("richText" in said && said.richText !== undefined) return richWords(said.richText);
  const { text: words, recognition } = { text: undefined, recognition: undefined, ...said };
  return (words ?? recognition ?? said.content ?? "").trim();
}

type Runs = readonly z.output<typeof runSchema>[];

function richWords(runs: Runs = [], chatbotUserId?: string): string {
  return joinRuns(runs.map((run, index) => runWords(run, index === 0, chatbotUserId)));
}

/** Undefined for what has no words; a mention of the robot is none either, wherever it stands. */
function runWords(run: Runs[number], isFirst: boolean, robotId?: string): string | undefined {
  const kind = run.type ?? run.msgType ?? "text";
  if (kind === "at") {
    const isRobot = isFirst || (run.atUserId !== undefined && run.atUserId === robotId);
    return isRobot || !run.atName ? undefined : `@${run.atName} `;
  }
  return kind === "text" || kind === "emoji" ? (run.text ?? run.content) : undefined;
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
