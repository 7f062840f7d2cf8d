import { appendEvent } from "../db/events.ts";
import { findResult, shuffleSecretBallots, updateSelectionState } from "../db/selection-results.ts";
import { listSelections } from "../db/selections.ts";
import { UserError } from "../domain/errors.ts";
import type { Selection, SelectionState } from "../domain/selection.ts";
import type { SelectionResult } from "../domain/tally.ts";
import { shortTitle } from "../text/selection-results.ts";
import type { PersonContext } from "./command.ts";
import { publishContext } from "./publication.ts";
import { dropResult, tellPlaces } from "./selection-announcing.ts";
import { countSelection } from "./selection-closing.ts";
import { nameOf, pickSelection } from "./selection-picking.ts";

/** States in which it can still go another way: with too few, even once that was published. */
export const unfinished: readonly SelectionState[] = ["open", "closed", "published"];

/** What runs, else the newest that closed. @throws UserError if there is none */
export async function pickUnfinished(context: PersonContext, command: string): Promise<Selection> {
  const { tx, tenantId } = context;
  const [running] = await listSelections(tx, tenantId, ["open"]);
  if (running !== undefined) return pickSelection(context, { states: ["open"], command });
  const [newest] = await listSelections(tx, tenantId, ["closed", "published"]);
  if (newest === undefined) throw new UserError("selectionNoneOpen");
  return newest;
}

/**
 * What has a valid result is not asked again until another one comes out.
 * @throws UserError of that code if it is over and enough took part
 */
export async function checkUnmet(
  context: PersonContext,
  selection: Selection,
  code: "selectionExtendMet" | "selectionMoveMet",
): Promise<SelectionResult> {
  const { tx, now } = context;
  const stored = await findResult(tx, selection);
  const result = stored ?? (await countSelection({ tx }, selection));
  const isRunning = selection.state === "open" && selection.dueAt > now;
  const mayGoOn = isRunning && code === "selectionExtendMet";
  if (mayGoOn || !result.quorum.isMet) return result;
  throw new UserError(code, { name: shortTitle(await nameOf(context, selection)) });
}

interface Ending {
  /** For the history. */
  readonly kind: "cancelled" | "moved";
  readonly reason: string | undefined;
  /** To the groups. */
  readonly words: string;
}

/** It ends without a result. @returns how many groups were told */
export async function endSelection(
  context: PersonContext,
  selection: Selection,
  { kind, reason, words }: Ending,
): Promise<number> {
  const { tx, tenantId, now: at, person, receiptId } = context;
  const publishing = publishContext(context);
  await dropResult(publishing, selection);
  // What was chosen counts no more, and still must not lead to whoever chose it.
  if (selection.terms.disclosure === "secret") await shuffleSecretBallots(tx, selection);
  await updateSelectionState(tx, selection, { state: "cancelled", at });
  const object = { tenantId, objectKind: "selection", objectId: selection.id } as const;
  appendEvent(tx, { ...object, kind, actorId: person.id, at, receiptId, words: { reason } });
  return tellPlaces(publishing, selection, words);
}
