import { parseChineseNumber } from "./chinese-number.ts";
import { type FormAlias } from "./meeting-forms.ts";
import { type MeetingForm, meetingFormNames, meetingForms } from "./meeting.ts";
import { type ScreeningAxis, screeningAxes, usualScreeningRule } from "./screening.ts";

/**
 * What an office may set for itself, as data: `设置 附议人数 5` reads it from here, and so does who
 * goes by it. A part of the bot adds its own settings at the end of this file.
 */
export interface SettingSpec<T> {
  /** The row's key; never changed once it is in use. */
  readonly key: string;
  /** As the office calls it, one word without spaces. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** What goes until somebody sets it. */
  readonly fallback: T;
  /** A value as somebody would type it, for 例：… */
  readonly example: string;
  /** What may be said, for those who said something else: 1到50人. */
  readonly range: string;
  /** Undefined = these words are no value of it. */
  parse(words: string): T | undefined;
  /** Undefined = stored by another program; the fallback goes. */
  read(stored: unknown): T | undefined;
  say(value: T): string;
}

/** A whole number within bounds, with its unit: 3人. */
export function numberSetting(
  spec: Pick<SettingSpec<number>, "key" | "name" | "aliases" | "fallback" | "example">,
  bounds: { readonly min: number; readonly max: number; readonly unit: string },
): SettingSpec<number> {
  const { min, max, unit } = bounds;
  const inBounds = (value: number): number | undefined =>
    Number.isInteger(value) && value >= min && value <= max ? value : undefined;
  return {
    ...spec,
    range: `${min}到${max}${unit}`,
    parse(words) {
      const bare = words.trim().replace(new RegExp(`${unit}$`), "");
      const value = parseChineseNumber(bare.trim());
      return value === undefined ? undefined : inBounds(value);
    },
    read: (stored) => (typeof stored === "number" ? inBounds(stored) : undefined),
    say: (value) => `${value}${unit}`,
  };
}

/** With this many 附议 a topic goes to the 联络站 for 初选. */
export const endorsementThreshold = numberSetting(
  {
    key: "endorsement_threshold",
    name: "附议人数",
    aliases: ["附议门槛", "初选附议人数"],
    fallback: 3,
    example: "5",
  },
  { min: 1, max: 200, unit: "人" },
);

type PerAxis = Readonly<Record<ScreeningAxis, number>>;

/** 初选权重 and 初选门槛 of a committee: three whole numbers, in the order of the three sides. */
export const screeningWeights = perAxisSetting(
  {
    key: "screening_weights",
    name: "初选权重",
    aliases: ["评分权重"],
    fallback: usualScreeningRule.weights,
    example: "2 1 1",
  },
  { min: 0, max: 10, needsOne: true },
);

export const screeningThresholds = perAxisSetting(
  {
    key: "screening_thresholds",
    name: "初选门槛",
    aliases: ["评分门槛"],
    fallback: usualScreeningRule.thresholds,
    example: "1 1 2",
  },
  { min: 0, max: 5, needsOne: false },
);

/** How long 初选 takes after a 征题 has closed. */
export const screeningDays = numberSetting(
  {
    key: "screening_days",
    name: "初选天数",
    aliases: ["初选期限"],
    fallback: 3,
    example: "5",
  },
  { min: 1, max: 60, unit: "天" },
);

interface Bounds {
  readonly min: number;
  readonly max: number;
  /** All zero would weigh nothing. */
  readonly needsOne: boolean;
}

function perAxisSetting(
  spec: Pick<SettingSpec<PerAxis>, "key" | "name" | "aliases" | "fallback" | "example">,
  { min, max, needsOne }: Bounds,
): SettingSpec<PerAxis> {
  const check = (values: readonly unknown[]): PerAxis | undefined => {
    const fits = values.every((each) => Number.isInteger(each) && isWithin(Number(each), min, max));
    if (values.length !== screeningAxes.length || !fits) return undefined;
    if (needsOne && values.every((each) => each === 0)) return undefined;
    const [need, wish, ability] = values.map(Number);
    return { need: need ?? 0, wish: wish ?? 0, ability: ability ?? 0 };
  };
  return {
    ...spec,
    range: `三个数，依次是党政、群众、政协，每个${min}到${max}`,
    parse: (words) => check((words.match(/\d+/g) ?? []).map(Number)),
    read: (stored) =>
      typeof stored === "object" && stored !== null
        ? check(screeningAxes.map((axis) => (stored as Record<string, unknown>)[axis]))
        : undefined,
    say: ({ need, wish, ability }) => `党政${need}、群众${wish}、政协${ability}`,
  };
}

function isWithin(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}

/** What a place calls its own meetings, and the form they are counted as. */
export const meetingAliases: SettingSpec<readonly FormAlias[]> = {
  key: "meeting_aliases",
  name: "会议别名",
  aliases: ["协商形式别名"],
  fallback: [],
  example: "夜谈会=现场协商 邻里会=楼栋协商",
  range: "地方叫法=协商形式，一个或几个，用空格隔开",
  parse(words) {
    const pairs = words.split(/[\s,，;；、]+/).filter((each) => each !== "");
    const read = pairs.map(readAlias);
    return read.length > 0 && read.every((each) => each !== undefined) ? read : undefined;
  },
  read: (stored) =>
    Array.isArray(stored) && stored.every(isAlias) ? (stored as readonly FormAlias[]) : undefined,
  say: (all) =>
    all.map(({ name, form }) => `${name}＝${meetingFormNames[form]}`).join("、") || "没有另外定",
};

function readAlias(words: string): FormAlias | undefined {
  const [name = "", formName = "", ...more] = words.split(/[=＝]/);
  const form = meetingForms.find((each) => meetingFormNames[each] === formName.trim());
  if (form === undefined || more.length > 0 || !/^\p{Script=Han}{2,12}$/u.test(name))
    return undefined;
  return { name, form };
}

function isAlias(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { name, form } = value as Record<string, unknown>;
  return typeof name === "string" && meetingForms.includes(form as MeetingForm);
}

/** In the order in which `设置` lists them. */
export const settingSpecs: readonly SettingSpec<unknown>[] = [
  endorsementThreshold,
  screeningWeights,
  screeningThresholds,
  screeningDays,
  meetingAliases,
];
