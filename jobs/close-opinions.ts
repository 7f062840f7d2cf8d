import {
  claimOpinionCall,
  listDueOpinionCalls,
  updateOpinionAnnounceAt,
} from "../db/opinion-calls.ts";
import { readWorkdays } from "../db/workdays.ts";
import { nextWorkingTime } from "../domain/working-time.ts";
import { announceCall, closeCall } from "../handlers/opinion-closing.ts";
import type { DueKey, DueKind, DueMoment } from "./due.ts";

/** 征求意见 whose deadline is over, or which was closed while everybody rested. */
export const opinionCalls: DueKind = { name: "opinion call", list: listDueOpinionCalls, fire };

async function fire(moment: DueMoment, { id }: DueKey): Promise<boolean> {
  const { tx, tenantId, now } = moment;
  const call = await claimOpinionCall(tx, tenantId, id);
  if (call === undefined) return false;
  const context = { ...moment, actorId: undefined, receiptId: undefined };
  if (call.state === "open") {
    // Put off meanwhile, or due: the deadline is when it closed, however late somebody looks.
    if (call.dueAt > now) return false;
    await closeCall(context, call, call.dueAt);
    return true;
  }
  const mayAt = nextWorkingTime(now, await readWorkdays(tx, tenantId));
  if (mayAt > now) {
    await updateOpinionAnnounceAt(tx, call, mayAt);
    return false;
  }
  await announceCall(context, call);
  return true;
}
