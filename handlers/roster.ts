import { insertAffiliation, insertPerson, insertRole, updatePerson } from "../db/people.ts";
import type { RosterPerson } from "../db/people.ts";
import { listUnits, upsertUnit } from "../db/units.ts";
import { isNameless } from "../domain/person.ts";
import { roleOfTitle } from "../domain/rights.ts";
import { defaultSalutation, type RosterLine } from "../domain/roster.ts";
import type { TenantContext } from "./command.ts";

/** All that is needed of a message's context. */
export type RosterContext = Pick<TenantContext, "tx" | "tenantId" | "now">;

/** How a pasted list would change the roster. */
export interface RosterPlan {
  readonly steps: readonly {
    readonly line: RosterLine;
    readonly person: RosterPerson | undefined;
  }[];
  /** People of the roster who are not on the pasted list, in their order. */
  readonly others: readonly RosterPerson[];
  readonly added: number;
  readonly updated: number;
}

/** A line is a known person if the name fits and, where both tell a unit, the unit too. */
export function planRoster(
  roster: readonly RosterPerson[],
  lines: readonly RosterLine[],
): RosterPlan {
  const free = new Set(roster.filter((person) => !isNameless(person)));
  const steps = lines.map((line) => {
    const person = Array.from(free).find((each) => isSame(each, line));
    if (person !== undefined) free.delete(person);
    return { line, person };
  });
  const updated = steps.filter((step) => step.person !== undefined).length;
  return { steps, others: Array.from(free), added: steps.length - updated, updated };
}

function isSame(person: RosterPerson, line: RosterLine): boolean {
  if (person.name !== line.name) return false;
  const hasUnits = person.units.length > 0 && line.unit !== undefined;
  return !hasUnits || person.units.some((unit) => unit === line.unit);
}

/** The order of the list is the office's order; whoever is not on it stays behind, in theirs. */
export async function mergeRoster(context: RosterContext, plan: RosterPlan): Promise<void> {
  const { tx, tenantId } = context;
  const root = (await listUnits(tx, tenantId)).find((unit) => unit.parentId === undefined)?.id;
  const units = createUnitFinder(context, root);
  for (const [index, { line, person }] of plan.steps.entries()) {
    const personId = await keepPerson(context, line, { person, position: index + 1 });
    await insertRole(tx, tenantId, personId, roleOfTitle(line.title));
    if (line.unit !== undefined) {
      const unitId = await units("片区", line.unit);
      await insertAffiliation(tx, { tenantId, personId, axis: "territory", unitId });
    }
    if (line.sector !== undefined) {
      const unitId = await units("界别", line.sector);
      await insertAffiliation(tx, { tenantId, personId, axis: "sector", unitId });
    }
  }
  for (const [index, person] of plan.others.entries()) {
    const position = plan.steps.length + index + 1;
    if (person.position !== position) await updatePerson(tx, tenantId, person.id, { position });
  }
}

async function keepPerson(
  context: RosterContext,
  line: RosterLine,
  place: { readonly person: RosterPerson | undefined; readonly position: number },
): Promise<number> {
  const { tx, tenantId, now: at } = context;
  const { person, position } = place;
  const { name, title, phone } = line;
  if (person === undefined) {
    const salutation = defaultSalutation(name, title);
    return insertPerson(tx, { tenantId, name, title, salutation, position, phone, at });
  }
  // 称呼 was perhaps put right by hand: it is only made anew when the title changed.
  const salutation = person.title === title ? person.salutation : defaultSalutation(name, title);
  const known = phone === undefined ? {} : { phone };
  await updatePerson(tx, tenantId, person.id, { title, salutation, position, ...known });
  return person.id;
}

function createUnitFinder(context: RosterContext, parentId: number | undefined) {
  const known = new Map<string, number>();
  return async (kind: string, name: string): Promise<number> => {
    const key = `${kind} ${name}`;
    const id =
      known.get(key) ??
      (await upsertUnit(context.tx, { tenantId: context.tenantId, kind, name, parentId }));
    known.set(key, id);
    return id;
  };
}
