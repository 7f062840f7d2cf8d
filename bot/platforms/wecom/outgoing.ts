import { isDeepStrictEqual } from "node:util";
import { PermanentError } from "../../../domain/errors.ts";
import type { ConversationRef } from "../../../domain/inbound.ts";
import type { Block, CardMessage, Message, RichMessage } from "../../../domain/message.ts";
import type { Delivery, Sent } from "../../../domain/voice.ts";
import { renderCard, withWordsOnCard } from "./card.ts";
import type { CardDialect, TemplateCard } from "./card.ts";
import { markdownParts, renderMarkdown, textParts } from "./markdown.ts";

/** One message on the platform, without its recipient. */
export interface Body {
  readonly msgtype: string;
  readonly [msgtype: string]: unknown;
}

const textBytesMax = 2048;
const appMarkdownBytesMax = 2048;
const pushMarkdownBytesMax = 4096;
const laterBytesMax = 20_480;

/**
 * What the app says to one person. Longer texts would lose their end without a word.
 * @param hearsTaps whether a card with controls makes sense
 * @throws PermanentError if there is nothing to say without a card that cannot be shown
 */
export function appBodies(
  message: Message,
  { hearsTaps }: { readonly hearsTaps: boolean },
): readonly Body[] {
  if (message.kind === "rich") {
    const dialect = { hasTables: false, hasMentions: false };
    return markdownParts(message, appMarkdownBytesMax, dialect).map(markdownBody);
  }
  const canShow = message.kind === "card" && (hearsTaps || message.card.kind === "notice");
  const card = canShow ? renderCard(message, "app") : undefined;
  if (message.kind === "card" && card !== undefined)
    return [...aboveBodies(message), cardBody(card)];
  return textBodies(message);
}

/**
 * What is pushed into a group. The push robot hears nothing, so it shows no card that could be
 * tapped.
 * @throws PermanentError if there is nothing to say without such a card
 */
export function pushBodies(message: Message): readonly Body[] {
  if (message.kind === "rich") return richPushes(message);
  const card = message.kind === "card" ? renderNoticeCard(message, "aibot") : undefined;
  if (message.kind === "card" && card !== undefined)
    return [...aboveBodies(message), cardBody(card)];
  const asText = textBodies(message);
  if (asText.length === 1) return asText;
  // Markdown has twice the room, but not everywhere the same look.
  return markdownParts(message, pushMarkdownBytesMax, mentioning).map(markdownBody);
}

/**
 * The one later answer of the AI bot; a card only where two are alone, and only with all the words.
 * @throws PermanentError if there is nothing to say without a card
 */
export function laterBody(message: Message, kind: ConversationRef["kind"]): Body {
  const whole = message.kind === "card" ? withWordsOnCard(message, "aibot") : undefined;
  if (message.kind === "card" && whole !== undefined && kind === "single") {
    const card = renderCard({ cardId: message.cardId, card: whole }, "aibot");
    if (card !== undefined) return cardBody(card);
  }
  return markdownBody(renderMarkdown(checkWords(message), laterBytesMax));
}

/** The part to send now, whether the same was sent as an earlier part, and whether it is the last. */
export function pickPart(
  bodies: readonly Body[],
  { part }: Pick<Delivery, "part">,
): { readonly body: Body; readonly isAgain: boolean; readonly more: Pick<Sent, "hasMore"> } {
  const body = bodies[part];
  if (body === undefined) throw new PermanentError("the message has no such part any more");
  return {
    body,
    isAgain: bodies.slice(0, part).some((earlier) => isDeepStrictEqual(earlier, body)),
    more: part + 1 < bodies.length ? { hasMore: true } : {},
  };
}

const mentioning = { hasTables: false, hasMentions: true };

/** Of the robot's two kinds of markdown one knows tables, and the other knows people. */
function richPushes(message: RichMessage): readonly Body[] {
  const needsTables = message.blocks.some(({ kind }) => kind === "table");
  if (needsTables && !message.blocks.some(hasMention)) {
    const dialect = { hasTables: true, hasMentions: false };
    return markdownParts(message, pushMarkdownBytesMax, dialect).map((content) => ({
      msgtype: "markdown_v2",
      markdown_v2: { content },
    }));
  }
  return markdownParts(message, pushMarkdownBytesMax, mentioning).map(markdownBody);
}

function hasMention(block: Block): boolean {
  if (block.kind !== "paragraph") return false;
  return block.runs.some((run) => typeof run !== "string" && run.kind === "mention");
}

function renderNoticeCard(message: CardMessage, dialect: CardDialect): TemplateCard | undefined {
  return message.card.kind === "notice" ? renderCard(message, dialect) : undefined;
}

function aboveBodies({ above }: CardMessage): readonly Body[] {
  return above === undefined || above === "" ? [] : textBodies({ kind: "text", text: above });
}

function textBodies(message: Message): readonly Body[] {
  return textParts(checkWords(message), textBytesMax).map((content) => ({
    msgtype: "text",
    text: { content },
  }));
}

function checkWords(message: Message): Message {
  if (message.text.trim() !== "") return message;
  throw new PermanentError(message.kind === "card" ? "no card here" : "nothing to say");
}

function markdownBody(content: string): Body {
  return { msgtype: "markdown", markdown: { content } };
}

function cardBody(card: TemplateCard): Body {
  return { msgtype: "template_card", template_card: card };
}
