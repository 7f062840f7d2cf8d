import { describe, expect, test } from "vitest";

import type { Paper } from "../../domain/paper.ts";
import { pagesOf } from "../../domain/paper-pages.ts";

const empty: Paper = { title: "议题清单", orientation: "portrait", parts: [], signColumns: [] };

const withLines = (count: number, text = "一") =>
  pagesOf({
    ...empty,
    parts: Array.from({ length: count }, () => ({ kind: "paragraph", text }) as const),
  });

const withRows = (count: number, title = "老旧小区没地方充电") =>
  pagesOf({
    ...empty,
    parts: [
      {
        kind: "table",
        columns: [
          { title: "编号", share: 1 },
          { title: "题目", share: 4 },
        ],
        rows: Array.from({ length: count }, (_, index) => [`${index + 1}号`, title]),
      },
    ],
  });

const signed = (count: number) =>
  pagesOf({
    ...empty,
    parts: Array.from({ length: count }, () => ({ kind: "paragraph", text: "一" }) as const),
    signColumns: ["拟稿", "审核", "签发"],
  });

describe("几页纸", () => {
  test("一页22行：题目占不到两行，末尾一行是打印日期", () => {
    expect(withLines(0)).toBe(1);
    expect(withLines(19)).toBe(1);
    expect(withLines(20)).toBe(2);
    // 19 lines beside title and footing, then 22 a page.
    expect(withLines(19 + 22)).toBe(2);
    expect(withLines(20 + 22)).toBe(3);
  });

  test("一行28字，开头空两字", () => {
    expect(withLines(10, "一".repeat(26))).toBe(1);
    expect(withLines(10, "一".repeat(30))).toBe(2);
    expect(withLines(19, "a".repeat(50))).toBe(1);
  });

  test("表格一行不拆开，下一页再写表头", () => {
    expect(withRows(5)).toBe(1);
    expect(withRows(60)).toBe(3);
    expect(withRows(20, "老旧小区没地方充电".repeat(6))).toBe(2);
  });

  test("签字栏不拆开，放不下就到下一页", () => {
    expect(signed(13)).toBe(1);
    expect(signed(16)).toBe(2);
  });

  test("横排的一页放得少", () => {
    const parts = Array.from({ length: 16 }, () => ({ kind: "paragraph", text: "一" }) as const);
    expect(pagesOf({ ...empty, parts })).toBe(1);
    expect(pagesOf({ ...empty, orientation: "landscape", parts })).toBe(2);
  });

  test("差一点就换页的，说不准，不说", () => {
    const counts = Array.from({ length: 60 }, (_, index) => withRows(index));
    const unsure = counts.filter((pages) => pages === undefined).length;
    expect(unsure).toBeGreaterThan(0);
    expect(unsure).toBeLessThan(6);
    // Never fewer pages with more rows.
    const known = counts.filter((pages) => pages !== undefined);
    expect(known).toEqual(known.toSorted((a, b) => a - b));
  });
});
