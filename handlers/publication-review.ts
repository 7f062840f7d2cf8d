import { listIdentities } from "../db/identities.ts";
import { getPerson, listPeople, type RosterPerson } from "../db/people.ts";
import type { Publication } from "../db/publications.ts";
import { listReviewRules } from "../db/review-rules.ts";
import { listUnitPath, listUnits } from "../db/units.ts";
import {
  formalName,
  isLeader,
  leaderOf,
  reviewerFor,
  type ReviewRule,
} from "../domain/publication.ts";
import { unitPath } from "../domain/unit-path.ts";
import { releaseWays as waysText } from "../text/publication.ts";
import type { PersonContext } from "./command.ts";
import type { Drafted, PublishContext, ReviewBook } from "./publication.ts";
import { tellAlone } from "./reach.ts";

/** Who has to see a publication, by the rules of its unit and of those above it. */

/** A leader as texts name them. */
export interface Leader {
  readonly id: number;
  readonly name: string;
  readonly salutation: string;
  /** 何秀兰副主席 */
  readonly formal: string;
}

export function toLeader(person: RosterPerson): Leader {
  const { id, name, salutation } = person;
  return { id, name, salutation, formal: formalName(person) };
}

type Reading = Pick<PublishContext, "tx" | "tenantId" | "book">;

export async function readReviewBook({ tx, tenantId }: Reading): Promise<ReviewBook> {
  const [units, rules, people] = await Promise.all([
    listUnits(tx, tenantId),
    listReviewRules(tx, tenantId),
    listPeople(tx, tenantId),
  ]);
  return { units, rules, people };
}

export async function getLeader({ tx, tenantId, book }: Reading, id: number): Promise<Leader> {
  const known = book?.people.find((person) => person.id === id);
  return toLeader(known ?? (await getPerson(tx, tenantId, id)));
}

async function listRules({ tx, tenantId, book }: Reading): Promise<readonly ReviewRule[]> {
  return book?.rules ?? listReviewRules(tx, tenantId);
}

async function listPath(
  { tx, tenantId, book }: Reading,
  unitId: number,
): Promise<readonly number[]> {
  if (book !== undefined) return unitPath(book.units, unitId);
  return (await listUnitPath(tx, tenantId, unitId)).map(({ id }) => id);
}

/** Who has to see this kind of the unit; undefined = nobody. */
export async function findRequired(
  context: Reading,
  { kind, unitId }: Pick<Publication, "kind" | "unitId">,
): Promise<Leader | undefined> {
  const [path, rules] = await Promise.all([listPath(context, unitId), listRules(context)]);
  const id = reviewerFor(kind, path, rules);
  return id === undefined ? undefined : getLeader(context, id);
}

/** The last lines under a draft: how it gets out, by the rules of its unit. */
export async function releaseWays(
  context: PersonContext,
  { kind, unitId }: Pick<Drafted, "kind" | "unitId">,
): Promise<readonly string[]> {
  return waysText(
    await findWays(context, { kind, unitId, drafterId: context.person.id }),
    context.place,
  );
}

/** The same under a draft that a job made: it is read alone. */
export async function releaseWaysAlone(
  context: PublishContext,
  publication: Pick<Publication, "kind" | "unitId" | "drafterId">,
): Promise<readonly string[]> {
  return waysText(await findWays(context, publication), "single");
}

/** Whom 送审 would be sent to by itself; undefined = nobody is known. */
export async function findUsualLeader(
  context: Reading & { readonly now: Date },
  publication: Pick<Publication, "kind" | "unitId" | "drafterId">,
): Promise<Leader | undefined> {
  const { required, leader } = await findWays(context, publication);
  return required ?? leader;
}

async function findWays(
  context: Reading & { readonly now: Date },
  publication: Pick<Publication, "kind" | "unitId" | "drafterId">,
) {
  const { now } = context;
  const required = await findRequired(context, publication);
  if (required !== undefined && required.id !== publication.drafterId) {
    return { required, leader: undefined, now };
  }
  const path = await listPath(context, publication.unitId);
  const id = leaderOf(path, await listRules(context));
  if (id !== undefined) return { required: undefined, leader: await getLeader(context, id), now };
  const roster = context.book?.people ?? (await listPeople(context.tx, context.tenantId));
  const leader = roster.find((each) => isLeader(each) && each.id !== publication.drafterId);
  return { required: undefined, leader: leader && toLeader(leader), now };
}

/** Says something to the drafter, alone. @returns false if they cannot be spoken to */
export async function tellDrafter(
  context: PublishContext,
  { drafterId }: Pick<Publication, "drafterId">,
  words: string,
): Promise<boolean> {
  const { tx, tenantId } = context;
  return tellAlone(context, tenantId, await listIdentities(tx, tenantId, drafterId), words);
}
