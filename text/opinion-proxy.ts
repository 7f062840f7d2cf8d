import { sayMoment } from "./moment.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";

/** 代录意见: always told as what somebody else wrote down. */

interface Entered {
  readonly name: string;
  readonly salutation: string;
  /** The person's own count. */
  readonly number: number;
  readonly words: string;
  readonly channel: string;
  readonly enteredByName: string;
  /** Of the draft, without 《》. */
  readonly title: string;
  readonly at: Date;
}

export function opinionProxyKept(entered: Entered, place: Place): string {
  const { name, salutation, number, words, title, channel, enteredByName, at } = entered;
  return lines(
    `已代录${name}对《${title}》的意见，第${number}条：`,
    words,
    `代录人${enteredByName}，${toldBy[channel] ?? channel}，${sayMoment(at)}。`,
    "",
    `截止前请${salutation}本人复核，电话或当面都行。`,
    `复核后${pleaseReply(place)}：意见已复核 ${name}`,
    `要收回，${pleaseReply(place)}：取消代录意见 ${name}`,
  );
}

const toldBy: Readonly<Record<string, string>> = {
  电话: "电话告知",
  纸质: "交来纸质件",
  当面: "当面告知",
  短信: "短信告知",
  其他: "其他方式告知",
};

/** To the person for whom it was written down. */
export function opinionProxyTold(entered: Entered): string {
  const { salutation, enteredByName, title, number, words } = entered;
  return lines(
    `${salutation}您好，${enteredByName}替您代录了对《${title}》的意见，第${number}条：`,
    words,
    "",
    `没有出入，不用回复；要改，请回复，例：修改意见 ${number} 第三条再具体些`,
    `要收回，请回复：撤回意见 ${number}`,
  );
}

export function opinionProxyNone(place: Place): string {
  return lines(
    "现在没有正在征求意见的文件，没有代录。",
    `要征求，${pleaseReply(place)}，例：征求意见 对《二季度协商计划》 周五下午5点截止`,
  );
}

export function opinionProxyReviewed(name: string, title: string, count: number): string {
  return `${name}对《${title}》的代录意见已复核，${count}条。`;
}

export function opinionProxyDropped(name: string, title: string, words: string): string {
  return lines(`已收回代录：${name}对《${title}》的意见：`, words);
}

export const opinionProxyQuestions = {
  name: "请接着告诉我是哪位委员的意见",
  reviewed: "请接着告诉我哪位委员复核过了",
  dropped: "请接着告诉我收回替哪位委员代录的意见",
} as const;
