import { findLastStart } from "../../db/digests.ts";
import { listUnits } from "../../db/units.ts";
import { countWeek, listWeekTopics } from "../../db/week-numbers.ts";
import { weekOf } from "../../domain/digest.ts";
import { toLocal } from "../../domain/time.ts";
import { unitsBelow } from "../../domain/unit-path.ts";
import { digestDetail, digestText } from "../../text/digest.ts";
import { itemNumber } from "../../text/phrases.ts";
import { defineCommand, type TenantContext } from "../command.ts";

/** 周报: this week so far, for the group's unit and all below it. */
export const digestShow = defineCommand({
  id: "digest-show",
  name: "周报",
  aliases: ["一周小结", "本周小结", "看周报", "周小结"],
  summary: "这一周到现在的小结",
  example: "周报",
  needs: "tenant",
  isWriting: false,
  args: {},
  async run(context) {
    const { tx, tenantId, now, place } = context;
    const { unit, ...units } = await findUnits(context);
    const { from } = weekOf(now);
    const until = justAfter(now);
    const numbers = await countWeek(tx, { tenantId, ...units, from, until });
    return digestText({ unitName: unit.name, numbers, from, asOf: now }, place);
  },
});

/** 周报 明细: which topics stand behind the numbers; by number, as nobody has accepted them all. */
export const digestDetailShow = defineCommand({
  id: "digest-detail",
  name: "周报 明细",
  aliases: ["周报明细", "小结明细"],
  example: "周报 明细",
  needs: "tenant",
  isWriting: false,
  args: {},
  async run(context) {
    const { tx, tenantId, now, conversationId } = context;
    const { unitIds, isWhole } = await findUnits(context);
    const { from: monday } = weekOf(now);
    // In a group it is asked about what was just told there.
    const from = (await findLastStart(tx, { tenantId, conversationId }, monday)) ?? monday;
    const thisYear = toLocal(now).year;
    const topics = await listWeekTopics(tx, {
      tenantId,
      unitIds,
      isWhole,
      from,
      until: justAfter(now),
    });
    const numbers = (isNew: boolean) =>
      topics.filter((topic) => topic.isNew === isNew).map((topic) => itemNumber(topic, thisYear));
    return digestDetail({ proposed: numbers(true), active: numbers(false) }, { from, asOf: now });
  },
});

/** What was said at this very moment counts. */
function justAfter(now: Date): Date {
  return new Date(now.getTime() + 1);
}

/** The group's own unit and all below it; elsewhere the whole committee. */
async function findUnits({ tx, tenantId, unitId }: TenantContext) {
  const units = await listUnits(tx, tenantId);
  const unit =
    units.find(({ id }) => id === unitId) ?? units.find(({ parentId }) => parentId === undefined);
  if (unit === undefined) throw new Error("a tenant without units");
  return { unit, unitIds: unitsBelow(units, unit.id), isWhole: unit.parentId === undefined };
}
