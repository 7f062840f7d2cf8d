import { claimSelection, listDueSelections } from "../db/selections.ts";
import { readWorkdays } from "../db/workdays.ts";
import type { Selection } from "../domain/selection.ts";
import type { PublishContext } from "../handlers/publication.ts";
import { announceClosing } from "../handlers/selection-announcing.ts";
import { closeIfEveryone, closeSelection } from "../handlers/selection-closing.ts";
import { remindOfSelection } from "../handlers/selection-reminding.ts";
import type { DueKey, DueKind, DueMoment } from "./due.ts";

/** 议题推荐: closes at its deadline or when everybody has chosen, and reminds before. */
export const selections: DueKind = { name: "selection", list: listDueSelections, fire };

async function fire(moment: DueMoment, key: DueKey): Promise<boolean> {
  const selection = await claimSelection(moment.tx, key);
  if (selection === undefined || selection.state !== "open") return false;
  const { ports, ...rest } = moment;
  const context: PublishContext = { ...rest, ports, actorId: undefined, receiptId: undefined };
  const reason = await closingReason(context, selection);
  if (reason !== undefined) {
    const closed = await closeSelection(context, selection, reason);
    const workdays = await readWorkdays(moment.tx, moment.tenantId);
    await announceClosing({ ...context, workdays }, closed);
    return true;
  }
  if (selection.remindAt === undefined || selection.remindAt > moment.now) return false;
  return remindOfSelection(context, selection);
}

/** A deadline that is over counts as it was, even if everybody had chosen before. */
async function closingReason(
  context: PublishContext,
  { id, dueAt }: Selection,
): Promise<"deadline" | "everyone" | undefined> {
  if (dueAt <= context.now) return "deadline";
  return (await closeIfEveryone(context, id)) ? "everyone" : undefined;
}
