import { readFile } from "node:fs/promises";
import chineseDays from "chinese-days";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { nextSending } from "../../domain/digest.ts";
import { comingYear, cutNotice, readDays, readSpan } from "../../domain/holiday-words.ts";
import { nationalWorkdays } from "../../domain/workday-table.ts";
import {
  addWorkdays,
  civilDay,
  type CivilDay,
  dayNumber,
  nextWorkday,
  previousWorkday,
  withLocalDays,
  workdaysBetween,
} from "../../domain/workdays.ts";
import { nextWorkingTime } from "../../domain/working-time.ts";
import { firstYear, lastYear, workdaySource } from "../../scripts/generate-workdays.ts";

const day = (text: string): CivilDay => {
  const [year = 0, month = 0, date = 0] = text.split("-").map(Number);
  return { year, month, day: date };
};
const text = ({ year, month, day: date }: CivilDay): string =>
  [year, month, date].map((part) => String(part).padStart(2, "0")).join("-");
const at = (words: string): Date => new Date(`${words}:00+08:00`);

describe("全国的表", () => {
  test("和软件包里的一字不差", async () => {
    const file = new URL("../../domain/workday-table.ts", import.meta.url);
    expect(await readFile(file, "utf8")).toBe(workdaySource());
  });

  test("每一天上不上班、叫什么节，都和软件包一样", () => {
    const from = dayNumber({ year: firstYear, month: 1, day: 1 });
    const until = dayNumber({ year: lastYear, month: 12, day: 31 });
    const differing: string[] = [];
    for (let number = from; number <= until; number += 1) {
      const date = text(civilDay(number));
      const { work, name } = chineseDays.getDayDetail(date);
      const chinese = name.split(",")[1];
      const ours = nationalWorkdays.nameOf(civilDay(number));
      const theirs = chinese === undefined ? undefined : work ? "补班" : chinese.slice(0, 2);
      if (nationalWorkdays.isWorkday(civilDay(number)) !== work) differing.push(date);
      if (ours?.slice(0, 2) !== theirs) differing.push(`${date} ${ours} ${name}`);
    }
    expect(differing).toEqual([]);
  });

  test("2026年的补班", () => {
    const from = dayNumber(day("2026-01-01"));
    const worked = Array.from({ length: 365 }, (_, index) => civilDay(from + index))
      .filter((each) => nationalWorkdays.nameOf(each) === "补班")
      .map(text);
    expect(worked).toEqual([
      "2026-01-04",
      "2026-02-14",
      "2026-02-28",
      "2026-05-09",
      "2026-09-20",
      "2026-10-10",
    ]);
  });

  test.each([
    ["国庆", 2026, "2026-10-01", "2026-10-07"],
    ["十一", 2025, "2025-10-01", "2025-10-08"],
    ["中秋", 2025, "2025-10-06", "2025-10-06"],
    ["中秋节", 2020, "2020-10-01", "2020-10-01"],
    ["元旦", 2019, "2018-12-30", "2019-01-01"],
    ["春节", 2026, "2026-02-15", "2026-02-23"],
    ["清明", 2026, "2026-04-04", "2026-04-06"],
    ["五一", 2026, "2026-05-01", "2026-05-05"],
    ["端午节", 2026, "2026-06-19", "2026-06-21"],
  ])("%s %i年", (name, year, first, last) => {
    const span = nationalWorkdays.holiday(name, year);
    expect(span && [text(span.first), text(span.last)]).toEqual([first, last]);
  });

  test("没有的节、没有的年", () => {
    expect(nationalWorkdays.holiday("三月三", 2026)).toBeUndefined();
    expect(nationalWorkdays.holiday("春节", 2150)).toBeUndefined();
  });
});

describe("还没公布的年份", () => {
  test("法定的日子先当放假，其余按周末；都是预计", () => {
    expect(nationalWorkdays.coveredUntil).toEqual(day("2026-12-31"));
    const name = (date: string) => nationalWorkdays.nameOf(day(date));
    expect(["2027-01-01", "2027-02-05", "2027-02-08", "2027-02-09"].map(name)).toEqual([
      "元旦",
      "春节",
      "春节",
      undefined,
    ]);
    expect(nationalWorkdays.isWorkday(day("2027-02-08"))).toBe(false);
    const spring = nationalWorkdays.holiday("春节", 2027);
    expect(spring && [text(spring.first), text(spring.last)]).toEqual(["2027-02-05", "2027-02-08"]);
    expect(addWorkdays(nationalWorkdays, day("2026-12-30"), 1).isProvisional).toBe(false);
    expect(addWorkdays(nationalWorkdays, day("2026-12-30"), 2)).toEqual({
      day: day("2027-01-04"),
      isProvisional: true,
    });
  });

  test("中秋落在国庆里的年份，两个节都找得到", () => {
    const span = nationalWorkdays.holiday("中秋", 2031);
    expect(span && text(span.first)).toBe("2031-10-01");
  });
});

describe("数工作日", () => {
  test.each([
    ["2026-03-11", 3, "2026-03-16"],
    ["2026-03-11", 15, "2026-04-01"],
    ["2026-02-12", 5, "2026-02-26"],
    ["2026-04-30", 7, "2026-05-13"],
    ["2026-09-30", 3, "2026-10-10"],
    ["2026-09-18", 15, "2026-10-15"],
    ["2026-10-03", 0, "2026-10-03"],
    ["2026-10-08", -1, "2026-09-30"],
  ])("%s 起 %i 个：%s", (from, count, expected) => {
    expect(text(addWorkdays(nationalWorkdays, day(from), count).day)).toBe(expected);
  });

  test("前一个、后一个", () => {
    expect(text(nextWorkday(nationalWorkdays, day("2026-09-30")))).toBe("2026-10-08");
    expect(text(previousWorkday(nationalWorkdays, day("2026-10-08")))).toBe("2026-09-30");
  });

  test("性质：落在工作日；来回数得一样；不管从哪天起", () => {
    const days = fc.integer({
      min: dayNumber(day("2018-01-01")),
      max: dayNumber(day("2030-01-01")),
    });
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 60 }), (number, count) => {
        const from = civilDay(number);
        const { day: to } = addWorkdays(nationalWorkdays, from, count);
        expect(nationalWorkdays.isWorkday(to)).toBe(true);
        expect(workdaysBetween(nationalWorkdays, from, to)).toBe(count);
        const { day: back } = addWorkdays(nationalWorkdays, to, -count);
        expect(dayNumber(back)).toBeLessThanOrEqual(number);
        expect(workdaysBetween(nationalWorkdays, to, back)).toBe(-count);
      }),
    );
  });
});

describe("本地的日子和新的通知", () => {
  const local = withLocalDays(nationalWorkdays, [
    { day: day("2026-04-20"), isWorkday: false, name: "三月三" },
    { day: day("2026-04-21"), isWorkday: false, name: "三月三" },
    { day: day("2026-04-25"), isWorkday: true, name: "补班" },
    { day: day("2026-10-08"), isWorkday: false, name: "国庆节" },
    { day: day("2026-05-05"), isWorkday: true, name: "补班" },
  ]);

  test("盖在全国的上面，别的不变", () => {
    expect(text(addWorkdays(local, day("2026-04-17"), 1).day)).toBe("2026-04-22");
    expect(text(addWorkdays(local, day("2026-04-24"), 1).day)).toBe("2026-04-25");
    expect(local.nameOf(day("2026-04-20"))).toBe("三月三");
    expect(local.nameOf(day("2026-10-01"))).toBe("国庆节");
    const spans = [local.holiday("三月三", 2026), local.holiday("国庆", 2026)];
    expect(spans.map((span) => span && text(span.last))).toEqual(["2026-04-21", "2026-10-08"]);
    expect(text(local.holiday("五一", 2026)?.last ?? day("2026-01-01"))).toBe("2026-05-04");
  });

  test("新的一年：没写到的法定日子也照通知，不再是预计", () => {
    const noticed = withLocalDays(
      nationalWorkdays,
      [{ day: day("2027-02-05"), isWorkday: true, name: "补班" }],
      day("2027-12-31"),
    );
    expect(noticed.isWorkday(day("2027-02-05"))).toBe(true);
    expect(noticed.isWorkday(day("2027-02-08"))).toBe(true);
    expect(noticed.isWorkday(day("2028-01-26"))).toBe(false);
    expect(addWorkdays(noticed, day("2027-03-01"), 1).isProvisional).toBe(false);
  });
});

describe("什么时候可以主动说话", () => {
  test.each([
    ["2026-09-30T16:00", "2026-09-30T16:00"],
    ["2026-09-30T20:30", "2026-10-08T09:00"],
    ["2026-10-02T10:00", "2026-10-08T09:00"],
    ["2026-10-10T10:00", "2026-10-10T10:00"],
    ["2026-10-09T21:00", "2026-10-10T08:00"],
    ["2026-10-10T21:00", "2026-10-12T09:00"],
    ["2026-10-08T06:00", "2026-10-08T08:00"],
  ])("%s → %s", (now, expected) => {
    expect(nextWorkingTime(at(now), nationalWorkdays)).toEqual(at(expected));
  });
});

describe("周报在哪天", () => {
  const friday = { weekday: 5, minute: 16 * 60 };
  const saturday = { weekday: 6, minute: 16 * 60 };
  test.each([
    ["平常的星期五", friday, "2026-03-09T10:00", "2026-03-13T16:00"],
    ["国庆的星期五提前到9月30日", friday, "2026-09-25T17:00", "2026-09-30T16:00"],
    ["9月30日发过了，下一次是10月9日", friday, "2026-09-30T16:00", "2026-10-09T16:00"],
    ["补班的星期六照发", saturday, "2026-10-05T10:00", "2026-10-10T16:00"],
    ["平常的星期六提前到星期五", saturday, "2026-03-09T10:00", "2026-03-13T16:00"],
    [
      "星期一放假，这一周前面没有工作日，用后面的",
      { weekday: 1, minute: 600 },
      "2026-10-01T10:00",
      "2026-10-08T10:00",
    ],
    ["一周都放假：没有这一期", friday, "2026-02-13T16:00", "2026-02-27T16:00"],
  ])("%s", (_, rhythm, after, expected) => {
    expect(nextSending(rhythm, at(after), nationalWorkdays)).toEqual(at(expected));
  });
});

describe("怎么说放假", () => {
  const year = comingYear({ year: 2026, month: 3, day: 9 });
  const read = (words: string) =>
    readDays(words, year)?.map(
      ({ first, last, isWorkday, name }) =>
        `${text(first)}~${text(last)} ${isWorkday ? "上班" : "放假"} ${name}`,
    );

  test.each([
    ["4月18日至20日 放假 三月三", ["2026-04-18~2026-04-20 放假 三月三"]],
    ["三月三：4月18日—4月20日放假", ["2026-04-18~2026-04-20 放假 三月三"]],
    ["4月12日 上班", ["2026-04-12~2026-04-12 上班 补班"]],
    ["四月十二号补班", ["2026-04-12~2026-04-12 上班 补班"]],
    ["１２月３０日到１月２日休息", ["2026-12-30~2027-01-02 放假 放假"]],
    ["1月5日 放假", ["2027-01-05~2027-01-05 放假 放假"]],
    ["2月30日 放假", undefined],
    ["4月20日至18日 放假", undefined],
    ["4月18日", undefined],
    ["放假三天", undefined],
  ])("%s", (words, expected) => {
    expect(read(words)).toEqual(expected);
  });

  test("国务院通知的原话", () => {
    const notice = cutNotice(
      "2027年部分节假日安排的通知\n一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n二、春节：2月5日（农历腊月二十九、周五）至11日（农历正月初六、周四）放假调休，共7天。2月14日（周日）、2月20日（周六）上班。",
    );
    expect(notice?.year).toBe(2027);
    expect(
      readDays(notice?.rest ?? "", () => 2027)?.map(({ first, last, name }) => [
        text(first),
        text(last),
        name,
      ]),
    ).toEqual([
      ["2027-01-01", "2027-01-03", "元旦"],
      ["2027-02-05", "2027-02-11", "春节"],
      ["2027-02-14", "2027-02-14", "补班"],
      ["2027-02-20", "2027-02-20", "补班"],
    ]);
  });

  test("取消哪几天", () => {
    const span = readSpan("4月18日至20日", year);
    expect(span && [text(span.first), text(span.last)]).toEqual(["2026-04-18", "2026-04-20"]);
    expect(readSpan("那几天", year)).toBeUndefined();
  });

  test("乱七八糟的话：不出错", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from("0129年月日至到放假上班，。（） \n三")) }),
        (words) => {
          readDays(words, year);
        },
      ),
    );
  });
});
