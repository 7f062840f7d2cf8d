import { findSelectionPlaces } from "../db/selection-results.ts";
import { listSelections, lockSelection } from "../db/selections.ts";
import { UserError } from "../domain/errors.ts";
import { fold } from "../domain/normalize.ts";
import type { Selection, SelectionState } from "../domain/selection.ts";
import { arg } from "./arg.ts";
import type { PersonContext, TenantContext } from "./command.ts";
import { findUnitName } from "./selection-announcing.ts";
import { checkMayRun } from "./selection-rights.ts";

/**
 * Where a question names the selection it is about. It stands behind an argument that takes all the
 * words there are, so nobody can type it.
 */
export const selectionArgs = { selection: arg.optionalWords("推荐编号") } as const;

interface Asked {
  readonly states: readonly SelectionState[];
  /** Part of its title. */
  readonly which?: string | undefined;
  /** Repeats the command with a title. */
  readonly command: string;
}

/**
 * The selection that is meant: the one whose title has the words, in a group the one shown there,
 * else one's own, else the only one.
 * @throws UserError if there is none, or several are left
 */
export async function pickSelection(context: PersonContext, asked: Asked): Promise<Selection> {
  const { tx, tenantId, person } = context;
  const all = await listSelections(tx, tenantId, asked.states);
  const named = asked.which === undefined ? all : all.filter(hasTitle(asked.which));
  const here = await narrow(named, ({ id }) => isShownHere(context, id));
  const own = await narrow(here, ({ drafterId }) => Promise.resolve(drafterId === person.id));
  const [only, ...others] = own;
  if (only === undefined) throw new UserError(noneOf(asked.states));
  if (others.length === 0) return only;
  const titles = own.slice(0, TITLES_MAX).map(({ title }) => title);
  throw new UserError("selectionWhich", {
    titles: titles.join("、"),
    example: `${asked.command} ${only.title}`,
  });
}

/** A question names so many. */
export const TITLES_MAX = 5;

function noneOf(states: readonly SelectionState[]) {
  return states.includes("open") ? "selectionNoneOpen" : "selectionNoneClosed";
}

/** Those whose title has the words, however they are typed. */
export function hasTitle(words: string) {
  const wanted = fold(words).replaceAll(/[\s「」《》。]/g, "");
  return ({ title }: Selection) => fold(title).includes(wanted);
}

/** Those that fit, or all if none does. */
async function narrow(
  all: readonly Selection[],
  fits: (selection: Selection) => Promise<boolean>,
): Promise<readonly Selection[]> {
  if (all.length < 2) return all;
  const fitting: Selection[] = [];
  for (const selection of all) if (await fits(selection)) fitting.push(selection);
  return fitting.length === 0 ? all : fitting;
}

async function isShownHere(
  { tx, tenantId, conversationId, place }: TenantContext,
  id: number,
): Promise<boolean> {
  if (place === "single") return false;
  return (await findSelectionPlaces(tx, { tenantId, id })).includes(conversationId);
}

/**
 * The one that a question was about, held until the end of the transaction.
 * @throws UserError if it is in another state by now
 */
export async function holdSelection(
  context: PersonContext,
  id: number,
  states: readonly SelectionState[],
): Promise<Selection> {
  const { tx, tenantId } = context;
  const selection = await lockSelection(tx, { tenantId, id });
  if (selection === undefined || !states.includes(selection.state)) {
    throw new UserError(noneOf(states));
  }
  await checkMayRun(context, selection);
  return selection;
}

/** What texts call it by. */
export async function nameOf(
  context: TenantContext,
  selection: Selection,
): Promise<{ readonly title: string; readonly unitName: string }> {
  return { title: selection.title, unitName: await findUnitName(context, selection) };
}
