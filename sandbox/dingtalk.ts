import { createHash, randomBytes } from "node:crypto";
import type { ApiReply, ApiRequest, FaultOrder, JsonObject } from "./api.ts";
import { callBot, pause, settlePending } from "./callback.ts";
import { createDingtalkApi } from "./dingtalk-api.ts";
import { readWebhookBody } from "./dingtalk-body.ts";
import {
  addDingtalkFault,
  clearDingtalkDesk,
  createDingtalkDesk,
  dingtalkConversation,
  showFromRobot,
  type DingtalkDesk,
  type DingtalkEndpoint,
  type DingtalkOptions,
} from "./dingtalk-desk.ts";
import type { PlatformFault, Received } from "./ledger.ts";
import { withMention } from "./mention.ts";
import type { Delivery, Said } from "./timeline.ts";
import { dingtalkSignature } from "./wire.ts";

/** A line somebody writes, or says aloud in 1:1. */
export interface DingtalkLine {
  readonly userId: string;
  /** Absent = alone with the robot. */
  readonly conversationId?: string;
  readonly text: string;
  /** In a group the platform passes on only what mentions the robot. */
  readonly mentionsBot?: boolean;
  /** Sent as rich text: lines and line feeds are parts of their own. */
  readonly richText?: boolean;
  readonly spoken?: boolean;
  /** The words of a message being quoted. */
  readonly quote?: string;
  /** Written by somebody outside the organisation: no staff id comes along. */
  readonly outsider?: boolean;
}

export interface DingtalkOutcome {
  /** The person's own bubble. */
  readonly said: Said;
  readonly delivery: Delivery;
  readonly messageId?: string;
  readonly attempts: number;
  readonly answer?: string;
}

export interface PretendDingtalk {
  /** Resolves when the answer is there or given up. Rejects only for unknown people or groups. */
  say(line: DingtalkLine): Promise<DingtalkOutcome>;
  readonly handle: (request: ApiRequest) => ApiReply;
  failNext(order: FaultOrder<DingtalkEndpoint>): void;
  /** Everything the platform took from the bot and showed. */
  received(): readonly Received[];
  /** Rules that were broken; nobody in the chat sees them. */
  faults(): readonly PlatformFault[];
  /** When every callback under way has ended. */
  settled(): Promise<void>;
  /** Ends what is under way and forgets it all; the timeline is cleared by whoever owns it. */
  clear(): Promise<void>;
  dispose(): void;
}

export function createPretendDingtalk(options: DingtalkOptions): PretendDingtalk {
  const desk = createDingtalkDesk(options);
  return {
    async say(line) {
      const work = say(desk, line);
      desk.pending.add(work);
      try {
        return await work;
      } finally {
        desk.pending.delete(work);
      }
    },
    handle: createDingtalkApi(desk),
    failNext: desk.orders.failNext,
    received: desk.received.list,
    faults: desk.faults.list,
    settled: () => settlePending(desk),
    clear: () => clearDingtalkDesk(desk),
    dispose: () => desk.stop.abort(),
  };
}

async function say(desk: DingtalkDesk, line: DingtalkLine): Promise<DingtalkOutcome> {
  checkLine(desk, line);
  // Neither sound nor video can mention the robot in a group.
  const isHeard =
    line.conversationId === undefined || (line.mentionsBot === true && line.spoken !== true);
  const said = desk.timeline.append({
    at: desk.options.now(),
    conversation: dingtalkConversation(line.conversationId, line.userId),
    from: { kind: "person", userId: line.userId },
    text: withMention(line, line.conversationId !== undefined, desk.options.botName),
    format: "text",
    heard: isHeard,
    via: line.spoken === true ? "spoken" : "typed",
    delivery: isHeard ? "waiting" : "unheard",
    ...(line.quote === undefined ? {} : { quote: line.quote }),
  });
  if (!isHeard) return { said, delivery: "unheard", attempts: 0 };
  const outcome = await ask(desk, line, said);
  desk.timeline.change(said.id, { delivery: outcome.delivery });
  return outcome;
}

function checkLine(desk: DingtalkDesk, line: DingtalkLine): void {
  const { members, groups } = desk.options;
  if (!members.some(({ userId }) => userId === line.userId))
    throw new Error(`nobody: ${line.userId}`);
  const isGroupKnown = groups.some((group) => group.conversationId === line.conversationId);
  if (line.conversationId !== undefined && !isGroupKnown) {
    throw new Error(`no such group: ${line.conversationId}`);
  }
}

const attemptsMax = 2;

async function ask(desk: DingtalkDesk, line: DingtalkLine, said: Said): Promise<DingtalkOutcome> {
  const messageId = `msg${randomBytes(16).toString("base64")}`;
  const body = JSON.stringify(robotBody(desk, line, { messageId, said }));
  let attempts = 0;
  while (attempts < attemptsMax) {
    attempts += 1;
    const called = await callRobot(desk, body);
    if (called.kind === "failed" || called.status !== 200) {
      const reason = called.kind === "failed" ? called.reason : `status ${called.status}`;
      addDingtalkFault(desk, "callback-failed", `${messageId} try ${attempts}: ${reason}`);
      if (attempts < attemptsMax) await pause(desk.timing.redeliveryPauseMs, desk.stop.signal);
      continue;
    }
    const read = readWebhookBody(called.body);
    if (read.kind === "empty") return { said, messageId, attempts, delivery: "silent" };
    if (read.kind === "broken") {
      addDingtalkFault(desk, "reply-refused", read.rule);
      return { said, messageId, attempts, delivery: "lost" };
    }
    const { text, format } = read;
    showFromRobot(desk, { via: "answer", conversation: said.conversation, text, format });
    return { said, messageId, attempts, delivery: "answered", answer: text };
  }
  return { said, messageId, attempts, delivery: "lost" };
}

/** Every try is signed anew; the message inside stays the same. */
function callRobot(desk: DingtalkDesk, body: string): ReturnType<typeof callBot> {
  const timestamp = String(desk.options.now().getTime());
  return callBot({
    method: "POST",
    url: desk.options.callbackUrl,
    headers: {
      "content-type": "application/json; charset=utf-8",
      timestamp,
      sign: dingtalkSignature(desk.options.keys.clientSecret, timestamp),
    },
    body,
    limitMs: desk.timing.answerMs,
    stop: desk.stop.signal,
  });
}

/** Field for field what the published samples and the captured messages hold. */
function robotBody(
  desk: DingtalkDesk,
  line: DingtalkLine,
  question: { readonly messageId: string; readonly said: Said },
): JsonObject {
  const { keys, members, groups } = desk.options;
  const now = desk.options.now().getTime();
  const group = groups.find((one) => one.conversationId === line.conversationId);
  const chatbotUserId = encryptedId(keys.robotCode);
  return {
    senderPlatform: "Win",
    conversationId: group?.conversationId ?? `cid${digest(line.userId, "base64")}`,
    atUsers: group === undefined ? undefined : [{ dingtalkId: chatbotUserId }],
    chatbotCorpId: keys.corpId,
    chatbotUserId,
    msgId: question.messageId,
    senderNick: members.find(({ userId }) => userId === line.userId)?.nick ?? "",
    isAdmin: false,
    senderStaffId: line.outsider === true ? undefined : line.userId,
    senderCorpId: line.outsider === true ? undefined : keys.corpId,
    createAt: now,
    conversationType: group === undefined ? "1" : "2",
    senderId: encryptedId(line.userId),
    conversationTitle: group?.title,
    isInAtList: group === undefined ? undefined : true,
    ...openSession(desk, question.said.conversation, now),
    robotCode: keys.robotCode,
    ...content(desk, line),
  };
}

function openSession(desk: DingtalkDesk, conversation: string, now: number): JsonObject {
  for (const [old, { expiresAt }] of desk.sessions) {
    if (expiresAt <= now) desk.sessions.delete(old);
  }
  const session = randomBytes(16).toString("hex");
  const expiresAt = now + 90 * 60_000;
  desk.sessions.set(session, { conversation, expiresAt });
  return {
    sessionWebhook: `${desk.options.apiBase}/robot/sendBySession?session=${session}`,
    sessionWebhookExpiredTime: expiresAt,
  };
}

function content(desk: DingtalkDesk, line: DingtalkLine): JsonObject {
  if (line.spoken === true) {
    const downloadCode = randomBytes(24).toString("base64");
    return { msgtype: "audio", content: { downloadCode, duration: 4_000, recognition: line.text } };
  }
  // The mention is cut out of the words and leaves its space behind.
  const bare = line.text.replaceAll(`@${desk.options.botName}`, "").trimStart();
  const words = line.conversationId === undefined ? line.text : ` ${bare}`;
  if (line.richText === true) {
    return { msgtype: "richText", content: { richText: words.split(/(\n)/).map(asPart) } };
  }
  return {
    msgtype: "text",
    text: {
      content: words,
      ...(line.quote === undefined ? {} : { isReplyMsg: true, repliedMsg: quoted(line.quote) }),
    },
  };
}

function asPart(text: string): JsonObject {
  return { text };
}

function quoted(text: string): JsonObject {
  const msgId = `msg${randomBytes(16).toString("base64")}`;
  return { msgType: "text", msgId, content: { text } };
}

function encryptedId(id: string): string {
  return `$:LWCP_v1:$${digest(id, "base64url")}`;
}

function digest(text: string, encoding: "base64" | "base64url"): string {
  return createHash("md5").update(text).digest(encoding);
}
