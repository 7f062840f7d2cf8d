import { listUnits, type Unit } from "../../db/units.ts";
import { readWorkdays } from "../../db/workdays.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { fold } from "../../domain/normalize.ts";
import { nextOf, planOpening, type Rhythm } from "../../domain/selection-opening.ts";
import { formatDateTime } from "../../domain/time.ts";
import { askFor } from "../../text/general.ts";
import { committeeOf } from "../../text/phrases.ts";
import { askHalf } from "../../text/reminders.ts";
import { selectionQuestions, usualPurpose } from "../../text/selection-drafts.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { howTo } from "../ordinary.ts";
import {
  cutOpening,
  cutRhythm,
  type OpeningWish,
  readOpeningWish,
  type RhythmCut,
} from "../opening-sentence.ts";
import type { DueReading } from "../opinion-sentence.ts";
import { rawArgs } from "../proxy.ts";
import { publishContext } from "../publication.ts";
import { makeDraft } from "../selection-drafting.ts";
import {
  readSelectionSentence,
  type SelectionSentence,
  type SelectionWords,
} from "../selection-sentence.ts";
import { planSeries } from "../selection-series.ts";
import { showDraft } from "../selections.ts";
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
  rejects: howTo,
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
    opens: arg.field("发出"),
  },
  async run(context, args) {
    const { more, ...labelled } = args;
    const words = [args.sentence, more].filter((each) => each !== undefined).join("\n");
    const said = { ...labelled, sentence: words === "" ? undefined : words };
    const { rhythm, endsAt, rest } = cutRhythm(words, context.saidAt);
    if (rhythm !== undefined) return openSeries(context, said, { rhythm, endsAt, rest });
    const cut = cutOpening(words, context.saidAt);
    const sentence = readSelectionSentence({ ...said, sentence: cut.rest }, context.saidAt);
    const dueAt = sentence.due && settle(sentence.due, said.half);
    if (dueAt === undefined) return askDue(context, said, sentence.due);
    checkDueAt(dueAt, context.now);
    const labelledOpening = said.opens && readOpeningWish(said.opens, context.saidAt);
    const opening = cut.opening ?? (labelledOpening || undefined);
    return draft(context, said, { sentence, dueAt, opening });
  },
});

type Said = SelectionWords & {
  readonly roll: string | undefined;
  readonly purpose: string | undefined;
  readonly half: string | undefined;
  readonly opens: string | undefined;
};

interface Wish {
  readonly sentence: SelectionSentence;
  readonly dueAt: Date;
  readonly opening: OpeningWish | undefined;
}

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

/** @throws UserError if it would open after it has closed */
export function checkOpensBefore(opensAt: Date | undefined, dueAt: Date, now: Date): void {
  if (opensAt === undefined || opensAt < dueAt) return;
  const opens = formatDateTime(opensAt, now);
  throw new UserError("selectionOpensAfterDue", { opens, due: formatDateTime(dueAt, now) });
}

async function draft(context: PersonContext, said: Said, wish: Wish): Promise<string> {
  const { tx, tenantId, person, conversationId, now } = context;
  const { sentence, dueAt } = wish;
  const workdays = await readWorkdays(tx, tenantId);
  const opening =
    wish.opening && planOpening(wish.opening.at, wish.opening.isInsisted, { now, workdays });
  checkOpensBefore(opening?.at, dueAt, now);
  const units = await listUnits(tx, tenantId);
  const unit = await findRollUnit(context, units, said.roll ?? sentence.rest);
  const purpose = purposeOf(context, said);
  const drafter = { personId: person.id, conversationId };
  const asked = { sentence, title: said.title, purpose, dueAt, opensAt: opening?.at };
  const selection = await makeDraft(publishContext(context), drafter, unit, asked);
  return showDraft(context, selection, opening?.movedFrom);
}

function purposeOf({ tenantName }: PersonContext, said: Said): string {
  return said.purpose ?? usualPurpose(committeeOf(tenantName));
}

/** 每月1日上午9点: nothing is drafted now, but at every moment of the rhythm. */
async function openSeries(
  context: PersonContext,
  said: Said,
  { rhythm, endsAt, rest }: RhythmCut & { readonly rhythm: Rhythm },
): Promise<string> {
  const { tx, tenantId, now } = context;
  const words = { ...said, sentence: rest };
  const { due, rest: open } = readSelectionSentence(words, nextOf(rhythm, now));
  if (due === undefined) return askDue(context, said, due);
  const unit = await findRollUnit(context, await listUnits(tx, tenantId), said.roll ?? open);
  const kept = { ...words, purpose: purposeOf(context, said), roll: undefined, half: undefined };
  const wish = { unit, rhythm, endsAt, words: rawArgs(kept) };
  return planSeries(context, wish, { command: "selection-open", args: rawArgs({ ...said }) });
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
