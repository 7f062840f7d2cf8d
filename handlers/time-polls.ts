import { appendEvent } from "../db/events.ts";
import { getPerson } from "../db/people.ts";
import { listTimePollPeople, type TimePollPerson } from "../db/time-poll-people.ts";
import { listTimePolls, type TimePoll } from "../db/time-polls.ts";
import { listUnits } from "../db/units.ts";
import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import { fold } from "../domain/normalize.ts";
import { tallySlots, type TimePollState } from "../domain/time-poll.ts";
import { unitsBelow } from "../domain/unit-path.ts";
import { whichTimePoll } from "../text/time-polls.ts";
import { arg } from "./arg.ts";
import type { PersonContext } from "./command.ts";
import type { PublishContext } from "./publication.ts";
import type { RawArgs } from "./question.ts";

/** What the commands about 约时间 share. */

/** Where a command's words, its card or its question say which is meant. */
export interface PollSaid {
  /** Said by a card. */
  readonly poll?: string | undefined;
  readonly which?: string | undefined;
  /** In a question: what the numbers mean. */
  readonly polls?: string | undefined;
}

export const pollArgs = {
  poll: arg.field("约时间编号"),
  which: arg.field("哪一次"),
  polls: arg.field("各次"),
} as const;

/** Those in which this person is asked. */
export function listAskedPolls(
  { tx, tenantId, person }: PersonContext,
  states: readonly TimePollState[],
): Promise<readonly TimePoll[]> {
  return listTimePolls(tx, tenantId, states, { askedId: person.id, limit: limits.timePollsShown });
}

/** Those this person looks after: their own, their unit's, or all for the 联络员. */
export async function listRunPolls(
  context: PersonContext,
  states: readonly TimePollState[],
): Promise<readonly TimePoll[]> {
  const { tx, tenantId } = context;
  const all = await listTimePolls(tx, tenantId, states, { limit: limits.timePollsShown });
  const isMine = await runChecker(context);
  return all.filter(isMine);
}

async function runChecker({ tx, tenantId, person }: PersonContext) {
  const { id, roles } = person;
  if (roles.includes("liaison") || roles.includes("administrator")) return () => true;
  const isConvener = roles.includes("convener");
  const [units, self] = await Promise.all([listUnits(tx, tenantId), getPerson(tx, tenantId, id)]);
  const below = new Set(
    units
      .filter(({ name }) => isConvener && self.units.includes(name))
      .flatMap((unit) => unitsBelow(units, unit.id)),
  );
  return ({ askerId, unitId }: TimePoll) => askerId === id || below.has(unitId);
}

/** @throws UserError that it is somebody else's */
export async function refuseOthers(
  { tx, tenantId }: PersonContext,
  poll: TimePoll,
): Promise<never> {
  const { salutation } = await getPerson(tx, tenantId, poll.askerId);
  throw new UserError("timePollOthers", { name: salutation });
}

/**
 * The one that is meant, or the question which of several; undefined if there is none. In a group
 * what was asked there is meant.
 */
export function choosePoll(
  context: PersonContext,
  polls: readonly TimePoll[],
  said: PollSaid,
  asking: { readonly command: string; readonly args: RawArgs },
): TimePoll | string | undefined {
  if (said.poll !== undefined) return polls.find(({ id }) => String(id) === said.poll);
  const here = polls.filter(({ conversationId }) => conversationId === context.conversationId);
  const meant = context.place === "group" && here.length > 0 ? here : polls;
  const [only, ...others] = meant;
  if (only === undefined || (others.length === 0 && said.which === undefined)) return only;
  const picked = said.which === undefined ? undefined : pick(polls, said.which, said.polls);
  if (picked !== undefined) return picked;
  const shown = meant.slice(0, SHOWN_MAX);
  const ids = shown.map(({ id }) => id).join(" ");
  const args = { ...asking.args, polls: ids };
  context.ask({ kind: "argument", command: asking.command, args, missing: "which" });
  return whichTimePoll(
    shown.map(({ title }) => title),
    context.place,
  );
}

const SHOWN_MAX = 9;

/** 2 of the list that was shown, or 7号, or part of the title. */
function pick(polls: readonly TimePoll[], which: string, ids?: string): TimePoll | undefined {
  const plain = fold(which).replaceAll(/[\s。「」]/g, "");
  const id = ids?.split(" ")[Number(plain.replace(/^第?(\d)次?$/, "$1")) - 1];
  if (id !== undefined) return polls.find((poll) => String(poll.id) === id);
  const titled = polls.filter(({ title }) =>
    fold(title)
      .replaceAll(/[「」]/g, "")
      .includes(plain),
  );
  return titled.length === 1 ? titled[0] : undefined;
}

/** How it stands, from the rows. */
export async function readStanding(
  { tx }: Pick<PublishContext, "tx">,
  poll: TimePoll,
): Promise<{
  readonly people: readonly TimePollPerson[];
  readonly tallies: ReturnType<typeof tallySlots>;
  readonly answered: number;
}> {
  const people = await listTimePollPeople(tx, poll);
  return {
    people,
    tallies: tallySlots(poll.slots.length, people, poll.requirements),
    answered: people.filter(({ answeredAt }) => answeredAt !== undefined).length,
  };
}

/** Appends to its history; the caller holds it. */
export function recordPoll(
  { tx, tenantId, actorId, receiptId, now: at }: PublishContext,
  { id: objectId }: Pick<TimePoll, "id">,
  kind: string,
): void {
  const object = { tenantId, objectKind: "time-poll", objectId } as const;
  appendEvent(tx, { ...object, kind, actorId, at, receiptId, words: {} });
}
