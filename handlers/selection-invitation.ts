import { randomBytes } from "node:crypto";

import { insertCard } from "../db/cards.ts";
import { upsertSingleConversation } from "../db/conversations.ts";
import { listIdentities } from "../db/identities.ts";
import { insertOutgoing } from "../db/outbox.ts";
import type { Waiting } from "../db/selection-reminders.ts";
import { type Message, textMessage } from "../domain/message.ts";
import { kindOfMethod } from "../domain/selection-choices.ts";
import { selectionCard } from "../text/selection-card.ts";
import { memberReminded } from "../text/selection-reminders.ts";
import { shortTitle } from "../text/selection-results.ts";
import { exampleFor } from "../text/selection-rules.ts";

import type { PublishContext } from "./publication.ts";
import { canBeTold } from "./reach.ts";
import type { DraftView } from "./selections.ts";

/**
 * Reminds one person, alone and once, however many accounts they have. Under the words hangs the
 * card, where there are cards and the method has one.
 * @returns false if they cannot be spoken to
 */
export async function remindAlone(
  context: PublishContext,
  view: DraftView,
  person: Waiting,
): Promise<boolean> {
  const { tx, tenantId, wallNow: at } = context;
  const accounts = await listIdentities(tx, tenantId, person.personId);
  const account = accounts.find((each) => canBeTold(context, each));
  if (account === undefined) return false;
  const { accountId, externalId } = account;
  const conversationId = await upsertSingleConversation(tx, { id: accountId, externalId }, at);
  const message = composeReminder(context, { view, person, conversationId });
  await insertOutgoing(tx, { tenantId, conversationId, urgency: "reminder", message, at });
  return true;
}

/** What the card's controls say is kept before anybody sees it. */
function composeReminder(
  { tx, tenantId, now, wallNow: at }: PublishContext,
  invited: { view: DraftView; person: Waiting; conversationId: number },
): Message {
  const { view, person, conversationId } = invited;
  const { selection, options, unitName } = view;
  const { salutation } = person;
  const name = shortTitle({ title: selection.title, unitName });
  const example = exampleFor(view);
  const takesNumbers = kindOfMethod(selection.terms.method) === "approval";
  const asked = {
    salutation,
    name,
    dueAt: selection.dueAt,
    now,
    options,
    example,
    takesNumbers,
  };
  const text = memberReminded({ ...asked, hasCard: false });
  const card = selectionCard(view, 1);
  if (card === undefined) return textMessage(text);
  // 128 bits: whoever does not have the card cannot name it.
  const cardId = randomBytes(16).toString("base64url");
  insertCard(tx, { tenantId, id: cardId, conversationId, card, at });
  return { kind: "card", text, above: memberReminded({ ...asked, hasCard: true }), cardId, card };
}
