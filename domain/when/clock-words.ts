import { parseChineseNumber } from "../chinese-number.ts";
import { cn, later, matchAt, notInNumber, number, small, sticky, through } from "./pattern.ts";
import type { Found } from "./pattern.ts";

/**
 * Waits, parts of the day and clock times, each recognised at one place of a folded text.
 */

export type Period = "dawn" | "morning" | "forenoon" | "noon" | "afternoon" | "dusk" | "evening";

export interface ClockWords {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Written like 09:00 or 3pm, so that 上午 or 下午 need not be said. */
  readonly isTwentyFourHour: boolean;
}

/** `30分钟后`, `一个半小时后`, `过10分钟`: how many milliseconds. */
export function waitAt(text: string, at: number): Found<number> | undefined {
  const match = matchAt(waitPattern, text, at);
  if (match === undefined) return undefined;
  const { through, half, amount, andHalf, unit, halfMore, minutes, later } = match.groups;
  if (through === undefined && later === undefined) return undefined;
  const unitMs = unitsMs[unit?.charAt(0) ?? ""] ?? 0;
  const whole = half === undefined ? decimal(amount) : 0.5;
  const more = minutes === undefined ? 0 : (parseChineseNumber(minutes) ?? Number.NaN) * minuteMs;
  const halves = andHalf === undefined && halfMore === undefined ? 0 : 0.5;
  const words = (whole + halves) * unitMs + more;
  return Number.isNaN(words) ? undefined : { words, end: match.end };
}

export function periodAt(text: string, at: number): Found<Period> | undefined {
  const match = matchAt(periodPattern, text, at);
  if (match === undefined) return undefined;
  const [name = ""] = Object.entries(match.groups).find(([, value]) => value !== undefined) ?? [];
  const words = periodNames[name];
  return words && { words, end: match.end };
}

export function clockAt(text: string, at: number): Found<ClockWords> | undefined {
  const match = matchAt(clockPattern, text, at);
  if (match === undefined) return undefined;
  const { groups: g, end } = match;
  const hourText = g["h"] ?? g["hour"] ?? "";
  const minuteText = g["m"] ?? g["minute"] ?? g["bare"] ?? "0";
  const quarters = g["quarter"] === undefined ? 0 : (parseChineseNumber(g["quarter"]) ?? 0) * 15;
  const hour = parseChineseNumber(hourText);
  const minute = g["half"] === undefined ? parseChineseNumber(minuteText) : 30;
  const second = parseChineseNumber(g["s"] ?? g["second"] ?? "0");
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  const half = g["meridiem"];
  const isTwentyFourHour = half !== undefined || /^0\d$/.test(hourText);
  const said = { minute: minute + quarters, second, isTwentyFourHour };
  if (half === undefined) return { words: { hour, ...said }, end };
  const isAfternoon = half === "p" && hour <= 12;
  return { words: { hour: isAfternoon ? (hour % 12) + 12 : hour, ...said }, end };
}

const counted = "[个号人位件名月日天家栋楼点年户份元:.分周百]";

const waitPattern = sticky(
  notInNumber,
  through,
  String.raw`(?:(?<half>半)个?|(?<amount>${number}(?:\.\d)?)个?(?<andHalf>半)?)`,
  "(?<unit>小时|钟头|分钟?|秒钟?|刻钟)",
  `(?:(?<halfMore>半)|[零又]?(?<minutes>${number})分钟?)?(?<later>${later})?`,
);

const periodPattern = sticky(
  "(?:(?<dawn>凌晨)|(?<morning>清晨|大?清早|一早|早晨|早上)|(?<forenoon>上午)",
  "|(?<noon>中午|正午|午间)|(?<afternoon>下午|午后|晏昼)|(?<dusk>傍晚)",
  String.raw`|(?<evening>晚上|晚间|夜晚|夜里|夜间|半夜|深夜|午夜)|(?<early>早)|(?<late>晚|夜))\s?`,
);

const clockPattern = sticky(
  String.raw`(?<![\d/])(?<!\d[.:])(?:(?<h>\d{1,2}):(?<m>\d{2})(?::(?<s>\d{2}))?(?!\d)`,
  String.raw`|(?<!(?<![周期拜])${cn}|第)(?<hour>${small})(?:点钟?|(?<=[\d零二三四五六七八九十]|[午晚晨]一)时(?![间候代刻段效期长])|(?=[ap]m\b))`,
  "(?![心击子名评赞]|建议|意见|要求|想法|感[受想]|希望|措施|看法|体会|原因|问题|内容)",
  `(?:(?<half>半)|整|正(?![式在好])|(?<quarter>[一1三3])刻`,
  String.raw`|过?(?<minute>${small})分(?![钟之])(?:(?<second>${small})秒)?`,
  String.raw`|(?<bare>0\d|[1-5]\d|零[一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?)`,
  String.raw`(?!\d|${counted}))?)(?:(?<meridiem>[ap])(?:m|(?<=:\d{2}p))(?![a-z]))?`,
);

const minuteMs = 60_000;
const unitsMs: Readonly<Record<string, number>> = {
  小: 60 * minuteMs,
  钟: 60 * minuteMs,
  分: minuteMs,
  秒: 1000,
  刻: 15 * minuteMs,
};
const periodNames: Readonly<Record<string, Period>> = {
  dawn: "dawn",
  morning: "morning",
  early: "morning",
  forenoon: "forenoon",
  noon: "noon",
  afternoon: "afternoon",
  dusk: "dusk",
  evening: "evening",
  late: "evening",
};

function decimal(text: string | undefined): number {
  if (text === undefined) return Number.NaN;
  return text.includes(".") ? Number(text) : (parseChineseNumber(text) ?? Number.NaN);
}

/** The hour of the day, 24 and more for the night after; undefined if the two contradict. */
export function hourIn(period: Period, hour: number): number | undefined {
  switch (period) {
    case "dawn":
      return hour <= 6 ? hour : hour === 12 ? 0 : undefined;
    case "morning":
      return hour >= 1 && hour <= 11 ? hour : undefined;
    case "forenoon":
      return hour >= 1 && hour <= 12 ? hour : undefined;
    case "noon":
      if (hour === 1 || hour === 2) return hour + 12;
      return hour >= 11 && hour <= 14 ? hour : undefined;
    case "afternoon":
      if (hour >= 1 && hour <= 8) return hour + 12;
      return hour >= 12 && hour <= 19 ? hour : undefined;
    case "dusk":
      if (hour >= 4 && hour <= 8) return hour + 12;
      return hour >= 16 && hour <= 20 ? hour : undefined;
    case "evening":
      if (hour >= 5 && hour <= 11) return hour + 12;
      if (hour >= 17 && hour <= 23) return hour;
      return hour % 12 <= 4 ? 24 + (hour % 12) : undefined;
  }
}
