import { randomBytes } from "node:crypto";

import { insertCard } from "../db/cards.ts";
import { getConversation } from "../db/conversations.ts";
import { insertOutgoing } from "../db/outbox.ts";
import { type CardMessage, type Message, textMessage } from "../domain/message.ts";
import {
  chooseByCard,
  chooseByWords,
  countCards,
  selectionAnnounced,
  selectionCard,
} from "../text/selections.ts";
import type { PublishContext } from "./publication.ts";
import { speakingMoment } from "./selection-announcing.ts";
import type { DraftView } from "./selections.ts";

/** Shows it in a group: the rules in words, the card under them, a further card for each page. */
export async function announceSelection(
  context: PublishContext,
  conversationId: number,
  view: DraftView,
): Promise<void> {
  const words = selectionAnnounced(view, chooseByWords(view));
  const above = selectionAnnounced(view, chooseByCard(view));
  const first = keepCard(context, conversationId, { view, page: 1 });
  const message: Message =
    first === undefined ? textMessage(words) : { ...first, text: words, above };
  await say(context, conversationId, message);
  if (first === undefined || !(await showsPushedCards(context, conversationId))) return;
  for (let page = 2; page <= countCards(view); page += 1) {
    const next = keepCard(context, conversationId, { view, page });
    if (next !== undefined) await say(context, conversationId, next);
  }
}

/** What a card's controls say is kept before anybody sees it. */
function keepCard(
  { tx, tenantId, wallNow: at }: PublishContext,
  conversationId: number,
  { view, page }: { readonly view: DraftView; readonly page: number },
): CardMessage | undefined {
  const card = selectionCard(view, page);
  if (card === undefined) return undefined;
  // 128 bits: whoever does not have the card cannot name it.
  const cardId = randomBytes(16).toString("base64url");
  insertCard(tx, { tenantId, id: cardId, conversationId, card, at });
  return { kind: "card", text: "", cardId, card };
}

/** A further page is nothing but a card: where none can be pushed, nothing is said. */
async function showsPushedCards(
  { tx, ports, wallNow }: PublishContext,
  conversationId: number,
): Promise<boolean> {
  const { accountId, kind, externalId, pushAddress } = await getConversation(tx, conversationId);
  if (ports.cards(accountId, kind) === "none") return false;
  const address = pushAddress === undefined ? {} : { pushAddress };
  const way = ports.voice(accountId, { conversation: { kind, externalId }, ...address }, wallNow);
  return way === "socket" || way === "group";
}

async function say(context: PublishContext, conversationId: number, message: Message) {
  const { tx, tenantId } = context;
  const at = speakingMoment(context);
  await insertOutgoing(tx, { tenantId, conversationId, urgency: "answer", message, at });
}
