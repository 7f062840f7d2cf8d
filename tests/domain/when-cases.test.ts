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
  holds(each: WhenCase): boolean;
}

/** Left out, first match counts; everything else has to be read. */
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
    name: "含糊的季节和时段",
    reason: "没有公认的起止：冬季、白天、年初、第七年",
    holds: ({ input }) => /^(?:冬季|白天|第七年|明年年?初|明年初之前|每年秋天)$/.test(input),
  },
  {
    name: "外国和宗教节日、活动日",
    reason: "不在政协日历上，多数按别的历法每年另行公布",
    holds: ({ source, input, now }) => source.includes("duckling") && isForeign(input, now),
  },
  {
    name: "粤语和外地时区",
    reason: "粤语的而家、三點踏三和 CET 不在约定的写法里",
    holds: ({ input }) => /^(?:宜家|而家|依家)$|晏晝三點.|CET$/.test(input),
  },
  {
    name: "别的约定：后面的一段",
    reason: "duckling 把“三天后”“下三小时”算作按整点整天对齐的一段，本产品算那一天那一刻",
    holds: ({ source, input }) =>
      source.includes("duckling") && /[後后]$|^[下后後]三/.test(input) && !input.startsWith("三点"),
  },
  {
    name: "别的约定：粗到年月",
    reason: "JioNLP 把“半年后”“4个星期之后”放宽到整周整月整年，本产品按同一天",
    holds: ({ source, input }) =>
      source === "jionlp" && /(?:年|季度|星期)半?之?后$|年半(?:以后|后|以内)$|月底$/.test(input),
  },
  {
    name: "别的约定：周几",
    reason: "duckling 的“下周三”可指本周三，“这周一”“周二”不指今天和过去，周末从周五晚算起",
    holds: ({ source, input }) =>
      source.includes("duckling") &&
      /^下.*三$|^[这這今].*一$|^(?:周|週|星期|礼拜|禮拜)二$|^[这這]周末$|^這週末$/.test(input),
  },
  {
    name: "别的约定：个别项",
    reason: "提问时刻只有年月或没有写，或那一套的预期值本身前后不一致",
    holds: ({ input }) => odd.has(input),
  },
];

const odd: ReadonlySet<string> = new Set([
  "腊月初十",
  "廿一",
  "腊月18",
  "35:37",
  "8号晚上9点",
  "九零年9月十号",
  "星期四",
  "礼拜四 (forward dates only)",
  "我下星期天打游戏",
  "下午5点-7点",
  "我从今早八点十分至下午11点32分打游戏",
  "我二零一八年十一月二十六日下午三点半五十九秒打游戏",
]);

const foreign =
  /赎罪|贖罪|阿舒拉|克哈特|灯节|燈節|爾邦|尔邦|宰牲|斋|齋|肉孜|[尔爾]代|[侯荷胡好霍]|洒红|灑紅|欢悦|五彩|登霄|[丰豐]收|[龐庞]格|篝火|之夜|[圣聖](?:纪|紀|会|会|殿|母|週|周)|兄妹|拉克沙|西赫|[诵誦]|[转轉][经經]|律法|歡慶|欧南|禁食|十勝|凯旋|[犹猶]太|[图圖]比|树木|樹木|[卫衛]塞|威瑟|比[萨薩]|以色列|青年服|四旬|光明|修殿|[献獻]殿|[烛燭]光|哈努|馬加|九夜|[难難]近|逾越|七七|沙夫|週日節|收[获穫]|新果|住棚|地球|伊斯兰|[东東]正教|黑色|拉[撒匝]|設立/;

/** By name, and only where nothing was read: a foreign feast read as something else must show. */
function isForeign(input: string, now: Date): boolean {
  return foreign.test(input) && read(input, now).kind === "none";
}

describe("公开的各套用例", () => {
  const judged = cases.map((each) => {
    const reading = read(each.input, each.now);
    const category = leftOut.find((one) => one.holds(each));
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
