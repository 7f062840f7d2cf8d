import { listDueMinutes } from "../db/minutes-answers.ts";
import { findMinutes } from "../db/minutes.ts";
import { closeMinutes } from "../handlers/minutes-review.ts";
import type { DueKey, DueKind, DueMoment } from "./due.ts";

/** 纪要 whose time to be checked is over. */
export const minutesToClose: DueKind = { name: "minutes", list: listDueMinutes, fire };

/** Held first: of two workers the second finds it closed. */
async function fire(moment: DueMoment, { id }: DueKey): Promise<boolean> {
  const { tx, tenantId, now } = moment;
  const minutes = await findMinutes(tx, tenantId, { id });
  if (minutes?.state !== "reviewing" || minutes.dueAt === undefined || minutes.dueAt > now) {
    return false;
  }
  await closeMinutes({ ...moment, actorId: undefined, receiptId: undefined }, minutes);
  return true;
}
