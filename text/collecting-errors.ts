import type { ErrorParams } from "../domain/errors.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";

type Sentence = (params: ErrorParams, place: Place) => string;

/** What could not be done around 荐题, 附议, 合并 and 设置, and what to do instead. */
export const collectingErrors = {
  mergeAlready: ({ number, target }, place) =>
    `${number}号已并入${target}号，还没有另外并。要改并到别处，先${pleaseReply(place)}：取消合并 ${number}`,
  mergeNotMerged: ({ number }, place) =>
    `${number}号没有并入别的议题。看看现在的情况，${pleaseReply(place)}：议题 ${number}`,
  mergeReasonTooLong: ({ max }) => `理由最多${max}字，还没有合并。请说短一点，例：说的是同一件事`,
  mergeSelf: ({ number }, place) =>
    lines(
      `不能把${number}号并到它自己，还没有合并。`,
      `请说两个不同的编号，${pleaseReply(place)}，例：合并 9 到 7 说的是同一件事`,
    ),
  mergeTarget: ({ number }, place) =>
    lines(
      `${number}号现在不能再附议，别的议题不好并到它下面，还没有合并。`,
      `看看还有哪些，${pleaseReply(place)}：议题`,
    ),
  settingUnknown: ({ names, name, example }, place) =>
    lines(
      "没有这一项设置，还没有改。",
      `可以设置的有：${names}。`,
      `${pleaseReply(place)}，例：设置 ${name} ${example}`,
    ),
  settingValueWrong: ({ name, range, example }, place) =>
    `${name}可以是${range}，还没有改。${pleaseReply(place)}，例：设置 ${name} ${example}`,
  stillNothing: (_, place) =>
    lines(
      "没有等着登记的荐题：可能已经登记了，也可能过了半小时。",
      `要荐题，${pleaseReply(place)}，例：荐题 老旧小区充电难`,
    ),
  topicDetailEmoji: (_, place) =>
    lines(
      "说明里有表情符号，打印出来看不到，还没有记。",
      `请改成文字再发一次，${pleaseReply(place)}，例：说明：幸福里小区312户，只有8个充电口`,
    ),
  topicMerged: ({ number, target }, place) =>
    `${number}号已并入${target}号。想一起推动，${pleaseReply(place)}：附议 ${target}`,
  topicTitleEmoji: (_, place) =>
    lines(
      "题目里有表情符号，打印出来看不到，还没有记。",
      `请改成文字再发一次，${pleaseReply(place)}，例：荐题 老旧小区充电难`,
    ),
} satisfies Readonly<Record<string, Sentence>>;
