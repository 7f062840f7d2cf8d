import { getPerson } from "../db/people.ts";
import { listUnits } from "../db/units.ts";
import { UserError } from "../domain/errors.ts";
import type { Selection } from "../domain/selection.ts";
import type { PersonContext } from "./command.ts";
import { unitsBelow } from "../domain/unit-path.ts";

/** The convener first; the 联络员 looks after it with them. */
export function mayKnowFirst(
  { person: { id, roles } }: Pick<PersonContext, "person">,
  { drafterId }: Pick<Selection, "drafterId">,
): boolean {
  return id === drafterId || roles.includes("liaison") || roles.includes("administrator");
}

/**
 * Besides those, a convener of the unit that chooses, or of one above it, ends or extends it.
 * @throws UserError for a convener of another unit
 */
export async function checkMayRun(
  context: PersonContext,
  selection: Pick<Selection, "drafterId" | "unitId">,
): Promise<void> {
  if (mayKnowFirst(context, selection)) return;
  const { tx, tenantId, person } = context;
  const units = await listUnits(tx, tenantId);
  const { units: own } = await getPerson(tx, tenantId, person.id);
  const theirs = units.filter(({ name }) => own.includes(name));
  if (theirs.some(({ id }) => unitsBelow(units, id).includes(selection.unitId))) return;
  const unit = units.find(({ id }) => id === selection.unitId)?.name ?? "";
  const { salutation } = await getPerson(tx, tenantId, selection.drafterId);
  throw new UserError("selectionOthers", { unit, convener: salutation });
}
