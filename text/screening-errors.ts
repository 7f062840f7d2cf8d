import type { ErrorParams } from "../domain/errors.ts";
import { screeningAxisNames } from "./fixed.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import { statusNames } from "./screening.ts";

type Sentence = (params: ErrorParams, place: Place) => string;

/** 征题, 初选 and 共性议题: what could not be done, and what to do instead. */
export const screeningErrors = {
  commonNotFound: ({ number }, place) =>
    `${number}号不是共性议题。看有哪些，${pleaseReply(place)}：共性议题`,
  roundClosed: (_, place) =>
    `现在没有开着的征题。要开始，${pleaseReply(place)}，例：征题 开始 二季度征题 4月10日截止`,
  roundExtendEarlier: ({ due }, place) =>
    `现在就是${due}截止，还没有延期。请说晚一点的日期，${pleaseReply(place)}，例：征题 延期 到4月20日 有几位委员还在走访`,
  roundExtendReason: (_, place) =>
    `延期要写明理由，还没有延期。${pleaseReply(place)}，例：征题 延期 到4月20日 有几位委员还在走访`,
  roundExtendTime: (_, place) =>
    `没听明白延到哪天，还没有延期。${pleaseReply(place)}，例：征题 延期 到4月20日 有几位委员还在走访`,
  roundGone: () => "这次征题已经开始过，或者已经改过了，没有再发。看现在的，请回复：征题",
  roundNoSuchDay: (_, place) =>
    `没有这个日子，还没有记。${pleaseReply(place)}，例：征题 开始 二季度征题 4月10日截止`,
  roundNoTime: (_, place) =>
    `征题到哪天截止，还没有记。${pleaseReply(place)}，例：征题 开始 二季度征题 4月10日截止`,
  roundOpenAlready: ({ title }, place) =>
    `「${title}」还开着，没有另开。要先结束它，${pleaseReply(place)}：征题 截止`,
  roundPast: (_, place) =>
    `截止时间已经过了，还没有记。${pleaseReply(place)}一个以后的日子，例：征题 开始 二季度征题 4月10日截止`,
  roundReasonTooLong: ({ max }) =>
    `理由最多${max}字，还没有延期。请说短一点，例：有几位委员还在走访`,
  roundScreenedTooEarly: (_, place) =>
    `初选要在截止以后，还没有记。${pleaseReply(place)}，例：征题 开始 4月10日截止 4月13日前初选`,
  roundTitleTooLong: ({ max }) => `征题的名称最多${max}字，还没有记。请说短一点，例：二季度征题`,
  roundTooFar: ({ days }) => `征题最长${days}天，还没有记。请说近一点的截止日期。`,
  scoreAxis: ({ number, axis }, place) =>
    `您评的是${axisName(axis)}这一项，其余两项由别的方面评，还没有记。${pleaseReply(place)}，例：评分 ${number} 4`,
  scoreClosed: ({ number, status }) =>
    `${number}号${statusNames[status ?? ""]}，不用再评分了。看初选情况，请回复：初选 汇总`,
  scoreNotAsked: () => "评分由党政部门、群众代表和政协委员分别来做。您有意见，请直接告诉联络员。",
  scoreRange: ({ max }) => `每一项是0到${max}分，还没有记。请回复，例：评分 7 4 5 3`,
  scoreUsage: ({ number }) =>
    `请把三项依次说全，党政、群众、政协，还没有记。例：评分 ${number} 4 5 3；只记一项，例：评分 ${number} 党政 4 理由`,
  screeningReasonTooLong: ({ max }) => `理由最多${max}字，还没有记。请说要点。`,
  screeningTooMany: ({ max }) => `一次最多${max}件，都还没有记。请分几次说。`,
  screeningUsage: () =>
    lines(
      "没听明白是几号、怎么办，都还没有记。请回复，例：",
      "初选 7 入围",
      "初选 6 转社区 邻里之间先由社区调解",
      "初选 1 已办 候车亭去年已修好",
      "初选 5 暂缓 改造方案下月公布",
    ),
  sourceActorTooLong: ({ max }) => `交题的单位最多${max}字，还没有记。请用简称，例：县委办`,
  topicScreened: ({ number, status }) =>
    `${number}号${statusNames[status ?? ""]}，不能直接改或撤回了。请找联络员商量。`,
  topicSettled: ({ number, status }, place) =>
    `${number}号${statusNames[status ?? ""]}，不用再附议了。看看其他议题，${pleaseReply(place)}：议题`,
  topicStateStays: ({ number, status }) =>
    lines(
      `${number}号${statusNames[status ?? ""]}，这次都还没有改。`,
      `要重新考虑，请回复，例：初选 ${number} 重新初选 情况有变化`,
    ),
} as const satisfies Readonly<Record<string, Sentence>>;

function axisName(axis: string | number | undefined): string {
  return axis === "need" || axis === "wish" || axis === "ability" ? screeningAxisNames[axis] : "";
}
