import { listAccountIds } from "../db/accounts.ts";
import { listUnitGroups } from "../db/conversations.ts";
import { getPerson } from "../db/people.ts";
import { listUnits, type Unit } from "../db/units.ts";
import { fold } from "../domain/normalize.ts";
import { unitsBelow } from "../domain/unit-path.ts";
import type { PersonContext } from "./command.ts";
import type { PublishContext } from "./publication.ts";

type Reading = Pick<PublishContext, "tx" | "tenantId">;

/** The numbers of the registered groups of the unit and of those below it. */
export async function listGroupsBelow(
  { tx, tenantId }: Reading,
  unitId: number,
): Promise<readonly number[]> {
  const units = await listUnits(tx, tenantId);
  const accountIds = await listAccountIds(tx, tenantId);
  const groups = await listUnitGroups(tx, accountIds, unitsBelow(units, unitId));
  return groups.map(({ id }) => id);
}

/**
 * The unit that is meant, and the words without its name: the one at their start, else that of the
 * group, else that of whoever speaks, else everybody's.
 */
export async function findMeantUnit(
  context: PersonContext,
  words: string,
): Promise<{ readonly unit: Unit; readonly rest: string }> {
  const { tx, tenantId, person } = context;
  const units = await listUnits(tx, tenantId);
  const plain = fold(words);
  const byLength = units.toSorted((a, b) => b.name.length - a.name.length);
  const named = byLength.find((unit) => plain.startsWith(fold(unit.name)));
  if (named !== undefined) return { unit: named, rest: words.slice(named.name.length).trim() };
  const { units: own } = await getPerson(tx, tenantId, person.id);
  const unit =
    units.find(({ id }) => id === context.unitId) ??
    units.find(({ name }) => name === own[0]) ??
    units.find(({ parentId }) => parentId === undefined);
  if (unit === undefined) throw new Error("a tenant without units");
  return { unit, rest: words };
}
