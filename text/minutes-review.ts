import type { Card } from "../domain/card.ts";
import type { AnswerCounts } from "../domain/minutes.ts";
import { formatDateTime } from "../domain/time.ts";
import {
  type Attended,
  fitted,
  minutesPages,
  type MinutesTitle,
  sayMinutesKey,
  sayMinutesTitle,
  sayTurnout,
} from "./minutes.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";

/** Whether the minutes are right: what is asked, answered and changed. */

/** 机器人17: to everybody who came. */
export function minutesToCheck(attended: Attended, dueAt: Date, isAgain: boolean): string {
  const { title, turnout, now } = attended;
  return lines(
    `【请核对纪要】${sayMinutesTitle(title)}`,
    "",
    isAgain ? "纪要有更正，这是现在的一稿。" : undefined,
    sayTurnout(turnout),
    ...fitted(attended),
    "",
    "没有出入，请回复：无误",
    "要改，例：更正 建议1 改为……",
    `请在${formatDateTime(dueAt, now)}前答复。到时没有答复的，记为未答复，不算认可。`,
  );
}

export function minutesCard(title: MinutesTitle, dueAt: Date, now: Date): Card {
  const key = sayMinutesKey(title);
  return {
    kind: "buttons",
    title: "请核对纪要",
    note: `${sayMinutesTitle(title)}，${formatDateTime(dueAt, now)}前`,
    buttons: [
      { key: "fine", text: "无误", says: `无误 ${key}`, style: "main" },
      { key: "correct", text: "更正", says: `更正 ${key}` },
    ],
  };
}

export function minutesSent(
  counts: { readonly told: number; readonly unreached: readonly string[] },
  dueAt: Date,
  now: Date,
): string {
  const { told, unreached } = counts;
  return lines(
    `纪要已单独发给${told}位到会同志核对，${formatDateTime(dueAt, now)}截止，到时我把答复情况告诉您。`,
    unreached.length === 0
      ? undefined
      : `${unreached.join("、")}没有账号，请打印送阅，请回复：打印 纪要`,
  );
}

export function fineKept(salutation: string, title: MinutesTitle, dueAt: Date, now: Date): string {
  return lines(
    `${salutation}，记下了：${sayMinutesTitle(title)}的纪要，您核对无误。`,
    `${formatDateTime(dueAt, now)}前发现要改，还可以说，例：更正 建议1 改为……`,
  );
}

/** There is a later version than the one they were shown. */
export function fineOfOlder(attended: Attended, dueAt: Date): string {
  return minutesToCheck(attended, dueAt, true);
}

/** In 我的. */
export function owedMinutes(
  title: MinutesTitle,
  dueAt: Date,
  { now, place }: { readonly now: Date; readonly place: Place },
): string {
  const key = sayMinutesKey(title);
  const until = `${formatDateTime(dueAt, now)}前`;
  return `${sayMinutesTitle(title)}的纪要请您核对，${until}，${pleaseReply(place)}：无误 ${key}；要看，单独找我：纪要 ${key}`;
}

export const correctionQuestion = "请接着告诉我哪一条改成什么";

export function correctionKept(
  salutation: string,
  number: number,
  { liaison, isTold }: { readonly liaison: string; readonly isTold: boolean },
): string {
  const told = isTold ? `已告诉${liaison}` : `我没法单独找到${liaison}，请打个电话`;
  return `${salutation}，更正${number}记下了，${told}。采用不采用，都会告诉您。`;
}

interface Corrected {
  readonly number: number;
  /** 建议1; undefined = of the whole. */
  readonly line: string | undefined;
  readonly before: string | undefined;
  readonly words: string;
}

export function correctionTold(
  salutation: string,
  by: string,
  title: MinutesTitle,
  { number, line, before, words }: Corrected,
): string {
  return lines(
    `${salutation}您好，${by}对${sayMinutesTitle(title)}的纪要提出更正${number}：`,
    before === undefined ? undefined : `原文：${line ?? ""}　${before}`,
    `改为：${words}`,
    `采用，请回复：采用更正 ${number}；不采用，请写上理由，例：不采用更正 ${number} 与录音不符`,
  );
}

export function correctionAdopted(told: number, place: Place): string {
  return lines(
    `改好了，新的一稿已单独发给${told}位同志，请他们再核对。先前说无误的，是对前一稿说的。`,
    `看全文，${pleaseReply(place)}：纪要`,
  );
}

export function correctionDeclined(by: string): string {
  return `好的，没有采用，理由已告诉${by}。`;
}

export function correctionAdoptedTold(salutation: string, number: number): string {
  return `${salutation}，您提的更正${number}采用了，纪要已经改过来。没有别的出入，请回复：无误`;
}

export function correctionDeclinedTold(salutation: string, number: number, reason: string): string {
  return lines(
    `${salutation}，您提的更正${number}没有采用。理由：${reason}`,
    "您有不同意见，可以再提，例：更正 建议1 改为……",
  );
}

/** To the 联络员, when the time is over; the names are for them alone. */
export function minutesClosed(
  salutation: string,
  title: MinutesTitle,
  counts: AnswerCounts,
  names: { readonly unanswered: readonly string[]; readonly open: readonly number[] },
): string {
  return lines(
    `${salutation}您好，${sayMinutesTitle(title)}的纪要核对截止了。`,
    sayAnswers(counts),
    names.unanswered.length === 0 ? undefined : `未答复：${names.unanswered.join("、")}`,
    "未答复的不算认可。",
    ...names.open
      .map((number) => `更正${number}还没有处理，请回复：采用更正 ${number}`)
      .slice(0, 4),
    "要打印送签，请回复：打印 纪要",
  );
}

/** 请核对14人，无误9人，提出更正1人，未答复4人。 */
export function sayAnswers({ asked, fine, fineBefore, corrected, unanswered }: AnswerCounts) {
  const parts = [
    `请核对${asked}人`,
    `无误${fine}人`,
    fineBefore > 0 ? `对前一稿说过无误${fineBefore}人` : "",
    corrected > 0 ? `提出更正${corrected}人` : "",
    `未答复${unanswered}人`,
  ];
  return `${parts.filter((part) => part !== "").join("，")}。`;
}

/** 纪要 7号, page by page. */
export function minutesShown(attended: Attended, page: number, status: string | undefined): string {
  const pages = minutesPages(attended.entries, attended.now);
  const shown = pages[page - 1] ?? pages[0] ?? [];
  const key = sayMinutesKey(attended.title);
  const next = page < pages.length ? `下一页请回复：纪要 ${key} 第${page + 1}页` : undefined;
  return lines(
    `【纪要】${sayMinutesTitle(attended.title)}${pages.length > 1 ? `（第${page}页，共${pages.length}页）` : ""}`,
    page === 1 ? lines("", sayTurnout(attended.turnout)) : undefined,
    ...shown,
    status === undefined ? undefined : lines("", status),
    next,
  );
}

export function sayMinutesState(
  state: "recording" | "draft" | "reviewing" | "closed",
  version: number,
  counts: AnswerCounts | undefined,
): string {
  const draft = `第${version}稿`;
  if (state === "recording") return "正在记录，还没有发出核对。";
  if (state === "draft" || counts === undefined) return "还没有发出核对。";
  return state === "reviewing"
    ? `${draft}，正在核对：${sayAnswers(counts)}`
    : `${draft}，核对已截止：${sayAnswers(counts)}未答复的不算认可。`;
}
