import { randomBytes } from "node:crypto";

import { insertCard } from "../db/cards.ts";
import { upsertSingleConversation } from "../db/conversations.ts";
import type { MeetingPerson } from "../db/meeting-people.ts";
import { insertOutgoing } from "../db/outbox.ts";
import { listPersonAccounts, type PersonAccount } from "../db/reach.ts";
import type { Card } from "../domain/card.ts";
import type { Message } from "../domain/message.ts";
import { nextSpeakingTime } from "../domain/time.ts";
import { canBeTold } from "./reach.ts";
import type { Telling } from "./topic-told.ts";

/** What somebody is told, with what can be tapped under it. */
export interface Words {
  readonly text: string;
  readonly card?: Card;
}

export interface TellingResult {
  readonly told: number;
  /** Those without an account, or whom nothing can be said to. */
  readonly unreached: readonly MeetingPerson[];
}

/**
 * Says something to each of them alone, once, on the first of their accounts that can be spoken to.
 * @param isUrgent at once, even in the quiet hours: what is held today does not wait
 */
export async function tellInvited(
  telling: Telling,
  people: readonly MeetingPerson[],
  say: (person: MeetingPerson) => Words,
  isUrgent = false,
): Promise<TellingResult> {
  const { tx, tenantId } = telling;
  const accounts = await listPersonAccounts(tx, tenantId);
  const byPerson = Map.groupBy(accounts, ({ personId }) => personId);
  const unreached: MeetingPerson[] = [];
  let told = 0;
  for (const person of people) {
    const own = person.personId === undefined ? [] : (byPerson.get(person.personId) ?? []);
    const account = own.find((each) => canBeTold(telling, each));
    if (account === undefined) unreached.push(person);
    else {
      await tellOn(telling, account, say(person), isUrgent);
      told += 1;
    }
  }
  return { told, unreached };
}

/** Says something to one person of the roster. @returns false if nothing can be said to them */
export async function tellPerson(
  telling: Telling,
  personId: number,
  words: Words,
  isUrgent = false,
): Promise<boolean> {
  const accounts = await listPersonAccounts(telling.tx, telling.tenantId);
  const own = accounts.find((each) => each.personId === personId && canBeTold(telling, each));
  if (own === undefined) return false;
  await tellOn(telling, own, words, isUrgent);
  return true;
}

async function tellOn(
  { tx, tenantId, now, wallNow }: Telling,
  { accountId: id, externalId }: PersonAccount,
  { text, card }: Words,
  isUrgent: boolean,
): Promise<void> {
  const conversationId = await upsertSingleConversation(tx, { id, externalId }, wallNow);
  const waitMs = isUrgent ? 0 : nextSpeakingTime(now).getTime() - now.getTime();
  const at = new Date(wallNow.getTime() + waitMs);
  let message: Message = { kind: "text", text };
  if (card !== undefined) {
    const cardId = randomBytes(16).toString("base64url");
    insertCard(tx, { tenantId, id: cardId, conversationId, card, at: wallNow });
    message = { kind: "card", text, above: text, cardId, card };
  }
  await insertOutgoing(tx, { tenantId, conversationId, urgency: "answer", message, at });
}
