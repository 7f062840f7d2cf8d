import { listPeople, type RosterPerson } from "../db/people.ts";
import type { NewMeetingPerson } from "../db/meeting-people.ts";
import { UserError } from "../domain/errors.ts";
import { callNameless, categoryOfPerson } from "../domain/meeting-people.ts";
import { parsePeople, type PeopleWish } from "../domain/meeting-wishes.ts";
import type { ParticipantCategory } from "../domain/meeting.ts";
import { findNamed } from "../domain/named.ts";
import { isNameless } from "../domain/person.ts";
import type { PersonContext } from "./command.ts";

/** Who is asked to come, out of what was said. */

interface Scope {
  /** Names of the units whose members 全体委员 are; empty = everybody's. */
  readonly unitNames: readonly string[];
}

/**
 * The host comes first, then the others in the order in which they were said.
 * @param words undefined = all members of the unit
 * @throws UserError for a name that is not on the roster, or members without names
 */
export async function findInvited(
  { tx, tenantId }: Pick<PersonContext, "tx" | "tenantId">,
  words: string | undefined,
  scope: Scope & { readonly host: RosterPerson | undefined },
): Promise<readonly NewMeetingPerson[]> {
  const roster = (await listPeople(tx, tenantId)).filter((person) => !isNameless(person));
  const wishes: readonly PeopleWish[] =
    words === undefined ? [{ kind: "everybody", except: [] }] : parsePeople(words);
  const invited = wishes.flatMap((wish) => fulfil(wish, roster, scope));
  const { host } = scope;
  const first = host === undefined ? [] : [{ ...fromRoster(host), capacity: "host" as const }];
  return unique([...first, ...invited]);
}

function fulfil(
  wish: PeopleWish,
  roster: readonly RosterPerson[],
  scope: Scope,
): readonly NewMeetingPerson[] {
  switch (wish.kind) {
    case "everybody":
      return everybody(wish.except, roster, scope);
    case "count": {
      if (wish.category === "member") {
        throw new UserError("meetingMembersUnnamed", { count: wish.count });
      }
      return repeat(wish.count, { ...guest, name: wish.called, category: wish.category });
    }
    case "organization": {
      const { organization, category, names, count } = wish;
      const base = { ...guest, organization, category };
      const named = names.map((name) => ({ ...base, name }));
      return [...named, ...repeat(count - names.length, { ...base, name: organization })];
    }
    case "names":
      if (wish.names.length === 0) return wholeCategory(wish.category, roster, scope);
      return wish.names.flatMap((name) => findOne(name, wish, roster));
  }
}

function everybody(
  except: readonly string[],
  roster: readonly RosterPerson[],
  scope: Scope,
): readonly NewMeetingPerson[] {
  const without = new Set(except.flatMap((name) => findKnown(name, roster)));
  return roster
    .filter((person) => isMemberOf(person, scope) && !without.has(person))
    .map(fromRoster);
}

/** 委员 alone means all of them, 居民代表 alone means one. */
function wholeCategory(
  category: ParticipantCategory | undefined,
  roster: readonly RosterPerson[],
  scope: Scope,
): readonly NewMeetingPerson[] {
  if (category === undefined) return [];
  if (category === "member") return everybody([], roster, scope);
  return [{ ...guest, name: callNameless(category), category }];
}

function findKnown(name: string, roster: readonly RosterPerson[]): readonly RosterPerson[] {
  const found = findNamed(roster, name);
  if (found.kind !== "people") throw new UserError("meetingPersonUnknown", { name });
  return found.people;
}

function findOne(
  name: string,
  { category }: Extract<PeopleWish, { kind: "names" }>,
  roster: readonly RosterPerson[],
): readonly NewMeetingPerson[] {
  const found = findNamed(roster, name);
  if (found.kind === "people") {
    return found.people.map((person) =>
      category === undefined ? fromRoster(person) : { ...fromRoster(person), category },
    );
  }
  // Members have to be on the roster; whoever is no member comes as a guest.
  if (category === undefined || category === "member" || found.kind === "twins") {
    throw new UserError("meetingPersonUnknown", { name });
  }
  return [{ ...guest, name, category, capacity: category === "other" ? "invited" : "participant" }];
}

const guest = { personId: undefined, organization: undefined, capacity: "participant" } as const;

function fromRoster(person: RosterPerson): NewMeetingPerson {
  return {
    personId: person.id,
    name: person.name,
    organization: person.units[0],
    category: categoryOfPerson(person),
    capacity: "participant",
  };
}

function isMemberOf(person: RosterPerson, { unitNames }: Scope): boolean {
  if (categoryOfPerson(person) !== "member") return false;
  return unitNames.length === 0 || person.units.some((name) => unitNames.includes(name));
}

function repeat(count: number, person: NewMeetingPerson): readonly NewMeetingPerson[] {
  return Array.from({ length: Math.max(0, count) }, () => person);
}

/** Nobody twice; guests of one name are several people. */
function unique(people: readonly NewMeetingPerson[]): readonly NewMeetingPerson[] {
  const seen = new Set<number>();
  return people.filter(({ personId }) => {
    if (personId === undefined) return true;
    if (seen.has(personId)) return false;
    seen.add(personId);
    return true;
  });
}
