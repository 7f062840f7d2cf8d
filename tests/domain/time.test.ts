import { describe, expect, test } from "vitest";
import {
  formatDate,
  formatDateTime,
  formatTime,
  formatWait,
  fromLocal,
  isQuietTime,
  isRealDay,
  nextSpeakingTime,
  toLocal,
} from "../../domain/time.ts";

const at = (text: string) => new Date(`${text}+08:00`);

describe("formatDateTime", () => {
  test("as in every message of the bot", () => {
    expect(formatDateTime(at("2026-03-13T17:00"))).toBe("3月13日（星期五）下午5:00");
  });
  test("the year only where it is another one", () => {
    const now = at("2026-12-31T23:59");
    expect(formatDateTime(at("2026-12-31T23:59"), now)).toBe("12月31日（星期四）晚上11:59");
    expect(formatDateTime(at("2027-02-01T09:00"), now)).toBe("2027年2月1日（星期一）上午9:00");
    expect(formatDate(at("2027-01-03T00:00"), now)).toBe("2027年1月3日（星期日）");
  });
  test("the day is that of Shanghai, not of the server", () => {
    expect(formatDate(new Date("2026-03-12T16:00:00Z"))).toBe("3月13日（星期五）");
    expect(formatDate(new Date("2026-03-12T15:59:59Z"))).toBe("3月12日（星期四）");
  });
});

test.each([
  ["00:05", "凌晨0:05"],
  ["05:59", "凌晨5:59"],
  ["06:00", "早上6:00"],
  ["08:00", "早上8:00"],
  ["09:00", "上午9:00"],
  ["11:59", "上午11:59"],
  ["12:00", "中午12:00"],
  ["12:30", "中午12:30"],
  ["13:00", "下午1:00"],
  ["14:52", "下午2:52"],
  ["17:59", "下午5:59"],
  ["18:00", "晚上6:00"],
  ["20:30", "晚上8:30"],
])("%s is %s", (clock, expected) => {
  expect(formatTime(at(`2026-03-13T${clock}`))).toBe(expected);
});

test.each([
  ["2026-03-11T10:00", "2026-03-11T10:30", "30分钟"],
  ["2026-03-11T10:00:40", "2026-03-11T10:01", "1分钟"],
  ["2026-03-11T10:00", "2026-03-11T10:00", "1分钟"],
  ["2026-03-11T10:00", "2026-03-11T12:00", "2小时"],
  ["2026-03-11T10:00", "2026-03-11T11:30", "1小时30分钟"],
  ["2026-03-11T10:00", "2026-03-12T09:59", "23小时59分钟"],
  ["2026-03-11T10:00", "2026-03-12T10:00", "1天"],
  ["2026-03-11T17:30", "2026-03-13T17:00", "2天"],
  ["2026-03-11T10:00", "2026-03-18T15:00", "7天"],
])("from %s to %s it is %s", (from, to, expected) => {
  expect(formatWait(at(from), at(to))).toBe(expected);
});

describe("quiet hours", () => {
  test.each([
    ["20:29", false],
    ["20:30", true],
    ["23:59", true],
    ["00:00", true],
    ["07:59", true],
    ["08:00", false],
    ["12:00", false],
  ])("at %s: %s", (clock, expected) => {
    expect(isQuietTime(at(`2026-03-13T${clock}`))).toBe(expected);
  });
  test("the bot waits until eight, over the end of a month too", () => {
    expect(nextSpeakingTime(at("2026-03-31T21:00"))).toEqual(at("2026-04-01T08:00"));
    expect(nextSpeakingTime(at("2026-03-31T03:00"))).toEqual(at("2026-03-31T08:00"));
  });
  test("by day the moment stays as it is, to the millisecond", () => {
    const moment = new Date("2026-03-31T02:00:00.123Z");
    expect(nextSpeakingTime(moment)).toBe(moment);
  });
  test("other hours, within one day or none", () => {
    const noon = { fromMinute: 12 * 60, toMinute: 14 * 60 };
    expect(isQuietTime(at("2026-03-13T11:59"), noon)).toBe(false);
    expect(isQuietTime(at("2026-03-13T13:59"), noon)).toBe(true);
    expect(nextSpeakingTime(at("2026-03-13T12:30"), noon)).toEqual(at("2026-03-13T14:00"));
    const never = { fromMinute: 0, toMinute: 0 };
    expect(isQuietTime(at("2026-03-13T00:00"), never)).toBe(false);
  });
});

test("local time and back, for every hour of two years", () => {
  for (let ms = Date.UTC(2024, 0, 1); ms < Date.UTC(2026, 0, 1); ms += 3_600_000) {
    expect(fromLocal(toLocal(new Date(ms))).getTime()).toBe(ms);
  }
});

test.each([
  [2026, 2, 29, false],
  [2028, 2, 29, true],
  [2026, 4, 31, false],
  [2026, 12, 31, true],
  [2026, 13, 1, false],
  [2026, 1, 0, false],
])("%i-%i-%i is a day: %s", (year, month, day, expected) => {
  expect(isRealDay(year, month, day)).toBe(expected);
});
