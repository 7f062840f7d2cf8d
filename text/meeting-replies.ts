import type { Requirement } from "../domain/meeting.ts";
import { sayMissing } from "./meeting-drafts.ts";
import { callInvited, type InvitedWords, type MeetingWords, sayWhen } from "./meetings.ts";
import { lines, please, pleaseReply, type Place } from "./phrases.ts";
import { shorten } from "./shorten.ts";

/** 参加, 请假 and 加入日程, and what comes of them. */

export const noticeButtons = { attend: "参加", leave: "请假", calendar: "加入日程" } as const;

/** The words behind a button: 参加 7号. */
export function replySays(button: string, key: string): string {
  return `${button} ${key}`;
}

type Held = Pick<MeetingWords, "title" | "startsAt" | "place">;

interface Said {
  readonly salutation: string;
  readonly meeting: Held;
  readonly now: Date;
}

function sayMeeting({ title, startsAt, place }: Held, now: Date): string {
  return `${sayWhen(startsAt, now)}${place === undefined ? "" : `，${place}`}，${title}`;
}

/** 张委员，记下您参加： */
export function attending({ salutation, meeting, now }: Said, place: Place): string {
  return lines(
    `${salutation}，记下您参加：${sayMeeting(meeting, now)}。`,
    `临时来不了，${please(place)}，例：请假 出差`,
  );
}

/** More have said 参加 than there are seats. */
export function waiting({ salutation, meeting, now }: Said, rank: number): string {
  return lines(
    `${salutation}，${meeting.title}的名额已满，您在候补名单第${rank}位。`,
    `有人请假我马上告诉您，时间是${sayWhen(meeting.startsAt, now)}。`,
  );
}

/** 王委员，请假已报刘主任，批复后告诉您。 */
export function leaveAsked(salutation: string, approver: string): string {
  return `${salutation}，请假已报${approver}，批复后告诉您。`;
}

export function leaveUnreached(salutation: string, liaisonName: string): string {
  return `${salutation}，请假已记下，还没有批复。主持人我单独找不到，请打电话给${liaisonName}。`;
}

/** To whoever presides. */
export function leaveToAnswer(
  salutation: string,
  { who, meeting, reason, now }: LeaveAsked,
): string {
  return lines(
    `${salutation}，${callInvited(who)}请假：`,
    sayMeeting(meeting, now),
    `理由：${reason}`,
    "",
    `同意，请回复：准假 ${who.name}`,
    `不同意，请回复，例：不准假 ${who.name} 请安排好工作参加`,
  );
}

interface LeaveAsked {
  readonly who: InvitedWords;
  readonly meeting: Held;
  readonly reason: string;
  readonly now: Date;
}

/** To whoever answered; requirements that do not hold any more are said. */
export function leaveGranted(
  who: InvitedWords,
  {
    missing,
    movedUp,
  }: { readonly missing: readonly Requirement[]; readonly movedUp?: string | undefined },
): string {
  return lines(
    `已准${callInvited(who)}的假，也告诉本人了。`,
    movedUp === undefined ? undefined : `候补名单第1位${movedUp}递补，已告诉本人。`,
    missing.length === 0 ? undefined : `请留意：参加的人里还缺${sayMissing(missing)}。`,
  );
}

export function leaveRefused(who: InvitedWords): string {
  return `已告诉${callInvited(who)}没有准假和理由。`;
}

/** To whoever had asked. */
export function leaveGrantedTold({ salutation, meeting, now }: Said): string {
  return `${salutation}，您的假已准：${sayMeeting(meeting, now)}。会后纪要会发给您。`;
}

export function leaveRefusedTold({ salutation, meeting, now }: Said, reason: string): string {
  return lines(
    `${salutation}，您的假没有准：${sayMeeting(meeting, now)}。`,
    `理由：${reason}`,
    "请您安排时间参加；确有困难，请直接和主持人说一声。",
  );
}

/** To the first of the waiting list. */
export function movedUpTold({ salutation, meeting, now }: Said, key: string): string {
  return lines(
    `${salutation}，有名额了，您已从候补转为参加：`,
    `${sayMeeting(meeting, now)}。`,
    `来不了，请回复，例：请假 ${key} 出差`,
  );
}

/** 代参加 and 代请假. */
export function repliedFor(
  who: InvitedWords,
  reply: "attending" | "leave" | "leave-granted" | "waiting",
  entry: {
    readonly channel: string;
    readonly name: string;
    readonly approver?: string | undefined;
  },
): string {
  const by = `代录人${entry.name}，${entry.channel}告知。`;
  switch (reply) {
    case "attending":
      return `已替${callInvited(who)}记下参加。${by}`;
    case "waiting":
      return `名额已满，${callInvited(who)}列入候补名单。${by}`;
    case "leave":
      return `已替${callInvited(who)}请假，报${entry.approver ?? "主持人"}批。${by}`;
    case "leave-granted":
      return `已替${callInvited(who)}请假，假已准。${by}`;
  }
}

export function replyForUnknown(name: string, place: Place): string {
  return `这场会的名单里没有找到「${shorten(name, 20)}」，还没有记。${please(place)}，例：代参加 县住建局 电话`;
}

export function leaveAlready(salutation: string, state: "asked" | "granted", place: Place): string {
  if (state === "asked") return `${salutation}，您的请假已经报上去了，批复后告诉您。`;
  return `${salutation}，您的假已经准了。又能来了，${pleaseReply(place)}：参加`;
}

/** In 我的: a notice without an answer. */
export function owedReply(
  { title, startsAt }: Pick<MeetingWords, "title" | "startsAt">,
  key: string,
  { now, place }: { readonly now: Date; readonly place: Place },
): string {
  return `${sayWhen(startsAt, now)}的${title}还没答复，${pleaseReply(place)}：参加 ${key}，或者：请假 ${key} 加上理由`;
}

/** In 我的, of whoever presides: leave that waits for an answer. */
export function owedLeave(who: InvitedWords, place: Place): string {
  return `${callInvited(who)}请假还没批，${pleaseReply(place)}：准假 ${who.name}`;
}
