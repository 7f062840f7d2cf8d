import { randomBytes } from "node:crypto";

import { findAccountTenant } from "../db/accounts.ts";
import { findCard, insertCard } from "../db/cards.ts";
import { getConversation } from "../db/conversations.ts";
import type { Database } from "../db/database.ts";
import { insertOutgoing } from "../db/outbox.ts";
import { enterTenant } from "../db/tenants.ts";
import { afterTap, againKey, type Card, wordsOfTap } from "../domain/card.ts";
import type { CardTap, ConversationRef } from "../domain/inbound.ts";
import { limits } from "../domain/limits.ts";
import { type CardChange, type CardMessage, type Message, textMessage } from "../domain/message.ts";
import type { Answer } from "./answer.ts";
import type { Account } from "./command.ts";
import type { Dispatch, Handled } from "./dispatch.ts";
import type { Incoming } from "./turn.ts";

/**
 * The answer with its card. A platform that cannot show both at once says the words, and the card
 * follows; if the words come too late for the platform, both go out together in its place. What the
 * controls say is kept before anybody sees them.
 */
export async function composeAnswer(
  { tx, ports, account, message, arrival, receiptId, wallNow }: Incoming,
  { text, card, aloud: instead }: Answer,
): Promise<Message | undefined> {
  if (text === undefined) return undefined;
  const { tenantId, conversationId } = arrival;
  const place = ports.cards(account.id, message.conversation.kind);
  const aloud = instead === undefined ? {} : { aloud: instead };
  if (card === undefined || tenantId === undefined || place === "none") {
    return { ...textMessage(text), ...aloud };
  }
  const cardId = newCardId();
  insertCard(tx, { tenantId, id: cardId, conversationId, card, at: wallNow });
  if (place === "after") {
    const alone: CardMessage = { kind: "card", text: "", cardId, card };
    // Counted from now: the words have left by then, or have been found to be late.
    const at = new Date(ports.now().getTime() + limits.cardAfterMs);
    const outgoing = { tenantId, conversationId, receiptId, urgency: "answer", at } as const;
    await insertOutgoing(tx, { ...outgoing, message: alone });
  }
  return { kind: "card", text, ...aloud, above: text, cardId, card };
}

/** 128 bits: whoever does not have the card cannot name it. */
function newCardId(): string {
  return randomBytes(16).toString("base64url");
}

interface Tapping {
  readonly db: Database;
  readonly handle: Dispatch["handle"];
  readonly account: Account;
}

/** `answer` is the card as it stands from now on. */
export interface Tapped extends Handled {
  /** What is said in its place once the platform does not wait any more. */
  readonly late: Message | undefined;
}

/** Undefined for a card that is not kept any more, or that somebody else was shown. */
export async function answerTap(
  { db, handle, account }: Tapping,
  tap: CardTap,
): Promise<Tapped | undefined> {
  const shown = await findShown(db, account, tap);
  if (shown === undefined) return undefined;
  const { card, conversation } = shown;
  const words = tap.key === againKey ? undefined : wordsOfTap(card, tap);
  if (words === undefined) return tap.key === againKey ? shownAgain(tap, shown) : undefined;
  const handled = await handle(account, {
    messageId: tap.tapId,
    conversation,
    sender: tap.sender,
    manner: "typed",
    text: words,
    isTap: true,
    ...(tap.replyAddress === undefined ? {} : { replyAddress: tap.replyAddress }),
  });
  const { answer } = handled;
  if (answer === undefined) return { ...handled, late: undefined };
  const after = afterTap(card, answer.text);
  const said = conversation.kind === "group" ? toAloud(answer) : answer;
  return { ...handled, answer: onCard(tap, after), late: lateAnswer(tap, after, said) };
}

/** The card is shown to one person; what is said in its place, everybody in the group reads. */
function toAloud(answer: Message): Message {
  const aloud = answer.kind === "rich" ? undefined : answer.aloud;
  return aloud === undefined ? answer : textMessage(aloud);
}

/** The words with the change that says them, where the card can still be changed. */
function lateAnswer({ cardId, sender, laterChange }: CardTap, card: Card, answer: Message) {
  if (laterChange === undefined) return answer;
  const { code, expiresAt } = laterChange;
  const change: CardChange = {
    cardId,
    card,
    userId: sender.externalId,
    ...(code !== undefined && { code }),
    ...(expiresAt !== undefined && { until: expiresAt.toISOString() }),
  };
  return { ...textMessage(answer.text), onCard: change };
}

interface Shown {
  readonly tenantId: number;
  readonly card: Card;
  readonly conversationId: number;
  readonly conversation: ConversationRef;
}

/** Nothing was said, so there is nothing to say later: the card stays, and can be tapped again. */
function shownAgain(tap: CardTap, { tenantId, card, conversationId }: Shown): Tapped {
  return { answer: onCard(tap, card), late: undefined, receiptId: 0, conversationId, tenantId };
}

function onCard({ cardId }: CardTap, card: Card): CardMessage {
  return { kind: "card", text: "", cardId, card };
}

/** A card shown to one person alone is not another's to tap, whatever the platform tells. */
function findShown(db: Database, account: Account, tap: CardTap): Promise<Shown | undefined> {
  return db.transaction(async (tx) => {
    const tenantId = await findAccountTenant(tx, account.id);
    if (tenantId === undefined) return undefined;
    await enterTenant(tx, tenantId);
    const kept = await findCard(tx, tenantId, tap.cardId);
    if (kept === undefined) return undefined;
    const { id, accountId, kind, externalId } = await getConversation(tx, kept.conversationId);
    const isForeign = kind === "single" && externalId !== tap.sender.externalId;
    if (accountId !== account.id || isForeign) return undefined;
    return { tenantId, card: kept.card, conversationId: id, conversation: { kind, externalId } };
  });
}
