import { randomInt } from "node:crypto";

import { listByStatus, listShortlisted, type ScreenedTopic } from "../db/screening.ts";
import { findSelection, insertSelection } from "../db/selections.ts";
import { listUnits, type Unit } from "../db/units.ts";
import { UserError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import type { Selection, SelectionOption } from "../domain/selection.ts";
import { composeTerms } from "../domain/selection-terms.ts";
import { shortTitleOf } from "../domain/short-title.ts";
import { lengthOf } from "../domain/topic.ts";
import { usualTitle } from "../text/selection-drafts.ts";
import type { PublishContext } from "./publication.ts";
import type { SelectionSentence } from "./selection-sentence.ts";
import { recordSelection } from "./selections.ts";

/** Making the draft of a 议题推荐 out of what was said, by a command or at the time of a series. */

export interface Drafter {
  readonly personId: number;
  /** Where it was drafted: the convener hears of it there. */
  readonly conversationId: number;
}

export interface DraftWish {
  readonly sentence: SelectionSentence;
  readonly title: string | undefined;
  readonly purpose: string;
  readonly dueAt: Date;
  /** It opens by itself then. */
  readonly opensAt: Date | undefined;
}

/** @throws UserError if there is nothing to choose from, or the rules do not fit it */
export async function makeDraft(
  context: PublishContext,
  drafter: Drafter,
  unit: Unit,
  wish: DraftWish,
): Promise<Selection> {
  const { tx, tenantId, now } = context;
  const { sentence, dueAt, opensAt, purpose } = wish;
  const options = await listWished(context, sentence, unit.id);
  // A single plan can be put to 表决.
  checkOptions(options, sentence.terms.method === "yes-no" ? 1 : 2);
  const terms = composeTerms(sentence.terms, options.length);
  checkCategories(terms.quorum.categories ?? [], await listUnits(tx, tenantId));
  const isOfTopics = options.some(({ topicId }) => topicId !== undefined);
  const title = checkTitle(
    wish.title ?? sentence.title ?? usualTitle(unit.name, dueAt, isOfTopics),
  );
  const id = await insertSelection(tx, {
    tenantId,
    title,
    unitId: unit.id,
    drafterId: drafter.personId,
    conversationId: drafter.conversationId,
    terms,
    purpose,
    dueAt,
    opensAt,
    lotSeed: terms.tie === "lot" ? drawSeed() : undefined,
    options,
    at: now,
  });
  // Without the words of the topics: those can be erased.
  const numbers = options.map(({ number }) => number);
  recordSelection(context, { id }, "drafted", { title, terms, numbers, opensAt });
  const selection = await findSelection(tx, { tenantId, id });
  if (selection === undefined) throw new Error("a draft just made is not there");
  return selection;
}

/** Eight digits that people can read out: they are published before anybody has chosen. */
export function drawSeed(): string {
  return String(randomInt(10_000_000, 100_000_000));
}

/** @throws UserError if there are no such topics */
async function listWished(
  { tx, tenantId }: PublishContext,
  { source }: SelectionSentence,
  unitId: number,
): Promise<readonly SelectionOption[]> {
  if (source?.kind === "free") return source.labels.map(freeOption);
  if (source?.kind === "topics") {
    const open = await listByStatus(tx, { tenantId, unitId: undefined, statuses: electable });
    return source.numbers.map((number) => {
      // Of several years the newest is meant.
      const topic = open.findLast((each) => each.number === number);
      if (topic === undefined) throw new UserError("selectionTopicNot", { number });
      return topicOption(topic);
    });
  }
  const own = await listShortlisted(tx, tenantId, unitId);
  if (own.length === 0) throw new UserError("selectionNoOptions");
  return own.map(topicOption);
}

/** What may be chosen from when it is named: its words may be repeated in groups. */
const electable = ["accepted", "shortlisted", "deferred", "reserve"] as const;

function topicOption({ id, number, title, shortTitle }: ScreenedTopic): SelectionOption {
  return { number, topicId: id, label: title, shortLabel: shortTitle ?? shortTitleOf(title) };
}

function freeOption(label: string, index: number): SelectionOption {
  return { number: index + 1, topicId: undefined, label, shortLabel: shortTitleOf(label) };
}

/** @throws UserError for too few, too many, or words that are too long */
function checkOptions(options: readonly SelectionOption[], min: number): void {
  if (options.length < min) throw new UserError("selectionOneOption");
  const max = limits.selectionOptionsMax;
  if (options.length > max) throw new UserError("selectionTooManyOptions", { max });
  const charsMax = limits.selectionOptionCharsMax;
  if (options.some(({ label }) => lengthOf(label) > charsMax)) {
    throw new UserError("selectionLabelTooLong", { max: charsMax });
  }
  const numbers = options.map(({ number }) => number);
  const twice = numbers.find((number, index) => numbers.indexOf(number) !== index);
  if (twice !== undefined) throw new UserError("selectionTopicNot", { number: twice });
}

/** @throws UserError if the title is too long */
export function checkTitle(words: string): string {
  const title = words.replaceAll(/\s+/g, " ").trim();
  const max = limits.selectionTitleCharsMax;
  if (lengthOf(title) > max) throw new UserError("selectionTitleTooLong", { max });
  return title;
}

/** @throws UserError for a category that nobody can belong to */
export function checkCategories(
  categories: readonly { readonly name: string }[],
  units: readonly Unit[],
): void {
  const known = new Set(["城区", "乡镇", ...units.map(({ name }) => name)]);
  const unknown = categories.find(({ name }) => !known.has(name));
  if (unknown !== undefined) throw new UserError("selectionQuorumUnknown", { name: unknown.name });
}
