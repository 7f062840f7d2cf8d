import type { ByHand } from "./meeting-drafts.ts";
import { lateLine } from "./meeting-materials.ts";
import { callInvited, type InvitedWords, type MeetingWords, sayWhen } from "./meetings.ts";
import { type MinutesTitle, sayMinutesKey, sayMinutesTitle } from "./minutes.ts";
import { lines } from "./phrases.ts";

/** What a meeting says by itself before it begins. */

interface Coming {
  readonly meeting: Pick<MeetingWords, "title" | "startsAt" | "place" | "rainPlace">;
  readonly to: InvitedWords;
  readonly hasAnswered: boolean;
  readonly isLate: boolean;
  readonly now: Date;
}

/** The workday before; after a weekend 明天 would be wrong, so the day stands there. */
export function comingSoon(coming: Coming, day: "tomorrow" | "later"): string {
  const { meeting, now } = coming;
  const when = `${day === "tomorrow" ? "明天" : ""}${sayWhen(meeting.startsAt, now)}`;
  return say(coming, when);
}

export function comingToday(coming: Coming): string {
  const time = sayWhen(coming.meeting.startsAt, coming.now).replace(/^.*）/, "");
  return say(coming, `今天${time}`);
}

function say({ meeting, to, hasAnswered, isLate }: Coming, when: string): string {
  const { place, rainPlace, title } = meeting;
  const rain = rainPlace === undefined ? "" : `，雨天改在${rainPlace}`;
  return lines(
    `【会议提醒】${callInvited(to)}：`,
    `${when}，${title}${place === undefined ? "" : `，在${place}${rain}`}，请准时参加。`,
    hasAnswered
      ? "临时来不了，请回复，例：请假 出差"
      : "您还没有答复，请回复：参加，或者：请假 加上理由",
    isLate ? lateLine : undefined,
  );
}

/** To somebody who has not answered; nobody else hears of it. */
export function answerAsked({ meeting, to, isLate, now }: Omit<Coming, "hasAnswered">): string {
  return lines(
    `【会议提醒】${callInvited(to)}：`,
    `${sayWhen(meeting.startsAt, now)}的${meeting.title}，还没有收到您的答复。`,
    "请选：参加　请假　加入日程",
    isLate ? lateLine : undefined,
  );
}

/** To the 联络员: those who have not answered and cannot be asked. */
export function answersByHand(salutation: string, title: string, { names, count }: ByHand): string {
  return lines(
    `${salutation}您好，${title}还有${count}位没有答复、我又提醒不到（名单只发给您）：`,
    names.join("、"),
    "请电话问一下，问到的可以代回复，例：代参加 县住建局 电话",
  );
}

/** To the 联络员, the workday after. */
export function meetingPassed(
  salutation: string,
  title: MinutesTitle,
  { isSigned, hasMinutes }: { readonly isSigned: boolean; readonly hasMinutes: boolean },
): string {
  const key = sayMinutesKey(title);
  const missing = [isSigned ? undefined : "签到", hasMinutes ? undefined : "纪要"];
  return lines(
    `${salutation}，${sayMinutesTitle(title)}，已经过了开会的时间，还没有${missing.filter((each) => each !== undefined).join("和")}。`,
    isSigned ? undefined : `补签到，请回复，例：补签 ${key} 全体 除 韦德福`,
    hasMinutes ? undefined : `记纪要，请回复：开始记录 ${key}`,
  );
}
