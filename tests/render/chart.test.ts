import { describe, expect, test } from "vitest";

import type { Chart } from "../../domain/chart.ts";
import { renderChart } from "../../render/chart.ts";
import { drawChart } from "../../render/chart-svg.ts";
import { readLetters, unknownSign } from "../../render/letters.ts";
import { breakLines } from "../../render/text-lines.ts";
import { createTypeface } from "../../render/typeface.ts";
import { sizeOfPng } from "./support.ts";

const chart: Chart = {
  title: "城南片区二季度协商议题推荐结果",
  subtitle: ["应参加24人，实际参加21人（87.5%），符合规定人数，结果有效"],
  rows: [
    { label: "7号　老旧小区没地方充电", value: 17, unit: "票", isMarked: true },
    { label: "2号　河堤步道照明不足", value: 5, unit: "票", isMarked: false },
    { label: "5号　农贸市场排水不畅", value: 0, unit: "票", isMarked: false },
  ],
  footer: ["以上供县政协主席会议审定参考。"],
};

const typefaces = { 400: createTypeface(400), 700: createTypeface(700) };

const shown = (text: string, weight: 400 | 700 = 400) =>
  readLetters(text, typefaces[weight])
    .map(({ character }) => character)
    .join("");

function linesOf(text: string, change: { widthMax?: number; linesMax?: number } = {}) {
  const [more] = readLetters("…", typefaces[400]);
  if (more === undefined) return expect.unreachable();
  const measure = { size: 10, widthMax: 100, linesMax: 9, ...change };
  return breakLines(readLetters(text, typefaces[400]), measure, more).map((line) =>
    line.map(({ character }) => character).join(""),
  );
}

describe("图", () => {
  test("宽1080，行多就高，不是空白", () => {
    const png = renderChart(chart);
    const { width, height } = sizeOfPng(png);
    expect(width).toBe(1080);
    const rows = Array.from({ length: 20 }, (_, index) => ({
      label: `${index + 1}号　${"关于加快推进老旧小区电动自行车集中充电设施建设的建议".repeat(3)}`,
      value: index,
      unit: "票",
      isMarked: index < 3,
    }));
    const long = sizeOfPng(renderChart({ ...chart, rows }));
    expect(long.width).toBe(1080);
    expect(long.height).toBeGreaterThan(height * 2);
    const blank = renderChart({ title: "", subtitle: [], rows: [], footer: [] });
    expect(png.length).toBeGreaterThan(blank.length * 5);
  });

  test("字不小于28像素，都画成了轮廓，看图的机器不用有字体", () => {
    const svg = drawChart(chart);
    const sizes = [...svg.matchAll(/font-size="(\d+)"/g)].map(([, size]) => Number(size));
    expect(sizes.length).toBeGreaterThan(9);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(28);
    expect(svg).not.toMatch(/<text|font-family/);
    const letters = `${chart.title}${chart.rows.map(({ label }) => label).join("")}`;
    expect(svg.match(/<path /g)?.length).toBeGreaterThan(letters.length);
  });

  test("条的长短照数，没有票的也看得见，谁也不出边", () => {
    const bars = [
      ...drawChart(chart).matchAll(
        /<rect x="64" y="[\d.]+" width="([\d.]+)" height="34"[^>]*fill="(#\w+)"/g,
      ),
    ].map(([, width, colour]) => ({ width: Number(width), colour }));
    const [most, some, none] = bars;
    if (most === undefined || some === undefined || none === undefined) {
      return expect.unreachable();
    }
    expect(most.width).toBeGreaterThan(700);
    expect(most.width).toBeLessThan(952);
    expect(some.width / most.width).toBeCloseTo(5 / 17, 2);
    expect(none.width).toBe(4);
    expect(most.colour).not.toBe(some.colour);
    expect(none.colour).toBe(some.colour);
  });

  test("都是零票也画得出来", () => {
    const rows = chart.rows.map((row) => Object.assign({}, row, { value: 0 }));
    expect(sizeOfPng(renderChart({ ...chart, rows })).width).toBe(1080);
  });
});

describe("字：有的照画，没有的换掉", () => {
  test.each([400, 700] as const)("日常的字、繁体、标点、数字都有（%d）", (weight) => {
    const text =
      "老旧小区没地方充电學校門口接送擁堵臺灣鄉鎮衛生院，。、；：？！（）「」《》〔〕—…·“”‘’％%0123456789ABCabc〇①⑩★●○√×→㎡℃囍堃喆昇珺翀鋆龘";
    expect(shown(text, weight)).toBe(text);
  });

  test.each([
    ["☑✅✔", "✓✓✓"],
    ["☐", "□"],
    ["Ⅳ", "IV"],
    ["𠮷田", "吉田"],
    ["很好😀👨‍👩‍👧👍🏽🇨🇳", `很好${unknownSign.repeat(4)}`],
    ["㛃䶮", unknownSign.repeat(2)],
    ["甲\u200b\ufe0f\u202e乙", "甲乙"],
    ["甲\n\t乙", "甲 乙"],
    ["e\u0301", "é"],
    ["\ud842", unknownSign],
  ])("%s → %s", (typed, drawn) => {
    expect(shown(typed)).toBe(drawn);
    expect(shown(typed, 700)).toBe(drawn);
  });

  test("随便什么字都有着落：每一个都在字体里", () => {
    for (let code = 0x20; code < 0x30000; code += 397) {
      const letters = readLetters(String.fromCodePoint(code), typefaces[400]);
      for (const { character, width, path } of letters) {
        expect(width).toBeGreaterThanOrEqual(0);
        if (/[\p{L}\p{N}]/u.test(character)) expect(path()).toMatch(/^M/);
      }
    }
  });
});

describe("换行", () => {
  test("各行差不多长，不剩一两个字", () => {
    expect(linesOf("一二三四五六七八九十甲")).toEqual(["一二三四五六", "七八九十甲"]);
  });

  test("标点不在行首，括号不在行尾，数字和后面的字不分开", () => {
    expect(linesOf("一二三四五六七八九十。", { widthMax: 100 })).toEqual([
      "一二三四五六",
      "七八九十。",
    ]);
    const texts = [
      "应参加24人，实际参加21人（87.5%），符合规定人数，结果有效",
      "城区委员15人参加14人，乡镇委员9人参加7人；代录1人，已复核。",
      "「老旧小区没地方充电」「学校门口接送拥堵」「园区公交末班车太早」",
    ];
    for (const text of texts) {
      for (let widthMax = 80; widthMax < 320; widthMax += 7) {
        const lines = linesOf(text, { widthMax, linesMax: 20 });
        expect(lines.join("")).toBe(text);
        for (const line of lines) expect(line).not.toMatch(/^[，。；）」%]|[（「]$/u);
        for (const line of lines.slice(0, -1)) expect(line).not.toMatch(/\d$/);
      }
    }
  });

  test("写不下的在最后一行省略", () => {
    expect(linesOf("一二三四五六七八九十".repeat(4), { linesMax: 2 })).toEqual([
      "一二三四五六七八九十",
      "一二三四五六七八九…",
    ]);
  });

  test("一个长词也不出边", () => {
    const [first = "", ...rest] = linesOf("A".repeat(60));
    expect(first.length).toBeLessThan(20);
    expect([first, ...rest].join("")).toBe("A".repeat(60));
  });
});
