import { readWorkdays } from "../../db/workdays.ts";
import { closePlanItem, insertPlanItem, listPlanItems } from "../../db/plan-items.ts";
import { UserError } from "../../domain/errors.ts";
import { quarterStart, readQuarter } from "../../domain/ruling.ts";
import { toLocal } from "../../domain/time.ts";
import { planAdded, planClosed, planList, planQuestions } from "../../text/plan.ts";
import { arg } from "../arg.ts";
import { defineCommand } from "../command.ts";
import { either, howTo } from "../ordinary.ts";

/** 协商计划: the year's, with how far it was kept to. */
export const planShow = defineCommand({
  id: "plan-show",
  name: "协商计划",
  aliases: ["年度协商计划", "看协商计划", "计划"],
  summary: "看今年的协商计划",
  example: "协商计划",
  needs: "tenant",
  isWriting: false,
  args: {},
  async run({ tx, tenantId, now, place }) {
    const { year } = toLocal(now);
    return planList(await listPlanItems(tx, tenantId, year), year, place);
  },
});

/** 协商计划 增加: what did not come from a ruling; 计划外 where it says so. */
export const planAdd = defineCommand({
  id: "plan-add",
  name: "协商计划 增加",
  aliases: ["协商计划增加", "增加协商计划", "计划 增加"],
  example: "协商计划 增加 夏季防汛 三季度",
  audience: "staff",
  needs: "person",
  right: "plan",
  isWriting: true,
  rejects: either(howTo, /^的/),
  args: {
    content: arg.optionalWords("内容"),
    form: arg.field("形式"),
    principle: arg.field("原则"),
    procedure: arg.field("程序"),
    lead: arg.field("牵头"),
  },
  async run(context, { content, form, principle, procedure, lead }) {
    const { tx, tenantId, now, place } = context;
    const quarter = readQuarter(content ?? "");
    const matter = (content ?? "")
      .replace(/第?[一二三四1-4]季度|[Qq][1-4]|计划外/g, " ")
      .replaceAll(/\s+/g, " ")
      .trim();
    if (quarter === undefined || matter === "") throw new UserError("planUsage");
    const { year } = toLocal(now);
    const start = quarterStart(year, quarter, await readWorkdays(tx, tenantId));
    const item = {
      tenantId,
      year,
      quarter,
      content: matter,
      topicId: undefined,
      form,
      principle,
      procedure,
      lead,
      isPlanned: !(content ?? "").includes("计划外"),
    };
    const remindAt = start > now ? start : undefined;
    const number = await insertPlanItem(tx, { ...item, rulingId: undefined, remindAt, at: now });
    return planAdded({ ...item, number, state: "open" }, place);
  },
});

const close = (state: "done" | "dropped", names: readonly [string, ...string[]]) =>
  defineCommand({
    id: `plan-${state}`,
    name: names[0],
    aliases: names.slice(1),
    example: `${names[0]} 2`,
    audience: "staff",
    needs: "person",
    right: "plan",
    isWriting: true,
    args: { number: arg.number("第几项", planQuestions.number) },
    async run({ tx, tenantId, now }, { number }) {
      const year = number.year ?? toLocal(now).year;
      const key = { tenantId, year, number: number.number };
      const item = await closePlanItem(tx, key, { state, at: now });
      if (item === undefined) throw new UserError("planItemNotFound", { number: number.number });
      return planClosed(item);
    },
  });

export const planDone = close("done", ["协商计划 完成", "协商计划完成", "计划 完成"]);
export const planDrop = close("dropped", ["协商计划 取消", "协商计划取消", "计划 取消"]);
