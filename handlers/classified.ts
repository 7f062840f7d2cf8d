import { listIdentities } from "../db/identities.ts";
import { findLiaison } from "../db/people.ts";
import { classifiedNotice, classifiedRefused, classifiedToldAlone } from "../text/general.ts";
import { tellAlone } from "./reach.ts";
import type { Incoming } from "./turn.ts";

/**
 * The answer to words that carry a mark of classification. The person is told alone where that is
 * possible, the 联络员 that it happened; nobody is told what was said, and nothing of it is kept.
 */
export async function answerClassified(incoming: Incoming): Promise<string> {
  const { message, arrival, account } = incoming;
  const { tenantId } = arrival;
  if (tenantId === undefined) return classifiedRefused(false);
  const refused = classifiedRefused(await tellLiaison(incoming, tenantId));
  if (message.conversation.kind === "single" || !message.sender.linkable) return refused;
  const sender = { accountId: account.id, externalId: message.sender.externalId };
  const isTold = await tellAlone(incoming, tenantId, [sender], refused);
  return isTold ? classifiedToldAlone() : refused;
}

async function tellLiaison(incoming: Incoming, tenantId: number): Promise<boolean> {
  const { tx, arrival, message, now } = incoming;
  const liaison = await findLiaison(tx, tenantId);
  if (liaison === undefined) return false;
  const { kind, title } = message.conversation;
  const notice = classifiedNotice({
    salutation: liaison.salutation,
    where: kind === "single" ? "单聊里" : `${title ?? "群"}里`,
    who: arrival.sender.person?.name ?? "一位成员",
    at: now,
  });
  const accounts = await listIdentities(tx, tenantId, liaison.id);
  return tellAlone(incoming, tenantId, accounts, notice);
}
