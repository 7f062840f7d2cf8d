import type { Inbound } from "../../../domain/inbound.ts";
import type { CardMessage, Message } from "../../../domain/message.ts";
import type { RawReply } from "../../platform.ts";
import { renderCard, withWordsOnCard } from "./card.ts";
import { sealFrame } from "./crypto.ts";
import type { Keys } from "./crypto.ts";
import { renderMarkdown, renderText } from "./markdown.ts";

interface ReplyContext {
  readonly inbound: Inbound;
  readonly keys: Keys;
  /** The callback's own nonce goes back. */
  readonly nonce: string;
  readonly now: Date;
}

const streamBytesMax = 20_480;
/** The page names no limit for the welcome; this is the one of texts everywhere else. */
const textBytesMax = 2048;

/**
 * The answer inside the callback's own response, encrypted: a `stream` that is finished at once,
 * because plain text is not among the types allowed there, with the card if there is one; a `text`
 * or a card for the welcome; for a tap the card as it stands now, for who tapped it.
 */
export function renderReply(answer: Message | undefined, context: ReplyContext): RawReply {
  const body = answer && renderBody(answer, context.inbound);
  // An empty 200 is the platform's "no reply".
  if (body === undefined) return { status: 200, type: "text/plain", body: "" };
  const envelope = sealFrame(context.keys, JSON.stringify(body), context.nonce, context.now);
  return { status: 200, type: "application/json", body: JSON.stringify(envelope) };
}

/** The answer before it is sealed; undefined = nothing to say. */
export function renderBody(answer: Message, inbound: Inbound): object | undefined {
  switch (inbound.kind) {
    case "handshake":
    case "group":
    case "ignored":
      return undefined;
    // The card may be sent once only, and may have arrived: the words say it all.
    case "refresh":
      return renderStream(inbound.replyRef, answer);
    case "tap":
      return renderUpdate(answer, inbound.tap.cardId, inbound.tap.sender.externalId);
    case "message": {
      const { replyRef } = inbound.message;
      return replyRef === undefined ? renderWelcome(answer) : renderAnswer(replyRef, answer);
    }
  }
}

function renderAnswer(id: string, answer: Message): object | undefined {
  const card = answer.kind === "card" ? renderCard(answer, "aibot") : undefined;
  if (answer.kind !== "card" || card === undefined) return renderStream(id, answer);
  const { above } = answer;
  if (above === undefined || above === "") return { msgtype: "template_card", template_card: card };
  const content = renderMarkdown({ kind: "text", text: above }, streamBytesMax);
  return {
    msgtype: "stream_with_template_card",
    stream: { id, finish: true, content },
    template_card: card,
  };
}

function renderStream(id: string, answer: Message): object | undefined {
  const content = renderMarkdown(answer, streamBytesMax);
  // A card that cannot be shown here and has no words.
  if (content === "") return undefined;
  return { msgtype: "stream", stream: { id, finish: true, content } };
}

/** Either a card or words: a card that would leave words unsaid gives way to them. */
function renderWelcome(answer: Message): object | undefined {
  const card = answer.kind === "card" ? renderWholeCard(answer) : undefined;
  if (card !== undefined) return { msgtype: "template_card", template_card: card };
  const content = renderText(answer, textBytesMax);
  return content === "" ? undefined : { msgtype: "text", text: { content } };
}

function renderWholeCard(message: CardMessage): object | undefined {
  const card = withWordsOnCard(message, "aibot");
  return card && renderCard({ cardId: message.cardId, card }, "aibot");
}

/** Without `userids` the card would change for everybody. */
function renderUpdate(answer: Message, cardId: string, userId: string): object | undefined {
  const card = answer.kind === "card" ? renderCard({ ...answer, cardId }, "aibot") : undefined;
  return card && { response_type: "update_template_card", userids: [userId], template_card: card };
}
