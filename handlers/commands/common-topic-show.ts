import {
  type CommonTopic,
  findCommonTopic,
  listCommonTopics,
  listInstances,
} from "../../db/common-topics.ts";
import { listUnits } from "../../db/units.ts";
import { UserError } from "../../domain/errors.ts";
import { isStaff } from "../../domain/rights.ts";
import { commonList, commonProgress } from "../../text/common-topics.ts";
import { sayNumber } from "../../text/phrases.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { settingOf } from "../topics.ts";
import { unitsBelow } from "../../domain/unit-path.ts";

/** 共性议题 and 共性议题 3 情况: who has taken it up, unit by unit. */
export const commonTopicShow = defineCommand({
  id: "common-topic-show",
  name: "共性议题",
  aliases: ["看共性议题", "共性议题情况"],
  example: "共性议题 3 情况",
  needs: "person",
  isWriting: false,
  args: {
    number: arg.optionalNumber("编号"),
    // 情况 is only how people say it.
    words: arg.optionalWords("情况"),
  },
  async run(context, { number }) {
    const { tx, tenantId } = context;
    const setting = settingOf(context);
    if (number === undefined) {
      return commonList(await listCommonTopics(tx, tenantId, SHOWN_MAX), setting);
    }
    const key = { year: number.year ?? setting.thisYear, number: number.number };
    const topic = await findCommonTopic(tx, tenantId, key);
    if (topic === undefined || topic.status === "withdrawn" || topic.status === "erased") {
      throw new UserError("commonNotFound", { number: sayNumber(key, setting.thisYear) });
    }
    return showProgress(context, topic);
  },
});

async function showProgress(context: PersonContext, topic: CommonTopic): Promise<string> {
  const { tx, tenantId, person, place } = context;
  const [instances, units] = await Promise.all([
    listInstances(tx, tenantId, topic.id),
    listUnits(tx, tenantId),
  ]);
  const missing = units.filter((unit) => {
    if (unit.parentId !== topic.unitId || unit.kind === "界别") return false;
    const below = unitsBelow(units, unit.id);
    return instances.every(({ unitId }) => unitId === undefined || !below.includes(unitId));
  });
  // Who has not is the staff's to know, and not in a group.
  const isShown = place === "single" && isStaff(person.roles);
  const names = isShown ? missing.map(({ name }) => name) : [];
  return commonProgress(topic, { instances, missing: names }, settingOf(context));
}

const SHOWN_MAX = 10;
