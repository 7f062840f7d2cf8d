import { listOwnSelections } from "../db/ballots.ts";
import { fold } from "../domain/normalize.ts";
import { secretUnclear } from "../text/secret-words.ts";
import { exampleFor } from "../text/selection-rules.ts";
import { isSecret } from "./ballots.ts";
import { parseCommand } from "./parse.ts";
import { commands } from "./registry.ts";
import type { Turn } from "./turn.ts";

/**
 * Words that nobody understood may still say what somebody chooses: while a 无记名 selection is open
 * to them, nothing of such words is kept, and the answer repeats none of them.
 * @returns the answer; undefined = they may be kept like any others
 */
export async function forgetSecretAttempt(turn: Turn, words: string): Promise<string | undefined> {
  const { tx, arrival, now } = turn.incoming;
  const { tenantId, sender } = arrival;
  if (turn.place === "group" || tenantId === undefined || !attempt.test(fold(words))) {
    return undefined;
  }
  // Spoken, it is read back as what it is.
  if (parseCommand(words, commands).kind === "command") return undefined;
  const personId = sender.person?.id ?? 0;
  const own = await listOwnSelections(tx, { tenantId, personId }, "free");
  const secret = own.find((each) => {
    // Who is not known yet may be on the roll.
    const isTheirs = sender.person === undefined || each.elector?.takesPart === true;
    return isTheirs && isSecret(each) && each.selection.dueAt > now;
  });
  if (secret === undefined) return undefined;
  turn.isForgotten = true;
  return secretUnclear(exampleFor(secret), sender.person !== undefined);
}

/** What a choice has in it, however it is put: its verb, a number, or an answer to a proposal. */
const attempt =
  /推荐|[选投]|表决|打分|排序|同意|赞成|反对|弃权|\d|[零〇一二三四五六七八九十百两]\s?(?:号|件|和|跟|与|、|,|，|$)/;
