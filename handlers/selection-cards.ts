import { randomBytes } from "node:crypto";

import { insertCard } from "../db/cards.ts";
import { getConversation } from "../db/conversations.ts";
import { insertOutgoing } from "../db/outbox.ts";
import { limits } from "../domain/limits.ts";
import { type CardMessage, type Message, textMessage } from "../domain/message.ts";
import { kindOfMethod } from "../domain/selection-choices.ts";
import { countCardPages } from "../domain/selection-pages.ts";
import { selectionCard } from "../text/selection-card.ts";
import { chooseByCard, chooseByWords, selectionAnnounced } from "../text/selections.ts";
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
  const at = momentOf(context, view);
  await say(context, conversationId, { message, at });
  if (first === undefined || !(await showsPushedCards(context, conversationId))) return;
  const pages = countCardPages(kindOfMethod(view.selection.terms.method), view.options);
  for (let page = 2; page <= pages; page += 1) {
    const next = keepCard(context, conversationId, { view, page });
    if (next !== undefined) await say(context, conversationId, { message: next, at });
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

/** What opens by itself was planned for this moment, whatever the hour. Wall clock. */
function momentOf(context: PublishContext, { selection: { opensAt } }: DraftView): Date {
  const { now, wallNow } = context;
  if (opensAt === undefined) return speakingMoment(context);
  const isLate = now.getTime() - opensAt.getTime() > limits.selectionLateMs;
  return isLate ? speakingMoment(context) : wallNow;
}

interface Said {
  readonly message: Message;
  /** Wall clock. */
  readonly at: Date;
}

async function say(
  { tx, tenantId }: PublishContext,
  conversationId: number,
  { message, at }: Said,
): Promise<void> {
  await insertOutgoing(tx, { tenantId, conversationId, urgency: "answer", message, at });
}
