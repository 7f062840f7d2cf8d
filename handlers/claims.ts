import { getConversation, upsertSingleConversation } from "../db/conversations.ts";
import {
  countOpenClaims,
  findOldestOpenClaim,
  findPersonId,
  type IdentityClaim,
  listIdentities,
  lockOpenClaim,
} from "../db/identities.ts";
import { insertOutgoing } from "../db/outbox.ts";
import { getPerson, listPeopleByRole, type RosterPerson } from "../db/people.ts";
import { insertQuestion } from "../db/questions.ts";
import { limits } from "../domain/limits.ts";
import { textMessage } from "../domain/message.ts";
import { hasRight } from "../domain/rights.ts";
import { claimAsked, claimWaits } from "../text/people.ts";
import { lines } from "../text/phrases.ts";
import type { TenantContext } from "./command.ts";
import { claimQuestion } from "./question.ts";
import { canBeTold } from "./reach.ts";
import type { Turn } from "./turn.ts";

/** 核对: how a 联络员 is asked whether somebody is who they say. */
const CLAIM_DAYS = 14;

/** Who may confirm, the 联络员 first; the person asked must have an account to answer from. */
export async function findConfirmer(context: TenantContext): Promise<RosterPerson | undefined> {
  const { tx, tenantId } = context;
  const liaisons = await listPeopleByRole(tx, tenantId, "liaison");
  const administrators = await listPeopleByRole(tx, tenantId, "administrator");
  return [...liaisons, ...administrators].find((person) => person.hasIdentity);
}

/**
 * Asks the confirmer in 1:1, on every account they have. Where another question waits for them the
 * claim is only announced: 是 must not be taken for the answer to another question than it is.
 */
export async function askConfirmer(
  context: TenantContext,
  confirmer: RosterPerson,
  claim: IdentityClaim,
): Promise<void> {
  const { tx, tenantId, wallNow, now } = context;
  const waiting = await countOpenClaims(tx, tenantId);
  if (waiting > limits.claimNoticesOpenMax) return;
  const question = claimQuestion(String(claim.id));
  const words = await claimWords(context, confirmer.salutation, claim);
  const notice = claimWaits(waiting);
  const expiresAt = new Date(now.getTime() + CLAIM_DAYS * 24 * 60 * 60 * 1000);
  for (const { accountId, externalId } of await listIdentities(tx, tenantId, confirmer.id)) {
    // Where nothing can be said the claim heads the next answer instead: `headWithClaim`.
    if (!canBeTold(context, { accountId, externalId })) continue;
    const account = { id: accountId, externalId };
    const conversationId = await upsertSingleConversation(tx, account, wallNow);
    const key = { tenantId, conversationId, senderExternalId: externalId };
    const isAsked = await insertQuestion(tx, key, question, { now, expiresAt });
    await insertOutgoing(tx, {
      tenantId,
      conversationId,
      urgency: "answer",
      message: textMessage(isAsked ? words : notice),
      at: wallNow,
    });
  }
}

/**
 * A claim of which the 联络员 could not be told heads the next answer they get in 1:1, unless
 * something else was asked with it.
 */
export async function headWithClaim(turn: Turn, answer: string): Promise<string> {
  const { tx, arrival, account, message } = turn.incoming;
  const { tenantId, sender } = arrival;
  const { person } = sender;
  if (turn.place === "group" || tenantId === undefined || person === undefined) return answer;
  if (!hasRight(person.roles, "confirm-identity")) return answer;
  if (turn.claim !== undefined || turn.asked !== undefined || turn.open !== undefined)
    return answer;
  const { externalId } = message.sender;
  if (canBeTold(turn.incoming, { accountId: account.id, externalId })) return answer;
  const id = await findOldestOpenClaim(tx, tenantId);
  const claim = id === undefined ? undefined : await lockOpenClaim(tx, tenantId, id);
  if (claim === undefined) return answer;
  turn.claim = String(claim.id);
  const question = await claimWords({ tx, tenantId }, person.salutation, claim);
  return lines(question, "", answer);
}

/** The question about one claim, with what must be known before 是 is said. */
export async function claimWords(
  { tx, tenantId }: Pick<TenantContext, "tx" | "tenantId">,
  confirmerSalutation: string,
  claim: IdentityClaim,
): Promise<string> {
  const claimed = await getPerson(tx, tenantId, claim.personId);
  const { title, kind } = await getConversation(tx, claim.conversationId);
  const currentId = await findPersonId(tx, claim);
  const current = currentId === undefined ? undefined : await getPerson(tx, tenantId, currentId);
  return claimAsked({
    ...claimed,
    confirmerSalutation,
    where: kind === "single" ? "单聊里" : `${title ?? "群"}里`,
    currentName: current?.name,
  });
}

/** 是 to nothing decides nothing; whoever may confirm is asked about the claim that waits. */
export async function owesConfirmation(turn: Turn): Promise<boolean> {
  const { tx, arrival } = turn.incoming;
  const { person } = arrival.sender;
  const mayConfirm = person !== undefined && hasRight(person.roles, "confirm-identity");
  if (!mayConfirm || turn.place !== "single" || arrival.tenantId === undefined) return false;
  return (await countOpenClaims(tx, arrival.tenantId)) > 0;
}
