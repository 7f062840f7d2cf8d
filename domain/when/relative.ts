import { sticky } from "./pattern.ts";
import { addWorkdays, civilDay, dayNumber } from "../workdays.ts";
import {
  addMonths,
  mondayOf,
  monthsFrom,
  monthSpan,
  oneDay,
  readNumber,
  realDay,
  refused,
  rule,
} from "./days.ts";
import type { Days, Rule, Scene } from "./days.ts";
import { isBeyondNotice } from "./parts.ts";
import {
  after,
  dayNum,
  notInNumber,
  num,
  stepsOf,
  weekdayName,
  weekdayNumber,
  weekWord,
  which,
  within,
} from "./pieces.ts";

/** 今天, 大后天, 次日, 3天后, 两周内: what is counted from the day of the question. */

const named = rule(
  sticky(
    "(?<word>即(?=日起)|大{0,3}后|大{0,3}前|昨|今|明|当|次|本|翌|寻|听|第二)(?:天|日|儿个?|(?=[早晚夜]))",
  ),
  ({ word = "" }, scene) => {
    if (word === "次" || word === "翌" || word === "第二") {
      return oneDay((scene.after?.last ?? scene.today) + 1);
    }
    if (word === "当") return oneDay(scene.after?.last ?? scene.today);
    if (word === "即") return oneDay(scene.today);
    const isLater = word === "明" || word === "听" || word.endsWith("后");
    return oneDay(
      scene.today + offset(word),
      isSmallHours(scene) && isLater ? { assumed: "afterMidnight" } : {},
    );
  },
);

function offset(word: string): number {
  if (word.endsWith("后")) return word.length + 1;
  if (word.endsWith("前")) return -word.length - 1;
  return offsets[word] ?? 0;
}

const offsets: Readonly<Record<string, number>> = { 昨: -1, 寻: -1, 明: 1, 听: 1 };

/** People who are still up call the day that comes tomorrow, or today. */
function isSmallHours({ now, today }: Scene): boolean {
  const hours = (now.getTime() + 8 * hourMs) / hourMs - today * 24;
  return hours < 5;
}

const pair = rule(sticky("(?<which>今明|明后)(?:两|2|二)?[天日]"), ({ which }, { today }) =>
  which === "今明" ? { first: today, last: today + 1 } : { first: today + 1, last: today + 2 },
);

/** 未来三天 begins now, 后三天 and 下三周 with the next day or week. */
const coming = rule(
  sticky(
    `(?:(?<now>未来|接下来|今后)|(?<![之以最前到出会知布发开束])后|(?<!最)下)的?(?<n>${num})个?`,
    `(?<unit>天|日|周|星期|礼拜|月|年)(?!${weekdayName}|[号份度])${within}?`,
  ),
  ({ n, unit = "", now }, { today }) => {
    const first = now === undefined ? nextOf(unit, today) : today;
    const end = counted(readNumber(n), unit, first);
    return end === undefined || end <= first
      ? undefined
      : { first, last: end - 1, assumed: "counted" };
  },
);

function nextOf(unit: string, today: number): number {
  if (unit === "月") return monthSpan(monthsFrom(today, 1)).first;
  if (unit === "年") return dayNumber({ year: civilDay(today).year + 1, month: 1, day: 1 });
  return unit === "天" || unit === "日" ? today + 1 : mondayOf(today) + 7;
}

const amount =
  `(?:(?<half>半)个?(?<halfUnit>月|年)|(?<n>${num})(?<andHalf>个半)?个?` +
  "(?<unit>自然日|天|日|周|星期|礼拜|月|季度|年|工作日)(?<more>半)?)";

const thatDay =
  `(?:的?(?<same>今[天日]|这一?[天日]|同一[天日])|的(?:当周|那周|那个?)?${weekWord}(?<weekday>${weekdayName})` +
  `|的(?:当月|那个月)?(?<day>${dayNum})[日号])`;

const later = rule(
  sticky(
    notInNumber,
    `(?<![超通经不])(?:再?过)?${amount}${after}(?:${thatDay}|(?![天来续勤备台面第]))`,
  ),
  readLater,
);
const passing = rule(sticky(notInNumber, `(?<![超通经不])再?过${amount}`), readLater);

function readLater(
  groups: Readonly<Record<string, string | undefined>>,
  scene: Scene,
): Days | undefined {
  const end = endOf(groups, scene);
  if (end === undefined) return undefined;
  const unit = groups["halfUnit"] ?? groups["unit"] ?? "";
  if (groups["weekday"] !== undefined) {
    if (!/[周期拜]/.test(unit)) return refused("vague");
    return oneDay(mondayOf(end) + weekdayNumber(groups["weekday"]) - 1);
  }
  if (groups["day"] !== undefined) return dayInMonth(end, unit, readNumber(groups["day"]));
  const isLoose = /[月年季周期拜]/.test(unit) && groups["same"] === undefined;
  const isProvisional = unit === "工作日" && isBeyondNotice(end, scene);
  return oneDay(end, {
    ...(isLoose && { assumed: "sameDay" }),
    ...(isWhole(groups) && isShortened(end, unit, scene) && { assumed: "endOfMonth" }),
    ...(isProvisional && { isProvisional }),
  });
}

/** 两个月后的5号. */
function dayInMonth(end: number, unit: string, day: number | undefined): Days {
  if (unit !== "月" || day === undefined) return refused("vague");
  const { year, month } = civilDay(end);
  const found = realDay(year, month, day);
  return found === undefined ? refused("noSuchDay", monthSpan({ year, month })) : oneDay(found);
}

function isWhole({ half, andHalf, more }: Readonly<Record<string, string | undefined>>): boolean {
  return (half ?? andHalf ?? more) === undefined;
}

/** One month after 31 January is the 28th. */
function isShortened(end: number, unit: string, { today }: Scene): boolean {
  return /[月年季]/.test(unit) && civilDay(end).day < civilDay(today).day;
}

/** 下周的今天, 下个月的今天, 明年今天. */
const sameDayNext = rule(
  sticky(`(?:${which}(?<unit>${weekWord}|月)|(?<year>明|后)年)的?(?:今[天日]|这一?天|同一[天日])`),
  ({ which: word, unit = "", year }, scene) => {
    if (/[周期拜]/.test(unit)) return oneDay(scene.today + stepsOf(word) * 7);
    const months = year === undefined ? stepsOf(word) : year === "明" ? 12 : 24;
    const end = addMonths(scene.today, months);
    return oneDay(end, isShortened(end, "月", scene) ? { assumed: "endOfMonth" } : {});
  },
);

const until = sticky(
  notInNumber,
  // 二季度内 names the quarter; two of them are 两个季度.
  "(?![一二三四1-4]季度)",
  `(?:在|最多|不超过)?(?:${num}(?:到|至|-|~))?${amount}(?:${within}|里)(?![容部外面])`,
);

/** 15个工作日内, 三天内: the last day of the time that is left. */
export const withinRule: Rule = rule(until, (groups, scene) => {
  const end = endOf(groups, scene);
  if (end === undefined) return undefined;
  const unit = groups["halfUnit"] ?? groups["unit"] ?? "";
  const isProvisional = unit === "工作日" && isBeyondNotice(end, scene);
  const isLoose = /[月年季]/.test(unit);
  return oneDay(end, {
    ...(isLoose && { assumed: "sameDay" }),
    ...(isProvisional && { isProvisional }),
  });
});

function endOf(
  groups: Readonly<Record<string, string | undefined>>,
  scene: Scene,
): number | undefined {
  const { half, halfUnit, n, andHalf, unit, more } = groups;
  const { today } = scene;
  if (half !== undefined) return halfUnit === "月" ? today + 15 : addMonths(today, 6);
  const count = readNumber(n);
  if (count === undefined || count > (limits[unit ?? ""] ?? 0)) return undefined;
  const isHalved = (andHalf ?? more) !== undefined;
  if (unit === "工作日") {
    return isHalved
      ? undefined
      : dayNumber(addWorkdays(scene.workdays, civilDay(today), count).day);
  }
  const whole = counted(count, unit, today);
  if (whole === undefined || !isHalved) return whole;
  if (unit === "月") return whole + 15;
  return unit === "年" ? addMonths(whole, 6) : undefined;
}

function counted(
  count: number | undefined,
  unit: string | undefined,
  today: number,
): number | undefined {
  if (count === undefined || unit === undefined || count > (limits[unit] ?? 0)) return undefined;
  switch (unit) {
    case "天":
    case "日":
    case "自然日":
      return today + count;
    case "月":
      return addMonths(today, count);
    case "季度":
      return addMonths(today, count * 3);
    case "年":
      return addMonths(today, count * 12);
    default:
      return today + count * 7;
  }
}

/** What nobody plans beyond; it also keeps the counting of workdays short. */
const limits: Readonly<Record<string, number>> = {
  天: 3660,
  日: 3660,
  自然日: 3660,
  周: 520,
  星期: 520,
  礼拜: 520,
  月: 120,
  季度: 40,
  年: 50,
  工作日: 500,
};

const nextWorkdayRule = rule(sticky("(?<skip>下{1,2})一?个?工作日"), ({ skip = "" }, scene) => {
  const day = dayNumber(addWorkdays(scene.workdays, civilDay(scene.today), skip.length).day);
  return oneDay(day, isBeyondNotice(day, scene) ? { isProvisional: true } : {});
});

export const relativeRules: readonly Rule[] = [
  later,
  passing,
  sameDayNext,
  pair,
  coming,
  nextWorkdayRule,
  named,
];

const hourMs = 60 * 60_000;
