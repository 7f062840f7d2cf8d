import { upsertSingleConversation } from "../db/conversations.ts";
import { findOldestOpenClaim, listIdentities } from "../db/identities.ts";
import { insertOutgoing } from "../db/outbox.ts";
import { listPeopleByRole, type RosterPerson } from "../db/people.ts";
import { upsertQuestion } from "../db/questions.ts";
import { textMessage } from "../domain/message.ts";
import { claimQuestion } from "../text/people.ts";
import type { TenantContext } from "./command.ts";

/** 核对: how a 联络员 is asked whether somebody is who they say. */
const CLAIM_DAYS = 14;

/** Who may confirm, the 联络员 first; the person asked must have an account to answer from. */
export async function findConfirmer(context: TenantContext): Promise<RosterPerson | undefined> {
  const { tx, tenantId } = context;
  const liaisons = await listPeopleByRole(tx, tenantId, "liaison");
  const administrators = await listPeopleByRole(tx, tenantId, "administrator");
  return [...liaisons, ...administrators].find((person) => person.hasIdentity);
}

export interface ClaimShown {
  readonly id: number;
  readonly claimant: RosterPerson;
  readonly where: string;
}

/**
 * Asks the confirmer in 1:1, on every account they have. Claims are asked one after the other: 是
 * must not be taken for another person than the one last asked about.
 */
export async function askConfirmer(
  context: TenantContext,
  confirmer: RosterPerson,
  claim: ClaimShown,
): Promise<void> {
  const { tx, tenantId, wallNow, now } = context;
  if ((await findOldestOpenClaim(tx, tenantId)) !== claim.id) return;
  const message = textMessage(claimWords(confirmer.salutation, claim));
  for (const identity of await listIdentities(tx, tenantId, confirmer.id)) {
    const { accountId, externalId } = identity;
    const conversationId = await upsertSingleConversation(
      tx,
      { id: accountId, externalId },
      wallNow,
    );
    const key = { tenantId, conversationId, senderExternalId: externalId };
    await upsertQuestion(tx, key, claimConfirmation(claim.id), daysAfter(now, CLAIM_DAYS));
    await insertOutgoing(tx, {
      tenantId,
      conversationId,
      urgency: "answer",
      message,
      at: wallNow,
    });
  }
}

export function claimConfirmation(claimId: number): object {
  return { kind: "confirm", command: "identity-confirm", args: { claim: String(claimId) } };
}

export function claimWords(liaisonSalutation: string, claim: ClaimShown): string {
  const { name, title, position, units } = claim.claimant;
  return claimQuestion({ liaisonSalutation, where: claim.where, name, title, position, units });
}

function daysAfter(at: Date, days: number): Date {
  return new Date(at.getTime() + days * 24 * 60 * 60 * 1000);
}
