import { getPerson } from "../db/people.ts";
import { listPersonAccounts } from "../db/reach.ts";
import { claimOpenRound, listDueRounds } from "../db/rounds.ts";
import { listByStatus } from "../db/screening.ts";
import { readWorkdays } from "../db/workdays.ts";
import { tellAlone } from "../handlers/reach.ts";
import { closeRound } from "../handlers/rounds.ts";
import { roundClosedForOpener } from "../text/rounds.ts";
import { nextWorkingTime } from "../domain/working-time.ts";
import { type DueKey, type DueKind, type DueMoment, toWall } from "./due.ts";

/** 征题 closes by itself at its deadline, and after a stop of the program as soon as it runs again. */
export const rounds: DueKind = { name: "collection round", list: listDueRounds, fire };

async function fire(moment: DueMoment, key: DueKey): Promise<boolean> {
  const { tx, tenantId, now, ports } = moment;
  const held = await claimOpenRound(tx, key);
  // Prolonged or closed meanwhile, or another worker is there.
  if (held === undefined || held.dueAt > now) return false;
  const context = { ...moment, actorId: undefined, receiptId: undefined };
  const { round, counts } = await closeRound(context, held, "deadline");
  const [opener, waiting, accounts] = await Promise.all([
    getPerson(tx, tenantId, round.openedById),
    listByStatus(tx, { tenantId, unitId: round.unitId, statuses: ["proposed", "accepted"] }),
    listPersonAccounts(tx, tenantId),
  ]);
  const words = roundClosedForOpener(
    { ...round, salutation: opener.salutation },
    counts,
    waiting.length,
  );
  const own = accounts.filter(({ personId }) => personId === opener.id);
  const wallNow = toWall(moment, nextWorkingTime(now, await readWorkdays(tx, tenantId)));
  await tellAlone({ tx, ports, wallNow }, tenantId, own, words);
  return true;
}
