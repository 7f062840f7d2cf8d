import type { ErrorParams } from "../domain/errors.ts";
import type { MethodErrorCode } from "../domain/method-errors.ts";
import { please, pleaseReply, type Place } from "./phrases.ts";

type Sentence = (params: ErrorParams, place: Place) => string;

export const methodExample =
  "工作法 设置 名称：三步工作法 一：入户听意见 二：开会商量 三：回头看落实";

/** What could not be done about 工作法, and what to do instead. */
export const methodErrors: Readonly<Record<MethodErrorCode, Sentence>> = {
  methodMissing: ({ number }, place) =>
    `${number}号议题所在的单位还没有工作法，没有改动。请组长或联络员先定一个，${please(place)}，例：工作法 采用 四步工作法`,
  methodNone: ({ unit }, place) =>
    `${unit}没有自己的工作法，不用停用。看一看${pleaseReply(place)}：工作法`,
  methodStepMissing: ({ number, name, count, position, step }, place) =>
    `${name}共${count}步，${number}号议题现在是第${position}步（${step}），没有改动。${please(place)}，例：工作法 ${number}号 第${position}步`,
  methodStepTooLong: ({ words, max }, place) =>
    `名称和每一步最多${max}字，「${words}」长了，还没有改。${please(place)}，例：${methodExample}`,
  methodStepTwice: ({ words }, place) =>
    `「${words}」写了两步，分不清，还没有改。每一步换个说法，${please(place)}，例：${methodExample}`,
  methodTooMany: ({ max }, place) =>
    `最多${max}步，还没有改。请合并几步再说，${please(place)}，例：${methodExample}`,
  methodTopicOver: ({ number }, place) =>
    `${number}号议题已经收回、合并或者拆开，不再往下走。看议题${pleaseReply(place)}：议题 ${number}`,
  methodUnitUnknown: ({ name, names }, place) =>
    `没有找到「${name}」，还没有办。现有：${names}。${pleaseReply(place)}，例：工作法 采用 四步工作法 单位：城南片区`,
  methodUnread: (_, place) =>
    `没看明白，还没有改。请写名称，再从一写起，至少两步，${please(place)}，例：${methodExample}\n用现成的，${please(place)}：工作法 采用 四步工作法`,
};
