import { upsertSingleConversation } from "../db/conversations.ts";
import { listIdentities } from "../db/identities.ts";
import { insertOutgoing } from "../db/outbox.ts";
import { findLiaison } from "../db/people.ts";
import { textMessage } from "../domain/message.ts";
import type { Liaison } from "../domain/person.ts";
import { classifiedNotice, classifiedRefused, classifiedToldAlone } from "../text/general.ts";
import { canBeTold } from "./reach.ts";
import type { Incoming } from "./turn.ts";

/**
 * The answer to words that carry a mark of classification. The person is told alone where that is
 * possible, the 联络员 that it happened; nobody is told what was said, and nothing of it is kept.
 */
export async function answerClassified(incoming: Incoming): Promise<string> {
  const { message, arrival, account } = incoming;
  if (arrival.tenantId === undefined) return classifiedRefused(false);
  const liaison = await findLiaison(incoming.tx, arrival.tenantId);
  const isTold = liaison !== undefined && (await tellLiaison(incoming, liaison));
  const refused = classifiedRefused(isTold);
  if (message.conversation.kind === "single") return refused;
  const { externalId } = message.sender;
  const isTellable = message.sender.linkable;
  if (!isTellable || !(await tellAlone(incoming, { accountId: account.id, externalId }, refused))) {
    return refused;
  }
  return classifiedToldAlone();
}

async function tellLiaison(incoming: Incoming, liaison: Liaison): Promise<boolean> {
  const { tx, arrival, message, now } = incoming;
  const tenantId = arrival.tenantId ?? 0;
  const { kind, title } = message.conversation;
  const notice = classifiedNotice({
    salutation: liaison.salutation,
    where: kind === "single" ? "单聊里" : `${title ?? "群"}里`,
    who: arrival.sender.person?.name ?? "一位成员",
    at: now,
  });
  let isTold = false;
  for (const identity of await listIdentities(tx, tenantId, liaison.id)) {
    if (await tellAlone(incoming, identity, notice)) isTold = true;
  }
  return isTold;
}

/** @returns false if nothing can be said to this account in 1:1 */
async function tellAlone(
  incoming: Incoming,
  whom: { readonly accountId: number; readonly externalId: string },
  words: string,
): Promise<boolean> {
  const { tx, arrival, wallNow: at } = incoming;
  if (!canBeTold(incoming, whom)) return false;
  const { accountId, externalId } = whom;
  const conversationId = await upsertSingleConversation(tx, { id: accountId, externalId }, at);
  const tenantId = arrival.tenantId ?? 0;
  const message = textMessage(words);
  await insertOutgoing(tx, { tenantId, conversationId, urgency: "answer", message, at });
  return true;
}
