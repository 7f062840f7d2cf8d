import {
  formatDate,
  formatDateTime,
  formatTime,
  formatWait,
  fromLocal,
  toLocal,
} from "../domain/time.ts";
import type { Workdays } from "../domain/workdays.ts";
import { sayDayKind } from "./day-kind.ts";
import { lines, please, pleaseReply, type Place, sayNumber } from "./phrases.ts";

interface Shown {
  readonly number: number;
  readonly words: string;
  readonly dueAt: Date;
  readonly audience: "self" | "everyone";
}

interface SetReminder extends Shown {
  readonly salutation: string;
  readonly now: Date;
  /** The hour was not said and taken by custom. */
  readonly isAssumed: boolean;
  readonly workdays: Workdays;
  /** It was put off to the end of the quiet hours. */
  readonly isPutOff: boolean;
}

export function reminderSet(reminder: SetReminder, place: Place): string {
  const { number, now, dueAt } = reminder;
  const whom = reminder.audience === "everyone" ? "提醒大家" : "提醒您";
  return lines(
    `${reminder.salutation}，记下了，提醒编号${number}：`,
    `${formatDateTime(dueAt, now)}${whom}：${reminder.words}`,
    `${sayDayAhead(reminder)}还有${formatWait(now, dueAt)}。`,
    reminder.isAssumed ? "您没说几点，先按上午9:00记。" : undefined,
    reminder.isPutOff ? `那会儿大家在休息，改到${formatTime(dueAt)}说。` : undefined,
    "",
    `不用了，${pleaseReply(place)}：取消提醒 ${number}`,
  );
}

/** Later today needs no word about the day. */
function sayDayAhead({ now, dueAt, workdays }: SetReminder): string {
  return formatDate(now, now) === formatDate(dueAt, now) ? "" : `${sayDayKind(dueAt, workdays)}，`;
}

interface Listed extends Shown {
  readonly year: number;
}

/** The next ones; those behind them move up when these have been said. */
export function reminderList(reminders: readonly Listed[], now: Date, place: Place): string {
  if (reminders.length === 0) {
    return lines("您没有要等的提醒。", `要记一条，${please(place)}，例：提醒 30分钟后 交材料`);
  }
  const shown = reminders.slice(0, SHOWN_MAX);
  const thisYear = toLocal(now).year;
  const [first = { year: thisYear, number: 1 }] = shown;
  return lines(
    `您有${reminders.length}条提醒`,
    "",
    ...shown.map((each) => {
      const whom = each.audience === "everyone" ? "（提醒大家）" : "";
      return `编号${sayNumber(each, thisYear)}　${formatDateTime(each.dueAt, now)}　${each.words}${whom}`;
    }),
    reminders.length > shown.length
      ? `后面还有${reminders.length - shown.length}条，前面的说过了，就接着列出来。`
      : undefined,
    "",
    `不用的，${pleaseReply(place)}：取消提醒 ${sayNumber(first, thisYear)}`,
  );
}

export function reminderCancelled(reminder: Listed, thisYear: number): string {
  return `编号${sayNumber(reminder, thisYear)}的提醒已取消：${reminder.words}`;
}

interface Due {
  readonly salutation: string;
  readonly words: string;
  readonly number: number;
  readonly createdAt: Date;
}

/** When it was asked for stands in it, so that two of the same words are two messages. */
export function reminderDue(reminder: Due, audience: "self" | "everyone"): string {
  const since = `（提醒编号${reminder.number}，${formatDateTime(reminder.createdAt)}记的）`;
  return audience === "self"
    ? lines(`${reminder.salutation}，您让我这会儿提醒您：`, reminder.words, since)
    : lines("提醒大家：", reminder.words, `${reminder.salutation}请我转达。${since}`);
}

/** 3点 can be either. */
export function askHalf(time: string, afternoon: Date, place: Place): string {
  return `“${time}”是${formatTime(afternoon)}吗？${pleaseReply(place)}：下午，或上午。`;
}

interface Refused {
  readonly code: "past" | "noSuchDay" | "noSuchTime";
  readonly time: string;
  /** No hour was named, so none is repeated. */
  readonly isDateOnly: boolean;
}

interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** What is wrong with the time, and the nearest one that may have been meant. */
export function askSuggested(
  refused: Refused,
  suggestion: Date,
  setting: { readonly now: Date; readonly place: Place },
): string {
  const { time } = refused;
  const what = {
    past: `${time}已经过了。`,
    noSuchDay: `没有${time}这个日子。`,
    noSuchTime: `没有${time}这个时间。`,
  }[refused.code];
  const format = refused.isDateOnly ? formatDate : formatDateTime;
  const when = format(suggestion, setting.now);
  return `${what}您是说${when}吗？${pleaseReply(setting.place)}：是，或再说一个时间。`;
}

/** 2月29日 of a common year. */
export function noSuchDay(date: CalendarDate): string {
  const { year, month, day } = date;
  const example = month >= 1 && month <= 12 ? `${lastWorkday(date)}下午3点` : "明天下午3点";
  return `${year}年没有${month}月${day}日。请再说一个日子，例：${example}。`;
}

/** Of the month that was meant, as an example of how to write a day. */
function lastWorkday({ year, month }: CalendarDate): string {
  const last = toLocal(fromLocal({ year, month: month + 1, day: 0, hour: 12, minute: 0 }));
  return `${month}月${last.day - Math.max(0, last.weekday - 5)}日`;
}

const SHOWN_MAX = 9;

export const reminderQuestions = {
  when: "什么时候提醒？请连时间一起说",
  number: "请接着告诉我提醒的编号",
} as const;
