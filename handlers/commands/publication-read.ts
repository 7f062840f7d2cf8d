import { insertOutgoing } from "../../db/outbox.ts";
import { listOpenPublications } from "../../db/publications.ts";
import { textMessage } from "../../domain/message.ts";
import { fullBelow, fullText, nothingToReview } from "../../text/publication.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { question } from "../ordinary.ts";
import { choiceArgs, choose } from "../publication-choice.ts";
import { noteShown } from "../publication-shown.ts";
import { canBeTold } from "../reach.ts";

/** 看全文: what the group will read, for the leader who was asked and for whoever drafted it. */
export const publicationRead = defineCommand({
  id: "publication-read",
  name: "看全文",
  example: "看全文",
  place: "single",
  needs: "person",
  isWriting: true,
  rejects: question,
  args: { which: arg.optionalWords("第几份"), ...choiceArgs },
  async run(context, said) {
    const { tx, tenantId, person } = context;
    const asked = await listOpenPublications(tx, tenantId, { reviewerId: person.id });
    const isReviewer = asked.length > 0;
    const own = isReviewer
      ? []
      : await listOpenPublications(tx, tenantId, { drafterId: person.id });
    const asking = { command: "publication-read", args: {} };
    const held = await choose(context, [...asked, ...own], said, asking);
    if (held === undefined) return nothingToReview();
    if (typeof held === "string") return held;
    if (isReviewer) await noteShown(context, held);
    const full = fullText(held.described.full.text, isReviewer);
    // The answer to a tap stands on the card, which has no room for a whole text.
    return said.publication !== undefined && canBeTold(context, placeOf(context))
      ? sayBelow(context, full)
      : full;
  },
});

function placeOf({ account, message }: PersonContext) {
  return { accountId: account.id, externalId: message.conversation.externalId };
}

async function sayBelow(context: PersonContext, full: string): Promise<string> {
  const { tx, tenantId, conversationId, wallNow: at } = context;
  const message = textMessage(full);
  await insertOutgoing(tx, { tenantId, conversationId, urgency: "answer", message, at });
  return fullBelow();
}
