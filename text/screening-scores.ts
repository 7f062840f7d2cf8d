import {
  type AxisScore,
  meanOf,
  type Ranked,
  sayPoints,
  type ScreeningAxis,
  screeningAxes,
} from "../domain/screening.ts";
import type { FormCard } from "../domain/card.ts";
import { screeningAxisNames } from "./fixed.ts";
import { itemNumber, lines, sayNumber } from "./phrases.ts";
import { type Named, pageOf, sayMore, sayState, type Stands, type Waiting } from "./screening.ts";
import { shorten } from "./shorten.ts";

/** 评分 receipt. */
export function scored(
  topic: Named,
  given: readonly { readonly axis: ScreeningAxis; readonly points: number }[],
  { isForOthers, thisYear, reason }: Scoring,
): string {
  const axes = screeningAxes.flatMap((axis) => given.filter((each) => each.axis === axis));
  const points = axes.map((each) => `${screeningAxisNames[each.axis]}${each.points}分`).join("，");
  const title = shorten(topic.title, TITLE_CHARS_MAX);
  return lines(
    `${itemNumber(topic, thisYear)}「${title}」记下了：${points}${isForOthers ? "（代各方录入）" : ""}。`,
    reason === undefined ? undefined : `理由：${shorten(reason, REASON_CHARS_MAX)}`,
    `要改，再说一遍就行，以最后一次为准。`,
  );
}

interface Scoring {
  readonly isForOthers: boolean;
  readonly thisYear: number;
  readonly reason: string | undefined;
}

/** 初选 汇总: one page of the ranking. */
export function screeningSummary(
  ranked: readonly Ranked<Waiting & { readonly scores: readonly AxisScore[] }>[],
  below: ReadonlyMap<number, readonly ScreeningAxis[]>,
  { page, thisYear }: { readonly page: number; readonly thisYear: number },
): string {
  const shown = pageOf(ranked, page);
  const [first] = shown;
  if (first === undefined) return lines("还没有评分的议题。", "评分，请回复，例：评分 7 4 5 3");
  return lines(
    `初选评分，${ranked.length}件（党政、群众、政协三方，括号里是人数）`,
    "",
    ...shown.map((each) => summaryLine(each, below.get(each.item.id) ?? [], thisYear)),
    sayMore(ranked.length, page, "初选 汇总"),
    "",
    `看理由，请回复：初选 汇总 ${sayNumber(first.item, thisYear)}号`,
  );
}

function summaryLine(
  { item, rank, mean }: Ranked<Waiting & { readonly scores: readonly AxisScore[] }>,
  below: readonly ScreeningAxis[],
  thisYear: number,
): string {
  const parts = screeningAxes.map((axis) => sayAxis(item.scores, axis)).join(" ");
  const place =
    rank === undefined || mean === undefined ? "未评全" : `第${rank} ${sayPoints(mean)}分`;
  const advice = below.includes("ability") ? "，建议转社情民意或12345" : "";
  const title = shorten(item.title, SUMMARY_TITLE_CHARS_MAX);
  const state = item.status === "shortlisted" ? "，已入围" : "";
  return `${place}　${itemNumber(item, thisYear)}${title}　${parts}${advice}${state}`;
}

function sayAxis(scores: readonly AxisScore[], axis: ScreeningAxis): string {
  const mean = meanOf(scores, axis);
  const count = scores.find((each) => each.axis === axis)?.count ?? 0;
  return mean === undefined ? "—" : `${sayPoints(mean)}(${count})`;
}

/** 评分 7 without points: what the person may score, in words. */
export function scoreAsked(topic: Named, axes: readonly ScreeningAxis[], thisYear: number): string {
  const number = sayNumber(topic, thisYear);
  const names = axes.map((axis) => screeningAxisNames[axis]).join("、");
  const points = axes.length === 1 ? "4" : "4 5 3";
  return lines(
    `${itemNumber(topic, thisYear)}「${shorten(topic.title, TITLE_CHARS_MAX)}」`,
    `请评${names}，每项0到5分，请回复：评分 ${number} ${points}`,
    `要写理由，例：评分 ${number} ${points} 居民反映集中`,
  );
}

/** The same to tap; every choice says what could be typed. */
export function scoreCard(
  topic: Named,
  axes: readonly ScreeningAxis[],
  thisYear: number,
): FormCard {
  const number = sayNumber(topic, thisYear);
  return {
    kind: "form",
    title: `${itemNumber(topic, thisYear)}　${shorten(topic.title, TITLE_CHARS_MAX)}`,
    note: "每项0到5分，5分最高",
    selects: axes.map((axis) => ({
      key: axis,
      title: screeningAxisNames[axis],
      options: POINTS.map((points) => ({
        id: `${axis}-${points}`,
        text: `${points}分`,
        says: `${screeningAxisNames[axis].slice(0, 2)} ${points}`,
      })),
    })),
    submit: "提交评分",
    says: `评分 ${number}`,
  };
}

const POINTS = [5, 4, 3, 2, 1, 0] as const;

interface Given {
  readonly axis: ScreeningAxis;
  readonly points: number;
  readonly reason: string | undefined;
  readonly name: string;
  readonly isForOthers: boolean;
}

/** 初选 汇总 7号: who gave what, and why. */
export function scoresOfTopic(
  topic: Named & Stands,
  given: readonly Given[],
  thisYear: number,
): string {
  const shown = given.slice(0, SCORES_SHOWN_MAX);
  return lines(
    `${itemNumber(topic, thisYear)}「${shorten(topic.title, TITLE_CHARS_MAX)}」　${sayState(topic)}`,
    "",
    ...(shown.length === 0 ? ["还没有人评分。"] : shown.map(scoreLine)),
    given.length > shown.length ? `后面还有${given.length - shown.length}条。` : undefined,
  );
}

function scoreLine({ axis, points, reason, name, isForOthers }: Given): string {
  const why = reason === undefined ? "" : `：${shorten(reason, SCORE_REASON_CHARS_MAX)}`;
  return `${screeningAxisNames[axis]}${points}分　${name}${isForOthers ? "代录" : ""}${why}`;
}

const TITLE_CHARS_MAX = 24;
const SUMMARY_TITLE_CHARS_MAX = 12;
const REASON_CHARS_MAX = 60;
const SCORE_REASON_CHARS_MAX = 40;
const SCORES_SHOWN_MAX = 10;
