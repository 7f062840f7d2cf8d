import { holdDuty } from "../db/duty.ts";
import { type DutyTurn, findTurnBegun } from "../db/duty-turns.ts";
import { type DutyVisit, findVisit, insertVisit, updateVisit } from "../db/duty-visits.ts";
import { appendEvent } from "../db/events.ts";
import { parseChineseNumber } from "../domain/chinese-number.ts";
import { phonePattern } from "../domain/duty.ts";
import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import { fold } from "../domain/normalize.ts";
import { defaultSalutation } from "../domain/person-name.ts";
import { isStaff } from "../domain/rights.ts";
import { toLocal } from "../domain/time.ts";
import { lengthOf } from "../domain/topic.ts";
import { sayMoved, visitKept } from "../text/duty-visits.ts";
import type { PersonContext } from "./command.ts";

/** 接待记录: who came and what about. */

export interface SaidVisit {
  readonly words: string | undefined;
  readonly matter: string | undefined;
  readonly visitor: string | undefined;
  readonly persons: string | undefined;
  readonly phone: string | undefined;
}

/** What is kept of it: a number to call is cut out of the words and sealed. */
interface Read {
  readonly visitor: string | undefined;
  readonly matter: string;
  readonly persons: number;
  readonly phone: string | undefined;
}

/** Undefined = what it was about is missing. @throws UserError for words that are too long */
export function readVisit(said: SaidVisit): Read | undefined {
  const head = cutVisitor(said.words ?? "");
  const named = said.visitor ?? (said.matter === undefined ? head.visitor : said.words);
  const matter = said.matter ?? (said.visitor === undefined ? head.rest : said.words);
  const cut = cutPhones(matter ?? "");
  const visitor = cutPhones(named ?? "");
  if (cut.rest === "") return undefined;
  check("事由", cut.rest, limits.visitMatterCharsMax);
  check("来访人", visitor.rest, limits.visitorCharsMax);
  const phones = [...cutPhones(said.phone ?? "").phones, ...visitor.phones, ...cut.phones];
  const persons = parseChineseNumber(fold(said.persons ?? "1").replaceAll(/[人次名位\s]/g, ""));
  if (persons === undefined || persons < 1 || persons > limits.visitPersonsMax) {
    throw new UserError("visitPersons", { max: limits.visitPersonsMax });
  }
  return {
    visitor: visitor.rest === "" ? undefined : visitor.rest,
    matter: cut.rest,
    persons,
    phone: phones.length === 0 ? undefined : phones.join("、"),
  };
}

function check(label: string, words: string, max: number): void {
  if (lengthOf(words) > max) throw new UserError("dutyWordsTooLong", { label, max });
}

function cutPhones(words: string): { readonly rest: string; readonly phones: readonly string[] } {
  const phones: string[] = [];
  let rest = words;
  for (;;) {
    const found = phonePattern.exec(rest);
    const phone = found?.groups?.["phone"];
    if (found === null || phone === undefined) break;
    phones.push(phone.replaceAll(/\s/g, ""));
    rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length)}`;
  }
  return {
    rest: rest.replaceAll(/[^\S\n]+/g, " ").replaceAll(/^[\s,，;；]+|[\s,，;；]+$/g, ""),
    phones,
  };
}

/** 张大爷 楼道路灯不亮: only what can be nothing but somebody's name; 路灯 坏了 has none. */
function cutVisitor(words: string): {
  readonly visitor: string | undefined;
  readonly rest: string;
} {
  const found = /^(?<name>\p{Script=Han}{2,5})[\s,，]+(?=\S)/u.exec(words);
  const name = found?.groups?.["name"];
  if (found === null || name === undefined) return { visitor: undefined, rest: words };
  const isTitled = titled.test(name);
  const isName = name.length === 3 && defaultSalutation(name, "委员") !== name;
  if (!isTitled && !isName) return { visitor: undefined, rest: words };
  return { visitor: name, rest: words.slice(found[0].length) };
}

const titled =
  /(?:大爷|大妈|大娘|大姐|大哥|大叔|阿姨|奶奶|爷爷|先生|女士|小姐|同志|师傅|老师|老板|经理|居民|业主|村民|商户|代表|某|某某)$/;

/**
 * The turn that a visit belongs to: the last one of whoever writes it down, or for the staff of
 * whoever was on.
 * @throws UserError if there is none in the last days
 */
async function findOwnTurn({ tx, tenantId, person, saidAt }: PersonContext): Promise<DutyTurn> {
  // People come before the hour, too.
  const by = new Date(saidAt.getTime() + EARLY_MS);
  const since = new Date(saidAt.getTime() - limits.dutyLogDays * DAY_MS);
  const own = await findTurnBegun(tx, tenantId, { by, since, personId: person.id });
  const turn =
    own ?? (isStaff(person.roles) ? await findTurnBegun(tx, tenantId, { by, since }) : undefined);
  if (turn === undefined) throw new UserError("visitNotOnDuty");
  return turn;
}

const EARLY_MS = 60 * 60_000;
const DAY_MS = 24 * EARLY_MS;

export async function keepVisit(context: PersonContext, read: Read): Promise<string> {
  const { tx, tenantId, person, saidAt, now } = context;
  await holdDuty(tx, tenantId);
  const turn = await findOwnTurn(context);
  // Written down on a later day, it is of the day it was.
  const isLater = toLocal(saidAt).day !== turn.day.day || saidAt < turn.startsAt;
  const visitedAt = isLater ? turn.startsAt : saidAt;
  const by = { receivedBy: turn.personId, enteredBy: person.id, at: visitedAt };
  const { number } = await insertVisit(tx, { tenantId, turnId: turn.id, ...read, ...by });
  // The number to call is to lie nowhere readable.
  if (read.phone !== undefined) context.forget();
  recordVisit(context, turn.rotaId, "visit-kept", number);
  const entered = turn.personId === person.id ? undefined : person.name;
  const { place, name: receiverName } = turn;
  const shown = { ...read, number, place, receiverName, visitedAt, ...nothingYet };
  return visitKept(shown, entered, now);
}

const nothingYet = {
  state: "kept",
  topicNumber: undefined,
  topicYear: undefined,
  markedByName: undefined,
} as const;

/** Held; its receiver's or the staff's. @throws UserError if it is not there, or somebody else's */
export async function holdVisit(context: PersonContext, number: number): Promise<DutyVisit> {
  const { tx, tenantId, person } = context;
  await holdDuty(tx, tenantId);
  const visit = await findVisit(tx, tenantId, number);
  if (visit === undefined) throw new UserError("visitNotFound", { number });
  if (visit.receivedBy !== person.id && !isStaff(person.roles)) {
    throw new UserError("visitOthers", { name: visit.receiverName });
  }
  return visit;
}

/** One that nothing has become of. @throws UserError */
export async function holdKeptVisit(context: PersonContext, number: number): Promise<DutyVisit> {
  const visit = await holdVisit(context, number);
  if (visit.state === "kept") return visit;
  const what = sayMoved(visit, toLocal(context.now).year);
  throw new UserError("visitMoved", { number, what });
}

export async function markVisit(
  context: PersonContext,
  visit: DutyVisit,
  topicId: number | undefined,
): Promise<void> {
  const { tx, person, now: at } = context;
  const state = topicId === undefined ? "passed" : "topic";
  await updateVisit(tx, visit, { state, topicId, markedBy: person.id, at });
  recordVisit(context, visit.rotaId, `visit-${state}`, visit.number);
}

export function recordVisit(
  { tx, tenantId, person, now: at, receiptId }: PersonContext,
  objectId: number,
  kind: string,
  number: number,
): void {
  const object = { tenantId, objectKind: "duty", objectId } as const;
  appendEvent(tx, { ...object, kind, actorId: person.id, at, receiptId, words: { number } });
}
