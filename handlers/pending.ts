import { hasOpenClaim } from "../db/identities.ts";
import { insertPending, type Pending } from "../db/pending.ts";
import { findLiaison } from "../db/people.ts";
import { limits } from "../domain/limits.ts";
import { pendingFull, pendingKept } from "../text/people.ts";
import { isRawArgs, isRecord, type RawArgs } from "./question.ts";
import type { Incoming } from "./turn.ts";

/** What somebody wants: a command with its words, or words that were not understood. */
export type Wish =
  | { readonly command: string; readonly args: RawArgs }
  | { readonly words: string };

/**
 * Keeps what somebody unknown wants until the 联络员 has said who it is, and asks for the name.
 * @param called how it is called back; undefined = it has no name of its own
 */
export async function keepWish(
  incoming: Incoming,
  tenantId: number,
  wish: Wish,
  called?: string,
): Promise<string> {
  const { tx, account, message, arrival, receiptId, now, wallNow } = incoming;
  const key = { tenantId, accountId: account.id, externalId: message.sender.externalId };
  const place = message.conversation.kind;
  const pending = {
    conversationId: arrival.conversationId,
    receiptId,
    words: JSON.stringify(wish),
    saidAt: now,
    now: wallNow,
    expiresAt: new Date(wallNow.getTime() + limits.pendingKeepDays * DAY_MS),
  };
  const isKept = await insertPending(tx, key, pending, {
    perSender: limits.pendingPerSenderMax,
    perTenant: limits.pendingPerTenantMax,
  });
  if (!isKept) return pendingFull(place);
  const isWaiting = await hasOpenClaim(tx, key);
  const liaison = isWaiting ? await findLiaison(tx, tenantId) : undefined;
  return pendingKept({ called, isWaiting, liaisonName: liaison?.name }, place);
}

/** Undefined for what an older program kept otherwise. */
export function parseWish({ words }: Pick<Pending, "words">): Wish | undefined {
  const stored: unknown = JSON.parse(words);
  if (!isRecord(stored)) return undefined;
  const { command, args, words: said } = stored;
  if (typeof said === "string") return { words: said };
  return typeof command === "string" && isRawArgs(args) ? { command, args } : undefined;
}

const DAY_MS = 24 * 60 * 60 * 1000;
