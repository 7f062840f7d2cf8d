import { type MinutesLineKind, minutesLineNames } from "../domain/minutes.ts";
import { type MinutesTitle, sayMinutesKey, sayMinutesTitle } from "./minutes.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";
import { shorten } from "./shorten.ts";

/** While a meeting is taken down. */

export function takingBegun(title: MinutesTitle, place: Place): string {
  return lines(
    `好的，开始记${sayMinutesTitle(title)}。一行一条，开头写共识、建议、待办、发言或记录，例：`,
    "共识 2栋、5栋、9栋各建一处充电棚",
    "建议 张建国 消防通道划线和充电棚一起做",
    "待办 县住建局 4月10日前 完成现场勘查",
    `记错了，${pleaseReply(place)}：撤回上一条。记完了，${pleaseReply(place)}：结束记录`,
  );
}

/** What was said while a meeting is taken down, and what it should have begun with. */
export function lineHeadless(words: string): string {
  return lines(
    "您正在做会议记录，这一行开头没有写共识、建议、待办、发言或记录，还没有记。",
    `要照原话记下，请回复：记录 ${shorten(words, 100)}`,
    "记完了，请回复：结束记录",
  );
}

export function lineWithdrawn(kind: MinutesLineKind, words: string): string {
  return `撤回了上一条${minutesLineNames[kind]}：${words}`;
}

export function recorderSet(name: string, title: MinutesTitle, isTold: boolean): string {
  const told = isTold ? "已单独告诉本人" : "我没法单独找到本人，请打个电话";
  return `${sayMinutesTitle(title)}由${name}记录，${told}。`;
}

export function recorderTold(salutation: string, title: MinutesTitle): string {
  return lines(
    `${salutation}，请您做${sayMinutesTitle(title)}的记录。`,
    `开会时请单独对我说：开始记录 ${sayMinutesKey(title)}`,
  );
}

/** The recorder is none of the staff: the 联络员 sends it out. */
export function takingEnded(salutation: string, count: number): string {
  return `${salutation}，记录结束，共${count}条，已请联络员核对。`;
}

export function takingEndedTold(salutation: string, by: string, title: MinutesTitle): string {
  return lines(
    `${salutation}您好，${by}记完了${sayMinutesTitle(title)}。`,
    `请先过目再发给到会同志，请回复：发纪要 ${sayMinutesKey(title)}`,
  );
}
