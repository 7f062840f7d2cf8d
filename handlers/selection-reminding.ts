import {
  listToRemind,
  listWaiting,
  updateReminded,
  updateSelectionReminder,
} from "../db/selection-reminders.ts";
import { listRollParts } from "../db/selection-results.ts";
import { listSelections } from "../db/selections.ts";
import { listPersonAccounts } from "../db/reach.ts";
import { readWorkdays } from "../db/workdays.ts";
import { limits } from "../domain/limits.ts";
import type { Selection } from "../domain/selection.ts";
import { nextReminderAt } from "../domain/selection-reminder.ts";
import { fromLocal, toLocal } from "../domain/time.ts";
import { countTurnout } from "../domain/turnout.ts";
import { nextWorkingTime } from "../domain/working-time.ts";
import { groupReminded, liaisonReminded } from "../text/selection-reminders.ts";
import { shortTitle } from "../text/selection-results.ts";
import type { PublishContext } from "./publication.ts";
import { canBeTold } from "./reach.ts";
import { findUnitName, tellLiaisons, tellPlaces } from "./selection-announcing.ts";
import { remindAlone } from "./selection-invitation.ts";
import { viewSelection } from "./selections.ts";

/**
 * Speaks to those who have not chosen, each alone, then in the groups in numbers, then to the 联络员
 * by name. Many people are reminded in several goes, so that no transaction is long.
 * @param selection open, not yet due, and held by the caller
 * @returns false if it was put off: nobody is spoken to now
 */
export async function remindOfSelection(
  context: PublishContext,
  selection: Selection,
): Promise<boolean> {
  const { tx, tenantId, now } = context;
  const at = nextWorkingTime(now, await readWorkdays(tx, tenantId));
  if (at > now) {
    // On the day it ends it may be too late then: the group was told the deadline.
    await updateSelectionReminder(tx, selection, {
      remindAt: at < selection.dueAt ? at : undefined,
    });
    return false;
  }
  const batch = limits.selectionRemindBatch;
  const some = await listToRemind(tx, selection, { since: startOfDay(now), batch });
  const view = await viewSelection(context, selection);
  for (const person of some) await remindAlone(context, view, person);
  await updateReminded(
    tx,
    selection,
    some.map(({ personId }) => personId),
    now,
  );
  if (some.length < batch) await finishReminding(context, selection);
  return true;
}

async function callSelection(context: PublishContext, selection: Selection): Promise<string> {
  const unitName = await findUnitName(context, selection);
  return shortTitle({ title: selection.title, unitName });
}

/** Everybody has been spoken to: the groups hear how many are missing, the 联络员 who. */
async function finishReminding(context: PublishContext, selection: Selection): Promise<void> {
  const { tx, tenantId, now } = context;
  const { dueAt } = selection;
  const sent = selection.remindersSent + 1;
  const openedAt = selection.openedAt ?? now;
  const workdays = await readWorkdays(tx, tenantId);
  const remindAt = nextReminderAt(now, { openedAt, dueAt, sent, workdays });
  await updateSelectionReminder(tx, selection, { remindAt, remindersSent: sent });
  const waiting = await listWaiting(tx, selection);
  if (waiting.length === 0) return;
  const running = await listSelections(tx, tenantId, ["open"]);
  // Where there is only one, everybody knows which.
  const name = running.length > 1 ? await callSelection(context, selection) : undefined;
  const { eligible, took } = countTurnout(await listRollParts(tx, selection));
  await tellPlaces(
    context,
    selection,
    groupReminded({ name, dueAt, now, eligible, took }),
    "reminder",
  );
  const reachable = await listReachable(context);
  const names = waiting.map((each) => each.name);
  const outOfReach = waiting
    .filter(({ personId }) => !reachable.has(personId))
    .map((each) => each.name);
  const namesMax = limits.namesShownMax;
  await tellLiaisons(context, (salutation) =>
    liaisonReminded({ salutation, name, waiting: names, outOfReach, times: sent, namesMax }),
  );
}

async function listReachable(context: PublishContext): Promise<ReadonlySet<number>> {
  const accounts = await listPersonAccounts(context.tx, context.tenantId);
  return new Set(
    accounts.filter((account) => canBeTold(context, account)).map(({ personId }) => personId),
  );
}

function startOfDay(at: Date): Date {
  const { year, month, day } = toLocal(at);
  return fromLocal({ year, month, day, hour: 0, minute: 0 });
}
