import { listIdentities } from "../db/identities.ts";
import { insertOutgoing } from "../db/outbox.ts";
import { getPerson, listPeopleByRole } from "../db/people.ts";
import { lockOpenPublication, updatePublication } from "../db/publications.ts";
import { findSelectionPlaces } from "../db/selection-results.ts";
import { listOptions } from "../db/selections.ts";
import { listUnits } from "../db/units.ts";
import { limits } from "../domain/limits.ts";
import { textMessage } from "../domain/message.ts";
import type { Selection } from "../domain/selection.ts";
import type { SelectionResult } from "../domain/tally.ts";
import { nextSpeakingTime } from "../domain/time.ts";
import { nextWorkingTime } from "../domain/working-time.ts";
import { closedAnnounced, convenerOutOfReach, resultFirst } from "../text/selection-closed.ts";
import type { ResultView } from "../text/selection-results.ts";
import { openPublication, type PublishContext } from "./publication.ts";
import { releaseWaysAlone } from "./publication-review.ts";
import { tellAlone } from "./reach.ts";
import type { Closed } from "./selection-closing.ts";

/** The word under which results are published and reviewed. */
export const RESULT_KIND = "selection-result";

/** What the texts about a result need to know. */
export async function viewResult(
  { tx, tenantId }: Pick<PublishContext, "tx" | "tenantId">,
  selection: Selection,
  result: SelectionResult,
): Promise<ResultView> {
  const [options, unitName, convener] = await Promise.all([
    listOptions(tx, selection),
    findUnitName({ tx, tenantId }, selection),
    getPerson(tx, tenantId, selection.drafterId),
  ]);
  return {
    title: selection.title,
    unitName,
    closedAt: selection.closedAt ?? selection.dueAt,
    closeReason: selection.closeReason,
    purpose: selection.purpose,
    result,
    labels: new Map(options.map(({ number, label }) => [number, label])),
    convener: convener.salutation,
  };
}

export async function findUnitName(
  { tx, tenantId }: Pick<PublishContext, "tx" | "tenantId">,
  { unitId }: Pick<Selection, "unitId">,
): Promise<string> {
  const units = await listUnits(tx, tenantId);
  return units.find(({ id }) => id === unitId)?.name ?? "";
}

/**
 * Drafts what the groups will read, and tells the convener first, alone; the groups only hear that it
 * is over, where they could not have known. In the quiet hours it is said when they end.
 */
export async function announceClosing(
  context: PublishContext,
  closed: Closed,
  { isConvenerTold }: { readonly isConvenerTold: boolean } = { isConvenerTold: false },
): Promise<void> {
  const { selection, result } = closed;
  await draftResult(context, selection);
  const view = await viewResult(context, selection, result);
  const late = isLate(context, selection);
  const isTold =
    isConvenerTold ||
    (await tellPersonLater(context, selection.drafterId, await firstWords(context, closed)));
  if (!isTold) await tellLiaisons(context, (salutation) => convenerOutOfReach(view, salutation));
  const words = closedAnnounced(view, late);
  if (words !== undefined) await tellPlaces(context, selection, words);
}

/** What the convener reads before anybody else. */
export async function firstWords(
  context: PublishContext,
  { selection, result }: Closed,
): Promise<string> {
  const view = await viewResult(context, selection, result);
  const { unitId, drafterId } = selection;
  const ways = await releaseWaysAlone(context, { kind: RESULT_KIND, unitId, drafterId });
  return resultFirst({ view, isLate: isLate(context, selection), ways });
}

/** Nothing was running at its time. */
function isLate({ now }: Pick<PublishContext, "now">, selection: Selection): boolean {
  if (selection.closeReason !== "deadline") return false;
  return now.getTime() - selection.dueAt.getTime() > limits.selectionLateMs;
}

/** What the groups will read waits for 发布 or 送审. */
export async function draftResult(context: PublishContext, selection: Selection): Promise<void> {
  const { unitId, drafterId, conversationId, id: objectId } = selection;
  await openPublication(context, {
    kind: RESULT_KIND,
    objectId,
    unitId,
    drafterId,
    conversationId,
  });
}

/** It was counted for nothing: it goes on, or was given up. */
export async function dropResult(context: PublishContext, { id }: Selection): Promise<void> {
  const { tx, tenantId } = context;
  const open = await lockOpenPublication(tx, tenantId, { kind: RESULT_KIND, objectId: id });
  if (open !== undefined) await updatePublication(tx, open, { state: "dropped" });
}

/** To everybody where it was shown. @returns in how many groups */
export async function tellPlaces(
  context: PublishContext,
  selection: Selection,
  words: string,
  urgency: "answer" | "reminder" = "answer",
): Promise<number> {
  const { tx, tenantId } = context;
  const places = await findSelectionPlaces(tx, selection);
  for (const conversationId of places) {
    await insertOutgoing(tx, {
      tenantId,
      conversationId,
      urgency,
      message: textMessage(words),
      at: speakingMoment(context),
    });
  }
  return places.length;
}

/** To one person alone. @returns false if there is no way to */
export async function tellPersonLater(
  context: PublishContext,
  personId: number,
  words: string,
): Promise<boolean> {
  const { tx, tenantId, ports } = context;
  const accounts = await listIdentities(tx, tenantId, personId);
  return tellAlone({ tx, ports, wallNow: speakingMoment(context) }, tenantId, accounts, words);
}

/** @param words for somebody who is addressed like that */
export async function tellLiaisons(
  context: PublishContext,
  words: (salutation: string) => string,
): Promise<void> {
  const { tx, tenantId } = context;
  for (const { id, salutation } of await listPeopleByRole(tx, tenantId, "liaison")) {
    await tellPersonLater(context, id, words(salutation));
  }
}

/** Now, or the end of the quiet hours and days off, which go by the business clock. Wall clock. */
export function speakingMoment({
  now,
  wallNow,
  workdays,
}: Pick<PublishContext, "now" | "wallNow" | "workdays">): Date {
  const at = workdays === undefined ? nextSpeakingTime(now) : nextWorkingTime(now, workdays);
  return new Date(wallNow.getTime() + at.getTime() - now.getTime());
}
