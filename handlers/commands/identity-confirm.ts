import { getConversation } from "../../db/conversations.ts";
import { appendEvent } from "../../db/events.ts";
import {
  findOldestOpenClaim,
  type IdentityClaim,
  lockOpenClaim,
  updateClaim,
  upsertIdentity,
} from "../../db/identities.ts";
import { insertOutgoing } from "../../db/outbox.ts";
import { listPeople } from "../../db/people.ts";
import { textMessage } from "../../domain/message.ts";
import { claimAnswer, claimDecided, claimGone, claimNone } from "../../text/people.ts";
import { lines } from "../../text/phrases.ts";
import { arg } from "../arg.ts";
import { claimWords } from "../claims.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { claimQuestion } from "../question.ts";

/** 核对: the 联络员 looks at one claim after the other and answers 是 or 不是. */
export const identityConfirm = defineCommand({
  id: "identity-confirm",
  name: "核对",
  aliases: ["核对身份"],
  summary: "看看谁在等您核对身份",
  example: "核对",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "confirm-identity",
  isWriting: true,
  args: { claim: arg.field("申请") },
  async run(context, args) {
    const { tx, tenantId, confirmed } = context;
    if (confirmed === undefined || args.claim === undefined) return askNext(context, undefined);
    const claim = await lockOpenClaim(tx, tenantId, Number(args.claim));
    // Taken back or decided elsewhere: 是 was not meant for whoever is next.
    if (claim === undefined) return askNext(context, claimGone());
    const decided = await decide(context, claim, confirmed);
    return askNext(context, decided);
  },
});

async function decide(
  context: PersonContext,
  claim: IdentityClaim,
  isConfirmed: boolean,
): Promise<string> {
  const { tx, tenantId, person, now: at } = context;
  const state = isConfirmed ? "confirmed" : "refused";
  await updateClaim(tx, claim, { state, by: person.id, at });
  const roster = await listPeople(tx, tenantId);
  const claimant = roster.find((each) => each.id === claim.personId);
  if (isConfirmed) await upsertIdentity(tx, { ...claim, linkedBy: person.id, at });
  appendEvent(tx, {
    tenantId,
    objectKind: "identity",
    objectId: claim.personId,
    kind: state,
    actorId: person.id,
    at,
    receiptId: context.receiptId,
    words: { externalId: claim.externalId },
  });
  const { kind } = await getConversation(tx, claim.conversationId);
  const words = claimAnswer(claimant?.salutation ?? "您好", isConfirmed, kind);
  await insertOutgoing(tx, {
    tenantId,
    conversationId: claim.conversationId,
    urgency: "answer",
    message: textMessage(words),
    at: context.wallNow,
  });
  return claimDecided(claimant?.name ?? "", isConfirmed);
}

/** The next claim that waits is asked in the same answer. */
async function askNext(context: PersonContext, before: string | undefined): Promise<string> {
  const { tx, tenantId, person } = context;
  const next = await findOldestOpenClaim(tx, tenantId);
  const claim = next === undefined ? undefined : await lockOpenClaim(tx, tenantId, next);
  if (claim === undefined) return before ?? claimNone();
  context.ask(claimQuestion(String(claim.id)));
  const question = await claimWords(context, person.salutation, claim);
  return before === undefined ? question : lines(before, "", question);
}
