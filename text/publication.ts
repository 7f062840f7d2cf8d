import { lines, pleaseReply, type Place, quote } from "./phrases.ts";
import { sayDay } from "./moment.ts";

/** 送审: what goes to a group, seen by a leader first. Leaders are named in full, never @-ed. */

interface Ways {
  /** Who has to see this kind; undefined = nobody has to. */
  readonly required: Leader | undefined;
  /** A leader to name as an example. */
  readonly leader: Leader | undefined;
  readonly now: Date;
}

interface Leader {
  readonly name: string;
  /** 何秀兰副主席 */
  readonly formal: string;
}

/** The last lines under a draft: how it gets out. */
export function releaseWays({ required, leader, now }: Ways, place: Place): readonly string[] {
  const reply = pleaseReply(place);
  if (required !== undefined) {
    return [
      `这类内容要先请${required.formal}看，${reply}：送审 ${required.name}`,
      `已在纸上签过的，请联络员单独找我，回复：已签 ${required.name} ${sayDay(now)}`,
    ];
  }
  const how = leader === undefined ? `${reply}“送审”加姓名` : `${reply}：送审 ${leader.name}`;
  return [`可以发出，${reply}：确认`, `先请领导看，${how}`];
}

/** 确认 to something that a leader has to see first. */
export function mustBeReviewed(
  title: string,
  { required, now }: { readonly required: Leader; readonly now: Date },
  place: Place,
): string {
  return lines(
    `${quote(title)}还没有发出：这类内容要先请${required.formal}看。`,
    ...releaseWays({ required, leader: undefined, now }, place),
  );
}

/** To the drafter. */
export function sentForReview(title: string, leader: Leader, waitsForTime: boolean): string {
  return lines(
    `已单独请${leader.formal}审阅：${quote(title)}。`,
    `同意后${waitsForTime ? "到时候" : "马上"}发出，我告诉您；没有答复不发。`,
  );
}

export function cannotReachLeader(title: string, leader: Leader, now: Date): string {
  return lines(
    `我没法单独找到${leader.formal}，${quote(title)}还没有送。`,
    "要送纸质件，请联络员单独找我，回复：打印 送审稿",
    `签好以后，请联络员回复：已签 ${leader.name} ${sayDay(now)}`,
  );
}

/** Several were named where one is meant. */
export function onePersonOnly(name: string, command: "送审" | "已签", place: Place): string {
  return `一次只写一位，还没有办。${pleaseReply(place)}，例：${command} ${name}`;
}

export function ownReview(place: Place): string {
  return `这份是您自己拟的，不用送给自己看。可以发出，${pleaseReply(place)}：发布`;
}

export function nothingToSend(place: Place): string {
  return lines(
    "您现在没有要送审的内容。",
    `请先拟好，${pleaseReply(place)}，例：征求意见 对《二季度协商计划》 周五下午5点截止`,
  );
}

export function nothingToRelease(place: Place): string {
  return lines(
    "您现在没有等着发布的内容。",
    `请先拟好，${pleaseReply(place)}，例：征求意见 对《二季度协商计划》 周五下午5点截止`,
  );
}

export function nothingToReview(): string {
  return "现在没有等您审阅的内容。要看能办什么，请回复：帮助";
}

/** 发布 while the leader has it. */
export function stillReviewing(title: string, leader: Leader, place: Place): string {
  return lines(
    `${quote(title)}正在请${leader.formal}审阅，还没有答复，没有发出。`,
    `不送审了，${pleaseReply(place)}：取消送审`,
  );
}

/** 发布 after the leader gave it back. */
export function wasReturned(
  title: string,
  { leader, words }: { readonly leader: Leader; readonly words: string },
  place: Place,
): string {
  return lines(
    `${quote(title)}${leader.formal}退回修改了：${words}`,
    `改好以后，${pleaseReply(place)}：送审 ${leader.name}`,
  );
}

/** To the leader who agreed. */
export function approved(title: string, drafterName: string): string {
  return `好的，${quote(title)}已经发出，也告诉${drafterName}了。`;
}

/** To the leader who agreed, where somebody else has to see it as well. */
export function approvedOnly(title: string, drafterName: string): string {
  return `好的，您同意${quote(title)}，已告诉${drafterName}。`;
}

/** To the drafter; `answer` tells what came of it. */
export function approvedTold(leader: Leader, title: string, answer: string): string {
  return lines(`${leader.formal}同意发布${quote(title)}。`, answer);
}

/** To the drafter: one more has to see it. */
export function approvedNeedsMore(
  by: Leader,
  title: string,
  { required, now }: { readonly required: Leader; readonly now: Date },
): string {
  return lines(
    `${by.formal}同意发布${quote(title)}。`,
    ...releaseWays({ required, leader: undefined, now }, "single"),
  );
}

/** Allowed, and brought out at its own time. */
export function willGoOut(title: string): string {
  return `记下了：${quote(title)}到时候按这个发。`;
}

export function returned(title: string, drafterName: string): string {
  return `好的，${quote(title)}没有发出，您的意见已转给${drafterName}。`;
}

/** To the drafter. */
export function returnedTold(leader: Leader, title: string, words: string): string {
  return lines(
    `${quote(title)}没有发出，${leader.formal}退回修改：`,
    words,
    "",
    `改好以后，请回复：送审 ${leader.name}`,
  );
}

/** The words changed after the leader had been sent them. */
export function changedSince(title: string, full: string): string {
  return lines(
    `${quote(title)}送您以后有改动，还没有发出。现在是：`,
    "",
    full,
    "",
    "请回复：同意发布，或者退回修改。",
  );
}

export function fullText(full: string, isReviewer: boolean): string {
  return isReviewer ? lines(full, "", "以上还没有发出。请回复：同意发布，或者退回修改。") : full;
}

/** On the card that was tapped; the text follows in a message of its own. */
export function fullBelow(): string {
  return "全文在下面一条里，还没有发出。";
}

/** A card or an answer that came after the matter was over. */
export function reviewOver(state: "published" | "returned" | "changed" | "dropped"): string {
  return {
    published: "这一份已经发出了，不用再办。",
    returned: "这一份您已退回修改，改好后会再送您看。",
    changed: "这一份拟稿人收回去改了，改好后会再送您看。",
    dropped: "这一份不发了，不用再办。",
  }[state];
}

export function withdrawn(title: string, leader: Leader): string {
  return lines(
    `好的，${quote(title)}不请${leader.formal}看了，也没有发出。`,
    `要再送，请回复：送审 ${leader.name}`,
  );
}

export function nothingToWithdraw(): string {
  return "您没有正在送审的内容。";
}

export function dropped(title: string): string {
  return `好的，${quote(title)}不发了。`;
}

/** Several wait: which one is meant. */
export function whichOne(titles: readonly string[], place: Place): string {
  return lines(
    `一共有${titles.length}份，您说的是第几份？`,
    ...titles.map((title, index) => `${index + 1}、${title}`),
    "",
    `${pleaseReply(place)}，例：1`,
  );
}

export const publicationQuestions = {
  reviewer: "请接着告诉我送哪位领导看",
  reason: "请接着告诉我要改什么",
  signer: "请接着告诉我是哪位领导签的",
} as const;
