import { createHash, randomBytes } from "node:crypto";
import type { JsonObject } from "./api.ts";
import { callBot, pause } from "./callback.ts";
import type { DingtalkLine, DingtalkOutcome } from "./dingtalk.ts";
import { readWebhookBody } from "./dingtalk-body.ts";
import { addDingtalkFault, showFromRobot, type DingtalkDesk } from "./dingtalk-desk.ts";
import type { Said } from "./timeline.ts";
import { dingtalkSignature } from "./wire.ts";

const attemptsMax = 2;

/** Puts a question to the bot, a second time if it fails, and shows what comes back. */
export async function ask(
  desk: DingtalkDesk,
  line: DingtalkLine,
  said: Said,
): Promise<DingtalkOutcome> {
  const messageId = `msg${randomBytes(16).toString("base64")}`;
  const body = JSON.stringify(pushedBody(desk, line, { messageId, said }));
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

/** Once the month's pushes are used up, a notice comes instead of every message. */
function pushedBody(
  desk: DingtalkDesk,
  line: DingtalkLine,
  question: { readonly messageId: string; readonly said: Said },
): JsonObject {
  if (desk.month.take("push", desk.options.now())) return robotBody(desk, line, question);
  return { errorCode: 20_001, errorMessage: "企业本月的Webhook和Stream推送次数已用完" };
}

/** Field for field what the published samples and the captured messages hold. */
export function robotBody(
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
