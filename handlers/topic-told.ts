import { upsertSingleConversation } from "../db/conversations.ts";
import { type ConcernedPerson, listConcerned } from "../db/concerned.ts";
import type { Tx } from "../db/database.ts";
import { insertOutgoing } from "../db/outbox.ts";
import { listPeopleByRole } from "../db/people.ts";
import { listPersonAccounts, type PersonAccount } from "../db/reach.ts";
import { textMessage } from "../domain/message.ts";
import { nextSpeakingTime } from "../domain/time.ts";
import { unreachedList } from "../text/told.ts";
import type { HandlerPorts } from "./command.ts";
import { canBeTold } from "./reach.ts";

/** What telling needs: every command's context is one, and a job can make one. */
export interface Telling {
  readonly tx: Tx;
  readonly tenantId: number;
  readonly ports: Pick<HandlerPorts, "voice">;
  /** The tenant's business clock: nobody is told in the quiet hours, but at their end. */
  readonly now: Date;
  readonly wallNow: Date;
}

export interface TellingOptions {
  /** Who did it: they have heard of it in the answer. */
  readonly exceptId?: number | undefined;
}

/**
 * Tells everybody named on a topic (its proposer and its supporters) what became of it: in private,
 * once each, on the first of their accounts on which the bot can speak. Call it once a change, in
 * the transaction that made the change.
 * @param words for each of them; undefined = this one need not hear of it
 * @returns whom nothing could be said to: hand them to `tellUnreached`
 */
export async function tellConcerned(
  telling: Telling,
  topic: { readonly id: number },
  words: (person: ConcernedPerson) => string | undefined,
  options: TellingOptions = {},
): Promise<readonly ConcernedPerson[]> {
  const concerned = await listConcerned(telling.tx, telling.tenantId, topic.id);
  const unreached: ConcernedPerson[] = [];
  for (const person of concerned) {
    if (person.id === options.exceptId) continue;
    const said = words(person);
    if (said === undefined) continue;
    if (!(await tellOnce(telling, person.accounts, said))) unreached.push(person);
  }
  return unreached;
}

/**
 * Gives the 联络员 in private the names of those who must be told by telephone; of nobody, nothing.
 * @param about what they were to hear, e.g. 9号议题已并入7号; it stands inside a sentence
 */
export async function tellUnreached(
  telling: Telling,
  about: string,
  people: readonly { readonly name: string }[],
): Promise<void> {
  if (people.length === 0) return;
  const names = [...new Set(people.map(({ name }) => name))];
  await tellLiaison(telling, (salutation) => unreachedList(salutation, about, names));
}

/**
 * Tells one 联络员 in private: the first in the office's order who can be reached.
 * @returns their name; undefined if none of them can be reached
 */
export async function tellLiaison(
  telling: Telling,
  words: (salutation: string) => string,
): Promise<string | undefined> {
  const { tx, tenantId } = telling;
  const [liaisons, accounts] = await Promise.all([
    listPeopleByRole(tx, tenantId, "liaison"),
    listPersonAccounts(tx, tenantId, "liaison"),
  ]);
  for (const { id, name, salutation } of liaisons) {
    const own = accounts.filter(({ personId }) => personId === id);
    if (await tellOnce(telling, own, words(salutation))) return name;
  }
  return undefined;
}

/** Whoever has two accounts hears it on one of them. @returns false if on none */
async function tellOnce(
  telling: Telling,
  accounts: readonly Omit<PersonAccount, "personId">[],
  words: string,
): Promise<boolean> {
  const { tx, tenantId, ports, now, wallNow } = telling;
  const account = accounts.find((each) => canBeTold({ ports, wallNow }, each));
  if (account === undefined) return false;
  const { accountId: id, externalId } = account;
  const conversationId = await upsertSingleConversation(tx, { id, externalId }, wallNow);
  const waitMs = nextSpeakingTime(now).getTime() - now.getTime();
  await insertOutgoing(tx, {
    tenantId,
    conversationId,
    urgency: "answer",
    message: textMessage(words),
    at: new Date(wallNow.getTime() + waitMs),
  });
  return true;
}
