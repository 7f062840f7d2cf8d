import * as fs from "node:fs";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { formatDateTime } from "../../domain/time.ts";
import { nationalWorkdays } from "../../domain/workday-table.ts";
import { readWhen, whenCharsMax } from "../../domain/when/read.ts";
import type { WhenReading } from "../../domain/when/reading.ts";
import { sayWhen } from "../../text/when.ts";

/** A Wednesday, ten in the morning. */
const wednesday = new Date("2026-03-11T10:00+08:00");
const at = (text: string): Date => new Date(`${text}+08:00`);

const read = (text: string, now: Date = wednesday): WhenReading =>
  readWhen(text, { now, workdays: nationalWorkdays });

/** `03-18 15:00`, in 2026 unless another year is said. */
function moment(text: string): Date {
  const [day = "", time = "00:00:00"] = text.split(" ");
  return at(`${day.length === 5 ? `2026-${day}` : day}T${time}`);
}

describe("说准了的一刻", () => {
  test.each([
    ["一个半小时后", "03-11 11:30"],
    ["三刻钟后", "03-11 10:45"],
    ["1.5小时后", "03-11 11:30"],
    ["今晚8点", "03-11 20:00"],
    ["明晚7点半", "03-12 19:30"],
    ["早8点", "03-12 08:00"],
    ["下午13点", "03-11 13:00"],
    ["三月十八日下午三时", "03-18 15:00"],
    ["3月18日（星期三）下午3:00", "03-18 15:00"],
    ["2026-03-18 15:00", "03-18 15:00"],
    ["2026-03-18T15:00", "03-18 15:00"],
    ["3 月 18 日 下午 3 点", "03-18 15:00"],
    ["下个工作日上午10点", "03-12 10:00"],
    ["三天后上午10点", "03-14 10:00"],
    ["农历五月初五上午9点", "06-19 09:00"],
    ["六一儿童节下午三点", "06-01 15:00"],
    ["改到下周三下午3点，地点二楼会议室", "03-18 15:00"],
    ["下下周一上午9点", "03-23 09:00"],
    ["下周3下午３：００", "03-18 15:00"],
  ])("%s", (text, start) => {
    expect(read(text)).toMatchObject({ kind: "instant", start: moment(start) });
  });
});

describe("只说日子，是那一天或那一段", () => {
  test.each([
    ["本月最后一个周五", "03-27", "03-27"],
    ["大年初三", "2027-02-08", "2027-02-08"],
    ["四月五号到七号", "04-05", "04-07"],
    ["5-7号", "04-05", "04-07"],
    ["3月18-20日", "03-18", "03-20"],
    ["从3月18日到3月20日", "03-18", "03-20"],
    ["3月18日、19日", "03-18", "03-19"],
    ["周三至周五", "03-11", "03-13"],
    ["周五到周一", "03-13", "03-16"],
    ["12月30日至1月2日", "12-30", "2027-01-02"],
    ["今明两天", "03-11", "03-12"],
    ["周末", "03-14", "03-15"],
    ["周六日", "03-14", "03-15"],
    ["下周", "03-16", "03-22"],
    ["下个月第一个周一", "04-06", "04-06"],
    ["2026年第12周", "03-16", "03-22"],
    ["下个月最后一个工作日", "04-30", "04-30"],
    ["四月上旬", "04-01", "04-10"],
    ["Q4", "10-01", "12-31"],
    ["四季度末", "12-31", "12-31"],
    ["下半年", "07-01", "12-31"],
    ["国庆节前最后一个工作日", "09-30", "09-30"],
    ["节后第一个工作日", "04-07", "04-07"],
    ["中秋节后第三个工作日", "09-30", "09-30"],
    ["年底前最后一个工作日", "12-31", "12-31"],
    ["国庆假期", "10-01", "10-07"],
    ["端午假期前一天", "06-18", "06-18"],
    ["15、16号", "03-15", "03-16"],
    ["3/15-3/17", "03-15", "03-17"],
    ["明天（周四）", "03-12", "03-12"],
    ["五一假期最后一天", "05-05", "05-05"],
    ["3个工作日后", "03-16", "03-16"],
    ["除夕", "2027-02-05", "2027-02-05"],
    ["元宵", "2027-02-20", "2027-02-20"],
    ["腊月二十三", "2027-01-30", "2027-01-30"],
    ["闰月", "2028-06-23", "2028-07-21"],
    ["冬至", "12-22", "12-22"],
    ["清明", "04-05", "04-05"],
    ["母亲节", "05-10", "05-10"],
    ["明年元旦", "2027-01-01", "2027-01-01"],
    ["２０２６年３月１８日", "03-18", "03-18"],
    ["20260318", "03-18", "03-18"],
    ["3.18", "03-18", "03-18"],
    ["大大后天", "03-15", "03-15"],
  ])("%s", (text, first, last) => {
    expect(read(text)).toMatchObject({
      kind: "range",
      start: moment(first),
      end: moment(`${last} 23:59:59`),
    });
  });
});

describe("起止，后面省掉的跟着前面", () => {
  test.each([
    ["15:00-16:30", "03-11 15:00", "03-11 16:30"],
    ["下午两点半到四点", "03-11 14:30", "03-11 16:00"],
    ["下周三上午9点到下午3点", "03-18 09:00", "03-18 15:00"],
    ["周三晚7点到9点", "03-11 19:00", "03-11 21:00"],
    ["下周三9-11点", "03-18 09:00", "03-18 11:00"],
    ["晚上10点到12点", "03-11 22:00", "03-12 00:00"],
    ["上午10点到12点", "03-11 10:00", "03-11 12:00"],
    ["时间：5月6日上午9点至8日下午5点", "05-06 09:00", "05-08 17:00"],
    ["晚上10点到凌晨1点", "03-11 22:00", "03-12 01:00"],
    ["周三下午3点到周五下午5点", "03-11 15:00", "03-13 17:00"],
    ["3月18日14:00—17:00", "03-18 14:00", "03-18 17:00"],
    ["下周三下午3点开两个小时", "03-18 15:00", "03-18 17:00"],
  ])("%s", (text, start, end) => {
    expect(read(text)).toMatchObject({ kind: "range", start: moment(start), end: moment(end) });
  });
});

describe("期限到当天结束，写了钟点就到那一刻", () => {
  test.each([
    ["二十号之前", "03-20 23:59:59"],
    ["月底前", "03-31 23:59:59"],
    ["年底前", "12-31 23:59:59"],
    ["15日内", "03-26 23:59:59"],
    ["两周内", "03-25 23:59:59"],
    ["本周内", "03-15 23:59:59"],
    ["最晚周五", "03-13 23:59:59"],
    ["3月20日截止", "03-20 23:59:59"],
    ["周五下午5点前", "03-13 17:00"],
    ["后天下班前", "03-13 18:00"],
    ["24小时内", "03-12 10:00"],
    ["3至5个工作日内", "03-18 23:59:59"],
    ["截止时间：3月20日", "03-20 23:59:59"],
    ["今年内", "12-31 23:59:59"],
    ["国庆节前", "09-30 23:59:59"],
    ["国庆后10个工作日内", "10-20 23:59:59"],
  ])("%s", (text, end) => {
    const reading = read(text);
    expect(reading).toMatchObject({ kind: "deadline", end: moment(end) });
    expect(reading).not.toHaveProperty("start");
  });
});

describe("会重复的，写出规则和第一次", () => {
  test.each([
    ["每天上午9点", "FREQ=DAILY", "03-12 09:00"],
    ["每周一上午9点", "FREQ=WEEKLY;BYDAY=MO", "03-16 09:00"],
    ["每周一、三、五下午3点", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "03-11 15:00"],
    ["每两周周一上午9点", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "03-16 09:00"],
    ["隔周周五", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "03-13"],
    ["每月15日", "FREQ=MONTHLY;BYMONTHDAY=15", "03-15"],
    ["每月5号和20号", "FREQ=MONTHLY;BYMONTHDAY=5,20", "03-20"],
    ["每月最后一个工作日", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "03-31"],
    ["每月第一个周一上午9点", "FREQ=MONTHLY;BYDAY=1MO", "04-06 09:00"],
    ["每月最后一天", "FREQ=MONTHLY;BYMONTHDAY=-1", "03-31"],
    ["每季度末", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", "03-31"],
    ["每年3月5日", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=5", "2027-03-05"],
    ["每年母亲节", "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU", "05-10"],
    ["每个工作日上午9点", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "03-12 09:00"],
  ])("%s", (text, rule, start) => {
    expect(read(text)).toMatchObject({ kind: "recurrence", rule, start: moment(start) });
  });
});

describe("补上的都说明，两可的要问", () => {
  test.each([
    ["下下周二上午", "partOfDay"],
    ["月底", "partOfMonth"],
    ["明天9点", "morning"],
    ["凌晨1点", "nextDay"],
    ["3月10日", "nextYear"],
    ["5号", "nextMonth"],
    ["周三", "today"],
    ["周三上午9点", "nextWeek"],
    ["周五前", "including"],
    ["小年", "northern"],
    ["3/18", "dotted"],
    ["今晚12点", "midnight"],
    ["26年4月1日", "century"],
    ["三个月后", "sameDay"],
    ["初八", "lunar"],
    ["3月18日左右", "approximate"],
  ] as const)("%s：%s", (text, assumption) => {
    const reading = read(text);
    expect(reading).toMatchObject({ certainty: "assumed" });
    expect(reading.kind === "none" ? [] : reading.assumptions).toContain(assumption);
  });

  test("过了半夜说的明天，按日历，并说明", () => {
    expect(read("明天上午9点", at("2026-03-11T00:30"))).toMatchObject({
      start: moment("03-12 09:00"),
      certainty: "assumed",
      assumptions: ["afterMidnight"],
    });
  });

  test.each([
    ["三点三刻", ["03-11 15:45", "03-12 03:45"]],
    ["明天3点", ["03-12 15:00", "03-12 03:00"]],
    ["9点", ["03-12 09:00", "03-11 21:00"]],
    ["八月十五", ["08-15", "09-25"]],
    ["下周三或周四下午3点", ["03-18 15:00", "03-19 15:00"]],
    ["周末上午9点", ["03-14 09:00", "03-15 09:00"]],
    ["周一、周三下午3点", ["03-16 15:00", "03-18 15:00"]],
  ])("%s", (text, starts) => {
    const reading = read(text);
    expect(reading).toMatchObject({ certainty: "ambiguous", start: moment(starts[0] ?? "") });
    const choices = reading.kind === "none" ? [] : reading.choices;
    expect(choices.map(({ start }) => start)).toEqual(starts.map(moment));
  });

  test("下周前，到本周为止还是到下周为止，要问", () => {
    const choices = [{ end: moment("03-15 23:59:59") }, { end: moment("03-22 23:59:59") }];
    expect(read("下周前")).toMatchObject({ kind: "deadline", certainty: "ambiguous", choices });
  });

  test("每隔三天，隔三天还是隔两天，要问", () => {
    const choices = [{ rule: "FREQ=DAILY;INTERVAL=3" }, { rule: "FREQ=DAILY;INTERVAL=4" }];
    expect(read("每隔三天")).toMatchObject({ certainty: "ambiguous", choices });
  });
});

describe("不行的不猜", () => {
  test.each([
    ["2月29日", "noSuchDay"],
    ["4月31日", "noSuchDay"],
    ["3月13日星期四", "wrongWeekday"],
    ["下周三（19号）", "wrongWeekday"],
    ["明天（周五）", "wrongWeekday"],
    ["上午15点", "noSuchTime"],
    ["25点", "noSuchTime"],
    ["下周三下午5点到3点", "endBeforeStart"],
    ["昨天下午3点", "past"],
    ["这周一", "past"],
    ["今天上午9点", "past"],
    ["两个小时", "duration"],
    ["春天", "vague"],
    ["春节后", "vague"],
    ["每年腊月二十三", "lunarRule"],
    ["2018年四旬节", "unread"],
    ["第二个工作日上午", "unread"],
    ["你好", "nothing"],
    ["三点意见", "nothing"],
    ["7号议题", "nothing"],
    ["会议几点开", "nothing"],
    ["附议7", "nothing"],
    ["明".repeat(whenCharsMax + 1), "tooLong"],
  ])("%s：%s", (text, code) => {
    expect(read(text)).toMatchObject({ kind: "none", code });
  });

  test("本周的过去了，给出下一次", () => {
    expect(read("这周一上午9点")).toMatchObject({ suggestion: moment("03-16 09:00") });
    expect(read("3月13日星期四")).toMatchObject({ suggestion: moment("03-13"), isWholeDay: true });
  });
});

describe("落在什么日子，提醒一句，不改日子", () => {
  test.each([
    ["下周三上午9点", "2026-09-28T10:00", { kind: "dayOff", name: "国庆节" }],
    ["10月10日上午9点", "2026-09-28T10:00", { kind: "workedInstead" }],
    ["周六上午9点", "2026-03-11T10:00", { kind: "weekend" }],
    ["明年3月5日", "2026-03-11T10:00", { kind: "unpublished", year: 2027 }],
  ])("%s（%s）", (text, now, notice) => {
    expect(read(text, at(now))).toMatchObject({ notices: [notice] });
  });

  test.each(["15个工作日内", "春节后第一个工作日", "明年第一个工作日"])(
    "%s：安排没公布，暂定",
    (text) => {
      expect(read(text, at("2026-12-25T09:00"))).toMatchObject({
        isProvisional: true,
        certainty: "assumed",
      });
    },
  );
});

test("读到的是哪几个字，位置按原文", () => {
  const text = "请各位　在 下周三 下午３點 到会";
  const reading = read(text);
  expect(text.slice(reading.from, reading.to)).toBe("在 下周三 下午３點");
});

describe("任何文字、任何时刻", () => {
  const anyMoment = fc
    .date({ min: at("2024-01-01T00:00"), max: at("2032-12-31T00:00"), noInvalidDate: true })
    .map((date) => new Date(Math.floor(date.getTime() / 60_000) * 60_000));

  test("写出来的时间，再读是同一刻", () => {
    fc.assert(
      fc.property(anyMoment, fc.integer({ min: 1, max: 366 * 24 * 60 }), (now, ahead) => {
        const start = new Date(now.getTime() + ahead * 60_000);
        expect(read(formatDateTime(start, now), now)).toMatchObject({ kind: "instant", start });
      }),
      { numRuns: 3000 },
    );
  });

  const pieces =
    "今明后大前天早晚上中下午周星期礼拜一二三四五六日十百半点分时刻个小钟之以过年月号每到至内底初末节国庆农历正腊工作第最隔季度q0123456789:-/.（） ，、或和";
  const timeLike = fc.string({ unit: fc.constantFrom(...Array.from(pieces)), maxLength: 24 });

  test("十万条乱写的都不出错，读出来的都在以后，每一种都有话说", { timeout: 90_000 }, () => {
    fc.assert(
      fc.property(fc.oneof(timeLike, timeLike, fc.string({ unit: "binary" })), (text) => {
        const reading = read(text);
        const said = sayWhen(reading, wednesday);
        if (!said.endsWith("。") || said.includes("undefined")) throw new Error(said);
        if (reading.kind === "none") return;
        for (const { start, end } of [reading, ...reading.choices]) {
          const last = end ?? start;
          if (last === undefined || last < wednesday) throw new Error(`past: ${text}`);
          if (start !== undefined && end !== undefined && end < start) throw new Error(text);
        }
      }),
      { numRuns: 100_000 },
    );
  });

  test("没有套着重复的重复，长文也很快读完", () => {
    const room = new URL("../../domain/when/", import.meta.url);
    const nested = fs
      .readdirSync(room)
      .filter((name) =>
        /\([^()]*[+*][^()]*\)[+*]/.test(fs.readFileSync(new URL(name, room), "utf8")),
      );
    expect(nested).toEqual([]);
  });
});

describe("说给人听的话", () => {
  test.each([
    ["下周三下午3点", "3月18日（星期三）下午3:00。"],
    ["下周三下午3点到5点", "3月18日（星期三）下午3:00—下午5:00。"],
    ["周五前", "3月13日（星期五）结束前，包括这一天。"],
    ["这周一上午9点", "这个时间已经过去，请写一个以后的时间，例：3月16日（星期一）上午9:00。"],
    [
      "明天3点",
      "可能是3月12日（星期四）下午3:00，也可能是3月12日（星期四）凌晨3:00，请说明是哪一个。",
    ],
    ["每两周周一上午9点", "每2周重复，第一次是3月16日（星期一）上午9:00。"],
    ["国庆节当天", "10月1日（星期四），当天是国庆节假期。"],
  ])("%s", (text, said) => {
    expect(sayWhen(read(text), wednesday)).toBe(said);
  });
});
