import { sayDay } from "./moment.ts";
import { lines, quote } from "./phrases.ts";

/** 打印送签, 已签, and what is waited for. */

interface Leader {
  readonly name: string;
  readonly formal: string;
}

/** 打印送签, to the leader. */
export function printAsked(liaisonName: string): string {
  return `好的，已告诉${liaisonName}打印送您签字。签字以前不发出。`;
}

/** 打印送签, to the leader, where the 联络员 could not be told. */
export function printNotTold(liaisonName: string): string {
  return `我没法单独找到${liaisonName}，请您告诉一声：单独找我，回复：打印 送审稿。签字以前不发出。`;
}

/** 打印送签, to the 联络员. */
export function printTold(
  salutation: string,
  title: string,
  { leader, now }: { readonly leader: Leader; readonly now: Date },
): string {
  return lines(
    `${salutation}，${leader.formal}要看纸质件：${quote(title)}。`,
    "要打印，请回复：打印 送审稿",
    `签好以后请回复，例：已签 ${leader.name} ${sayDay(now)}`,
  );
}

/** 已签, to the 联络员. */
export function signatureEntered(
  title: string,
  signed: { readonly leader: Leader; readonly at: Date },
  answer: string,
): string {
  return lines(
    `已登记：${signed.leader.formal}${sayDay(signed.at)}在纸上签了${quote(title)}。`,
    answer,
  );
}

/** 已签 of something that this leader was not sent. */
export function askSignature(
  title: string,
  signed: { readonly leader: Leader; readonly at: Date },
): string {
  return lines(
    `${signed.leader.formal}${sayDay(signed.at)}签的是${quote(title)}吗？登记以后就发到群里。`,
    "",
    "是这一份，请回复：确认",
  );
}

/** The signature of something that is out. */
export function signatureKept(): string {
  return "这一份已经发出了，签字一起留存。";
}

/** 已签, to the drafter. */
export function signatureTold(
  title: string,
  signed: { readonly leader: Leader; readonly at: Date },
  answer: string,
): string {
  return lines(`${signed.leader.formal}${sayDay(signed.at)}在纸上签了${quote(title)}。`, answer);
}

export function nothingToSign(leader: Leader): string {
  return `现在没有等${leader.formal}签的内容，还没有记。要看有哪些在送审，请拟稿人回复：送审`;
}

export function whichDay(name: string, now: Date): string {
  return `没看明白是哪一天签的，还没有记。请回复，例：已签 ${name} ${sayDay(now)}`;
}

/** One workday without an answer: to the drafter, never to the leader. */
export function noAnswerYet(
  salutation: string,
  title: string,
  { leader, now }: { readonly leader: Leader; readonly now: Date },
): string {
  return lines(
    `${salutation}，${quote(title)}${leader.formal}还没有答复，所以没有发出。`,
    "可以当面或打电话请示。",
    `在纸上签过的，请联络员回复：已签 ${leader.name} ${sayDay(now)}`,
    "不送审了，请回复：取消送审",
  );
}

export function owedReview(title: string): string {
  return `${quote(title)}等您审阅，请回复：看全文，或者：同意发布`;
}

export function owedReturned(title: string, leader: Leader): string {
  return `${quote(title)}${leader.formal}退回修改，改好后请回复：送审 ${leader.name}`;
}

export function owedDraft(title: string): string {
  return `${quote(title)}还没有发出，请回复：发布`;
}
