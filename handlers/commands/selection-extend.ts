import { appendEvent } from "../../db/events.ts";
import { readWorkdays } from "../../db/workdays.ts";
import { updateSelectionState } from "../../db/selection-results.ts";
import { UserError } from "../../domain/errors.ts";
import type { Selection } from "../../domain/selection.ts";
import { nextReminderAt } from "../../domain/selection-reminder.ts";
import { readDeadline } from "../../domain/time-reader.ts";
import { formatDateTime } from "../../domain/time.ts";
import { extended, extendedAnnounced, extendQuestion } from "../../text/selection-answers.ts";
import { selectionQuestions, shortTitle } from "../../text/selection-results.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";
import { dropResult, tellPlaces } from "../selection-announcing.ts";
import { checkUnmet, pickUnfinished, unfinished } from "../selection-ending.ts";
import { holdSelection, nameOf, selectionArgs } from "../selection-picking.ts";

/** 延期推荐: a later deadline, with its reason; also of one that closed with too few. */
export const selectionExtend = defineCommand({
  id: "selection-extend",
  name: "延期推荐",
  aliases: ["推荐延期", "推荐延长"],
  summary: "议题推荐延期，写明理由",
  example: "延期推荐 周六中午12点 有几位委员在外地",
  audience: "staff",
  needs: "person",
  right: "run-selection",
  isWriting: true,
  args: { sentence: arg.words("新的截止时间和理由", selectionQuestions.extend), ...selectionArgs },
  match: matchExtend,
  async run(context, said) {
    const plan = readPlan(context, said.sentence);
    if (context.confirmed === true) {
      const held = await holdSelection(context, Number(said.selection), unfinished);
      return extend(context, held, plan);
    }
    const selection = await pickUnfinished(context, "延期推荐");
    return askFirst(context, selection, { ...plan, sentence: said.sentence });
  },
});

/** 延期 推荐 周六中午12点 …, 推荐延到…, 投票延期到…: however the words are put together. */
function matchExtend({ original, plain }: MatchText): RawArgs | undefined {
  const head =
    /^(?:延期\s*(?:议题)?(?:推荐|投票)|(?:议题)?(?:推荐|投票)\s*(?:延期|延长)?(?:到|至|延到|延至))[\s:,，：]*/.exec(
      plain,
    );
  if (head === null || /[?？]$|吗$|什么时候|哪天/.test(plain)) return undefined;
  const sentence = original.slice(head[0].length).trim();
  return sentence === "" ? {} : { sentence };
}

interface Plan {
  readonly dueAt: Date;
  readonly reason: string;
}

/** @throws UserError for a time that cannot be read, and without a reason */
function readPlan({ saidAt }: PersonContext, sentence: string): Plan {
  const reading = readDeadline(sentence, saidAt);
  if (reading === undefined) throw new UserError("selectionExtendTime");
  const dueAt =
    reading.kind === "moment"
      ? reading.at
      : reading.kind === "ambiguous"
        ? reading.afternoon
        : undefined;
  if (dueAt === undefined) throw new UserError("selectionExtendTime");
  const rest = `${sentence.slice(0, reading.start)} ${sentence.slice(reading.end)}`;
  const reason = rest
    .replaceAll(/^[\s,，。到至]+|(?:截止)|(?:理由|因为|原因)\s*[:：]?|[\s,，。]+$/g, "")
    .trim();
  if (reason === "") throw new UserError("selectionExtendReason");
  return { dueAt, reason };
}

async function askFirst(
  context: PersonContext,
  selection: Selection,
  { dueAt, reason, sentence }: Plan & { readonly sentence: string },
): Promise<string> {
  await checkExtension(context, selection, dueAt);
  const name = shortTitle(await nameOf(context, selection));
  const args = { sentence, selection: String(selection.id) };
  context.ask({ kind: "confirm", command: "selection-extend", args });
  return extendQuestion({ name, dueAt, reason, now: context.now }, context.place);
}

async function checkExtension(
  context: PersonContext,
  selection: Selection,
  dueAt: Date,
): Promise<void> {
  await checkUnmet(context, selection, "selectionExtendMet");
  const earliest = selection.dueAt > context.now ? selection.dueAt : context.now;
  if (dueAt > earliest) return;
  throw new UserError("selectionExtendPast", { time: formatDateTime(earliest, context.now) });
}

async function extend(
  context: PersonContext,
  selection: Selection,
  { dueAt, reason }: Plan,
): Promise<string> {
  await checkExtension(context, selection, dueAt);
  const { tx, tenantId, now, person, receiptId } = context;
  const publishing = publishContext(context);
  await dropResult(publishing, selection);
  const sent = selection.remindersSent;
  const workdays = await readWorkdays(tx, tenantId);
  const remindAt = nextReminderAt(now, { openedAt: now, dueAt, sent, workdays });
  await updateSelectionState(tx, selection, { state: "open", dueAt, reason, remindAt });
  appendEvent(tx, {
    tenantId,
    objectKind: "selection",
    objectId: selection.id,
    kind: "extended",
    actorId: person.id,
    at: now,
    receiptId,
    words: { from: selection.dueAt, to: dueAt, reason },
  });
  const told = { name: shortTitle(await nameOf(context, selection)), dueAt, reason, now };
  const count = await tellPlaces(publishing, selection, extendedAnnounced(told));
  return extended(told, count);
}
