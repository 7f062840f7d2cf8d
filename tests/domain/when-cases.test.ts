import { describe, expect, test } from "vitest";

import { nationalWorkdays } from "../../domain/workday-table.ts";
import { readWhen } from "../../domain/when/read.ts";
import type { WhenReading } from "../../domain/when/reading.ts";
import { agrees, cases, gold, local } from "../support/when-cases.ts";
import type { WhenCase } from "../support/when-cases.ts";

const read = (input: string, now: Date): WhenReading =>
  readWhen(input, { now, workdays: nationalWorkdays });

describe("本产品的约时间用语", () => {
  /** Our conventions settle what the list leaves open with "or", "ask" and "confirm". */
  const settled: Readonly<Record<string, object>> = {
    "2月1日上午9点": { kind: "instant", start: local([2027, 2, 1, 9]), certainty: "assumed" },
    三点三刻: { kind: "instant", start: local([2026, 3, 11, 15, 45]), certainty: "ambiguous" },
    每月15日: { kind: "recurrence", rule: "FREQ=MONTHLY;BYMONTHDAY=15" },
    农历正月十五: { kind: "range", start: local([2027, 2, 20]) },
    这周日下午2点: { kind: "none", code: "past", suggestion: local([2026, 3, 22, 14]) },
    "31号下午2点": {
      certainty: "ambiguous",
      choices: [{ start: local([2026, 4, 30, 14]) }, { start: local([2026, 5, 31, 14]) }],
    },
    上午15点: { kind: "none", code: "noSuchTime", suggestion: local([2026, 3, 11, 15]) },
    下周三下午5点到3点: { kind: "none", code: "endBeforeStart" },
    晚上12点: { kind: "instant", start: local([2026, 3, 12]), certainty: "assumed" },
  };

  test.each(gold)("$input（$ref）→ $expected", ({ input, ref, expected }) => {
    const reading = read(input, new Date(ref));
    if (expected.startsWith("cannot be computed")) {
      return expect(reading).toMatchObject({ kind: "deadline", isProvisional: true });
    }
    const known = settled[input];
    if (known !== undefined) return expect(reading).toMatchObject(known);
    expect(reading).toMatchObject(wantedOf(expected));
  });
});

interface Category {
  readonly name: string;
  readonly reason: string;
  holds(each: WhenCase, reading: WhenReading): boolean;
}

const dayMs = 24 * 60 * 60_000;

/** Left out, first match counts; everything else has to be read. Rules, no list of phrases. */
const leftOut: readonly Category[] = [
  {
    name: "时长",
    reason: "只说多久，不说从何时算起，定不下时间",
    holds: ({ expected, recurs }) => expected === undefined && !recurs,
  },
  {
    name: "过去",
    reason: "约时间只向后看，过去的或已开始的一段不读",
    holds: ({ expected, input, now }) =>
      (expected !== undefined && (expected.to ?? expected.from) < now) ||
      /以来|过去|^近|从去年/.test(input),
  },
  {
    name: "没说哪一天问的",
    reason: "提问时刻只有年月或没有写，算不出预期的日子",
    holds: ({ isDayKnown }) => !isDayKnown,
  },
  {
    name: "含糊的季节和时段",
    reason: "没有公认的起止：冬季、白天、年初、第七年",
    holds: ({ input }) => /[春夏秋冬][季天]|白天|年初|^第[一二三四五六七八九十]年$/.test(input),
  },
  {
    name: "别国别教的节日、活动日",
    reason: "按犹太历、回历、印度历或东正教历推算，或每年另行公布，机关不用来约时间",
    holds: ({ source, input }, reading) =>
      source.includes("duckling") && reading.kind === "none" && isOnlyName(input),
  },
  {
    name: "粤语和外地时区",
    reason: "粤语的而家、三點踏三和 CET 不在约定的写法里",
    holds: ({ input }) => /[而依宜]家|[踏搭]|個字|晏晝三點.|[A-Z]{3}$/.test(input),
  },
  {
    name: "别的约定：后面的一段",
    reason: "duckling 把“三天后”“下三小时”算作按整点整天对齐的一段，本产品算那一天那一刻",
    holds: ({ source, input, expected }, reading) =>
      source.includes("duckling") &&
      /[後后]$|^[下后後][一二三四五六七八九十]/.test(input) &&
      expected?.to !== undefined &&
      (reading.kind === "none" || isWithin(reading.start, expected)),
  },
  {
    name: "别的约定：粗到年月",
    reason: "JioNLP 把“半年后”“4个星期之后”放宽到整周整月整年，本产品按同一天",
    holds: ({ source, input }) =>
      source === "jionlp" && /(?:年|季度|星期)半?之?后$|年半(?:以后|后|以内)$|月底$/.test(input),
  },
  {
    name: "别的约定：差整一周",
    reason: "别家的“下周三”可指本周三，“这周一”“周二”不指今天和过去，或者一周从星期天起",
    holds: ({ input, expected }, reading) =>
      /(?:周|週|星期|礼拜|禮拜)[一二三四五六日天]/.test(input) &&
      expected !== undefined &&
      isWeekApart(reading, expected.from),
  },
  {
    name: "别的约定：周末从周五晚起",
    reason: "duckling 的周末从周五晚上6点算起，本产品是周六和周日",
    holds: ({ input, expected }) =>
      /[周週]末$/.test(input) && expected !== undefined && hourOf(expected.from) === 18,
  },
  {
    name: "别的约定：跳过这个月",
    reason: "JioNLP 在1日说“8号”算下个月的，本产品算最近的一个",
    holds: ({ input, expected }, reading) =>
      /^\d{1,2}[号日]/.test(input) &&
      reading.kind !== "none" &&
      expected !== undefined &&
      dayOfMonth(expected.from) === dayOfMonth(reading.start) &&
      Number(expected.from) - Number(reading.start) > 27 * dayMs,
  },
  {
    name: "预期值与原话对不上",
    reason: "原话的钟点、星期或日子，那一套的预期值里没有",
    holds: ({ input, expected }) => expected !== undefined && contradicts(input, expected),
  },
];

/** Nothing but a year and a name: no clock, no count of days or weeks, no 今 or 下. */
function isOnlyName(input: string): boolean {
  const name = input.replace(/^\d{4}年/, "").replace(/第[三四]天$|翌日$|前夜$/, "");
  return /^[^\d今昨上下这這每点點時时分秒半]{3,}$|^.{0,3}[斋齋][月期]$|一小[时時]$/.test(name);
}

function isWithin(
  at: Date | undefined,
  { from, to }: { from: Date; to: Date | undefined },
): boolean {
  return at !== undefined && at >= new Date(Number(from) - dayMs) && to !== undefined && at <= to;
}

/** A week from what was read, or just what was offered instead of a day that is over. */
function isWeekApart(reading: WhenReading, from: Date): boolean {
  if (reading.kind === "none") return Number(reading.suggestion) === Number(from);
  return Math.abs(Number(reading.start ?? 0) - Number(from)) === 7 * dayMs;
}

function hourOf(at: Date): number {
  return new Date(Number(at) + 8 * 3_600_000).getUTCHours();
}

function dayOfMonth(at: Date | undefined): number {
  return new Date(Number(at ?? 0) + 8 * 3_600_000).getUTCDate();
}

/** 5点 and an expectation of 23:00, 礼拜四 and one of a Sunday, 腊月18 and a whole month. */
function contradicts(input: string, { from, to }: { from: Date; to: Date | undefined }): boolean {
  const hour = /(?<hour>\d{1,2}|三)(?:点|:)/.exec(input)?.groups?.["hour"];
  const said = hour === "三" ? 3 : Number(hour);
  const isOtherHour = hour !== undefined && said % 12 !== hourOf(from) % 12;
  const weekday = /^(?:星期|礼拜)(?<day>[一二三四五六])/.exec(input)?.groups?.["day"];
  const isOtherWeekday =
    weekday !== undefined &&
    "日一二三四五六".indexOf(weekday) !== new Date(Number(from) + 8 * 3_600_000).getUTCDay();
  const isOneDay = /^[正腊冬].{0,2}月\d{1,2}$|^[正腊冬]月\d{1,2}$/.test(input);
  const isLong = to !== undefined && Number(to) - Number(from) > dayMs;
  return isOtherHour || isOtherWeekday || (isOneDay && isLong);
}

describe("公开的各套用例", () => {
  const judged = cases.map((each) => {
    const reading = read(each.input, each.now);
    const category = leftOut.find((one) => one.holds(each, reading));
    const isRight = agrees(reading, each);
    return Object.assign({ reading, category, isRight }, each);
  });

  test("计划要用的，读对九成五以上", () => {
    const counted = judged.filter(({ category }) => category === undefined);
    const wrong = counted.filter(({ isRight }) => !isRight);
    const rows = leftOut.map(({ name, reason }) => {
      const those = judged.filter(({ category }) => category?.name === name);
      return `${name}：${those.length} 条，其中读法相同 ${those.filter(({ isRight }) => isRight).length} 条（${reason}）`;
    });
    const right = counted.length - wrong.length;
    const share = ((right / counted.length) * 100).toFixed(1);
    process.stdout.write(
      `${judged.length} 条里计入 ${counted.length} 条，读对 ${right} 条，${share} %。不计入的：\n${rows.join("\n")}\n`,
    );
    expect(wrong.map(({ input }) => input).slice(0, 20)).toEqual([]);
    expect(counted.length).toBeGreaterThan(400);
    expect(right / counted.length).toBeGreaterThanOrEqual(0.95);
  });

  /** Read differently from a suite and without a doubt: by these conventions of ours. */
  const ours: Readonly<Record<string, readonly number[]>> = {
    下周三: [2013, 2, 20],
    下礼拜三: [2013, 2, 20],
    下週三: [2013, 2, 20],
    下禮拜三: [2013, 2, 20],
    下星期三: [2013, 2, 20],
    三分鐘後: [2013, 2, 12, 4, 33],
    三分鐘之後: [2013, 2, 12, 4, 33],
    三小時後: [2013, 2, 12, 7, 30],
    三小時之後: [2013, 2, 12, 7, 30],
    三個鐘後: [2013, 2, 12, 7, 30],
    三個鐘之後: [2013, 2, 12, 7, 30],
    三天後: [2013, 2, 15],
    三天之後: [2013, 2, 15],
    三日後: [2013, 2, 15],
    三日之後: [2013, 2, 15],
    腊月初十: [2022, 1, 12],
    腊月18: [2022, 1, 20],
    "8号晚上9点": [2021, 9, 8, 21],
    "礼拜四 (forward dates only)": [2016, 9, 8],
    我下星期天打游戏: [2016, 9, 11],
    "下午5点-7点": [2012, 8, 10, 17],
  };

  test("没有一条读得笃定又读错", () => {
    const sure = judged.filter(
      ({ reading, isRight }) =>
        reading.kind !== "none" && reading.certainty === "certain" && !isRight,
    );
    const wrong = sure.filter(({ input, reading, now }) => {
      const wanted = input === "星期四" ? nextThursday(now) : ours[input] && local(ours[input]);
      return reading.kind === "none" || reading.start?.getTime() !== wanted?.getTime();
    });
    expect(wrong.map(({ input, now }) => `${input} ${now.toISOString()}`)).toEqual([]);
  });
});

/** `2026-03-18 14:30–16:00`, `deadline 2026-04-01`, `2026-03-31`. */
function wantedOf(expected: string): object {
  const found =
    /^(?<deadline>deadline )?(?<day>\d{4}-\d\d-\d\d)(?: (?<from>\d\d:\d\d))?(?:–(?<to>\d\d:\d\d))?$/.exec(
      expected,
    )?.groups;
  if (found === undefined) throw new Error(`not understood: ${expected}`);
  const { deadline, day, from, to } = found;
  const at = (time: string): Date => new Date(`${day}T${time}+08:00`);
  if (deadline !== undefined) return { kind: "deadline", end: at("23:59:59") };
  if (from === undefined) return { kind: "range", start: at("00:00"), end: at("23:59:59") };
  if (to === undefined) return { kind: "instant", start: at(from) };
  return { kind: "range", start: at(from), end: at(to) };
}

function nextThursday(now: Date): Date {
  const day = new Date(now.getTime() + 8 * 3_600_000);
  const ahead = (4 - day.getUTCDay() + 7) % 7;
  return local([day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate() + ahead]);
}
