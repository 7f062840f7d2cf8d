import { listPlanItems } from "../../db/plan-items.ts";
import { UserError } from "../../domain/errors.ts";
import { toLocal } from "../../domain/time.ts";
import { planSheet } from "../../text/plan-paper.ts";
import type { Printable } from "../printing.ts";

/** 协商计划: with content, form, principle, procedure, quarter and who leads. */
export const planPaper: Printable = {
  kind: "plan",
  names: ["协商计划", "年度协商计划", "计划"],
  right: "print",
  async build({ tx, tenantId, tenantName, now }) {
    const { year } = toLocal(now);
    const items = await listPlanItems(tx, tenantId, year);
    if (items.length === 0) throw new UserError("printNothing", { name: "协商计划" });
    return { paper: planSheet(items, { tenantName, year, now }) };
  },
};
