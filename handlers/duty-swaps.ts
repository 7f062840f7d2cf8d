import {
  getRota,
  holdDuty,
  listDutyLeaves,
  listDutyPeople,
  listDutyRecords,
  upsertDutyLeave,
} from "../db/duty.ts";
import {
  type DutySwap,
  insertSwap,
  listAskedSwaps,
  listDeclined,
  updateSwap,
} from "../db/duty-swaps.ts";
import {
  type DutyTurn,
  findTurn,
  listTurns,
  updateTurnPerson,
  updateTurnReminder,
} from "../db/duty-turns.ts";
import { appendEvent } from "../db/events.ts";
import { getPerson } from "../db/people.ts";
import { readWorkdays } from "../db/workdays.ts";
import { nextOnDuty } from "../domain/duty.ts";
import { UserError } from "../domain/errors.ts";
import { type CivilDay, dayNumber } from "../domain/workdays.ts";
import { sayDutyDay, sayDutyDays } from "../text/duty.ts";
import {
  leaveKept,
  swapAgreed,
  swapAgreedKnown,
  swapAgreedTold,
  swapAsked,
  swapCard,
  swapDeclined,
  swapDeclinedTold,
  swapGone,
  swapSent,
  turnUncovered,
} from "../text/duty-swaps.ts";
import type { PersonContext } from "./command.ts";
import { reminderTime } from "./duty.ts";
import { tellPerson } from "./meeting-telling.ts";
import { type Telling, tellLiaison } from "./topic-told.ts";

/** 调班 and leave: nothing changes before the other one agrees. */

/** The turn of this person on that day. @throws UserError naming the days they have */
export async function findTurnOn(
  { tx, tenantId, now, person }: PersonContext,
  day: CivilDay,
  other?: { readonly id: number; readonly name: string },
): Promise<DutyTurn> {
  const personId = other?.id ?? person.id;
  const turns = await listTurns(tx, tenantId, { from: now, personId });
  const found = turns.find((turn) => dayNumber(turn.day) === dayNumber(day));
  if (found !== undefined) return found;
  const own = sayDutyDays(turns);
  if (other === undefined) throw new UserError("dutyNotYours", { day: sayDutyDay(day), own });
  throw new UserError("dutyOtherNot", { name: other.name, day: sayDutyDay(day), own });
}

/** 调班: asks the other one. @throws UserError if they cannot be asked alone */
export async function askSwap(
  context: PersonContext,
  turn: DutyTurn,
  other: DutyTurn,
): Promise<string> {
  if (!(await ask(context, { askerId: context.person.id, turn, other, otherId: other.personId }))) {
    throw new UserError("dutyUnreached", { name: other.name });
  }
  return swapSent(other.name);
}

interface Asking {
  readonly askerId: number;
  readonly turn: DutyTurn;
  readonly other: DutyTurn | undefined;
  readonly otherId: number;
}

/** @returns false if nothing can be said to them */
async function ask(telling: Telling, asking: Asking): Promise<boolean> {
  const { tx, tenantId, now } = telling;
  const { askerId, turn, other, otherId } = asking;
  const [asker, asked] = await Promise.all([
    getPerson(tx, tenantId, askerId),
    getPerson(tx, tenantId, otherId),
  ]);
  const { salutation } = asked;
  const text = swapAsked({ salutation, askerName: asker.name, turn, other, now });
  if (!(await tellPerson(telling, otherId, { text, card: swapCard(asker.name) }))) return false;
  const swap = { tenantId, turnId: turn.id, otherTurnId: other?.id, askerId, otherId };
  await insertSwap(tx, swap, now);
  return true;
}

/** 接待日 请假: kept at once; whoever is next by the rule is asked to come instead. */
export async function takeDutyLeave(
  context: PersonContext,
  day: CivilDay,
  reason: string | undefined,
): Promise<string> {
  const { tx, tenantId, person, now } = context;
  await holdDuty(tx, tenantId);
  await upsertDutyLeave(tx, { tenantId, personId: person.id, day, reason, at: now });
  const turns = await listTurns(tx, tenantId, { from: now, personId: person.id });
  const turn = turns.find((each) => dayNumber(each.day) === dayNumber(day));
  if (turn === undefined) return leaveKept(day, "free");
  record(context, turn, "leave");
  const name = await askNext(context, turn);
  if (name !== undefined) return leaveKept(day, "asking", name);
  await tellLiaison(context, (salutation) => turnUncovered(salutation, turn, now));
  return leaveKept(day, "nobody");
}

/** @returns who is asked; undefined if there is nobody left */
async function askNext(telling: Telling, turn: DutyTurn): Promise<string | undefined> {
  const { tx, tenantId } = telling;
  const rota = await getRota(tx, tenantId, turn.rotaId);
  const personIds = await listDutyPeople(tx, rota);
  const counting = { tenantId, unitId: rota.unitId, personIds, before: undefined };
  const records = await listDutyRecords(tx, counting);
  const leaves = await listDutyLeaves(tx, tenantId, turn.day);
  const sameDay = leaves.filter(({ day }) => dayNumber(day) === dayNumber(turn.day));
  const away = new Set([
    turn.personId,
    ...sameDay.map(({ personId }) => personId),
    ...(await listDeclined(tx, tenantId, turn.id)),
  ]);
  for (;;) {
    const next = nextOnDuty(records, (id) => away.has(id));
    if (next === undefined) return undefined;
    const asking = { askerId: turn.personId, turn, other: undefined, otherId: next.personId };
    if (await ask(telling, asking)) return (await getPerson(tx, tenantId, next.personId)).name;
    away.add(next.personId);
  }
}

/** 同意调班, 不同意调班: the oldest question that this person has not answered. */
export async function answerSwap(context: PersonContext, isAgreed: boolean): Promise<string> {
  const { tx, tenantId, person, now } = context;
  await holdDuty(tx, tenantId);
  const [swap] = await listAskedSwaps(tx, tenantId, person.id);
  if (swap === undefined) throw new UserError("dutySwapNone");
  const turn = await findTurn(tx, tenantId, swap.turnId);
  const other =
    swap.otherTurnId === undefined ? undefined : await findTurn(tx, tenantId, swap.otherTurnId);
  if (turn === undefined || !isStillPossible(swap, turn, other, now)) {
    await updateSwap(tx, swap, "void", now);
    return swapGone(context.place);
  }
  await updateSwap(tx, swap, isAgreed ? "agreed" : "declined", now);
  record(context, turn, isAgreed ? "swap-agreed" : "swap-declined");
  return isAgreed ? agree(context, swap, turn, other) : decline(context, swap, turn, other);
}

function isStillPossible(
  swap: DutySwap,
  turn: DutyTurn,
  other: DutyTurn | undefined,
  now: Date,
): boolean {
  if (turn.personId !== swap.askerId || turn.startsAt <= now) return false;
  if (swap.otherTurnId === undefined) return true;
  return other !== undefined && other.personId === swap.otherId && other.startsAt > now;
}

async function agree(
  context: PersonContext,
  swap: DutySwap,
  turn: DutyTurn,
  other: DutyTurn | undefined,
): Promise<string> {
  const { tx, tenantId, person, now } = context;
  const workdays = await readWorkdays(tx, tenantId);
  await updateTurnPerson(tx, turn, swap.otherId);
  await updateTurnReminder(tx, turn, reminderTime(turn.day, now, workdays));
  if (other !== undefined) {
    await updateTurnPerson(tx, other, swap.askerId);
    await updateTurnReminder(tx, other, reminderTime(other.day, now, workdays));
  }
  const asker = await getPerson(tx, tenantId, swap.askerId);
  const settled = { turn, other, askerName: asker.name, otherName: person.name, now };
  await tellPerson(context, asker.id, { text: swapAgreedTold(asker.salutation, settled) });
  await tellLiaison(context, (salutation) => swapAgreedKnown(salutation, settled));
  return swapAgreed(settled);
}

async function decline(
  context: PersonContext,
  swap: DutySwap,
  turn: DutyTurn,
  other: DutyTurn | undefined,
): Promise<string> {
  const { tx, tenantId, person, now } = context;
  const isLeave = swap.otherTurnId === undefined;
  const next = isLeave ? await askNext(context, turn) : undefined;
  const asker = await getPerson(tx, tenantId, swap.askerId);
  const settled = { turn, other, askerName: asker.name, otherName: person.name, now };
  await tellPerson(context, asker.id, { text: swapDeclinedTold(asker.salutation, settled, next) });
  if (isLeave && next === undefined) {
    await tellLiaison(context, (salutation) => turnUncovered(salutation, turn, now));
  }
  return swapDeclined();
}

function record(
  { tx, tenantId, person, now: at, receiptId }: PersonContext,
  turn: DutyTurn,
  kind: "leave" | "swap-agreed" | "swap-declined",
): void {
  const object = { tenantId, objectKind: "duty", objectId: turn.rotaId } as const;
  const words = { turnId: turn.id };
  appendEvent(tx, { ...object, kind, actorId: person.id, at, receiptId, words });
}
