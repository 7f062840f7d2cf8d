import { findMethod, type UnitMethod } from "../db/methods.ts";
import { listUnits, type Unit } from "../db/units.ts";
import { UserError } from "../domain/errors.ts";
import { fold } from "../domain/normalize.ts";
import type { TopicStatus } from "../domain/topic.ts";
import type { PersonContext } from "./command.ts";
import { findMeantUnit } from "./unit-groups.ts";

/** 工作法: whose is meant, and what goes for it. */

/** @throws UserError for a name that no unit has */
export async function findMethodUnit(
  context: PersonContext,
  said: string | undefined,
): Promise<Unit> {
  const words = (said ?? "").trim();
  const { unit, rest } = await findMeantUnit(context, words);
  if (rest === "") return unit;
  const units = await listUnits(context.tx, context.tenantId);
  const [only, another] = units.filter(({ name }) => fold(name).includes(fold(words)));
  if (only !== undefined && another === undefined) return only;
  const names = units.map(({ name }) => name).slice(0, NAMED_MAX);
  throw new UserError("methodUnitUnknown", { name: words, names: names.join("、") });
}

const NAMED_MAX = 8;

/** What the unit itself has, and what goes for it through those above. */
export async function findMethods(
  { tx, tenantId }: PersonContext,
  { id, parentId }: Unit,
): Promise<{ readonly own: UnitMethod | undefined; readonly above: UnitMethod | undefined }> {
  const found = await findMethod(tx, { tenantId, unitId: id });
  if (found?.unitId !== id) return { own: undefined, above: found };
  const above =
    parentId === undefined ? undefined : await findMethod(tx, { tenantId, unitId: parentId });
  return { own: found, above };
}

const over: ReadonlySet<TopicStatus> = new Set(["withdrawn", "erased", "merged", "split"]);

/** Nothing more becomes of it: no step is shown. */
export function isOver({ status }: { readonly status: TopicStatus }): boolean {
  return over.has(status);
}
