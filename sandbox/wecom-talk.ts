import { randomBytes } from "node:crypto";
import type { JsonObject } from "./api.ts";
import { pause } from "./callback.ts";
import type { Delivery, Said, ShownCard } from "./timeline.ts";
import { sendCallback, type WecomAnswer } from "./wecom-callback.ts";
import {
  addFault,
  showBubble,
  showFromBot,
  wecomConversation,
  type WecomDesk,
} from "./wecom-desk.ts";

/** A line somebody writes, or says aloud in 1:1. */
export interface WecomLine {
  readonly userId: string;
  /** Absent = alone with the bot. */
  readonly chatId?: string;
  readonly text: string;
  /** In a group the platform passes on only what mentions the bot. */
  readonly mentionsBot?: boolean;
  readonly spoken?: boolean;
  /** The words of a message being quoted. */
  readonly quote?: string;
}

export interface Outcome {
  /** The person's own bubble. */
  readonly said: Said;
  readonly delivery: Delivery;
  readonly messageId?: string;
  /** How often the callback was sent. */
  readonly attempts: number;
  /** What the platform showed as the answer. */
  readonly answer?: string;
}

const attemptsMax = 3;

/** One question of a person: the callback with its redeliveries, then the answer as it is shown. */
export async function ask(desk: WecomDesk, line: WecomLine, said: Said): Promise<Outcome> {
  const messageId = randomBytes(18).toString("base64url");
  const payload = messagePayload(desk, line, { messageId, said });
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const result = await sendCallback(desk, payload, "message");
    if (result.kind === "failed") {
      addFault(desk, "callback-failed", `${messageId} try ${attempt}: ${result.reason}`);
      if (attempt === attemptsMax) break;
      if (!(await pause(desk.timing.redeliveryPauseMs, desk.stop.signal))) break;
      continue;
    }
    if (result.kind === "violation") {
      addFault(desk, "reply-refused", result.rule);
      return finish(desk, { said, messageId, attempts: attempt, delivery: "lost" });
    }
    const answer = await show(desk, line, result.answer);
    const delivery = answer === undefined ? "silent" : "answered";
    return finish(desk, {
      said,
      messageId,
      attempts: attempt,
      delivery,
      ...(answer === undefined ? {} : { answer }),
    });
  }
  return finish(desk, { said, messageId, attempts: attemptsMax, delivery: "lost" });
}

function finish(desk: WecomDesk, outcome: Outcome): Outcome {
  desk.timeline.change(outcome.said.id, { delivery: outcome.delivery });
  return outcome;
}

function messagePayload(
  desk: WecomDesk,
  line: WecomLine,
  question: { readonly messageId: string; readonly said: Said },
): JsonObject {
  const { conversation, text } = question.said;
  return {
    msgid: question.messageId,
    ...scene(desk, line),
    response_url: openReplyAddress(desk, conversation, text),
    ...(line.spoken === true
      ? { msgtype: "voice", voice: { content: line.text } }
      : { msgtype: "text", text: { content: text } }),
    ...(line.quote === undefined
      ? {}
      : { quote: { msgtype: "text", text: { content: line.quote } } }),
  };
}

/** @param question what a later answer quotes  @returns the address, good for one call */
export function openReplyAddress(desk: WecomDesk, conversation: string, question: string): string {
  const code = randomBytes(24).toString("base64url");
  const now = desk.options.now().getTime();
  for (const [old, address] of desk.replyAddresses) {
    if (address.expiresAt <= now) desk.replyAddresses.delete(old);
  }
  desk.replyAddresses.set(code, { conversation, expiresAt: now + 3_600_000, question });
  return `${desk.options.apiBase}/cgi-bin/aibot/response?response_code=${code}`;
}

/** The fields that every callback of the AI bot shares. */
export function scene(desk: WecomDesk, line: Pick<WecomLine, "userId" | "chatId">): JsonObject {
  return {
    aibotid: desk.options.keys.aibotId,
    ...(line.chatId === undefined ? {} : { chatid: line.chatId }),
    chattype: line.chatId === undefined ? "single" : "group",
    from: { userid: line.userId },
  };
}

/** Shows an answer. @returns the words shown, or undefined if the bot kept silent */
export async function show(
  desk: WecomDesk,
  line: Pick<WecomLine, "userId" | "chatId">,
  answer: WecomAnswer,
): Promise<string | undefined> {
  const conversation = wecomConversation(line.chatId, line.userId);
  const place = { via: "answer", conversation } as const;
  switch (answer.kind) {
    // The update of a card answers a tap, and no line.
    case "nothing":
    case "update":
      return undefined;
    case "text":
      showFromBot(desk, { ...place, text: answer.content, format: "text" });
      return answer.content;
    case "card":
      showFromBot(desk, { ...place, text: "", format: "text", card: answer.card });
      return wordsOn(answer.card);
    case "stream": {
      const { id, finish, content: text, card } = answer;
      const bubble = { ...place, text, format: "markdown", ...(card && { card }) } as const;
      if (!finish) {
        return followStream(desk, line, { bubble: showBubble(desk, bubble), streamId: id });
      }
      showFromBot(desk, bubble);
      return text;
    }
  }
}

function wordsOn({ title, note, body }: ShownCard): string {
  return [title, note, body].filter((words) => words !== undefined).join("\n");
}

/** Asks about once a second for the whole text, until it is finished or six minutes have passed. */
async function followStream(
  desk: WecomDesk,
  line: Pick<WecomLine, "userId" | "chatId">,
  stream: { readonly bubble: Said; readonly streamId: string },
): Promise<string> {
  const { refreshMs, streamMs } = desk.timing;
  let { text: shown, card } = stream.bubble;
  for (let waitedMs = 0; waitedMs < streamMs; waitedMs += refreshMs) {
    if (!(await pause(refreshMs, desk.stop.signal))) return shown;
    const answer = await refresh(desk, line, stream.streamId);
    if (answer === undefined) continue;
    if (answer.card !== undefined && card !== undefined) {
      addFault(desk, "reply-refused", "a second card in one answer");
      continue;
    }
    shown = answer.content;
    card ??= answer.card;
    const withCard = card && { card };
    desk.timeline.change(stream.bubble.id, { text: shown, ...withCard });
    if (!answer.finish) continue;
    const { conversation, format, via } = stream.bubble;
    const at = desk.options.now();
    desk.received.add({ at, via, conversation, text: shown, format, ...withCard });
    return shown;
  }
  addFault(desk, "stream-unfinished", stream.streamId);
  return shown;
}

async function refresh(
  desk: WecomDesk,
  line: Pick<WecomLine, "userId" | "chatId">,
  streamId: string,
): Promise<Extract<WecomAnswer, { kind: "stream" }> | undefined> {
  const payload = {
    msgid: randomBytes(18).toString("base64url"),
    ...scene(desk, line),
    msgtype: "stream",
    stream: { id: streamId },
  };
  const result = await sendCallback(desk, payload, "refresh");
  if (result.kind === "failed") addFault(desk, "refresh-failed", result.reason);
  if (result.kind === "violation") addFault(desk, "reply-refused", result.rule);
  if (result.kind !== "answer" || result.answer.kind !== "stream") return undefined;
  if (result.answer.id === streamId) return result.answer;
  addFault(desk, "reply-refused", "refresh answered with another stream id");
  return undefined;
}
