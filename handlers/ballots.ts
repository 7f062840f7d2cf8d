import {
  countRoll,
  insertSecretBallot,
  listOwnSelections,
  lockPlace,
  type OwnSelection,
  upsertBallot,
} from "../db/ballots.ts";
import { appendEvent } from "../db/events.ts";
import { findLiaison } from "../db/people.ts";
import { listSelections } from "../db/selections.ts";
import { UserError } from "../domain/errors.ts";
import type { Choices, Selection } from "../domain/selection.ts";
import {
  checkChoices,
  isNothing,
  kindOfMethod,
  numbersOf,
  readChoices,
  readNumbers,
} from "../domain/selection-choices.ts";
import {
  countPages,
  countCardPages,
  mergeChoices,
  pageOf,
  replaceOnPage,
} from "../domain/selection-pages.ts";
import {
  askWhichSelection,
  ballotKept,
  ballotKeptAloud,
  ballotTooLate,
  secretKept,
} from "../text/ballots.ts";
import { noSelection } from "../text/owed.ts";
import { exampleFor, methodNames } from "../text/selection-rules.ts";
import { shortTitle } from "../text/selection-results.ts";
import type { PersonContext, TenantContext } from "./command.ts";
import type { RawArgs } from "./question.ts";
import { tellAlone } from "./reach.ts";
import { findUnitName } from "./selection-announcing.ts";

/** What choosing for oneself and writing it down for others share. */

/** A choice in words, and which selection it is meant for. */
export interface Said {
  readonly words: string;
  /** Said by a card: this selection and no other. */
  readonly selectionId: number | undefined;
  /** Of a card with pages. */
  readonly page: number | undefined;
  /** How the sentence begins: 推荐, 表决, 打分, 排序; undefined = digits alone. */
  readonly kind: Choices["kind"] | undefined;
}

export function isSecret({ selection }: Pick<OwnSelection, "selection">): boolean {
  return selection.terms.disclosure === "secret";
}

/** What can be chosen from at this moment; what is due is closed, whoever is late in doing so. */
export async function listRunning(
  { tx, tenantId, now }: TenantContext,
  personId: number,
  held: "share" | "free",
): Promise<readonly OwnSelection[]> {
  const own = await listOwnSelections(tx, { tenantId, personId }, held);
  return own.filter(({ selection }) => selection.dueAt > now);
}

/**
 * The selection that is meant, or those between which nothing decides: by the card, else by whose
 * roll one is on and where the numbers and the kind fit.
 */
export function pickRunning(
  running: readonly OwnSelection[],
  { words, selectionId, kind }: Said,
): readonly OwnSelection[] {
  if (selectionId !== undefined)
    return running.filter(({ selection }) => selection.id === selectionId);
  const onRoll = narrow(running, ({ elector }) => elector?.takesPart === true);
  const ofKind = narrow(onRoll, ({ selection }) => kindOfMethod(selection.terms.method) === kind);
  return narrow(ofKind, ({ selection, options }) => {
    const choices = readChoices(words, kindOfMethod(selection.terms.method), options);
    const offered = new Set(options.map(({ number }) => number));
    return choices !== undefined && numbersOf(choices).every((each) => offered.has(each));
  });
}

/** Those that fit, or all if none does. */
function narrow<T>(all: readonly T[], fits: (each: T) => boolean): readonly T[] {
  if (all.length < 2) return all;
  const fitting = all.filter(fits);
  return fitting.length === 0 ? all : fitting;
}

/** @throws UserError if one of them is 无记名: a question would keep what was chosen */
export function askWhich(
  context: PersonContext,
  several: readonly OwnSelection[],
  asking: { readonly command: string; readonly args: RawArgs },
): string {
  const titles = several.map(({ selection }) => selection.title);
  if (several.some(isSecret))
    throw new UserError("ballotSecretWhich", { titles: titles.join("、") });
  const choices = several.map(({ selection }) => selection.id).join(" ");
  context.ask({ kind: "argument", ...asking, args: { ...asking.args, choices }, missing: "which" });
  return askWhichSelection(titles, context.place);
}

/** @throws UserError for words that are no choice by the rules of this selection */
export function readBallot({ selection, options, elector }: OwnSelection, said: Said): Choices {
  const { terms } = selection;
  const kind = kindOfMethod(terms.method);
  const view = { selection, options };
  const choices = readChoices(said.words, kind, options);
  if (said.page !== undefined && kind === "approval" && said.page <= countPages(options)) {
    const page = pageOf(options, said.page);
    const isNone = said.words === "" || isNothing(said.words);
    const chosen = isNone ? [] : readNumbers(said.words);
    if (chosen === undefined) throw unreadable(view);
    const merged = replaceOnPage(elector?.choices, chosen, page);
    checkChoices(merged, terms, options);
    return merged;
  }
  if (said.words === "") {
    throw new UserError("ballotPageEmpty", { example: exampleFor(view) });
  }
  const isOtherKind = said.kind !== undefined && said.kind !== kind;
  if (isOtherKind && !(choices !== undefined && numbersOf(choices).length === 0)) {
    throw new UserError("ballotKind", {
      how: methodNames[terms.method],
      example: exampleFor(view),
    });
  }
  if (choices === undefined) throw unreadable(view);
  const all = said.page === undefined ? choices : mergeChoices(elector?.choices, choices);
  checkChoices(all, terms, options);
  return all;
}

/** Pages tapped at the same moment must not undo each other: the place is held, and read anew. */
export async function holdOwn(
  { tx }: TenantContext,
  personId: number,
  own: OwnSelection,
): Promise<OwnSelection> {
  const place = isSecret(own) ? undefined : await lockPlace(tx, own.selection, personId);
  if (own.elector === undefined || place === undefined) return own;
  return { ...own, elector: { ...own.elector, choices: place.choices } };
}

function unreadable(view: Pick<OwnSelection, "selection" | "options">): UserError {
  const numbers = view.options.map(({ number }) => number).join("、");
  return new UserError("ballotUnreadable", { numbers, example: exampleFor(view) });
}

/** @throws UserError for somebody who does not take part */
export async function checkElector(
  context: TenantContext,
  { selection, elector }: OwnSelection,
): Promise<void> {
  if (elector === undefined) {
    const unit = await findUnitName(context, selection);
    const count = await countRoll(context.tx, selection);
    throw new UserError("ballotNotOnRoll", { unit, count });
  }
  if (!elector.takesPart) throw new UserError("ballotStoodAside");
}

/** Keeps it and says so, each in the place where it may be read. */
export async function castBallot(
  context: PersonContext,
  own: OwnSelection,
  choices: Choices,
  page?: number,
): Promise<string> {
  const { tx, tenantId, person, saidAt: at, receiptId } = context;
  const { id: selectionId } = own.selection;
  const ballot = { tenantId, selectionId, personId: person.id, choices };
  const event = { tenantId, objectKind: "ballot", actorId: person.id, at } as const;
  if (isSecret(own)) {
    if (context.place === "group" && context.message.isTap !== true) {
      throw new UserError("ballotSecretAlone");
    }
    const objectId = await insertSecretBallot(tx, ballot);
    if (objectId === undefined) throw new UserError("ballotSecretOnce");
    appendEvent(tx, { ...event, objectId, kind: "took-part", receiptId: undefined, words: {} });
    return secretKept(person.salutation);
  }
  const objectId = await upsertBallot(tx, { ...ballot, at });
  appendEvent(tx, { ...event, objectId, kind: "chosen", receiptId, words: { choices } });
  return sayKept(context, own, { choices, page });
}

/** In a group nothing is repeated of what others are not to see; a tap is answered to its owner. */
async function sayKept(
  context: PersonContext,
  { selection, options }: OwnSelection,
  { choices, page }: { readonly choices: Choices; readonly page: number | undefined },
): Promise<string> {
  const { place, message, person, account } = context;
  const { dueAt } = selection;
  const { disclosure } = selection.terms;
  const pages = countCardPages(choices.kind, options);
  const nextPage = page === undefined || pages === 0 ? undefined : (page % pages) + 1;
  const left = { nextPage, place: message.isTap === true ? place : "single" } as const;
  const kept = { salutation: person.salutation, choices, options, dueAt, disclosure, left };
  const alone = ballotKept(kept);
  if (place === "single" || disclosure === "open") return alone;
  if (message.isTap === true) {
    context.sayAloud(ballotKeptAloud(kept, false));
    return alone;
  }
  const sender = { accountId: account.id, externalId: message.sender.externalId };
  return ballotKeptAloud(kept, await tellAlone(context, context.tenantId, [sender], alone));
}

/** For whoever chose where nothing can be chosen: that it is over, and who hears them now. */
export async function answerNoneRunning(context: PersonContext, said: Said): Promise<string> {
  const { tx, tenantId, place, message } = context;
  const late = await listEnded(context, said.selectionId);
  // Which one was meant, nobody can tell.
  if (late.some(({ terms }) => terms.disclosure === "secret")) context.forget();
  const [ended] = late;
  if (ended === undefined) return noSelection(place);
  const liaison = await findLiaison(tx, tenantId);
  const isOffered =
    liaison !== undefined && late.every(({ terms }) => terms.disclosure !== "secret");
  if (isOffered) context.ask({ kind: "relay", text: message.text });
  const unitName = await findUnitName(context, ended);
  const name = shortTitle({ title: ended.title, unitName });
  const dueAt = ended.closedAt ?? ended.dueAt;
  return ballotTooLate({ name, dueAt, liaisonName: liaison?.name ?? "", isOffered }, place);
}

/** Not long ago, the newest first. */
async function listEnded(
  { tx, tenantId, now }: TenantContext,
  wanted: number | undefined,
): Promise<readonly Selection[]> {
  const ended = await listSelections(tx, tenantId, ["open", "closed", "published"]);
  return ended.filter(
    ({ id, dueAt }) =>
      (wanted === undefined || id === wanted) && now.getTime() - dueAt.getTime() <= LATE_MS,
  );
}

/** Longer ago, nobody means it any more. */
const LATE_MS = 30 * 24 * 60 * 60 * 1000;
