import type { ErrorParams } from "../domain/errors.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import { statusNames } from "./screening.ts";

type Sentence = (params: ErrorParams, place: Place) => string;

/** 7号正在「…」里供大家推荐 */
function inSelection({
  number,
  title,
  state,
}: Readonly<Record<"number" | "title" | "state", string | number | undefined>>): string {
  if (state === "draft") return `${number}号在准备发出的「${title}」里`;
  return state === "open"
    ? `${number}号正在「${title}」里供大家推荐`
    : `「${title}」的结果还没有公布，里面有${number}号`;
}

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
  workdaysUsage: (_, place) =>
    lines(
      "没看懂是哪几天放假或上班，还没有改。",
      `${pleaseReply(place)}，例：节假日 4月18日至20日 放假 三月三`,
      "补班这样说，例：节假日 4月12日 上班",
    ),
  workdaysNoticeUsage: (_, place) =>
    lines(
      "一年的放假安排要把元旦、春节、清明节、劳动节、端午节、中秋节、国庆节一次写全，还没有改。",
      `${pleaseReply(place)}，例：`,
      "节假日 2027年放假安排",
      "元旦：1月1日至3日放假",
      "下面每个节日写一行，补班写在同一行：4月25日上班",
    ),
  opinionProxyNothing: ({ name }) =>
    `正在征求的意见里没有替${name}代录过，已经截止的不再改。要代录，例：代录意见 ${name} 第三条再具体些 电话`,
  opinionProxyUsage: () =>
    "请把姓名、意见和渠道写全，还没有记。请回复，例：代录意见 韦德福 第三条再具体些 电话",
  settingUnknown: ({ names, name, example }, place) =>
    lines(
      "没有这一项设置，还没有改。",
      `可以设置的有：${names}。`,
      `${pleaseReply(place)}，例：设置 ${name} ${example}`,
    ),
  settingValueWrong: ({ name, range, example }, place) =>
    `${name}可以是${range}，还没有改。${pleaseReply(place)}，例：设置 ${name} ${example}`,
  mergeInSelection: ({ number, target, title, state }, place) =>
    lines(
      `${inSelection({ number, title, state })}，还没有合并。`,
      `结果公布以后可以合并，${pleaseReply(place)}，例：合并 ${number} 到 ${target} 说的是同一件事`,
    ),
  splitInSelection: ({ number, title, state }, place) =>
    lines(
      `${inSelection({ number, title, state })}，还没有拆分。`,
      `结果公布以后可以拆分，${pleaseReply(place)}，例：拆分 ${number} 一：小区充电桩太少 二：飞线充电不安全`,
    ),
  splitOnePart: (_, place) =>
    lines(
      "要拆成两件或更多，还没有拆分。",
      `每件写明题目，${pleaseReply(place)}，例：拆分 7 一：小区充电桩太少 二：飞线充电不安全`,
    ),
  splitSameParts: ({ title }) => `「${title}」说了两次，还没有拆分。请每件各写一个题目，再说一遍。`,
  splitSettled: ({ number, status }, place) =>
    `${number}号${statusNames[status ?? ""] ?? ""}，不能再拆分。看看现在的情况，${pleaseReply(place)}：议题 ${number}`,
  splitTooManyParts: ({ max }) => `一次最多拆成${max}件，还没有拆分。请分两次拆。`,
  stillNothing: (_, place) =>
    lines(
      "没有等着登记的荐题：可能已经登记了，也可能过了半小时。",
      `要荐题，${pleaseReply(place)}，例：荐题 老旧小区充电难`,
    ),
  topicShortTitleTooLong: ({ max }) =>
    `简称最多${max}字，还没有改。请说短一点，例：修改 7 简称：小区充电难`,
  topicDetailEmoji: (_, place) =>
    lines(
      "说明里有表情符号，打印出来看不到，还没有记。",
      `请改成文字再发一次，${pleaseReply(place)}，例：说明：幸福里小区312户，只有8个充电口`,
    ),
  topicMerged: ({ number, target }, place) =>
    `${number}号已并入${target}号。想一起推动，${pleaseReply(place)}：附议 ${target}`,
  topicSplit: ({ number, parts, first }, place) =>
    `${number}号已拆成${parts}。想一起推动，${pleaseReply(place)}，例：附议 ${first}`,
  topicTitleEmoji: (_, place) =>
    lines(
      "题目里有表情符号，打印出来看不到，还没有记。",
      `请改成文字再发一次，${pleaseReply(place)}，例：荐题 老旧小区充电难`,
    ),
} satisfies Readonly<Record<string, Sentence>>;
