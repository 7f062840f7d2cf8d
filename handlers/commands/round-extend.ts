import { updateRoundDue } from "../../db/round-extensions.ts";
import { findOpenRoundOfUnit, lockRound } from "../../db/rounds.ts";
import { getSetting } from "../../db/tenant-settings.ts";
import { readWorkdays } from "../../db/workdays.ts";
import { UserError } from "../../domain/errors.ts";
import { limits } from "../../domain/limits.ts";
import { planRound, type RoundPlan } from "../../domain/round.ts";
import { screeningDays } from "../../domain/settings.ts";
import { readDeadline } from "../../domain/time-reader.ts";
import { lengthOf } from "../../domain/topic.ts";
import {
  roundExtended,
  roundExtendedAnnounced,
  roundExtendQuestion,
  roundQuestions,
  sayDeadline,
} from "../../text/rounds.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { questionBeforeReason } from "../ordinary.ts";
import { publishContext } from "../publication.ts";
import { type NamedRound, nameRound, recordRound, sayInGroups } from "../rounds.ts";
import { findMeantUnit } from "../unit-groups.ts";
import { recordScreening } from "./round-open.ts";

/** 征题 延期: a later deadline with its reason, after 确认; the groups hear of it. */
export const roundExtend = defineCommand({
  id: "round-extend",
  name: "征题延期",
  aliases: ["征题 延期", "征题延长", "征题 延长", "延期征题", "延长征题"],
  summary: "征题延期，写明理由",
  example: "征题 延期 到4月20日 有几位委员还在走访",
  audience: "staff",
  needs: "person",
  right: "collect",
  isWriting: true,
  rejects: questionBeforeReason,
  glued: /^(?:到|至)/,
  args: { plan: arg.words("新的截止日期和理由", roundQuestions.extend) },
  async run(context, args) {
    const { tx, tenantId, now, person } = context;
    const { unit, rest } = await findMeantUnit(context, args.plan);
    const found = await findOpenRoundOfUnit(tx, tenantId, unit.id);
    const held = found && (await lockRound(tx, found));
    if (held?.state !== "open") throw new UserError("roundClosed");
    const round = await nameRound(context, held);
    const { plan, reason } = await readExtension(context, round, rest);
    const extension = { round, dueAt: plan.dueAt, screenBy: plan.screenBy, reason };
    if (context.confirmed !== true) {
      const command = { command: "round-extend", args: { plan: args.plan } };
      context.ask({ kind: "confirm", ...command });
      return roundExtendQuestion({ ...extension, salutation: person.salutation }, context.place);
    }
    const { dueAt, screenBy } = plan;
    await updateRoundDue(tx, round, { dueAt, screenBy });
    const workdays = await readWorkdays(tx, tenantId);
    const isProvisional = await recordScreening(context, { id: round.id, plan, workdays });
    const publishing = publishContext(context);
    recordRound(publishing, round, "extended", { from: round.dueAt, to: dueAt, reason });
    const words = roundExtendedAnnounced({ ...extension, isProvisional });
    return roundExtended(extension, await sayInGroups(publishing, round.unitId, words), now);
  },
});

interface Extension {
  readonly plan: RoundPlan;
  readonly reason: string;
}

/** @throws UserError for a time that cannot be or is no later, and without a reason */
async function readExtension(
  { tx, tenantId, now }: PersonContext,
  round: NamedRound,
  words: string,
): Promise<Extension> {
  const reading = readDeadline(words, now);
  if (reading === undefined) throw new UserError("roundExtendTime");
  const days = await getSetting(tx, tenantId, screeningDays);
  const workdays = await readWorkdays(tx, tenantId);
  const said = words.slice(reading.start, reading.end);
  const plan = planRound(said, now, { screeningDays: days, workdays });
  if (plan.dueAt <= round.dueAt) {
    throw new UserError("roundExtendEarlier", { due: sayDeadline(round.dueAt) });
  }
  const reason = `${words.slice(0, reading.start)} ${words.slice(reading.end)}`
    .replaceAll(
      /^[\s,，。]*(?:延?(?:到|至))?|(?:截止|为止)|(?:理由|因为|原因)(?:是)?\s*[:：]?/g,
      " ",
    )
    .replaceAll(/^[\s,，。]+|[\s,，。]+$/g, "")
    .replaceAll(/\s+/g, " ");
  if (reason === "") throw new UserError("roundExtendReason");
  const max = limits.mergeReasonCharsMax;
  if (lengthOf(reason) > max) throw new UserError("roundReasonTooLong", { max });
  return { plan, reason };
}
