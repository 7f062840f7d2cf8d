import type { Quorum } from "./selection.ts";

/** 大事, 小事, 急事: how large the matter is decides how it is talked over. */
export const topicSizes = ["major", "minor", "urgent"] as const;

export type TopicSize = (typeof topicSizes)[number];

/** What a size brings with it; later steps take it from here unless somebody says otherwise. */
export interface TopicProfile {
  /** `meeting`: 会议协商. `on-site`: 现场, 沟通, 楼栋, 网络协商. `any-time`: 随时协商, 微协商. */
  readonly form: "meeting" | "on-site" | "any-time";
  /** Working days between the notice and the consultation. */
  readonly noticeDays: number;
  readonly quorum: Quorum;
  /** Who agrees that it is held. */
  readonly approval: "chairs-meeting" | "convener" | "liaison";
  /** Working days from 入围 until it should begin, and from its end until the minutes are out. */
  readonly beginDays: number;
  readonly minutesDays: number;
}

const moreThanHalf = { share: { numerator: 1, denominator: 2, isStrict: true } };

/** Our defaults; a committee may have others. */
export const topicProfiles: Readonly<Record<TopicSize, TopicProfile>> = {
  major: {
    form: "meeting",
    noticeDays: 15,
    quorum: moreThanHalf,
    approval: "chairs-meeting",
    beginDays: 60,
    minutesDays: 7,
  },
  minor: {
    form: "on-site",
    noticeDays: 3,
    quorum: { count: 3 },
    approval: "convener",
    beginDays: 20,
    minutesDays: 5,
  },
  urgent: {
    form: "any-time",
    noticeDays: 0,
    quorum: { count: 2 },
    approval: "liaison",
    beginDays: 2,
    minutesDays: 2,
  },
};

/** How a matter is judged, each as low or high. */
export interface Judgement {
  readonly isImportant: boolean;
  readonly isUrgent: boolean;
  /** It concerns many. */
  readonly isWide: boolean;
}

/**
 * 重要性 × 紧急度 × 涉及面. What is both important and wide is major even if it is urgent: it needs
 * the meeting. Otherwise what is urgent goes first.
 */
export function sizeOf({ isImportant, isUrgent, isWide }: Judgement): TopicSize {
  if (isImportant && isWide) return "major";
  if (isUrgent) return "urgent";
  return isImportant ? "major" : "minor";
}

/** Reads 大事, 按小事议, 急事; or 重要 紧急 面广 in any order. Undefined = no word of it. */
export function readSize(words: string): TopicSize | undefined {
  const named = /(大|小|急|微)事/.exec(words)?.[1];
  if (named !== undefined) return named === "大" ? "major" : named === "急" ? "urgent" : "minor";
  const judged = judgements.filter(({ pattern }) => pattern.test(words));
  if (judged.length === 0) return undefined;
  const has = (key: keyof Judgement) => judged.some((each) => each.key === key && each.isHigh);
  return sizeOf({
    isImportant: has("isImportant"),
    isUrgent: has("isUrgent"),
    isWide: has("isWide"),
  });
}

const judgements: readonly {
  readonly key: keyof Judgement;
  readonly isHigh: boolean;
  readonly pattern: RegExp;
}[] = [
  { key: "isImportant", isHigh: true, pattern: /(?<!不)重要/ },
  { key: "isImportant", isHigh: false, pattern: /不重要|一般/ },
  { key: "isUrgent", isHigh: true, pattern: /(?<!不)紧急/ },
  { key: "isUrgent", isHigh: false, pattern: /不紧急|不急/ },
  { key: "isWide", isHigh: true, pattern: /面广|面大/ },
  { key: "isWide", isHigh: false, pattern: /面窄|面小/ },
];
