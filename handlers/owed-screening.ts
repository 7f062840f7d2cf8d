import { listRoundsToScreen } from "../db/rounds.ts";
import { hasRight } from "../domain/rights.ts";
import { owedScreening } from "../text/rounds.ts";
import type { PersonContext } from "./command.ts";

/** What came in a 征题 that has closed is to be screened by the day that was announced. */
export async function oweScreening({ tx, tenantId, person, place }: PersonContext) {
  if (!hasRight(person.roles, "screen")) return [];
  const rounds = await listRoundsToScreen(tx, tenantId);
  return rounds.map((round) => owedScreening(round, place));
}
