import { createHash } from "node:crypto";

import { appendEvent } from "../db/events.ts";
import { listPaperTallies } from "../db/paper-tallies.ts";
import {
  hasEverybodyChosen,
  listCountedBallots,
  listRollParts,
  shuffleSecretBallots,
  updateSelectionState,
} from "../db/selection-results.ts";
import { listOptions } from "../db/selections.ts";
import { drawOrder } from "../domain/lot.ts";
import type { Selection } from "../domain/selection.ts";
import { type SelectionResult, tally } from "../domain/tally.ts";
import { countBallots } from "../domain/tally-rules.ts";
import type { PublishContext } from "./publication.ts";

type Scope = Pick<PublishContext, "tx" | "tenantId" | "now" | "wallNow">;

/**
 * Whether nobody is left to choose. It changes nothing: two who choose last at the same moment both
 * share the selection, and neither sees the other. The clock closes it from the roll within seconds.
 */
export async function closeIfEveryone(
  { tx, tenantId }: Scope,
  selectionId: number,
): Promise<boolean> {
  return hasEverybodyChosen(tx, { tenantId, id: selectionId });
}

/**
 * Closes a selection, counts it and keeps the result; the same for a command and for the clock. What
 * is said of it is the caller's: see `announceClosing`.
 * @param selection open, and held `for update` by the caller: whoever was choosing has ended
 * @returns the selection as it stands now, with its result
 */
export async function closeSelection(
  context: PublishContext,
  selection: Selection,
  reason: NonNullable<Selection["closeReason"]>,
): Promise<Closed> {
  const { tx, tenantId, now, actorId, receiptId } = context;
  // Nothing that came later counts, however long nothing was running.
  const closedAt = reason === "deadline" ? selection.dueAt : now;
  if (selection.terms.disclosure === "secret") await shuffleSecretBallots(tx, selection);
  const result = await countSelection(context, selection);
  await updateSelectionState(tx, selection, { state: "closed", closedAt, reason, result });
  appendEvent(tx, {
    tenantId,
    objectKind: "selection",
    objectId: selection.id,
    kind: "closed",
    actorId,
    at: now,
    receiptId,
    words: { reason, closedAt, ranking: result.ranking, turnout: result.turnout },
  });
  return { selection: { ...selection, state: "closed", closedAt, closeReason: reason }, result };
}

export interface Closed {
  readonly selection: Selection;
  readonly result: SelectionResult;
}

/** Counts the rows as they stand: at closing, and whenever somebody wants it done again. */
export async function countSelection(
  { tx }: Pick<PublishContext, "tx">,
  selection: Selection,
): Promise<SelectionResult> {
  const [options, roll, ballots, papers] = await Promise.all([
    listOptions(tx, selection),
    listRollParts(tx, selection),
    listCountedBallots(tx, selection),
    listPaperTallies(tx, selection),
  ]);
  const lot = drawLot(
    selection,
    options.map(({ number }) => number),
  );
  return tally({ terms: selection.terms, options, roll, ballots, papers, lot }, countBallots);
}

/** The options as the published seed orders them; undefined where ties are listed. */
export function drawLot(
  { terms, lotSeed }: Pick<Selection, "terms" | "lotSeed">,
  numbers: readonly number[],
): readonly number[] | undefined {
  if (terms.tie !== "lot" || lotSeed === undefined) return undefined;
  return drawOrder(numbers, (number) =>
    createHash("sha256").update(`${lotSeed}${number}`).digest("hex"),
  );
}
