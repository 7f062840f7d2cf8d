import { lines } from "./phrases.ts";

/** 送审 设置: which kinds a leader has to see before they go to a group, said in 1:1. */

interface Leader {
  readonly name: string;
  readonly formal: string;
}

interface UnitRules {
  readonly unitName: string;
  /** Undefined = none is named. */
  readonly leader: Leader | undefined;
  /** Kinds by name, with who sees them; undefined = nobody has to. */
  readonly kinds: readonly { readonly name: string; readonly reviewer: Leader | undefined }[];
}

export function reviewRules(all: readonly UnitRules[]): string {
  if (all.length === 0) {
    return lines(
      "现在没有必须先送领导看的内容，每次可以自己送审。",
      "要定下来，请回复，例：送审设置 领导 何秀兰",
      "只定一类，例：送审设置 结果 何秀兰",
    );
  }
  return lines(
    "发到群里以前要先看的",
    ...all.slice(0, UNITS_SHOWN).map(sayUnit),
    "",
    "要改，请回复，例：送审设置 结果 何秀兰",
    "不用先看的，例：送审设置 结果 不用",
  );
}

function sayUnit({ unitName, leader, kinds }: UnitRules): string {
  const usual = leader === undefined ? [] : [`${leader.formal}看审定、会议通知、推荐结果`];
  const single = kinds.map(({ name, reviewer }) =>
    reviewer === undefined ? `${name}不用先看` : `${reviewer.formal}看${name}`,
  );
  return `${unitName}：${[...usual, ...single].join("；")}`;
}

export function reviewRuleSet(
  unitName: string,
  kind: string | undefined,
  reviewer: Leader | undefined,
): string {
  if (kind === undefined) {
    return reviewer === undefined
      ? `记下了：${unitName}不定领导，发到群里的内容由拟稿人自己决定送不送审。`
      : lines(
          `记下了：${unitName}的审定、会议通知、推荐结果，发到群里以前先请${reviewer.formal}看。`,
          "别的内容可以送，也可以不送。",
        );
  }
  return reviewer === undefined
    ? `记下了：${unitName}的${kind}不用先送领导看。`
    : `记下了：${unitName}的${kind}，发到群里以前先请${reviewer.formal}看。`;
}

export function whichReviewKind(names: readonly string[]): string {
  return lines(
    "没听出是哪一类，还没有改。",
    `可以说：领导、${names.join("、")}`,
    "请回复，例：送审设置 结果 何秀兰",
  );
}

export const reviewRuleQuestions = {
  name: "请接着告诉我由哪位领导看，不用看的回复“不用”",
} as const;

const UNITS_SHOWN = 8;
