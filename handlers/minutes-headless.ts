import { findTaking } from "../db/minutes.ts";
import { lineHeadless } from "../text/minutes-taking.ts";
import type { Turn } from "./turn.ts";

/**
 * Words that nobody understood, of somebody who is taking down a meeting: most likely a line of it.
 * @returns the answer; undefined = nobody takes anything down here
 */
export async function answerHeadless(turn: Turn, words: string): Promise<string | undefined> {
  const { tx, arrival } = turn.incoming;
  const { tenantId, sender } = arrival;
  if (turn.place === "group" || tenantId === undefined || sender.person === undefined) {
    return undefined;
  }
  const taking = await findTaking(tx, tenantId, sender.person.id);
  return taking && lineHeadless(words);
}
