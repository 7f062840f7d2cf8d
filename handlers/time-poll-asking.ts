import { randomBytes } from "node:crypto";

import { insertCard } from "../db/cards.ts";
import { getConversation, upsertSingleConversation } from "../db/conversations.ts";
import { insertOutgoing } from "../db/outbox.ts";
import { listPeople } from "../db/people.ts";
import { listPersonAccounts, type PersonAccount } from "../db/reach.ts";
import type { TimePollPerson } from "../db/time-poll-people.ts";
import type { TimePoll } from "../db/time-polls.ts";
import { readWorkdays } from "../db/workdays.ts";
import { type Message, textMessage } from "../domain/message.ts";
import { timePollReminded } from "../text/time-poll-reminders.ts";
import { timePollAskedAlone, timePollCard } from "../text/time-polls.ts";
import type { PublishContext } from "./publication.ts";
import { canBeTold } from "./reach.ts";
import { speakingMoment } from "./selection-announcing.ts";

/** Who is spoken to alone about a time, and who has to be telephoned. */

type Asked = Pick<TimePollPerson, "personId" | "name">;

/** Says words to one person alone. @returns false if there is no way */
export type SayAlone = (person: Asked, words: Alone) => Promise<boolean>;

/** The words for somebody who is addressed like that, with a card under them or without. */
export type Alone = (salutation: string, hasCard: boolean) => string;

/**
 * Speaks to people alone, each once however many accounts they have, with the card where there are
 * cards. In the quiet hours and on days off it is said after them, unless somebody has just asked.
 */
export async function aloneSpeaker(
  context: PublishContext,
  poll: TimePoll,
  urgency: "answer" | "reminder" = "answer",
): Promise<SayAlone> {
  const { tx, tenantId, wallNow } = context;
  const reach = await readReach(context);
  const at = speakingMoment(context);
  return async ({ personId }, words) => {
    const found = personId === undefined ? undefined : reach.get(personId);
    const account = found?.accounts.find((each) => canBeTold(context, each));
    if (found === undefined || account === undefined) return false;
    const { accountId, externalId } = account;
    const key = { id: accountId, externalId };
    const conversationId = await upsertSingleConversation(tx, key, wallNow);
    const hasCard = context.ports.cards(accountId, "single") !== "none";
    const message = hasCard
      ? withCard(
          context,
          { poll, conversationId, text: words(found.salutation, false) },
          words(found.salutation, true),
        )
      : textMessage(words(found.salutation, false));
    await insertOutgoing(tx, { tenantId, conversationId, urgency, message, at });
    return true;
  };
}

/** What a card's controls say is kept before anybody sees it. */
function withCard(
  { tx, tenantId, wallNow: at }: PublishContext,
  shown: { readonly poll: TimePoll; readonly conversationId: number; readonly text: string },
  above: string,
): Message {
  const { poll, conversationId, text } = shown;
  const card = timePollCard(poll);
  // 128 bits: whoever does not have the card cannot name it.
  const cardId = randomBytes(16).toString("base64url");
  insertCard(tx, { tenantId, id: cardId, conversationId, card, at });
  return { kind: "card", text, above, cardId, card };
}

interface Reach {
  readonly salutation: string;
  readonly accounts: readonly PersonAccount[];
}

async function readReach({
  tx,
  tenantId,
}: Pick<PublishContext, "tx" | "tenantId">): Promise<ReadonlyMap<number, Reach>> {
  const [people, accounts] = await Promise.all([
    listPeople(tx, tenantId),
    listPersonAccounts(tx, tenantId),
  ]);
  const byPerson = Map.groupBy(accounts, ({ personId }) => personId);
  return new Map(
    people.map(({ id, salutation }) => [id, { salutation, accounts: byPerson.get(id) ?? [] }]),
  );
}

/**
 * Asks those who do not read it in the group: whoever has no account on the platform of the group.
 * @returns the names of those who have to be asked by telephone
 */
export async function askAlone(
  context: PublishContext,
  poll: TimePoll,
  people: readonly Asked[],
  { askerSalutation, askerId }: { readonly askerSalutation: string; readonly askerId: number },
): Promise<readonly string[]> {
  const { tx, tenantId, now } = context;
  const [accounts, workdays] = await Promise.all([
    listPersonAccounts(tx, tenantId),
    readWorkdays(tx, tenantId),
  ]);
  const { conversationId } = poll;
  const group =
    conversationId === undefined ? undefined : await getConversation(tx, conversationId);
  const here = new Set(
    accounts.filter(({ accountId }) => accountId === group?.accountId).map((each) => each.personId),
  );
  const say = await aloneSpeaker(context, poll);
  const asking = { ...poll, now, workdays, salutation: askerSalutation };
  const unreached: string[] = [];
  for (const person of people) {
    if (person.personId !== undefined && here.has(person.personId)) continue;
    // Whoever asks has the times before their eyes.
    if (person.personId === askerId) continue;
    const isTold = await say(person, (to, hasCard) => timePollAskedAlone(asking, to, hasCard));
    if (!isTold) unreached.push(person.name);
  }
  return unreached;
}

/** Those who have not answered, each alone. @returns the names of those who could not be told */
export async function remindAlone(
  context: PublishContext,
  poll: TimePoll,
  owing: readonly Asked[],
): Promise<readonly string[]> {
  const { now } = context;
  const say = await aloneSpeaker(context, poll, "reminder");
  const unreached: string[] = [];
  for (const person of owing) {
    const isTold = await say(person, (to, hasCard) => timePollReminded(to, poll, { now, hasCard }));
    if (!isTold) unreached.push(person.name);
  }
  return unreached;
}
