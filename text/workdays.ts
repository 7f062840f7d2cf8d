import { formatDate, fromLocal } from "../domain/time.ts";
import { type CivilDay, dayNumber } from "../domain/workdays.ts";
import { itemNumber, lines, pleaseReply, type Place } from "./phrases.ts";
import { roundName } from "./rounds.ts";

/** 4月18日（星期六） */
function sayDate(day: CivilDay): string {
  return formatDate(noon(day));
}

function noon(day: CivilDay): Date {
  return fromLocal({ ...day, hour: 12, minute: 0 });
}

/** 4月18日, with the year where it is not this one. */
function shortDay({ year, month, day }: CivilDay, thisYear: number): string {
  return `${year === thisYear ? "" : `${year}年`}${month}月${day}日`;
}

/** 4月18日至20日, 9月29日至10月2日. */
function saySpan(first: CivilDay, last: CivilDay, thisYear: number): string {
  if (dayNumber(first) === dayNumber(last)) return shortDay(first, thisYear);
  const isSameMonth = first.month === last.month && first.year === last.year;
  const end = isSameMonth ? `${last.day}日` : shortDay(last, first.year);
  return `${shortDay(first, thisYear)}至${end}`;
}

export interface ShownHoliday {
  readonly name: string;
  readonly first: CivilDay;
  readonly last: CivilDay;
}

interface Calendar {
  readonly thisYear: number;
  readonly holidays: readonly ShownHoliday[];
  /** Weekend days that are worked. */
  readonly worked: readonly CivilDay[];
  readonly coveredUntil: CivilDay;
  readonly isStaff: boolean;
}

/** 节假日: what is left of the year. */
export function workdayCalendar(calendar: Calendar, place: Place): string {
  const { thisYear, holidays, worked, coveredUntil, isStaff } = calendar;
  const none = holidays.length === 0 && worked.length === 0;
  const workedDays = worked.map((day) => shortDay(day, thisYear)).join("、");
  return lines(
    none ? "今年没有还没到的放假和补班了。" : "今年还有这些放假和补班：",
    ...holidays.map(({ name, first, last }) => `${name}：${saySpan(first, last, thisYear)}`),
    worked.length === 0 ? undefined : `补班：${workedDays}`,
    "",
    `放假安排已公布到${shortDay(coveredUntil, 0)}，再往后的日期是预计的。`,
    ...(isStaff
      ? [`有本地的放假、上班，${pleaseReply(place)}：节假日 4月18日至20日 放假 三月三`]
      : []),
  );
}

export interface DayChange {
  readonly first: CivilDay;
  readonly last: CivilDay;
  readonly isWorkday: boolean;
  readonly name: string;
}

/** Before it is kept. */
export function dayChangeAsked(change: DayChange, thisYear: number, place: Place): string {
  return lines(
    `${sayChange(change, thisYear)}，对吗？`,
    "提醒、周报和按工作日算的期限都会按这个来。",
    "",
    `对的，${pleaseReply(place)}：确认`,
  );
}

export function daysChanged(change: DayChange, thisYear: number, place: Place): string {
  const { first, last } = change;
  return lines(
    `记下了：${sayChange(change, thisYear)}。`,
    `写错了，${pleaseReply(place)}：节假日 取消 ${saySpan(first, last, thisYear)}`,
  );
}

function sayChange({ first, last, isWorkday, name }: DayChange, thisYear: number): string {
  const days = saySpan(first, last, thisYear);
  if (isWorkday) return `${days}上班`;
  return name === "放假" ? `${days}放假` : `${days}放假（${name}）`;
}

export function daysRestored(first: CivilDay, last: CivilDay, thisYear: number): string {
  return `取消了，${saySpan(first, last, thisYear)}按国家的放假安排。`;
}

export function daysNotLocal(first: CivilDay, last: CivilDay, thisYear: number): string {
  return `${saySpan(first, last, thisYear)}没有本地另记的放假或上班，不用取消。`;
}

/** 通知: a whole year, before it is kept. */
export function noticeAsked(year: number, days: readonly DayChange[], place: Place): string {
  const worked = days
    .filter(({ isWorkday }) => isWorkday)
    .map(({ first, last }) => saySpan(first, last, year))
    .join("、");
  return lines(
    `${year}年放假安排，请核对：`,
    ...days
      .filter(({ isWorkday }) => !isWorkday)
      .map(({ name, first, last }) => `${name}：${saySpan(first, last, year)}`),
    worked === "" ? undefined : `补班：${worked}`,
    "",
    `对的，${pleaseReply(place)}：确认`,
  );
}

export function noticeKept(year: number): string {
  return lines(`${year}年放假安排记下了。`, "之前按预计说的日期会重新算，有关的人我会告诉一次。");
}

/** To the operator, by file. */
export function noticeLoaded(year: number, days: number, tenants: number): string {
  return `${year}年放假安排（${days}天）已经给${tenants}个单位记下，预计的日期会重新算、再告知。`;
}

/** 征题, to its groups. */
export function screeningDayNow(
  round: { readonly title: string; readonly unitName: string },
  { before, day, isProvisional }: Moved,
): string {
  return lines(
    `【征题】${roundName(round)}`,
    "",
    isSame(before, day)
      ? `放假安排公布了，初选日期定了，还是${sayDate(day)}前。`
      : `放假安排有了变化，初选由${sayDate(before)}前改为${sayDate(day)}前${maybe(isProvisional)}。`,
  );
}

interface PutOff {
  readonly year: number;
  readonly number: number;
  readonly title: string;
  readonly thisYear: number;
}

/** 回头看, to whoever proposed or supported it. */
export function reviewDayNow(salutation: string, topic: PutOff, moved: Moved): string {
  const { before, day, isProvisional } = moved;
  const which = `${itemNumber(topic, topic.thisYear)}「${topic.title}」`;
  return isSame(before, day)
    ? `${salutation}，放假安排公布了，${which}回头看的日子定了，还是${sayDate(day)}。`
    : `${salutation}，放假安排有了变化，${which}回头看由${sayDate(before)}改到${sayDate(day)}${maybe(isProvisional)}。`;
}

/** Stands inside a sentence, see unreachedList. */
export function reviewDayHeading(topic: PutOff): string {
  return `${itemNumber(topic, topic.thisYear)}「${topic.title}」回头看的日子重新算了`;
}

interface Moved {
  readonly before: CivilDay;
  readonly day: CivilDay;
  readonly isProvisional: boolean;
}

function isSame(one: CivilDay, other: CivilDay): boolean {
  return dayNumber(one) === dayNumber(other);
}

/** Behind a day that may still move. */
export function maybe(isProvisional: boolean): string {
  return isProvisional ? "（预计）" : "";
}

/** Where such a day is said first. */
export const provisionalNote = "那年的放假安排还没公布，日期是预计的，公布后会重新算、再说一次。";
