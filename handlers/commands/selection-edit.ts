import { lockOpenPublication } from "../../db/publications.ts";
import { lockDraftOf, updateDraft } from "../../db/selection-drafts.ts";
import { listOptions } from "../../db/selections.ts";
import { listUnits } from "../../db/units.ts";
import { readWorkdays } from "../../db/workdays.ts";
import { UserError } from "../../domain/errors.ts";
import { fold } from "../../domain/normalize.ts";
import type { Selection } from "../../domain/selection.ts";
import { planOpening } from "../../domain/selection-opening.ts";
import {
  composeTerms,
  readDisclosure,
  readMethod,
  readQuorum,
  readRequirements,
  readSeats,
  readTie,
  type TermsWish,
} from "../../domain/selection-terms.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { question } from "../ordinary.ts";
import { readOpeningWish } from "../opening-sentence.ts";
import { readDueAnswer } from "../opinion-sentence.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";
import { keyOf } from "../publication-choice.ts";
import { recordSelection, SELECTION_KIND, showDraft } from "../selections.ts";
import { checkCategories, checkTitle, drawSeed } from "../selection-drafting.ts";
import { checkDueAt, checkOpensBefore, findRollUnit } from "./selection-open.ts";

/** 截止改到 周六中午12点: a draft changed by a sentence, and shown again. Once it is out, its rules stay. */
export const selectionEdit = defineCommand({
  id: "selection-edit",
  name: "改推荐",
  example: "截止改到 周六中午12点",
  audience: "staff",
  needs: "person",
  right: "open-selection",
  isWriting: true,
  glued: /(?!)/,
  args: {
    what: arg.field("改哪一项"),
    words: arg.optionalBlock("改成什么"),
  },
  match: matchEdit,
  async run(context, { what, words }) {
    const { tx, tenantId, person } = context;
    const held = await lockDraftOf(tx, tenantId, person.id);
    if (held === undefined) throw new UserError("selectionNoDraft");
    await keepQuestion(context, held.id);
    const selection = await change(context, held, { what: what ?? "", words: words ?? "" });
    await updateDraft(tx, selection, selection);
    const { title, terms, dueAt } = selection;
    recordSelection(publishContext(context), selection, "revised", { title, terms, dueAt });
    return showDraft(context, selection);
  },
});

/** Words that change nothing leave the draft as it was, and 确认 still sends it. */
async function keepQuestion(context: PersonContext, objectId: number): Promise<void> {
  const { tx, tenantId } = context;
  const open = await lockOpenPublication(tx, tenantId, { kind: SELECTION_KIND, objectId });
  if (open === undefined) return;
  const args = { publication: keyOf(open) };
  context.ask({ kind: "confirm", command: "publication-release", args });
}

/** 截止改到 …, 选2件, 改为公开, 方法改为 排序推荐. */
function matchEdit({ original, plain }: MatchText): RawArgs | undefined {
  if (question.test(plain)) return undefined;
  const named =
    /^(?:把)?(?<what>截止(?:时间)?|发出(?:时间)?|题目|标题|方法|公开|规定人数|有效|要求|并列|参加|用途)(?:方式|范围)?\s?改(?:到|为|成|至)\s?[:：]?\s?/.exec(
      plain,
    );
  if (named !== null) {
    return { what: named.groups?.["what"] ?? "", words: original.slice(named[0].length) };
  }
  if (
    /^(?:改(?:为|成)\s?)?选\s?(?:\d{1,2}|[一二两三四五六七八九十]{1,3})\s?[件项个条]$/.test(plain)
  ) {
    return { what: "件数", words: original };
  }
  const open = /^改(?:为|成)\s?(?=\S{0,3}(?:公开|公布|无记名|不记名|记名))/.exec(plain)?.[0];
  return open === undefined ? undefined : { what: "公开", words: original.slice(open.length) };
}

interface Change {
  readonly what: string;
  readonly words: string;
}

/** @throws UserError if the words do not say what it is to be */
async function change(
  context: PersonContext,
  held: Selection,
  { what, words }: Change,
): Promise<Selection> {
  const { tx, tenantId, now, saidAt } = context;
  switch (fold(what)) {
    case "截止":
    case "截止时间": {
      const due = readDueAnswer(words, saidAt);
      const dueAt =
        due?.kind === "moment" ? due.at : due?.kind === "ambiguous" ? due.afternoon : undefined;
      if (dueAt === undefined) throw unclear("截止改到 周六中午12点");
      checkDueAt(dueAt, now);
      checkOpensBefore(held.opensAt, dueAt, now);
      return { ...held, dueAt };
    }
    case "发出":
    case "发出时间":
      return { ...held, opensAt: await readOpensAt(words, held, context) };
    case "题目":
    case "标题":
      return { ...held, title: checkTitle(words) };
    case "用途":
      return { ...held, purpose: checkTitle(words) };
    case "参加": {
      const unit = await findRollUnit(context, await listUnits(tx, tenantId), words);
      return { ...held, unitId: unit.id };
    }
    default:
      return changeTerms(context, held, { what: fold(what), words });
  }
}

/** 发出改到 3月20日上午9点, or 发出改为 确认后: then it does not wait. */
async function readOpensAt(
  words: string,
  { dueAt }: Selection,
  { tx, tenantId, now, saidAt }: PersonContext,
): Promise<Date | undefined> {
  if (/确认|马上|立即|不定时/.test(fold(words))) return undefined;
  const wish = readOpeningWish(words, saidAt);
  if (wish === undefined) throw unclear("发出改到 明天上午9点");
  const workdays = await readWorkdays(tx, tenantId);
  const { at } = planOpening(wish.at, wish.isInsisted, { now, workdays });
  checkOpensBefore(at, dueAt, now);
  return at;
}

async function changeTerms(
  { tx, tenantId }: PersonContext,
  held: Selection,
  { what, words }: Change,
): Promise<Selection> {
  const wish = readWish(what, words);
  const options = await listOptions(tx, held);
  const terms = composeTerms({ ...held.terms, ...wish }, options.length);
  checkCategories(terms.quorum.categories ?? [], await listUnits(tx, tenantId));
  const lotSeed = terms.tie === "lot" ? (held.lotSeed ?? drawSeed()) : undefined;
  return { ...held, terms, lotSeed };
}

/** @throws UserError if nothing could be read */
function readWish(what: string, words: string): Partial<TermsWish> {
  switch (what) {
    case "方法":
      return {
        ...said("method", readMethod(words), "方法改为 排序推荐"),
        ...(readSeats(words) === undefined ? {} : { seats: readSeats(words) }),
      };
    case "公开":
      return said("disclosure", readDisclosure(words), "改为公开");
    case "要求":
      return said("requirements", readRequirements(words), "要求改为 同意过半数");
    case "并列":
      return said("tie", readTie(words), "并列改为 抽签");
    case "件数":
      return said("seats", readSeats(words), "选2件");
    default:
      return said("quorum", readQuorum(words), "规定人数改为 15人");
  }
}

function said<K extends keyof TermsWish>(
  key: K,
  value: TermsWish[K],
  example: string,
): Partial<TermsWish> {
  if (value === undefined) throw unclear(example);
  return { [key]: value };
}

function unclear(example: string): UserError {
  return new UserError("selectionEditUnclear", { example });
}
