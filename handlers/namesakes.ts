import { listPeople, listPeopleByName, type RosterPerson } from "../db/people.ts";
import { UserError } from "../domain/errors.ts";
import { fold } from "../domain/normalize.ts";
import { isNameless } from "../domain/person.ts";
import type { TenantContext } from "./command.ts";

interface Named {
  readonly name: string;
  /** Tells people of the same name apart. */
  readonly zone: string | undefined;
  /** The command, for the example in a refusal. */
  readonly said: string;
}

/**
 * The person of the roster who is meant.
 * @throws UserError if there is nobody of that name, or several and no zone to tell
 */
export async function findOnRoster(
  { tx, tenantId }: Pick<TenantContext, "tx" | "tenantId">,
  { name, zone, said }: Named,
): Promise<RosterPerson> {
  const namesakes = await listPeopleByName(tx, tenantId, name);
  const wanted = zone === undefined ? undefined : fold(zone);
  const found = namesakes.filter(
    (each) => wanted === undefined || each.units.some((unit) => fold(unit).includes(wanted)),
  );
  const only = found[0];
  if (only !== undefined && found.length === 1) return only;
  if (namesakes.length > 1) {
    const units = namesakes.map((each) => each.units[0] ?? "片区名").join("，或者 ");
    throw new UserError("claimTwins", { name, units, said });
  }
  const roster = await listPeople(tx, tenantId);
  const isEmpty = roster.every((each) => isNameless(each));
  throw new UserError(isEmpty ? "claimNoRoster" : "claimNotOnRoster", { name });
}
