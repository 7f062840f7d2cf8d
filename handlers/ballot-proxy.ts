import { countRoll, type HeldPlace, lockPlace, type OwnSelection } from "../db/ballots.ts";
import { appendEvent } from "../db/events.ts";
import { listIdentities } from "../db/identities.ts";
import type { RosterPerson } from "../db/people.ts";
import { UserError } from "../domain/errors.ts";
import type { PersonContext } from "./command.ts";
import { listRunning } from "./ballots.ts";
import { findPeople } from "./proxy.ts";
import type { RawArgs } from "./question.ts";
import { tellAlone } from "./reach.ts";
import { findUnitName } from "./selection-announcing.ts";

/** What 代录, 已复核 and 有异议 share. */

interface Wanted {
  readonly name: string;
  readonly zone: string | undefined;
}

/** The one person who is meant, or the question which. @throws UserError for several at once */
export async function findVoter(
  context: PersonContext,
  wanted: Wanted,
  asking: { readonly command: string; readonly args: RawArgs },
): Promise<RosterPerson | string> {
  const found = await findPeople(context, { names: wanted.name, zone: wanted.zone }, asking);
  if (typeof found === "string") return found;
  const [person, ...others] = found;
  if (person === undefined || others.length > 0) throw new UserError("proxyBallotUsage");
  return person;
}

/** @throws UserError if they are not on this roll, or choose nothing by the roster */
export async function holdPlace(
  context: PersonContext,
  { selection }: Pick<OwnSelection, "selection">,
  person: RosterPerson,
): Promise<HeldPlace> {
  const place = await lockPlace(context.tx, selection, person.id);
  if (place?.takesPart === true) return place;
  const unit = await findUnitName(context, selection);
  const count = await countRoll(context.tx, selection);
  throw new UserError("proxyBallotNotOnRoll", { name: person.name, unit, count });
}

/** A running selection in which somebody else has written down what this person told them. */
export async function findProxied(
  context: PersonContext,
  person: Pick<RosterPerson, "id">,
): Promise<{ readonly own: OwnSelection; readonly place: HeldPlace } | undefined> {
  const running = await listRunning(context, person.id, "share");
  const own = running.findLast(({ elector }) => elector?.isProxy === true);
  const place = own && (await lockPlace(context.tx, own.selection, person.id));
  return own && place?.enteredBy !== undefined ? { own, place } : undefined;
}

/** The caller holds the place. */
export function recordPlace(
  { tx, tenantId, person, saidAt: at, receiptId }: PersonContext,
  { id: objectId }: Pick<HeldPlace, "id">,
  kind: "entered" | "reviewed" | "contested",
  words: Readonly<Record<string, unknown>>,
): void {
  const object = { tenantId, objectKind: "ballot", objectId } as const;
  appendEvent(tx, { ...object, kind, actorId: person.id, at, receiptId, words });
}

/** @returns false if they cannot be spoken to alone */
export async function tellPersonAlone(
  context: PersonContext,
  personId: number,
  words: string,
): Promise<boolean> {
  const { tx, tenantId } = context;
  return tellAlone(context, tenantId, await listIdentities(tx, tenantId, personId), words);
}
