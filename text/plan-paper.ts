import type { Paper } from "../domain/paper.ts";
import { sayCountedAt, signColumns } from "./papers.ts";
import type { SaidItem } from "./plan.ts";
import { sayQuarter } from "./rulings.ts";

/** 年度协商计划 as it goes up for a signature. */
export function planSheet(
  items: readonly SaidItem[],
  {
    tenantName,
    year,
    now,
  }: { readonly tenantName: string; readonly year: number; readonly now: Date },
): Paper {
  return {
    title: `${tenantName}${year}年协商计划`,
    orientation: "landscape",
    parts: [
      {
        kind: "table",
        columns: [
          { title: "序号", share: 1, align: "center" },
          { title: "季度", share: 2, align: "center" },
          { title: "内容", share: 6 },
          { title: "形式", share: 3, align: "center" },
          { title: "原则", share: 4 },
          { title: "程序", share: 4 },
          { title: "牵头", share: 3, align: "center" },
          { title: "计划", share: 2, align: "center" },
          { title: "进展", share: 2, align: "center" },
        ],
        rows: items.map((item) => [
          `${item.number}`,
          sayQuarter(item.quarter),
          item.content,
          item.form ?? "",
          item.principle ?? "",
          item.procedure ?? "",
          item.lead ?? "",
          item.isPlanned ? "计划内" : "计划外",
          item.state === "done" ? "已办" : "",
        ]),
      },
    ],
    signColumns: signColumns.issue,
    countedAt: sayCountedAt(now),
  };
}
