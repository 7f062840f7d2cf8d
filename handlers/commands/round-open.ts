import { findOpenRoundOfUnit, upsertDraftRound } from "../../db/rounds.ts";
import { getSetting } from "../../db/tenant-settings.ts";
import { readWorkdays } from "../../db/workdays.ts";
import { forgetProvisional, recordProvisional } from "../../db/provisional-dates.ts";
import { UserError } from "../../domain/errors.ts";
import { planRound, type RoundPlan } from "../../domain/round.ts";
import { toLocal } from "../../domain/time.ts";
import { civilDay, dayNumber, type Workdays } from "../../domain/workdays.ts";
import { screeningDays } from "../../domain/settings.ts";
import { roundDrafted, roundQuestions } from "../../text/rounds.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { howTo } from "../ordinary.ts";
import { draftPublication, publishContext } from "../publication.ts";
import { releaseWays } from "../publication-review.ts";
import { recordRound } from "../rounds.ts";
import { findMeantUnit, listGroupsBelow } from "../unit-groups.ts";

/** 征题 开始: shown first; it opens when it is released. */
export const roundOpen = defineCommand({
  id: "round-open",
  name: "征题开始",
  aliases: ["征题 开始", "征题 开启", "征题开启", "开始征题", "开启征题", "发起征题", "发布征题"],
  summary: "例：征题 开始 二季度征题 4月10日截止",
  example: "征题 开始 二季度征题 4月10日截止",
  audience: "staff",
  needs: "person",
  right: "collect",
  isWriting: true,
  rejects: howTo,
  args: { plan: arg.words("名称和截止日期", roundQuestions.plan) },
  async run(context, args) {
    const { tx, tenantId, person, now } = context;
    const { unit, rest } = await findMeantUnit(context, args.plan);
    const days = await getSetting(tx, tenantId, screeningDays);
    const workdays = await readWorkdays(tx, tenantId);
    const plan = planRound(rest, now, { screeningDays: days, workdays });
    const open = await findOpenRoundOfUnit(tx, tenantId, unit.id);
    if (open !== undefined) throw new UserError("roundOpenAlready", { title: open.title });
    const draft = { ...plan, tenantId, unitId: unit.id, openedById: person.id, draftedAt: now };
    const id = await upsertDraftRound(tx, draft);
    const isProvisional = await recordScreening(context, { id, plan, workdays });
    recordRound(publishContext(context), { id }, "drafted", { title: plan.title });
    const drafted = { kind: "collection", objectId: id, unitId: unit.id };
    await draftPublication(context, drafted);
    return roundDrafted(
      { ...plan, unitName: unit.name, isProvisional },
      {
        salutation: person.salutation,
        groups: (await listGroupsBelow(context, unit.id)).length,
        ways: await releaseWays(context, drafted),
      },
    );
  },
});

/** @returns true if the day of 初选 may still move */
export async function recordScreening(
  { tx, tenantId, now }: PersonContext,
  { id, plan, workdays }: { id: number; plan: RoundPlan; workdays: Workdays },
): Promise<boolean> {
  const object = { objectKind: "round", objectId: id };
  if (plan.screeningDay === undefined) {
    await forgetProvisional(tx, tenantId, object);
    return false;
  }
  // The first workday on or after the day that was meant.
  const from = civilDay(dayNumber(plan.screeningDay) - 1);
  const date = { ...object, from, count: 1, said: toLocal(plan.screenBy) };
  return recordProvisional(tx, workdays, { ...date, tenantId, at: now });
}
