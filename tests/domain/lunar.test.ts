import { readFile } from "node:fs/promises";
import chineseDays from "chinese-days";
import { Lunar, Solar } from "lunar-typescript";
import { expect, test } from "vitest";

import { leapMonthOf, solarTerm, solarTerms, toLunar, toSolar } from "../../domain/lunar.ts";
import { civilDay, type CivilDay, dayNumber } from "../../domain/workdays.ts";
import { lunarSource } from "../../scripts/generate-lunar.ts";

const day = (year: number, month: number, date: number): CivilDay => ({ year, month, day: date });

test("表和软件包算出来的一字不差", async () => {
  const file = new URL("../../domain/lunar-table.ts", import.meta.url);
  expect(await readFile(file, "utf8")).toBe(lunarSource());
});

test("2000到2100年的每一天：和两个软件包一样，换过去换得回来", () => {
  const differing: string[] = [];
  const disputed = new Set<number>();
  for (
    let number = dayNumber(day(2000, 1, 1));
    number <= dayNumber(day(2100, 12, 31));
    number += 1
  ) {
    const civil = civilDay(number);
    const ours = toLunar(civil);
    if (ours === undefined || dayNumber(toSolar(ours) ?? day(1, 1, 1)) !== number) {
      differing.push(`${number}`);
      continue;
    }
    const said = `${ours.year}-${ours.isLeapMonth ? "-" : ""}${ours.month}-${ours.day}`;
    const other = Solar.fromYmd(civil.year, civil.month, civil.day).getLunar();
    if (said !== `${other.getYear()}-${other.getMonth()}-${other.getDay()}`) differing.push(said);
    const date = [civil.year, civil.month, civil.day].map((part) => String(part).padStart(2, "0"));
    const third = chineseDays.getLunarDate(date.join("-"));
    const theirs = `${third.lunarYear}-${third.isLeap ? "-" : ""}${third.lunarMon}-${third.lunarDay}`;
    if (said !== theirs) disputed.add(civil.year);
  }
  expect(differing).toEqual([]);
  // The package that keeps a table made by hand has one month of 2060 a day off; the one computed
  // from the moon is followed.
  expect([...disputed]).toEqual([2060]);
}, 60_000);

test("2000到2100年的二十四节气：和两个软件包一样", () => {
  const differing: string[] = [];
  for (let year = 2000; year <= 2100; year += 1) {
    const ours = solarTerms.map((name) => solarTerm(name, year));
    const others = chineseDays.getSolarTerms(`${year}-01-01`, `${year}-12-31`);
    for (const [index, name] of solarTerms.entries()) {
      const found = ours[index];
      const said = found && Solar.fromYmd(found.year, found.month, found.day).getLunar().getJieQi();
      if (said !== name) differing.push(`${name} ${year}`);
      const date = found && [found.month, found.day].map((part) => String(part).padStart(2, "0"));
      const third = others.find((each) => each.name === name)?.date;
      if (`${year}-${date?.join("-")}` !== third) differing.push(`${name} ${year} ${third}`);
    }
  }
  // Its formula is a day off now and then, and does not know that 2100 is no leap year.
  expect(differing).toEqual([
    "大寒 2000 2000-01-22",
    "春分 2084 2084-03-20",
    "小寒 2100 2100-01-06",
    "大寒 2100 2100-01-21",
    "雨水 2100 2100-02-19",
    "清明 2100 2100-04-04",
    "大暑 2100 2100-07-22",
    "冬至 2100 2100-12-21",
  ]);
}, 60_000);

test.each([
  [{ year: 2026, month: 1, day: 1, isLeapMonth: false }, day(2026, 2, 17)],
  [{ year: 2025, month: 6, day: 1, isLeapMonth: true }, day(2025, 7, 25)],
  [{ year: 2026, month: 8, day: 15, isLeapMonth: false }, day(2026, 9, 25)],
  [{ year: 2033, month: 11, day: 1, isLeapMonth: true }, day(2033, 12, 22)],
  [{ year: 2026, month: 6, day: 1, isLeapMonth: true }, undefined],
  [{ year: 2025, month: 12, day: 30, isLeapMonth: false }, undefined],
  [{ year: 2026, month: 13, day: 1, isLeapMonth: false }, undefined],
  [{ year: 2101, month: 1, day: 1, isLeapMonth: false }, undefined],
])("农历 %o", (lunar, expected) => {
  expect(toSolar(lunar)).toEqual(expected);
});

test("除夕、闰月、清明、没有的节气", () => {
  expect(toLunar(day(2026, 2, 16))).toEqual({ year: 2025, month: 12, day: 29, isLeapMonth: false });
  expect([2025, 2026, 2028].map(leapMonthOf)).toEqual([6, undefined, 5]);
  expect(solarTerm("清明", 2026)).toEqual(day(2026, 4, 5));
  expect(solarTerm("立夏节", 2026)).toBeUndefined();
  expect(solarTerm("清明", 2101)).toBeUndefined();
});

test("正月十五在软件包里也是元宵", () => {
  const at = toSolar({ year: 2026, month: 1, day: 15, isLeapMonth: false }) ?? day(1, 1, 1);
  expect(Lunar.fromYmd(2026, 1, 15).getSolar().toYmd()).toBe(
    [at.year, at.month, at.day].map((part) => String(part).padStart(2, "0")).join("-"),
  );
});
