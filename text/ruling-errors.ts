import type { ErrorParams, RulingErrorCode } from "../domain/errors.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";

/** 审定 and 协商计划: what could not be done, and what to do instead. */
export const rulingErrors: Readonly<
  Record<RulingErrorCode, (params: ErrorParams, place: Place) => string>
> = {
  planItemNotFound: ({ number }, place) =>
    `协商计划里没有没办的第${number}项。看有哪些，${pleaseReply(place)}：协商计划`,
  planUsage: (_, place) =>
    lines(
      `请写清楚内容和季度，${pleaseReply(place)}，例：`,
      "协商计划 增加 夏季防汛 三季度\n形式：专题协商\n牵头：城南街道",
    ),
  rulingOther: ({ words }, place) =>
    lines(
      `「${words}」没看懂是几号，还没有登记。`,
      `编号写在最前面，${pleaseReply(place)}，例：暂缓：8 正在调整班次，4月底前落实`,
    ),
  rulingOtherStep: ({ body }, place) =>
    lines(
      `现在该登记的是${body}的研究结果，这次没有记。`,
      `步骤要改，${pleaseReply(place)}：审定 设置`,
    ),
  rulingOut: (_, place) =>
    `这份审定结果已经发出，或者改过了。看议题现在怎样，${pleaseReply(place)}：议题`,
  rulingUnpublished: ({ title }) =>
    `「${title}」的推荐结果还没有发布，审定要对照着它来。请组长先回复：发布，再登记审定。`,
  rulingReasonMissing: ({ number }, place) =>
    lines(
      `${number}号和推荐的不一样，要写理由，还没有登记。`,
      `${pleaseReply(place)}，例：暂缓：${number} 正在调整班次，4月底前落实`,
    ),
  rulingTwice: ({ number }, place) =>
    `${number}号写了两回，还没有登记。请只留一处，再发一遍。看写法，${pleaseReply(place)}：审定`,
};
