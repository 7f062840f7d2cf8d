import { listDueProvisional, recordProvisional, takeProvisional } from "../db/provisional-dates.ts";
import { readWorkdays } from "../db/workdays.ts";
import { addWorkdays, dayNumber } from "../domain/workdays.ts";
import { nextWorkingTime } from "../domain/working-time.ts";
import { provisionalKinds } from "../handlers/provisional.ts";
import { type DueKey, type DueKind, type DueMoment, toWall } from "./due.ts";

/** Dates that were said before the notice of their year was out, once more is known. */
export const provisionalDates: DueKind = {
  name: "provisional date",
  list: listDueProvisional,
  fire,
};

/** Counts again; those concerned hear it once, whether it moved or is certain now. */
async function fire(moment: DueMoment, { tenantId, id }: DueKey): Promise<boolean> {
  const { tx, now } = moment;
  const date = await takeProvisional(tx, { tenantId, id });
  if (date === undefined) return false;
  const workdays = await readWorkdays(tx, tenantId);
  const { day, isProvisional } = addWorkdays(workdays, date.from, date.count);
  await recordProvisional(tx, workdays, { ...date, tenantId, said: day, at: now });
  const isSame = dayNumber(day) === dayNumber(date.said);
  if (isSame && isProvisional) return true;
  const kind = provisionalKinds.find(({ objectKind }) => objectKind === date.objectKind);
  if (kind === undefined) throw new Error(`nobody settles dates of ${date.objectKind}`);
  const speakAt = nextWorkingTime(now, workdays);
  const context = {
    ...moment,
    now: speakAt,
    wallNow: toWall(moment, speakAt),
    actorId: undefined,
    receiptId: undefined,
  };
  await kind.settle(context, date.objectId, { before: date.said, day, isProvisional });
  return true;
}
