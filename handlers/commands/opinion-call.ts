import { upsertOpinionDraft } from "../../db/opinion-calls.ts";
import { replaceOpinionPlaces } from "../../db/opinion-places.ts";
import { readWorkdays } from "../../db/workdays.ts";
import { planOpinionCall } from "../../domain/opinion.ts";
import { fold } from "../../domain/normalize.ts";
import { UserError } from "../../domain/errors.ts";
import { askFor } from "../../text/general.ts";
import { opinionPreview } from "../../text/opinion-calls.ts";
import { opinionQuestions } from "../../text/opinions.ts";
import { askHalf } from "../../text/reminders.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { either, howTo } from "../ordinary.ts";
import { findCallUnit, listCallGroups, namedGroups, recordCallEvent } from "../opinion-calls.ts";
import {
  type CallSentence,
  type DueReading,
  readCallSentence,
  readDueAnswer,
} from "../opinion-sentence.ts";
import { rawArgs } from "../proxy.ts";
import { draftPublication, publishContext } from "../publication.ts";
import { releaseWays } from "../publication-review.ts";
import type { RawArgs } from "../question.ts";

/** 征求意见: asked in the groups of a unit, after 确认 or 送审. */
export const opinionCall = defineCommand({
  id: "opinion-call",
  name: "征求意见",
  aliases: ["征集意见", "发起征求意见"],
  summary: "请大家对一份文件提意见，到点自己截止",
  example: "征求意见 对《二季度协商计划》 周五下午5点截止",
  audience: "staff",
  place: "single",
  needs: "person",
  right: "call-opinions",
  isWriting: true,
  rejects: either(howTo, /^稿|[吗了]$/),
  glued: /^(?:对|就|关于|《|「)/,
  args: {
    sentence: arg.block("对哪份文件、什么时候截止", opinionQuestions.title),
    title: arg.field("文件"),
    due: arg.field("截止时间"),
    half: arg.field("上午还是下午"),
  },
  match: matchCall,
  async run(context, said) {
    const sentence = readCallSentence(said.sentence, context.saidAt);
    const title = said.title?.replaceAll(/[《》]/g, "") ?? sentence.title;
    if (title === undefined) return askMore(context, said, "title");
    const due = said.due === undefined ? sentence.due : readDueAnswer(said.due, context.saidAt);
    const dueAt = due && settle(due, said.half);
    if (due === undefined || dueAt === undefined) return askDue(context, said, due);
    return draft(context, { ...sentence, title, dueAt });
  },
});

/** 征求意见 对《…》 周五下午5点截止, or the other way round: 对《…》征求意见 周五下午5点截止. */
function matchCall({ original, plain }: MatchText): RawArgs | undefined {
  const about = /^(?:对|就|关于)\s?[《「].+?[》」]\s?(?:公开)?征求意见/.exec(plain)?.[0].length;
  if (about !== undefined) {
    return { sentence: `${original.slice(0, about - 4)} ${original.slice(about)}` };
  }
  const name = /^(?:发起)?(?:征求|征集)意见[\s:,，]*(?=[对就关《「]|(?<=[\s:,，])\S)/.exec(
    plain,
  )?.[0];
  if (name === undefined || plain.startsWith("稿", name.length)) return undefined;
  return { sentence: original.slice(name.length) };
}

interface Said {
  readonly sentence: string;
  readonly title: string | undefined;
  readonly due: string | undefined;
  readonly half: string | undefined;
}

/** Undefined if it still has to be asked; a time that cannot be is refused when it is planned. */
function settle(due: DueReading, half: string | undefined): Date | undefined {
  if (due.kind === "moment") return due.at;
  if (due.kind === "refused" || half === undefined) return undefined;
  return fold(half).includes("上午") ? due.morning : due.afternoon;
}

/** @throws UserError for a time that is over or that does not exist */
function askDue(context: PersonContext, said: Said, due: DueReading | undefined): string {
  if (due?.kind === "refused") {
    throw new UserError(due.isPast ? "opinionDuePast" : "reminderNoSuchDay", { time: due.words });
  }
  if (due?.kind === "ambiguous") {
    askMore(context, said, "half");
    return askHalf(due.words, due.afternoon, context.place);
  }
  return askMore(context, { ...said, due: undefined }, "due");
}

function askMore(context: PersonContext, said: Said, missing: "title" | "due" | "half"): string {
  const args = rawArgs({ ...said });
  context.ask({ kind: "argument", command: "opinion-call", args, missing });
  if (missing === "half") return "";
  const examples = { title: "《二季度协商计划》", due: "周五下午5点" };
  return askFor(opinionQuestions[missing], examples[missing], context.place);
}

async function draft(
  context: PersonContext,
  said: CallSentence & { readonly title: string; readonly dueAt: Date },
): Promise<string> {
  const { tx, tenantId, person, now } = context;
  const plan = planOpinionCall(said, now);
  const unit = await findCallUnit(context, said.rest);
  const groups = namedGroups(await listCallGroups(context, unit.id), said.rest);
  const { title, dueAt, isNamed } = plan;
  const call = { title, dueAt, isNamed, unitId: unit.id, drafterId: person.id };
  const objectId = await upsertOpinionDraft(tx, { ...call, tenantId, at: now });
  const conversationIds = groups.map(({ id }) => id);
  await replaceOpinionPlaces(tx, { tenantId, id: objectId }, conversationIds);
  const event = { kind: "drafted", actorId: person.id };
  recordCallEvent(publishContext(context), { id: objectId, isNamed }, event);
  const drafted = { kind: "opinion-call", objectId, unitId: unit.id };
  await draftPublication(context, drafted);
  return opinionPreview(call, {
    salutation: person.salutation,
    unitName: unit.name,
    groups: groups.map(({ name }) => name),
    now,
    workdays: await readWorkdays(tx, tenantId),
    ways: await releaseWays(context, drafted),
  });
}
