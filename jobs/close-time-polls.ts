import { claimTimePoll, listDueTimePolls } from "../db/time-polls.ts";
import { closeTimePoll, remindOfTimePoll } from "../handlers/time-poll-closing.ts";
import type { DueKey, DueKind, DueMoment } from "./due.ts";

/** 约时间 whose deadline is over, or whose owing are to be reminded. */
export const timePolls: DueKind = { name: "time poll", list: listDueTimePolls, fire };

async function fire(moment: DueMoment, { id }: DueKey): Promise<boolean> {
  const { tx, tenantId, now } = moment;
  const poll = await claimTimePoll(tx, tenantId, id);
  if (poll === undefined) return false;
  const context = { ...moment, actorId: undefined, receiptId: undefined };
  // Nothing was running at the time of the reminder, and now it is too late for one.
  if (poll.dueAt <= now) {
    await closeTimePoll(context, poll);
    return true;
  }
  if (poll.remindAt === undefined || poll.remindAt > now) return false;
  return remindOfTimePoll(context, poll);
}
