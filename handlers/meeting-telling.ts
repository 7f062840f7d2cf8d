import { randomBytes } from "node:crypto";

import type { MeetingPerson } from "../db/meeting-people.ts";
import { insertTellings, type NewTelling } from "../db/meeting-tellings.ts";
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
  const { tx, tenantId, wallNow } = telling;
  const accounts = await listPersonAccounts(tx, tenantId);
  const byPerson = Map.groupBy(accounts, ({ personId }) => personId);
  const unreached: MeetingPerson[] = [];
  const tellings: NewTelling[] = [];
  for (const person of people) {
    const own = person.personId === undefined ? [] : (byPerson.get(person.personId) ?? []);
    const account = own.find((each) => canBeTold(telling, each));
    if (account === undefined) unreached.push(person);
    else tellings.push(tellingOn(account, say(person)));
  }
  await insertTellings(tx, tellings, { tenantId, at: momentOf(telling, isUrgent), wallNow });
  return { told: tellings.length, unreached };
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
  const at = momentOf(telling, isUrgent);
  const { tx, tenantId, wallNow } = telling;
  await insertTellings(tx, [tellingOn(own, words)], { tenantId, at, wallNow });
  return true;
}

/** Not in the quiet hours, unless it is urgent. Wall clock. */
function momentOf({ now, wallNow }: Telling, isUrgent: boolean): Date {
  const waitMs = isUrgent ? 0 : nextSpeakingTime(now).getTime() - now.getTime();
  return new Date(wallNow.getTime() + waitMs);
}

function tellingOn({ accountId, externalId }: PersonAccount, { text, card }: Words): NewTelling {
  const to = { accountId, externalId };
  if (card === undefined) return { ...to, message: { kind: "text", text }, card };
  const id = randomBytes(16).toString("base64url");
  const message: Message = { kind: "card", text, above: text, cardId: id, card };
  return { ...to, message, card: { id, card } };
}
