import { listAskedSwaps } from "../db/duty-swaps.ts";
import { findTurn } from "../db/duty-turns.ts";
import { getPerson } from "../db/people.ts";
import { owedSwap } from "../text/duty-swaps.ts";
import type { PersonContext } from "./command.ts";

/** 调班 that this person was asked for and has not answered. */
export async function oweDuty(context: PersonContext): Promise<readonly string[]> {
  const { tx, tenantId, person, now, place } = context;
  const owed: string[] = [];
  for (const { turnId, askerId } of await listAskedSwaps(tx, tenantId, person.id)) {
    const turn = await findTurn(tx, tenantId, turnId);
    if (turn === undefined || turn.startsAt <= now) continue;
    const asker = await getPerson(tx, tenantId, askerId);
    owed.push(owedSwap(asker.name, turn, now, place));
  }
  return owed;
}
