import { insertPerson, replaceAffiliation, replaceRole, updatePerson } from "../db/people.ts";
import type { RosterPerson } from "../db/people.ts";
import { listUnits, upsertUnit } from "../db/units.ts";
import { UserError } from "../domain/errors.ts";
import { isNameless } from "../domain/person.ts";
import { hasRight, type Role, roleNames, roleOfTitle } from "../domain/rights.ts";
import { defaultSalutation, type RosterLine } from "../domain/roster.ts";
import type { TenantContext } from "./command.ts";

/** All that is needed of a message's context. */
export type RosterContext = Pick<TenantContext, "tx" | "tenantId" | "now">;

/** How a pasted list would change the roster. */
export interface RosterPlan {
  readonly steps: readonly RosterStep[];
  readonly added: number;
  readonly updated: number;
  /** Whether everybody of the roster is on the list, so that the list sets the order. */
  readonly isWhole: boolean;
  /** People of the roster who are not on the list. */
  readonly absent: number;
}

interface RosterStep {
  readonly line: RosterLine;
  readonly person: RosterPerson | undefined;
  readonly position: number;
}

/**
 * A line is a known person if the name fits and, where both tell a unit, the unit too; on a list of
 * everybody the name is enough, because nobody is left whom else it could mean. Only such a list
 * sets the order: from any other, known people keep their places and new ones come last.
 */
export function planRoster(
  roster: readonly RosterPerson[],
  lines: readonly RosterLine[],
  isAddition = false,
): RosterPlan {
  const known = roster.filter((person) => !isNameless(person));
  const isWhole = !isAddition && holdsEverybody(lines, known);
  const free = new Set(known);
  const take = (line: RosterLine, fits = fitsUnit): RosterPerson | undefined => {
    const person = Array.from(free).find((each) => each.name === line.name && fits(each, line));
    if (person !== undefined) free.delete(person);
    return person;
  };
  const certain = lines.map((line) => take(line));
  let last = Math.max(0, ...known.map((person) => person.position));
  const steps = lines.map((line, index) => {
    const person = certain[index] ?? (isWhole ? take(line, () => true) : undefined);
    if (isWhole) return { line, person, position: index + 1 };
    const place = person?.position ?? 0;
    if (place === 0) last += 1;
    return { line, person, position: place === 0 ? last : place };
  });
  const updated = steps.filter((step) => step.person !== undefined).length;
  return { steps, added: steps.length - updated, updated, isWhole, absent: free.size };
}

/** An administrator who stands outside the office's order need not be on its list. */
function holdsEverybody(lines: readonly RosterLine[], known: readonly RosterPerson[]): boolean {
  const names = new Map<string, number>();
  for (const { name } of lines) names.set(name, (names.get(name) ?? 0) + 1);
  return known
    .filter((person) => person.position > 0)
    .every(({ name }) => {
      const left = names.get(name) ?? 0;
      names.set(name, left - 1);
      return left > 0;
    });
}

function fitsUnit(person: RosterPerson, line: RosterLine): boolean {
  const hasUnits = person.units.length > 0 && line.unit !== undefined;
  return !hasUnits || person.units.some((unit) => unit === line.unit);
}

/** People whose title gives them another role than they have. */
export function findRoleChanges({ steps }: RosterPlan): readonly RoleChange[] {
  return steps.flatMap(({ line, person }) => {
    const to = roleOfTitle(line.title);
    const from = person?.roles.find((role) => role !== "administrator" && role !== to);
    return from === undefined
      ? []
      : [{ name: line.name, from: roleNames[from], to: roleNames[to] }];
  });
}

interface RoleChange {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** @throws UserError if afterwards nobody with an account could confirm anybody */
export function checkConfirmers(roster: readonly RosterPerson[], plan: RosterPlan): void {
  const titles = new Map(plan.steps.map(({ line, person }) => [person?.id, line.title]));
  const linked = roster.filter((person) => person.hasIdentity);
  const last = linked.find((person) => hasRight(person.roles, "confirm-identity"));
  const isSomebodyLeft = linked.some(({ id, roles }) =>
    hasRight(rolesAfter(roles, titles.get(id)), "confirm-identity"),
  );
  if (last !== undefined && !isSomebodyLeft) {
    throw new UserError("rosterLastLiaison", { name: last.name });
  }
}

function rolesAfter(held: readonly Role[], title: string | undefined): readonly Role[] {
  if (title === undefined) return held;
  return [...held.filter((role) => role === "administrator"), roleOfTitle(title)];
}

/** What a title gave or took, and where somebody belongs, is as the newest list says. */
export async function mergeRoster(context: RosterContext, plan: RosterPlan): Promise<void> {
  const { tx, tenantId } = context;
  const root = (await listUnits(tx, tenantId)).find((unit) => unit.parentId === undefined)?.id;
  const units = createUnitFinder(context, root);
  for (const { line, person, position } of plan.steps) {
    const personId = await keepPerson(context, line, { person, position });
    await replaceRole(tx, tenantId, personId, roleOfTitle(line.title));
    if (line.unit !== undefined) {
      const unitId = await units("片区", line.unit);
      await replaceAffiliation(tx, { tenantId, personId, axis: "territory", unitId });
    }
    if (line.sector !== undefined) {
      const unitId = await units("界别", line.sector);
      await replaceAffiliation(tx, { tenantId, personId, axis: "sector", unitId });
    }
  }
}

async function keepPerson(
  context: RosterContext,
  line: RosterLine,
  place: { readonly person: RosterPerson | undefined; readonly position: number },
): Promise<number> {
  const { tx, tenantId, now: at } = context;
  const { person, position } = place;
  const { name, title, phone, gender, residence } = line;
  if (person === undefined) {
    const salutation = defaultSalutation(name, title);
    const given = { name, title, phone, gender, residence };
    return insertPerson(tx, { tenantId, ...given, salutation, position, at });
  }
  // 称呼 was perhaps put right by hand: it is only made anew when the title changed.
  const salutation = person.title === title ? person.salutation : defaultSalutation(name, title);
  // What a list leaves out is not taken away.
  const change = { title, salutation, position, phone, gender, residence };
  await updatePerson(tx, tenantId, person.id, change);
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
