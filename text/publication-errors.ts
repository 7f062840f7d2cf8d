import type { ErrorParams } from "../domain/errors.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";

type Sentence = (params: ErrorParams, place: Place) => string;

/** What could not be done around 送审 and 征求意见, and what to do instead. */
export const publicationErrors = {
  opinionDuePast: ({ time }) =>
    lines(
      `${time}已经过了，还没有发出。请换一个时间再说一遍，例：`,
      "征求意见 对《二季度协商计划》 明天下午5点截止",
    ),
  opinionDueTooFar: ({ days }) =>
    lines(
      `截止最远${days}天，还没有发出。请说近一点的时间，例：`,
      "征求意见 对《二季度协商计划》 下周五下午5点截止",
    ),
  opinionNoGroup: ({ name }) =>
    lines(
      `${name}还没有登记群，没有地方发，还没有记。`,
      "请先到工作群里@我说一声，例：登记群 城南片区",
    ),
  opinionTitleTooLong: ({ max }) =>
    `文件名最多${max}字，还没有记。请用简称，例：征求意见 对《二季度协商计划》 周五下午5点截止`,
  opinionTooLong: ({ max }, place) =>
    `一条意见最多${max}字，还没有记。请分几条说，${pleaseReply(place)}，例：意见 第三条再具体些`,
  opinionTooMany: ({ max }) =>
    `一份文件一个人最多提${max}条，这条没有记。要改前面的，请单独找我，例：修改意见 1 第三条再具体些`,
  returnTooLong: ({ max }) =>
    `要改什么最多${max}字，还没有退回。请说要点，例：退回修改 截止改到周六`,
} as const satisfies Readonly<Record<string, Sentence>>;
