import { randomInt } from "node:crypto";

import { listByStatus, listShortlisted, type ScreenedTopic } from "../../db/screening.ts";
import { findSelection, insertSelection } from "../../db/selections.ts";
import { listUnits, type Unit } from "../../db/units.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { fold } from "../../domain/normalize.ts";
import type { SelectionOption } from "../../domain/selection.ts";
import { composeTerms } from "../../domain/selection-terms.ts";
import { formatDateTime } from "../../domain/time.ts";
import { lengthOf } from "../../domain/topic.ts";
import { askFor } from "../../text/general.ts";
import { committeeOf } from "../../text/phrases.ts";
import { askHalf } from "../../text/reminders.ts";
import { selectionQuestions, usualPurpose, usualTitle } from "../../text/selection-drafts.ts";
import { shorten } from "../../text/shorten.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import type { DueReading } from "../opinion-sentence.ts";
import { rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import {
  readSelectionSentence,
  type SelectionSentence,
  type SelectionWords,
} from "../selection-sentence.ts";
import { recordSelection, showDraft } from "../selections.ts";
import { findMeantUnit } from "../unit-groups.ts";

const usage = "初选议题 选3件 周五下午5点截止";

/** 发起推荐: a draft, shown with all its rules; it goes out after 确认 or 送审. */
export const selectionOpen = defineCommand({
  id: "selection-open",
  name: "发起推荐",
  aliases: ["发起投票", "发起选题", "发起议题推荐", "发起表决"],
  summary: "从初选议题里推荐，到点自己截止",
  example: `发起推荐 ${usage}`,
  audience: "staff",
  needs: "person",
  right: "open-selection",
  isWriting: true,
  glued: /^(?:初选|议题\s?\d|选\s?[\d一二两三四五六七八九十]|[《「])/,
  args: {
    sentence: arg.optionalBlock("从哪些议题里选、什么时候截止"),
    more: arg.field("补充"),
    options: arg.field("选项"),
    method: arg.field("方法"),
    disclosure: arg.field("公开"),
    quorum: arg.field("规定人数"),
    requirements: arg.field("要求"),
    tie: arg.field("并列"),
    roll: arg.field("参加"),
    title: arg.field("题目"),
    purpose: arg.field("用途"),
    due: arg.field("截止"),
    half: arg.field("上午还是下午"),
  },
  async run(context, args) {
    const { more, ...labelled } = args;
    const words = [args.sentence, more].filter((each) => each !== undefined).join("\n");
    const said = { ...labelled, sentence: words === "" ? undefined : words };
    const sentence = readSelectionSentence(said, context.saidAt);
    const dueAt = sentence.due && settle(sentence.due, said.half);
    if (dueAt === undefined) return askDue(context, said, sentence.due);
    checkDueAt(dueAt, context.now);
    return draft(context, said, { ...sentence, dueAt });
  },
});

type Said = SelectionWords & {
  readonly roll: string | undefined;
  readonly purpose: string | undefined;
  readonly half: string | undefined;
};

function settle(due: DueReading, half: string | undefined): Date | undefined {
  if (due.kind === "moment") return due.at;
  if (due.kind === "refused" || half === undefined) return undefined;
  return fold(half).includes("上午") ? due.morning : due.afternoon;
}

/** @throws UserError for a time that is over or does not exist */
function askDue(context: PersonContext, said: Said, due: DueReading | undefined): string {
  if (due?.kind === "refused") {
    throw new UserError(due.isPast ? "selectionDuePast" : "reminderNoSuchDay", { time: due.words });
  }
  const args = rawArgs({ ...said });
  const command = "selection-open";
  if (due?.kind === "ambiguous") {
    context.ask({ kind: "argument", command, args, missing: "half" });
    return askHalf(due.words, due.afternoon, context.place);
  }
  const { due: _, ...others } = args;
  context.ask({ kind: "argument", command, args: others, missing: "due" });
  return askFor(selectionQuestions.due, "周五下午5点", context.place);
}

/** @throws UserError for a deadline that is over, or too far away */
export function checkDueAt(dueAt: Date, now: Date): void {
  if (dueAt <= now) throw new UserError("selectionDuePast", { time: formatDateTime(dueAt, now) });
  const days = limits.selectionAheadDaysMax;
  if (dueAt.getTime() - now.getTime() > days * 24 * 60 * 60 * 1000) {
    throw new UserError("selectionDueTooFar", { days });
  }
}

async function draft(
  context: PersonContext,
  said: Said,
  sentence: SelectionSentence & { readonly dueAt: Date },
): Promise<string> {
  const { tx, tenantId, person, conversationId, now, tenantName } = context;
  const units = await listUnits(tx, tenantId);
  const unit = await findRollUnit(context, units, said.roll ?? sentence.rest);
  const options = await listWished(context, sentence, unit.id);
  // A single plan can be put to 表决.
  checkOptions(options, sentence.terms.method === "yes-no" ? 1 : 2);
  const terms = composeTerms(sentence.terms, options.length);
  checkCategories(terms.quorum.categories ?? [], units);
  const isOfTopics = options.some(({ topicId }) => topicId !== undefined);
  const title = checkTitle(
    said.title ?? sentence.title ?? usualTitle(unit.name, sentence.dueAt, isOfTopics),
  );
  const id = await insertSelection(tx, {
    tenantId,
    title,
    unitId: unit.id,
    drafterId: person.id,
    conversationId,
    terms,
    purpose: said.purpose ?? usualPurpose(committeeOf(tenantName)),
    dueAt: sentence.dueAt,
    lotSeed: terms.tie === "lot" ? drawSeed() : undefined,
    options,
    at: now,
  });
  // Without the words of the topics: those can be erased.
  const numbers = options.map(({ number }) => number);
  recordSelection(publishContext(context), { id }, "drafted", { title, terms, numbers });
  const selection = await findSelection(tx, { tenantId, id });
  if (selection === undefined) throw new Error("a draft just made is not there");
  return showDraft(context, selection);
}

/** Eight digits that people can read out: they are published before anybody has chosen. */
export function drawSeed(): string {
  return String(randomInt(10_000_000, 100_000_000));
}

/** The unit that is named anywhere, everybody, or the one that is meant without words. */
export async function findRollUnit(
  context: PersonContext,
  units: readonly Unit[],
  words: string,
): Promise<Unit> {
  const plain = fold(words);
  const root = units.find(({ parentId }) => parentId === undefined);
  if (/全体|全县|全部委员/.test(plain) && root !== undefined) return root;
  const byLength = units.toSorted((a, b) => b.name.length - a.name.length);
  const named = byLength.find(({ name }) => plain.includes(fold(name)));
  return named ?? (await findMeantUnit(context, "")).unit;
}

/** @throws UserError if there are no such topics */
async function listWished(
  { tx, tenantId }: PersonContext,
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

function topicOption({ id, number, title }: ScreenedTopic): SelectionOption {
  return { number, topicId: id, label: title, shortLabel: shortLabelOf(title) };
}

function freeOption(label: string, index: number): SelectionOption {
  return { number: index + 1, topicId: undefined, label, shortLabel: shortLabelOf(label) };
}

function shortLabelOf(label: string): string {
  const max = limits.selectionShortLabelChars;
  return lengthOf(label) <= max ? label : shorten(label, max - 1);
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
