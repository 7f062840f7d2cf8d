import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDeadline, readTime } from "../../domain/time-reader.ts";
import type { TimeReading } from "../../domain/time-reader.ts";
import { formatDateTime } from "../../domain/time.ts";

/** A Wednesday, ten in the morning. */
const wednesday = new Date("2026-03-11T10:00+08:00");
const at = (text: string) => new Date(`${text}+08:00`);

interface GoldCase {
  readonly input: string;
  readonly now: string;
  readonly at?: string;
  readonly assumed?: string;
  readonly morning?: string;
  readonly afternoon?: string;
  readonly refused?: string;
  readonly suggestion?: string;
  readonly unread?: boolean;
}

const gold: readonly GoldCase[] = JSON.parse(
  readFileSync(new URL("../cases/time-gold.json", import.meta.url), "utf8"),
);

test.each(gold)("gold: $input at $now", (expected) => {
  const reading = readTime(expected.input, new Date(expected.now));
  if (expected.unread === true) return expect(reading).toBeUndefined();
  expect(reading).toMatchObject({ start: 0, end: expected.input.length });
  if (expected.at !== undefined) {
    expect(reading).toMatchObject({ kind: "moment", at: new Date(expected.at) });
    const assumed = reading?.kind === "moment" ? reading.isAssumed : "other";
    return expect(assumed).toBe(expected.assumed);
  }
  if (expected.morning !== undefined) {
    const afternoon = new Date(expected.afternoon ?? "");
    const morning = new Date(expected.morning);
    return expect(reading).toMatchObject({ kind: "ambiguous", morning, afternoon });
  }
  expect(reading).toMatchObject({ kind: "refused", code: expected.refused });
  if (expected.suggestion !== undefined) {
    expect(reading).toMatchObject({ suggestion: new Date(expected.suggestion) });
  }
});

describe("moments, said on Wednesday 11 March 2026 at ten", () => {
  test.each([
    ["30分钟后", "2026-03-11T10:30"],
    ["三十分鐘後", "2026-03-11T10:30"],
    ["５分钟以后", "2026-03-11T10:05"],
    ["一个半小时后", "2026-03-11T11:30"],
    ["两小时后", "2026-03-11T12:00"],
    ["1.5小时后", "2026-03-11T11:30"],
    ["1小时20分钟之后", "2026-03-11T11:20"],
    ["再过10分钟", "2026-03-11T10:10"],
    ["一刻钟后", "2026-03-11T10:15"],
    ["3天后下午3点", "2026-03-14T15:00"],
    ["明早9点", "2026-03-12T09:00"],
    ["今晚八点", "2026-03-11T20:00"],
    ["明晚7点半", "2026-03-12T19:30"],
    ["明晚七點半", "2026-03-12T19:30"],
    ["后天中午12点", "2026-03-13T12:00"],
    ["今天下午3点一刻", "2026-03-11T15:15"],
    ["今天下午三点三刻", "2026-03-11T15:45"],
    ["15:30", "2026-03-11T15:30"],
    ["15点30", "2026-03-11T15:30"],
    ["15時30分", "2026-03-11T15:30"],
    ["09:30", "2026-03-12T09:30"],
    ["中午12点半", "2026-03-11T12:30"],
    ["中午1点", "2026-03-11T13:00"],
    ["下午三点零五", "2026-03-11T15:05"],
    ["下午3点左右", "2026-03-11T15:00"],
    ["下午3点以后", "2026-03-11T15:00"],
    ["下週三下午3點", "2026-03-18T15:00"],
    ["下下周一上午9点", "2026-03-23T09:00"],
    ["这周五晚8点", "2026-03-13T20:00"],
    ["星期天上午10点", "2026-03-15T10:00"],
    ["禮拜六下午３點", "2026-03-14T15:00"],
    ["20号下午3点", "2026-03-20T15:00"],
    ["3月20日下午3点", "2026-03-20T15:00"],
    ["三月二十日下午三点", "2026-03-20T15:00"],
    ["3.20下午3点", "2026-03-20T15:00"],
    ["2026-03-20 15:00", "2026-03-20T15:00"],
    ["二〇二六年四月一日上午9点", "2026-04-01T09:00"],
    ["明年1月5日上午9点", "2027-01-05T09:00"],
    ["下个月5号上午9点", "2026-04-05T09:00"],
    ["3月13日（星期五）下午5:00", "2026-03-13T17:00"],
    ["明天（周四）下午3点", "2026-03-12T15:00"],
    ["下周三（18号）下午3点", "2026-03-18T15:00"],
    ["下周三的下午3点", "2026-03-18T15:00"],
  ])("%s", (text, expected) => {
    const whole = { kind: "moment", at: at(expected), start: 0, end: text.length };
    expect(readTime(text, wednesday)).toEqual(whole);
  });
});

describe("what was filled in is told", () => {
  test.each([
    ["明天", "2026-03-12T09:00", "hour"],
    ["下周三", "2026-03-18T09:00", "hour"],
    ["后天上午", "2026-03-13T09:00", "hour"],
    ["禮拜六下午", "2026-03-14T15:00", "hour"],
    ["两周后", "2026-03-25T09:00", "hour"],
    ["明早", "2026-03-12T08:00", "hour"],
    ["明天9点", "2026-03-12T09:00", "morning"],
    ["11点", "2026-03-11T11:00", "morning"],
    ["今天3点", "2026-03-11T15:00", "afternoon"],
    ["今晚12点", "2026-03-12T00:00", "midnight"],
    ["明天24点", "2026-03-13T00:00", "midnight"],
  ])("%s", (text, expected, isAssumed) => {
    expect(readTime(text, wednesday)).toMatchObject({
      kind: "moment",
      at: at(expected),
      isAssumed,
    });
  });
});

describe("two readings are asked about", () => {
  test.each([
    ["3点", "2026-03-12T03:00", "2026-03-11T15:00"],
    ["明天3点", "2026-03-12T03:00", "2026-03-12T15:00"],
    ["周三3点", "2026-03-18T03:00", "2026-03-11T15:00"],
    ["周五7点半", "2026-03-13T07:30", "2026-03-13T19:30"],
    ["9点", "2026-03-12T09:00", "2026-03-11T21:00"],
  ])("%s", (text, morning, afternoon) => {
    expect(readTime(text, wednesday)).toMatchObject({
      kind: "ambiguous",
      morning: at(morning),
      afternoon: at(afternoon),
    });
  });
});

describe("refused, with what was perhaps meant", () => {
  test.each([
    ["今天早上9点", "past", "2026-03-12T09:00"],
    ["今天9点", "past", "2026-03-11T21:00"],
    ["今天", "past", "2026-03-12T09:00"],
    ["昨天下午3点", "past", undefined],
    ["这周二下午3点", "past", "2026-03-17T15:00"],
    ["上周三下午3点", "past", "2026-03-11T15:00"],
    ["3月10日下午3点", "past", "2026-04-10T15:00"],
    ["2025年3月5日上午9点", "past", "2026-04-05T09:00"],
    ["0分钟后", "past", undefined],
    ["2月29日", "noSuchDay", undefined],
    ["4月31日上午9点", "noSuchDay", "2026-04-30T09:00"],
    ["13月1日", "noSuchDay", undefined],
    ["40号下午3点", "noSuchDay", undefined],
    ["3月13日（星期四）下午5点", "noSuchDay", "2026-03-13T17:00"],
    ["25点", "noSuchTime", undefined],
    ["24点30分", "noSuchTime", undefined],
    ["下午3点75分", "noSuchTime", undefined],
    ["明天上午15点", "noSuchTime", "2026-03-12T15:00"],
    ["中午3点", "noSuchTime", undefined],
  ])("%s", (text, code, suggestion) => {
    const reading = readTime(text, wednesday);
    expect(reading).toMatchObject({ kind: "refused", code, start: 0, end: text.length });
    const given = reading?.kind === "refused" ? reading.suggestion : undefined;
    expect(given).toEqual(suggestion === undefined ? undefined : at(suggestion));
  });

  test("the day that does not exist is named", () => {
    const said = { year: 2026, month: 2, day: 29 };
    expect(readTime("2月29日", wednesday)).toMatchObject({ said });
  });

  test("a leap day that exists is taken", () => {
    const now = at("2027-11-01T10:00");
    const expected = { kind: "moment", at: at("2028-02-29T09:00") };
    expect(readTime("2月29日上午9点", now)).toMatchObject(expected);
  });

  test("in December, January is next year's", () => {
    const expected = { kind: "moment", at: at("2027-01-05T09:00") };
    expect(readTime("1月5日上午9点", at("2026-12-20T10:00"))).toMatchObject(expected);
  });

  test("31号 in a month that has none is not moved on", () => {
    expect(readTime("29号上午9点", at("2026-01-30T10:00"))).toMatchObject({
      code: "noSuchDay",
      suggestion: at("2026-02-28T09:00"),
    });
  });
});

test("tomorrow after midnight is the calendar's tomorrow", () => {
  const expected = { kind: "moment", at: at("2026-03-12T09:00") };
  expect(readTime("明天上午9点", at("2026-03-11T00:30"))).toMatchObject(expected);
});

describe("the time is cut out of the sentence", () => {
  test.each([
    ["30分钟后 提交材料", "30分钟后", " 提交材料"],
    ["提醒大家明早9点带身份证", "明早9点", "提醒大家带身份证"],
    ["明天9点到会议室", "明天9点", "到会议室"],
    ["提交材料，后天上午", "后天上午", "提交材料，"],
    ["看7号议题 明早9点", "明早9点", "看7号议题 "],
    ["7号议题 明早9点", "明早9点", "7号议题 "],
    ["半小時後提醒我開會", "半小時後", "提醒我開會"],
    ["每位委员明天9点带材料", "明天9点", "每位委员带材料"],
    ["周五前交的表，明天下午3点提醒", "明天下午3点", "周五前交的表，提醒"],
    ["明早9点3号议题协商会", "明早9点", "3号议题协商会"],
    ["下午3点10个人开会", "下午3点", "10个人开会"],
    ["30分钟后天气预报", "30分钟后", "天气预报"],
    ["提三点意见，明天下午2点", "明天下午2点", "提三点意见，"],
    ["３月２０日下午２点　现场察看", "３月２０日下午２点", "　现场察看"],
  ])("%s", (text, time, rest) => {
    const reading = readTime(text, wednesday);
    expect(reading && text.slice(reading.start, reading.end)).toBe(time);
    expect(reading && text.slice(0, reading.start) + text.slice(reading.end)).toBe(rest);
  });
});

test.each([
  "",
  "提交材料",
  "提三点意见",
  "早一点",
  "晚一点提醒我",
  "有一点事",
  "第三点",
  "一周三次",
  "本周日常工作",
  "超过30分钟",
  "30分钟",
  "3天内",
  "周五前",
  "明天下午5点之前",
  "每天9点",
  "每周一上午9点",
  "每个工作日上午9点",
  "周末下午3点",
  "下周",
  "明天下午3点到5点",
  "明天9:00-11:00",
  "周一至周五",
  "99999分钟后",
  "比分3:2",
  "1:100",
  "9点名单",
  "7号议题",
  "附议 7",
  "百分之三点五",
  "13800000000",
  "2026-7",
])("%j names no moment", (text) => {
  expect(readTime(text, wednesday)).toBeUndefined();
});

describe("for any text and any time", () => {
  const minutes = { min: at("2024-01-01T00:00"), max: at("2032-12-31T00:00") };
  const anyMoment = fc
    .date({ ...minutes, noInvalidDate: true })
    .map((date) => new Date(Math.floor(date.getTime() / 60_000) * 60_000));

  test("what the bot writes, it reads again", () => {
    fc.assert(
      fc.property(anyMoment, fc.integer({ min: 1, max: 366 * 24 * 60 }), (now, ahead) => {
        const moment = new Date(now.getTime() + ahead * 60_000);
        const text = formatDateTime(moment, now);
        const whole = { kind: "moment", at: moment, start: 0, end: text.length };
        expect(readTime(text, now)).toEqual(whole);
      }),
      { numRuns: 2000 },
    );
  });

  const pieces =
    "今明后大前天早晚上中下午周星期礼拜一二三四五六日十百半点分时刻个小钟后之以过年月号每到至0123459:-/.（） ，提醒我们开会";
  const timeLike = fc.string({ unit: fc.constantFrom(...Array.from(pieces)), maxLength: 30 });

  test("nothing throws, nothing past is accepted, places are inside the text", () => {
    fc.assert(
      fc.property(fc.oneof(timeLike, fc.string({ unit: "binary" })), anyMoment, (text, now) => {
        const reading = readTime(text, now);
        if (reading === undefined) return;
        expect(reading.start).toBeGreaterThanOrEqual(0);
        expect(reading.end).toBeGreaterThan(reading.start);
        expect(reading.end).toBeLessThanOrEqual(text.length);
        for (const date of datesOf(reading)) expect(date.getTime()).toBeGreaterThan(now.getTime());
      }),
      { numRuns: 5000 },
    );
  });

  test("4,000 characters of anything are read in a moment", () => {
    for (const piece of [
      "一",
      "明天",
      "下",
      "3点",
      "9:",
      "周",
      "半个",
      "每",
      " ",
      "1.",
      "3月",
      "再过",
    ]) {
      const text = piece.repeat(4000 / piece.length);
      const before = performance.now();
      readTime(text, wednesday);
      expect(performance.now() - before, piece).toBeLessThan(500);
    }
  });
});

function datesOf(reading: TimeReading): readonly Date[] {
  switch (reading.kind) {
    case "moment":
      return [reading.at];
    case "ambiguous":
      return [reading.morning, reading.afternoon];
    case "refused":
      return reading.suggestion === undefined ? [] : [reading.suggestion];
  }
}

describe("deadlines, where something is to be done by then", () => {
  test.each([
    ["周五前", "2026-03-13T09:00", "hour", ""],
    ["周五下午5点前交到办公室", "2026-03-13T17:00", undefined, "交到办公室"],
    ["三个工作日内", "2026-03-16T09:00", "hour", ""],
    ["截止到3月20日下午5点", "2026-03-20T17:00", undefined, "截止到"],
    ["3月20日下午5点截止", "2026-03-20T17:00", undefined, "截止"],
    ["下周三下午3点", "2026-03-18T15:00", undefined, ""],
  ])("%s", (text, expected, isAssumed, rest) => {
    const reading = readDeadline(text, wednesday);
    expect(reading).toMatchObject({ kind: "moment", at: at(expected) });
    expect(reading?.kind === "moment" ? reading.isAssumed : "other").toBe(isAssumed);
    expect(reading && text.slice(0, reading.start) + text.slice(reading.end)).toBe(rest);
  });

  test("a rhythm has none", () => {
    expect(readDeadline("每周一", wednesday)).toBeUndefined();
  });
});

test("看望 is no 看法: the hour before it is an hour", () => {
  expect(readTime("农历二月初二上午9点看望老委员", wednesday)).toMatchObject({
    at: at("2026-03-20T09:00"),
    end: 10,
  });
  expect(readTime("三点看法", wednesday)).toBeUndefined();
});
