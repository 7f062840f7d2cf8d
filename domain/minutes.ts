/** 纪要: what was taken down at a meeting. Silence is never consent. */

export const minutesLineKinds = ["consensus", "advice", "task", "note", "speech"] as const;

export type MinutesLineKind = (typeof minutesLineKinds)[number];

/** The word a line begins with, and by which a correction names it: 建议1. */
export const minutesLineNames: Readonly<Record<MinutesLineKind, string>> = {
  consensus: "共识",
  advice: "建议",
  task: "待办",
  note: "记录",
  speech: "发言",
};

export type MinutesState = "recording" | "draft" | "reviewing" | "closed";

/** One line, as it is kept in a version. */
export interface MinutesEntry {
  readonly kind: MinutesLineKind;
  readonly words: string;
  /** Who proposed or said it, or whose 待办 it is: 张建国, 居民代表黄春梅, 县住建局. */
  readonly saidBy: string | undefined;
  readonly dueAt: Date | undefined;
}

/** A line as it was said: 建议 张建国 消防通道划线和充电棚一起做. */
export interface SaidLine {
  readonly kind: MinutesLineKind;
  readonly words: string;
}

/** Undefined = it begins like no line. @param plain the same words, folded */
export function readLine(plain: string, original: string): SaidLine | undefined {
  const found = /^(共识|建议|待办|记录|发言)(?:\s*[:：]\s*|\s+)(?=\S)/.exec(plain);
  const kind = minutesLineKinds.find((each) => minutesLineNames[each] === found?.[1]);
  if (found === null || kind === undefined) return undefined;
  return { kind, words: original.slice(found[0].length).trim() };
}

/** Those lines of one kind, in their order; a correction counts them from 1. */
export function ofKind<L extends { readonly kind: MinutesLineKind }>(
  lines: readonly L[],
  kind: MinutesLineKind,
): readonly L[] {
  return lines.filter((line) => line.kind === kind);
}

/** What those who came answered, counted; nobody who kept silent is among the first. */
export interface AnswerCounts {
  readonly asked: number;
  /** To the version that holds. */
  readonly fine: number;
  /** To an earlier version, and nothing since. */
  readonly fineBefore: number;
  readonly corrected: number;
  readonly unanswered: number;
}

interface Answered {
  readonly meetingPersonId: number;
  readonly fineVersion: number | undefined;
}

export function countAnswers(
  answers: readonly Answered[],
  correctors: ReadonlySet<number>,
  version: number,
): AnswerCounts {
  const counts = { asked: answers.length, fine: 0, fineBefore: 0, corrected: 0, unanswered: 0 };
  for (const answer of answers) counts[answerKind(answer, correctors, version)] += 1;
  return counts;
}

export function answerKind(
  { meetingPersonId, fineVersion }: Answered,
  correctors: ReadonlySet<number>,
  version: number,
): "fine" | "fineBefore" | "corrected" | "unanswered" {
  if (fineVersion !== undefined && fineVersion >= version) return "fine";
  if (correctors.has(meetingPersonId)) return "corrected";
  return fineVersion === undefined ? "unanswered" : "fineBefore";
}

/** Workdays to answer in, where the size of the topic says nothing. */
export const usualMinutesDays = 3;
