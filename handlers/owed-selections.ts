import { listSelections } from "../db/selections.ts";
import { owedResult } from "../text/selection-closed.ts";
import type { PersonContext } from "./command.ts";
import { nameOf } from "./selection-picking.ts";

/** Results that wait for the convener: published, extended or moved to a meeting. */
export async function oweResults(context: PersonContext): Promise<readonly string[]> {
  const { tx, tenantId, person, place } = context;
  const closed = await listSelections(tx, tenantId, ["closed"]);
  const own = closed.filter(({ drafterId }) => drafterId === person.id);
  const owed: string[] = [];
  for (const selection of own) owed.push(owedResult(await nameOf(context, selection), place));
  return owed;
}
