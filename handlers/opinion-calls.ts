import { listAccountIds } from "../db/accounts.ts";
import { listPlaces, listUnitGroups } from "../db/conversations.ts";
import { appendEvent } from "../db/events.ts";
import type { OpinionCall } from "../db/opinion-calls.ts";
import { listOpinionPlaces } from "../db/opinion-places.ts";
import { getPerson } from "../db/people.ts";
import { listUnits, type Unit } from "../db/units.ts";
import { UserError } from "../domain/errors.ts";
import { fold } from "../domain/normalize.ts";
import { unitsBelow } from "../domain/unit-path.ts";
import { namelessGroup } from "../text/opinion-calls.ts";
import type { PersonContext } from "./command.ts";
import type { PublishContext } from "./publication.ts";

/** What the commands about 征求意见 share. */

type Reading = Pick<PublishContext, "tx" | "tenantId">;

export interface Group {
  readonly id: number;
  readonly name: string;
}

/** The groups of the unit and of those below it. @throws UserError if none is registered */
export async function listCallGroups(
  { tx, tenantId }: Reading,
  unitId: number,
): Promise<readonly Group[]> {
  const units = await listUnits(tx, tenantId);
  const accountIds = await listAccountIds(tx, tenantId);
  const groups = await listUnitGroups(tx, accountIds, unitsBelow(units, unitId));
  if (groups.length > 0)
    return groups.map(({ id, title }) => ({ id, name: title ?? namelessGroup }));
  const name = units.find(({ id }) => id === unitId)?.name ?? "";
  throw new UserError("opinionNoGroup", { name });
}

/** Those whose names are said, or all of them. */
export function namedGroups(groups: readonly Group[], words: string): readonly Group[] {
  const plain = fold(words);
  const named = groups.filter(({ name }) => plain.includes(fold(name)));
  return named.length > 0 ? named : groups;
}

/** The groups that the call was drafted for. */
export async function listDraftedGroups(
  { tx, tenantId }: Reading,
  call: OpinionCall,
): Promise<readonly Group[]> {
  const ids = await listOpinionPlaces(tx, call);
  const places = await listPlaces(tx, tenantId, ids);
  return ids.map((id) => {
    const title = places.find((place) => place.id === id)?.title;
    return { id, name: title ?? namelessGroup };
  });
}

/**
 * Whose groups are asked: the unit that is named, else that of whoever asks, else the only one
 * there is, else everybody's.
 */
export async function findCallUnit(context: PersonContext, words: string): Promise<Unit> {
  const { tx, tenantId, person } = context;
  const units = await listUnits(tx, tenantId);
  const plain = fold(words);
  const byLength = units.toSorted((a, b) => b.name.length - a.name.length);
  const named = byLength.find((unit) => plain.includes(fold(unit.name)));
  const { units: own } = await getPerson(tx, tenantId, person.id);
  const root = units.find((unit) => unit.parentId === undefined);
  const unit = named ?? units.find(({ name }) => name === own[0]) ?? root ?? units[0];
  if (unit === undefined) throw new Error("a tenant without units");
  return unit;
}

/** The caller holds the call. Of a call without names the history does not say who wrote. */
export function recordCallEvent(
  {
    tx,
    tenantId,
    receiptId,
    now: at,
  }: Pick<PublishContext, "tx" | "tenantId" | "receiptId" | "now">,
  call: Pick<OpinionCall, "id" | "isNamed">,
  event: { readonly kind: string; readonly actorId: number | undefined; readonly isOpinion?: true },
): void {
  const isHidden = event.isOpinion === true && !call.isNamed;
  appendEvent(tx, {
    tenantId,
    objectKind: "opinion-call",
    objectId: call.id,
    kind: event.kind,
    actorId: isHidden ? undefined : event.actorId,
    at,
    receiptId: isHidden ? undefined : receiptId,
    words: {},
  });
}
