import type { Card } from "../domain/card.ts";
import { formatDate, formatDateTime } from "../domain/time.ts";
import type { CivilDay } from "../domain/workdays.ts";
import { sayDutyDay, sayWholeDay, type TurnWords } from "./duty.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";

/** 调班, and leave on a day of one's own. */

interface Asked {
  readonly salutation: string;
  readonly askerName: string;
  readonly turn: TurnWords;
  /** What is given back; undefined = the asker is on leave. */
  readonly other: TurnWords | undefined;
  readonly now: Date;
}

/** To whoever is asked; nothing changes before they agree. */
export function swapAsked({ salutation, askerName, turn, other, now }: Asked): string {
  const when = formatDateTime(turn.startsAt, now);
  const what =
    other === undefined
      ? `${askerName}请了假，按轮值先后轮到您。${when}在${turn.place}接待，请您来值班，行吗？`
      : `${askerName}想跟您对调：${when}由您值，${formatDateTime(other.startsAt, now)}由${askerName}值，都在${turn.place}。行吗？`;
  return lines(
    `【调班】${salutation}您好，`,
    what,
    "请回复：同意调班　或者：不同意调班",
    "您同意以前，班表不动。",
  );
}

export function swapCard(askerName: string): Card {
  return {
    kind: "buttons",
    title: `${askerName}请您调班`,
    buttons: [
      { key: "yes", text: "同意", says: "同意调班", style: "main" },
      { key: "no", text: "不同意", says: "不同意调班" },
    ],
  };
}

/** To whoever asked for it. */
export function swapSent(name: string): string {
  return `已经单独问${name}了。${name}同意以前班表不动，有答复我马上告诉您。`;
}

export function leaveKept(day: CivilDay, words: "asking" | "nobody" | "free", name = ""): string {
  const when = sayWholeDay(day);
  if (words === "free") return `记下了，${when}不排您的班。`;
  if (words === "asking") {
    return `记下了，${when}您请假。按轮值先后，我已单独问${name}能不能来；有人答应以前，班表不动，我会告诉您。`;
  }
  return `记下了，${when}您请假。眼下没有别的人可以问，已经告诉联络员，请等联络员安排。`;
}

interface Settled {
  readonly turn: TurnWords;
  readonly other: TurnWords | undefined;
  readonly askerName: string;
  readonly otherName: string;
  readonly now: Date;
}

/** How it stands after somebody agreed: 4月8日（星期三）李梅，4月15日（星期三）张建国。 */
function sayChange({ turn, other, askerName, otherName, now }: Settled): string {
  const first = `${formatDate(turn.startsAt, now)}由${otherName}值班`;
  if (other === undefined) return `${first}。`;
  return `${first}，${formatDate(other.startsAt, now)}由${askerName}值班。`;
}

export function swapAgreed(settled: Settled): string {
  return `调好了：${sayChange(settled)}`;
}

export function swapAgreedTold(salutation: string, settled: Settled): string {
  return `${salutation}您好，${settled.otherName}同意调班了：${sayChange(settled)}`;
}

/** To the 联络员. */
export function swapAgreedKnown(salutation: string, settled: Settled): string {
  return `${salutation}您好，接待日调了班：${sayChange(settled)}原来${formatDate(settled.turn.startsAt, settled.now)}是${settled.askerName}。`;
}

export function swapGone(place: Place): string {
  return `这次调班已经不用办了，班表没有动。看班表${pleaseReply(place)}：接待日`;
}

export function swapDeclined(): string {
  return "好的，班表没有动，我去告诉对方。";
}

/** To whoever asked. @param nextName who is asked now; undefined = nobody */
export function swapDeclinedTold(
  salutation: string,
  { turn, other, otherName, now }: Settled,
  nextName: string | undefined,
): string {
  const day = formatDate(turn.startsAt, now);
  const said = `${salutation}您好，${otherName}来不了，${day}的班没有动。`;
  if (nextName !== undefined) return `${said}我接着问${nextName}。`;
  return other === undefined
    ? `${said}没有别的人可以问了，已经告诉联络员，请等联络员安排。`
    : `${said}要另找人，请回复，例：调班 ${sayDutyDay(turn.day)} 换 李梅 4月15日`;
}

/** To the 联络员: nobody can take it. */
export function turnUncovered(salutation: string, turn: TurnWords, now: Date): string {
  return lines(
    `${salutation}您好，${formatDateTime(turn.startsAt, now)}在${turn.place}的接待日，${turn.name}请假，能问的都问过了，还没有人来。`,
    "请您打电话安排。",
  );
}

/** In 我的. */
export function owedSwap(askerName: string, turn: TurnWords, now: Date, place: Place): string {
  return `${askerName}请您${formatDate(turn.startsAt, now)}来值班，${pleaseReply(place)}：同意调班，或者：不同意调班`;
}
