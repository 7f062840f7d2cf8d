import { findOpenRoundOfUnit, upsertDraftRound } from "../../db/rounds.ts";
import { getSetting } from "../../db/tenant-settings.ts";
import { UserError } from "../../domain/errors.ts";
import { planRound } from "../../domain/round.ts";
import { screeningDays } from "../../domain/settings.ts";
import { roundDrafted, roundQuestions } from "../../text/rounds.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
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
  args: { plan: arg.words("名称和截止日期", roundQuestions.plan) },
  async run(context, args) {
    const { tx, tenantId, person, now } = context;
    const { unit, rest } = await findMeantUnit(context, args.plan);
    const plan = planRound(rest, now, await getSetting(tx, tenantId, screeningDays));
    const open = await findOpenRoundOfUnit(tx, tenantId, unit.id);
    if (open !== undefined) throw new UserError("roundOpenAlready", { title: open.title });
    const draft = { ...plan, tenantId, unitId: unit.id, openedById: person.id, draftedAt: now };
    const id = await upsertDraftRound(tx, draft);
    recordRound(publishContext(context), { id }, "drafted", { title: plan.title });
    const drafted = { kind: "collection", objectId: id, unitId: unit.id };
    await draftPublication(context, drafted);
    return roundDrafted(
      { ...plan, unitName: unit.name },
      {
        salutation: person.salutation,
        groups: (await listGroupsBelow(context, unit.id)).length,
        ways: await releaseWays(context, drafted),
      },
    );
  },
});
