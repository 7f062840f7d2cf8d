import { listAccounts } from "../../db/accounts.ts";
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
import { deletePending, listPending } from "../../db/pending.ts";
import { listPeople, type RosterPerson } from "../../db/people.ts";
import { textMessage } from "../../domain/message.ts";
import {
  claimConfirmed,
  claimDecided,
  claimGone,
  claimNone,
  claimRefused,
} from "../../text/people.ts";
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
  if (claimant === undefined) throw new Error(`there is no person ${claim.personId}`);
  await (isConfirmed ? tellConfirmed(context, claim, claimant) : tellRefused(context, claim));
  return claimDecided(claimant.name, isConfirmed);
}

/** Carries out what was kept; each place in which something was said hears what came of it. */
async function tellConfirmed(
  context: PersonContext,
  claim: IdentityClaim,
  claimant: RosterPerson,
): Promise<void> {
  const { tx } = context;
  const said = new Map<number, string[]>([[claim.conversationId, []]]);
  const kept = await listPending(tx, claim, context.wallNow);
  await deletePending(tx, claim);
  const account = (await listAccounts(tx)).find((each) => each.id === claim.accountId);
  if (account === undefined) throw new Error(`there is no account ${claim.accountId}`);
  for (const pending of kept) {
    const wish = { account, sender: claim.externalId, person: claimant, pending };
    const heard = said.get(pending.conversationId) ?? [];
    said.set(pending.conversationId, [...heard, await context.carryOut(wish)]);
  }
  for (const [conversationId, answers] of said) {
    const { kind } = await getConversation(tx, conversationId);
    await tell(context, conversationId, claimConfirmed(claimant.salutation, answers, kind));
  }
}

async function tellRefused(context: PersonContext, claim: IdentityClaim): Promise<void> {
  const { kind } = await getConversation(context.tx, claim.conversationId);
  const kept = await listPending(context.tx, claim, context.wallNow);
  await tell(context, claim.conversationId, claimRefused(kept.length > 0, kind));
}

async function tell(
  { tx, tenantId, wallNow }: PersonContext,
  conversationId: number,
  words: string,
): Promise<void> {
  const message = textMessage(words);
  await insertOutgoing(tx, { tenantId, conversationId, urgency: "answer", message, at: wallNow });
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
