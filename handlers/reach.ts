import { upsertSingleConversation } from "../db/conversations.ts";
import type { Tx } from "../db/database.ts";
import { insertOutgoing } from "../db/outbox.ts";
import { textMessage } from "../domain/message.ts";
import type { HandlerPorts } from "./command.ts";

interface Speaking {
  readonly ports: Pick<HandlerPorts, "voice">;
  readonly wallNow: Date;
}

/** One account of a person, linked or not. */
interface Reachable {
  readonly accountId: number;
  readonly externalId: string;
}

/** Whether the bot can speak to this account alone, at any time and by its own motion. */
export function canBeTold({ ports, wallNow }: Speaking, account: Reachable): boolean {
  const conversation = { kind: "single", externalId: account.externalId } as const;
  return ports.voice(account.accountId, { conversation }, wallNow) !== undefined;
}

/**
 * Says something in 1:1, on each of these accounts that can be spoken to.
 * @returns false if there is none
 */
export async function tellAlone(
  speaking: Speaking & { readonly tx: Tx },
  tenantId: number,
  accounts: readonly Reachable[],
  words: string,
): Promise<boolean> {
  const { tx, wallNow: at } = speaking;
  const reached = accounts.filter((account) => canBeTold(speaking, account));
  for (const { accountId, externalId } of reached) {
    const conversationId = await upsertSingleConversation(tx, { id: accountId, externalId }, at);
    const message = textMessage(words);
    await insertOutgoing(tx, { tenantId, conversationId, urgency: "answer", message, at });
  }
  return reached.length > 0;
}
