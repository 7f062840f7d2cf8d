import { listAccountIds } from "../db/accounts.ts";
import { listUnitGroups } from "../db/conversations.ts";
import { countRoll } from "../db/ballots.ts";
import { countElectors, listRollSectorIds, type RollScope } from "../db/electors.ts";
import { appendEvent } from "../db/events.ts";
import { listShortlisted } from "../db/screening.ts";
import { listOptions } from "../db/selections.ts";
import { listUnits, type Unit } from "../db/units.ts";
import { readWorkdays } from "../db/workdays.ts";
import { UserError } from "../domain/errors.ts";
import type { Selection } from "../domain/selection.ts";
import { kindOfMethod } from "../domain/selection-choices.ts";
import { countPages, PAGE_OPTIONS_MAX } from "../domain/selection-pages.ts";
import type { Workdays } from "../domain/workdays.ts";
import { neededOf } from "../domain/turnout.ts";
import { confirmCard, selectionDrafted } from "../text/selection-drafts.ts";
import { type SelectionView, sourceOf } from "../text/selection-rules.ts";
import type { PersonContext } from "./command.ts";
import { draftPublication, type PublishContext } from "./publication.ts";
import { releaseWays } from "./publication-review.ts";
import { unitsBelow } from "../domain/unit-path.ts";

/** What launching, changing and opening a 议题推荐 share. */

export const SELECTION_KIND = "selection";

type Reading = Pick<PublishContext, "tx" | "tenantId">;

export interface DraftView extends SelectionView {
  readonly selection: Selection;
  readonly lotSeed: string | undefined;
}

/** Whose people take part: those of the unit and below it, or everybody for the committee itself. */
export function scopeOf(tenantId: number, units: readonly Unit[], unitId: number): RollScope {
  const isRoot = units.find(({ id }) => id === unitId)?.parentId === undefined;
  const isCommittee = isRoot && units.some(({ parentId }) => parentId === unitId);
  return { tenantId, unitIds: isCommittee ? undefined : unitsBelow(units, unitId) };
}

/** As the texts about it need it: with the frozen roll, or with who would be on it now. */
export async function viewSelection(
  { tx, tenantId }: Reading,
  selection: Selection,
): Promise<DraftView> {
  const units = await listUnits(tx, tenantId);
  const options = await listOptions(tx, selection);
  const eligible =
    selection.state === "draft"
      ? await countElectors(tx, scopeOf(tenantId, units, selection.unitId))
      : await countRoll(tx, selection);
  const unit = units.find(({ id }) => id === selection.unitId);
  const { lotSeed } = selection;
  const unitName = unit?.name ?? "";
  return { selection, options, eligible, unitName, source: sourceOf(unit), lotSeed };
}

/** Shows a draft with all its rules, and waits for 确认. @throws UserError for rules nobody can meet */
export async function showDraft(
  context: PersonContext,
  selection: Selection,
  movedFrom?: Date,
): Promise<string> {
  const { person, place, now } = context;
  const view = await viewDraft(context, selection);
  const drafted = { kind: SELECTION_KIND, objectId: selection.id, unitId: selection.unitId };
  await draftPublication(context, drafted);
  context.show(confirmCard(selection.title));
  const ways = await releaseWays(context, drafted);
  const { salutation } = person;
  return selectionDrafted({ ...view, salutation, ways, now, movedFrom }, place);
}

/** A draft with all that is said of it. @throws UserError for rules nobody can meet */
export async function viewDraft(
  context: Reading,
  selection: Selection,
): Promise<DraftView & { readonly isShortlist: boolean; readonly workdays: Workdays }> {
  const view = await viewSelection(context, selection);
  checkTurnout(view);
  checkPages(view);
  const screened = await listShortlisted(context.tx, context.tenantId);
  const isShortlist = view.options.every(({ topicId }) =>
    screened.some(({ id }) => id === topicId),
  );
  const workdays = await readWorkdays(context.tx, context.tenantId);
  return { ...view, isShortlist, workdays };
}

/** 无记名 cannot be changed, so a second page could not be added to the first. */
function checkPages({ selection: { terms }, options }: DraftView): void {
  const isPaged = kindOfMethod(terms.method) === "approval" && countPages(options) > 1;
  if (!isPaged || terms.disclosure !== "secret") return;
  throw new UserError("selectionSecretPages", { max: PAGE_OPTIONS_MAX, count: options.length });
}

function checkTurnout({ selection, unitName, eligible }: DraftView): void {
  if (eligible === 0) throw new UserError("selectionNobody", { unit: unitName });
  const needed = neededOf(selection.terms.quorum, eligible) ?? 0;
  if (needed > eligible) throw new UserError("selectionQuorumTooHigh", { needed, eligible });
}

/**
 * The groups in which it is shown: those of the unit and below it, and those of the 界别 of whoever
 * is on the roll.
 */
export async function listPlacesOf(
  { tx, tenantId }: Reading,
  selection: Selection,
): Promise<readonly number[]> {
  const units = await listUnits(tx, tenantId);
  const sectorIds = await listRollSectorIds(tx, selection);
  const unitIds = [...unitsBelow(units, selection.unitId), ...sectorIds];
  const groups = await listUnitGroups(tx, await listAccountIds(tx, tenantId), unitIds);
  return groups.map(({ id }) => id);
}

/** The caller holds the selection. */
export function recordSelection(
  { tx, tenantId, actorId, receiptId, now: at }: PublishContext,
  { id }: Pick<Selection, "id">,
  kind: "drafted" | "revised" | "opened" | "dropped" | "put-off",
  words: Readonly<Record<string, unknown>>,
): void {
  const object = { tenantId, objectKind: "selection", objectId: id } as const;
  appendEvent(tx, { ...object, kind, actorId, at, receiptId, words });
}
