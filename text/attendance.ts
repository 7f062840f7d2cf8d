import type { Turnout } from "../domain/attendance.ts";
import type { Chart } from "../domain/chart.ts";
import { formatTime } from "../domain/time.ts";
import { callInvited, type InvitedWords } from "./meetings.ts";
import { type MinutesTitle, sayMinutesKey, sayMinutesTitle, sayTurnout } from "./minutes.ts";
import { countNames, lines, pleaseReply, type Place, sayNames } from "./phrases.ts";

/** 签到 and the order of speaking. */

interface CheckedIn {
  readonly salutation: string;
  readonly at: Date;
  readonly startsAt: Date;
  readonly isLate: boolean;
  /** They were there before this. */
  readonly isAgain: boolean;
  readonly position: number | undefined;
  /** For each. */
  readonly minutes: number | undefined;
}

/** 机器人16 */
export function checkedIn(said: CheckedIn): string {
  const { salutation, at, startsAt, isLate, isAgain, position, minutes } = said;
  const begun = isLate ? `会议${formatTime(startsAt)}开始，记为迟到。` : "";
  const limit = minutes === undefined ? "" : `，不超过${minutes}分钟`;
  return lines(
    `${salutation}，${isAgain ? "您已经签到了" : "签到好了"}，${formatTime(at)}。${begun}`,
    position === undefined ? undefined : `您第${position}位发言${limit}。`,
  );
}

/** To be put up in the room: the words to say, as a QR code and large. */
export function checkInChart(title: MinutesTitle, code: string, from: Date): Chart {
  return {
    title: `签到 ${code}`,
    subtitle: [sayMinutesTitle(title), `${formatTime(from)}开始签到`],
    code: `签到 ${code}`,
    rows: [],
    footer: [`请单独对小协说“签到 ${code}”，也可以扫码后照着发给小协。`],
  };
}

export function checkInCode(
  title: MinutesTitle,
  { code, from, url }: { readonly code: string; readonly from: Date; readonly url: string },
): string {
  return lines(
    `${sayMinutesTitle(title)}的签到码是${code}，${formatTime(from)}开始签到。`,
    `会场上放这张图：${url}`,
    `到会的同志单独对小协说“签到 ${code}”，或者扫码后照着发。`,
    `没带手机的在签到表上签字，会后请回复，例：补签 ${sayMinutesKey(title)} 韦德福`,
  );
}

export function enteredSignIn(
  names: readonly string[],
  said: { readonly isLate: boolean; readonly turnout: Turnout; readonly place: Place },
): string {
  const { isLate, turnout, place } = said;
  const late = isLate ? "，记为迟到" : "";
  return lines(
    names.length === 0
      ? "没有要补签的，都签到了。"
      : `补签好了${names.length}人：${sayAll(names)}${late}。`,
    `${sayTurnout(turnout)}记错了，${pleaseReply(place)}，例：取消签到 ${names[0] ?? "韦德福"}`,
  );
}

function sayAll(names: readonly string[]): string {
  return sayNames(countNames(names), NAMES_SHOWN_MAX);
}

const NAMES_SHOWN_MAX = 20;

export function signInTakenBack(names: readonly string[], turnout: Turnout): string {
  return `好的，${sayAll(names)}不算签到。${sayTurnout(turnout)}`;
}

export function leftEarly(names: readonly string[], turnout: Turnout): string {
  return lines(
    `记下了，${sayAll(names)}提前离会。${sayTurnout(turnout)}`,
    `记错了，请回复：取消签到 ${names[0] ?? ""}，再补签`,
  );
}

export function ownLeftEarly(salutation: string, title: string): string {
  return `${salutation}，记下了：${title}，您提前离会。记错了，请告诉联络员。`;
}

export const checkInQuestions = {
  names: "请接着告诉我给谁补签",
  takeBack: "请接着告诉我是谁",
} as const;

export function speakingOrder(
  title: MinutesTitle,
  speakers: readonly InvitedWords[],
  minutes: number | undefined,
  place: Place,
): string {
  const each = minutes === undefined ? "" : `，每人不超过${minutes}分钟`;
  const named = speakers.map((person, index) => `${index + 1} ${callInvited(person)}`);
  return lines(
    `${sayMinutesTitle(title)}的发言顺序${each}：`,
    named.join("　"),
    `请下一位发言，${pleaseReply(place)}：发言 下一位`,
  );
}

export function noSpeakers(place: Place): string {
  return `还没有要发言的同志。要排，${pleaseReply(place)}，例：发言 顺序 7号 张建国 李梅`;
}

export function speakNow(
  position: number,
  person: InvitedWords,
  next: InvitedWords | undefined,
  minutes: number | undefined,
): string {
  const limit = minutes === undefined ? "" : `，不超过${minutes}分钟`;
  return lines(
    `第${position}位，请${callInvited(person)}发言${limit}。`,
    next === undefined ? "后面没有了。" : `请${callInvited(next)}准备。`,
  );
}
