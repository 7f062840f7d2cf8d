import { PermanentError, TransientError } from "../../../domain/errors.ts";
import type { Message } from "../../../domain/message.ts";
import type { Delivery, Sent, Target } from "../../../domain/voice.ts";
import { perHour, perMinute } from "../../rates.ts";
import type { Way } from "../../ways.ts";
import { failure } from "./api.ts";
import { renderCard } from "./card.ts";
import { aibotMarkdown, markdownParts } from "./markdown.ts";
import { pickPart } from "./outgoing.ts";
import type { Body } from "./outgoing.ts";
import type { Ack } from "./socket-frame.ts";
import type { Hub } from "./socket-hub.ts";

const sendCmd = "aibot_send_msg";
const markdownBytesMax = 20_480;

/**
 * The AI bot speaks first, over the connection that one of the processes keeps. Only into chats in
 * which somebody spoke to it before; elsewhere the platform refuses for good, and the next way is
 * taken.
 */
export function socketWay(hub: Hub, { conversation }: Target): Way {
  const { kind, externalId } = conversation;
  const chatKey = `aibot ${kind} ${externalId}`;
  return {
    via: "socket",
    // Answers count too, but they go out whatever the count is.
    limits: () => [perMinute(chatKey, 30), perHour(chatKey, 1000)],
    async send(delivery) {
      const { body, more } = pickPart(socketBodies(delivery.message), delivery);
      const chat = { chatid: externalId, chat_type: kind === "single" ? 1 : 2 };
      const ack = await say(hub, { ...chat, ...body }, delivery);
      // Of a group it says that the bot is not in it; a person only never spoke to it.
      if (ack.errcode === 93_006 && kind === "single") {
        throw new PermanentError(`${sendCmd}: errcode 93006 (never spoke)`, { fault: "unknown" });
      }
      checkAck(sendCmd, ack);
      return { via: "socket", ...more } satisfies Sent;
    },
  };
}

async function say(hub: Hub, body: object, { signal }: Delivery): Promise<Ack> {
  const { channel, isRefused, isDown: isShut } = hub;
  if (isRefused) {
    throw new PermanentError(`${sendCmd}: the bot may not connect`, { fault: "secret" });
  }
  // Another process has it, or it is just being opened again: nothing was tried.
  if (channel === undefined) {
    throw new TransientError(`${sendCmd}: no connection here`, {
      retryAfterMs: 1000,
      isElsewhere: true,
      isShut,
    });
  }
  return channel.request(sendCmd, body, { signal });
}

/** @throws TransientError it may work later  @throws PermanentError it never will */
export function checkAck(what: string, { errcode, errmsg }: Ack): void {
  if (errcode === 0) return;
  // Not subscribed, or an answer that is out of its time: both were refused, and may be said anew.
  if ([846_605, 846_608, 846_609].includes(errcode)) {
    throw new TransientError(`${what}: errcode ${errcode}`, { retryAfterMs: 1000 });
  }
  throw failure(what, errcode, errmsg);
}

/**
 * Card and words are two messages.
 * @throws PermanentError if there is nothing to say without a card that cannot be shown
 */
function socketBodies(message: Message): readonly Body[] {
  const card = message.kind === "card" ? renderCard(message, "aibot") : undefined;
  if (message.kind === "card" && card !== undefined) {
    const above = message.above ?? "";
    const words = above === "" ? [] : markdownBodies({ kind: "text", text: above });
    return [...words, { msgtype: "template_card", template_card: card }];
  }
  if (message.text.trim() === "") {
    throw new PermanentError(message.kind === "card" ? "no card here" : "nothing to say");
  }
  return markdownBodies(message);
}

function markdownBodies(message: Message): readonly Body[] {
  return markdownParts(message, markdownBytesMax, aibotMarkdown).map((content) => ({
    msgtype: "markdown",
    markdown: { content },
  }));
}
