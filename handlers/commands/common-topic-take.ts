import { findCommonTopic } from "../../db/common-topics.ts";
import { UserError } from "../../domain/errors.ts";
import { sayNumber } from "../../text/phrases.ts";
import { commonQuestions, commonTaken } from "../../text/common-topics.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { enterTopic } from "../entering.ts";
import { settingOf } from "../topics.ts";
import { findMeantUnit } from "../unit-groups.ts";

/** 承接: a local topic of the speaker's unit under one that was handed down. */
export const commonTopicTake = defineCommand({
  id: "common-topic-take",
  name: "承接",
  aliases: ["承接共性议题", "承接议题"],
  example: "承接 3 暑期托管难",
  needs: "person",
  right: "propose",
  needsUnit: true,
  isWriting: true,
  args: {
    number: arg.number("编号", commonQuestions.number),
    title: arg.optionalWords("题目"),
    detail: arg.field("说明"),
    category: arg.field("类别"),
  },
  async run(context, args) {
    const { tx, tenantId } = context;
    const setting = settingOf(context);
    const key = { year: args.number.year ?? setting.thisYear, number: args.number.number };
    const parent = await findCommonTopic(tx, tenantId, key);
    if (parent === undefined || parent.status === "withdrawn" || parent.status === "erased") {
      throw new UserError("commonNotFound", { number: sayNumber(key, setting.thisYear) });
    }
    const { unit, rest } = await findMeantUnit(context, args.title ?? "");
    const topic = await enterTopic(context, {
      source: "committee",
      actor: undefined,
      title: rest === "" ? parent.title : rest,
      detail: args.detail,
      category: args.category,
      unitId: unit.id,
      parentTopicId: parent.id,
    });
    return commonTaken(topic, { parent, unitName: unit.name }, setting);
  },
});
