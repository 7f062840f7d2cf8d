import { randomBytes } from "node:crypto";
import type { Inbound } from "../../../domain/inbound.ts";
import type { Message } from "../../../domain/message.ts";
import type { RawReply } from "../../platform.ts";
import { cardElement } from "./app-update.ts";
import { textElement } from "./app-xml.ts";
import { renderCard } from "./card.ts";
import { sealFrame } from "./crypto.ts";
import type { Keys } from "./crypto.ts";
import { renderText } from "./markdown.ts";

interface AppReplyContext {
  readonly inbound: Inbound;
  readonly keys: Keys;
  /** The person's id. */
  readonly to: string;
  readonly now: Date;
}

/** What is longer, the platform would cut in the middle of a sentence without a word about it. */
const textBytesMax = 2048;

/**
 * The answer inside the callback's own response, encrypted XML: words as a text; for a tap the card
 * as it stands now, for who tapped it. There is no room for a card beside words: they say it all.
 */
export function renderAppReply(answer: Message | undefined, context: AppReplyContext): RawReply {
  const body = answer && renderBody(answer, context.inbound);
  // An empty 200 is the platform's "no reply".
  if (body === undefined) return { status: 200, type: "text/plain", body: "" };
  const { keys, to, now } = context;
  const words = [
    "<xml>",
    textElement("ToUserName", to),
    textElement("FromUserName", keys.receiveId),
    `<CreateTime>${Math.floor(now.getTime() / 1000)}</CreateTime>`,
    body,
    "</xml>",
  ].join("");
  return { status: 200, type: "application/xml", body: seal(keys, words, now) };
}

function renderBody(answer: Message, inbound: Inbound): string | undefined {
  switch (inbound.kind) {
    case "handshake":
    case "group":
    case "ignored":
    // The app is never asked again for an answer it gave.
    case "refresh":
      return undefined;
    case "tap":
      return renderUpdate(answer, inbound.tap.cardId);
    case "message": {
      const content = renderText(answer, textBytesMax);
      if (content === "") return undefined;
      return textElement("MsgType", "text") + textElement("Content", content);
    }
  }
}

function renderUpdate(answer: Message, cardId: string): string | undefined {
  const card = answer.kind === "card" ? renderCard({ ...answer, cardId }, "app") : undefined;
  return card && textElement("MsgType", "update_template_card") + cardElement(card);
}

/** Unlike the AI bot's, this reply brings a nonce of its own. */
function seal(keys: Keys, words: string, now: Date): string {
  const sealed = sealFrame(keys, words, randomBytes(8).toString("hex"), now);
  return [
    "<xml>",
    textElement("Encrypt", sealed.encrypt),
    textElement("MsgSignature", sealed.msgsignature),
    `<TimeStamp>${sealed.timestamp}</TimeStamp>`,
    textElement("Nonce", sealed.nonce),
    "</xml>",
  ].join("");
}
