import { randomBytes } from "node:crypto";

import { insertCard } from "../db/cards.ts";
import { upsertSingleConversation } from "../db/conversations.ts";
import { listIdentities } from "../db/identities.ts";
import { insertOutgoing } from "../db/outbox.ts";
import { findLiaison } from "../db/people.ts";
import type { ButtonsCard } from "../domain/card.ts";
import { reviewAsked, reviewBody, reviewButtons, reviewFace, saysOf } from "../text/review-card.ts";
import type { PersonContext } from "./command.ts";
import { type Held, keyOf } from "./publication-choice.ts";
import type { Leader } from "./publication-review.ts";
import { canBeTold } from "./reach.ts";

/**
 * Shows a leader what is to go out, in 1:1 on every account they have, with what can be answered.
 * @returns false if none of them can be spoken to
 */
export async function showLeader(
  context: PersonContext,
  { publication, described }: Held,
  leader: Leader,
): Promise<boolean> {
  const { tx, tenantId, wallNow: at } = context;
  const liaison = await findLiaison(tx, tenantId);
  const asked = {
    ...described,
    salutation: leader.salutation,
    drafterName: context.person.name,
    liaison,
  };
  const text = reviewAsked(asked);
  const face = { ...reviewFace(asked), body: reviewBody(asked) };
  const card = reviewCard(face, keyOf(publication));
  const accounts = await listIdentities(tx, tenantId, leader.id);
  const reached = accounts.filter((account) => canBeTold(context, account));
  for (const { accountId, externalId } of reached) {
    const conversationId = await upsertSingleConversation(tx, { id: accountId, externalId }, at);
    const id = newCardId();
    insertCard(tx, { tenantId, id, conversationId, card, at });
    const message = { kind: "card", text, cardId: id, card } as const;
    await insertOutgoing(tx, { tenantId, conversationId, urgency: "answer", message, at });
  }
  return reached.length > 0;
}

/** 128 bits: whoever does not have the card cannot name it. */
function newCardId(): string {
  return randomBytes(16).toString("base64url");
}

function reviewCard(face: Omit<ButtonsCard, "kind" | "buttons">, key: string): ButtonsCard {
  const { read, approve, return: back, print } = reviewButtons;
  return {
    kind: "buttons",
    ...face,
    buttons: [
      { key: "read", text: read, says: saysOf(read, key) },
      { key: "approve", text: approve, says: saysOf(approve, key), style: "main" },
      { key: "return", text: back, says: saysOf(back, key) },
      { key: "print", text: print, says: saysOf(print, key) },
    ],
  };
}
