import { randomBytes } from "node:crypto";

import type { JsonObject } from "./api.ts";
import { conversationOf, type Callback, type SocketDesk } from "./wecom-socket-desk.ts";

/** A line somebody writes to the bot; in a group with its mention. */
export interface SocketLine {
  readonly userId: string;
  /** Absent = alone with the bot. */
  readonly chatId?: string;
  readonly text: string;
  /** Instead of one of its own. */
  readonly messageId?: string;
}

/** Somebody taps a control of a card. */
export interface SocketTap {
  readonly userId: string;
  readonly chatId?: string;
  /** The card's `task_id`. */
  readonly taskId: string;
  readonly cardType?: string;
  /** The key of the button. */
  readonly key: string;
  readonly chosen?: Readonly<Record<string, readonly string[]>>;
}

/** What the platform tells the bot. */
export interface SocketPush extends Pick<Callback, "kind" | "conversation" | "taskId"> {
  readonly cmd: string;
  readonly body: JsonObject;
}

export function messagePush(desk: SocketDesk, line: SocketLine): SocketPush {
  const conversation = conversationOf(line.chatId, line.userId);
  desk.spokenIn.add(conversation);
  return {
    cmd: "aibot_msg_callback",
    kind: "message",
    conversation,
    // No response_url here: the connection itself is the way back.
    body: {
      msgid: line.messageId ?? newId(),
      ...scene(desk, line),
      msgtype: "text",
      text: { content: line.text },
    },
  };
}

export function enterPush(desk: SocketDesk, userId: string): SocketPush {
  return eventPush(desk, { userId }, { eventtype: "enter_chat" }, { kind: "enterChat" });
}

export function tapPush(desk: SocketDesk, tap: SocketTap): SocketPush {
  const { taskId, key, cardType = "button_interaction", chosen = {} } = tap;
  const items = Object.entries(chosen).map(([question, ids]) => ({
    question_key: question,
    option_ids: { option_id: ids },
  }));
  const event = {
    eventtype: "template_card_event",
    template_card_event: {
      card_type: cardType,
      event_key: key,
      task_id: taskId,
      ...(items.length > 0 && { selected_items: { selected_item: items } }),
    },
  };
  return eventPush(desk, tap, event, { kind: "tap", taskId });
}

function eventPush(
  desk: SocketDesk,
  who: Pick<SocketLine, "userId" | "chatId">,
  event: JsonObject,
  more: Pick<SocketPush, "kind" | "taskId">,
): SocketPush {
  return {
    cmd: "aibot_event_callback",
    conversation: conversationOf(who.chatId, who.userId),
    ...more,
    body: {
      msgid: newId(),
      create_time: Math.floor(desk.options.now().getTime() / 1000),
      ...scene(desk, who),
      msgtype: "event",
      event,
    },
  };
}

function scene(
  { options }: SocketDesk,
  { userId, chatId }: Pick<SocketLine, "userId" | "chatId">,
): JsonObject {
  return {
    aibotid: options.botId,
    ...(chatId !== undefined && { chatid: chatId }),
    chattype: chatId === undefined ? "single" : "group",
    from: { userid: userId },
  };
}

function newId(): string {
  return randomBytes(18).toString("base64url");
}
