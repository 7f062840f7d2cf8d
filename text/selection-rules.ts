import type {
  Disclosure,
  Quorum,
  Selection,
  SelectionMethod,
  SelectionOption,
  SelectionTerms,
  Share,
} from "../domain/selection.ts";
import { kindOfMethod } from "../domain/selection-choices.ts";
import { neededOf } from "../domain/turnout.ts";

/** The rules of a 议题推荐 in words, the same wherever they are printed. */

export interface SelectionView {
  readonly selection: Pick<Selection, "id" | "title" | "terms" | "purpose" | "dueAt" | "opensAt">;
  readonly unitName: string;
  /** Above the title of its cards: the unit and its 工作品牌. */
  readonly source?: string | undefined;
  readonly options: readonly SelectionOption[];
  /** How many take part. */
  readonly eligible: number;
}

const numerals = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

function sayShare({ numerator, denominator, isStrict }: Share): string {
  if (denominator === 2) return isStrict ? "过半数" : "半数及以上";
  const end = isStrict ? "以上（不含本数）" : "及以上";
  if (denominator === 100) return `${numerator}%${end}`;
  return `${numerals[denominator] ?? denominator}分之${numerals[numerator] ?? numerator}${end}`;
}

/** 13人及以上参加（过半数） */
export function sayQuorum(quorum: Quorum, eligible: number): string {
  const needed = neededOf(quorum, eligible);
  const why = quorum.share === undefined ? "" : `（${sayShare(quorum.share)}）`;
  const parts = (quorum.categories ?? []).map(({ name, min }) => `其中${name}至少${min}人`);
  const all = needed === undefined ? [] : [`${needed}人及以上参加${why}`];
  return [...all, ...parts].join("，") || "不设规定人数";
}

/** 每人最多选3件, and how it is counted. */
export function sayMethod(terms: SelectionTerms, whose = "每人"): string {
  const { seats, choicesMax } = terms;
  switch (terms.method) {
    case "approval":
      return `${whose}最多选${choicesMax}件`;
    case "yes-no":
      return `${whose}逐件选同意、反对或弃权，${sayRequirements(terms)}`;
    case "score":
      return `${whose}给每件打0至5分，按平均分排先后`;
    case "ranking":
      return `${whose}排出先后，按两两比较排`;
    case "proportional-ranking":
      return `${whose}排出先后，按比例入选${seats}件`;
    case "equal-shares":
      return `${whose}选几件都行，兼顾各片区，入选${seats}件`;
  }
}

function sayRequirements({ requirements }: SelectionTerms): string {
  if (requirements.length === 0) return "同意多于反对的列出";
  const all = requirements.map(
    ({ share, of }) => `同意达到${of === "cast" ? "表态" : "应参加"}人数的${sayShare(share)}`,
  );
  return all.join("，并且");
}

export const disclosureNames: Readonly<Record<Disclosure, string>> = {
  open: "票数和个人选择都公开",
  "until-close": "截止前不显示票数和个人选择，截止后公布",
  hidden: "截止前不显示票数，个人选择不公布",
  secret: "无记名，选好以后不能改，不留姓名、时间和先后",
};

export function sayTie(tie: SelectionTerms["tie"], lotSeed: string | undefined): string {
  if (tie === "list") return "如实列出，由审定会议研究";
  return `按发起前公布的办法抽签${lotSeed === undefined ? "" : `（签号${lotSeed}）`}`;
}

/** What the bot calls a method, for 方法改为 …. */
export const methodNames: Readonly<Record<SelectionMethod, string>> = {
  approval: "选几件推荐",
  "yes-no": "逐项表决",
  score: "打分",
  ranking: "排序推荐",
  "proportional-ranking": "排序推荐（按比例入选）",
  "equal-shares": "兼顾各片区",
};

/** 城南片区 有事来商量 */
export function sourceOf(
  unit: { readonly name: string; readonly brand: string | undefined } | undefined,
): string | undefined {
  if (unit === undefined) return undefined;
  return unit.brand === undefined ? unit.name : `${unit.name} ${unit.brand}`;
}

/** 推荐 4 7: what to type, with numbers that can be chosen. */
export function exampleFor({
  options,
  selection: { terms },
}: Pick<SelectionView, "options" | "selection">) {
  const numbers = options.map(({ number }) => number);
  const middle = numbers.slice(2).filter((_, index) => index % 2 === 0);
  const some = (middle.length >= 2 ? middle : numbers).slice(0, Math.min(2, terms.choicesMax));
  const [one = 1, two = 2] = some;
  switch (kindOfMethod(terms.method)) {
    case "approval":
      return `推荐 ${some.join(" ")}`;
    case "yes-no":
      return `表决 ${one} 同意 ${two} 反对`;
    case "score":
      return `打分 ${one} 5 ${two} 3`;
    case "ranking":
      return `排序 ${numbers.slice(0, 3).join(" ")}`;
  }
}
