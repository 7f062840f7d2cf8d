import { formatDate, formatDateTime, fromLocal } from "../domain/time.ts";
import { type CivilDay, dayNumber } from "../domain/workdays.ts";
import { lines, please, pleaseReply, type Place } from "./phrases.ts";

export const dutyQuestions = {
  plan: "请告诉我多久一次、几点开始、在哪里接待",
  leave: "请告诉我哪天请假，为什么",
  swap: "请告诉我哪天换给谁、换哪天",
} as const;

/** One turn, as it is told. */
export interface TurnWords {
  readonly place: string;
  readonly day: CivilDay;
  readonly plannedDay: CivilDay;
  readonly startsAt: Date;
  readonly name: string;
}

/** 4月8日 */
export function sayDutyDay({ month, day }: CivilDay): string {
  return `${month}月${day}日`;
}

/** 4月8日（星期三） */
export function sayWholeDay(day: CivilDay): string {
  return formatDate(fromLocal({ ...day, hour: 12, minute: 0 }));
}

export function sayDutyDays(turns: readonly { readonly day: CivilDay }[]): string {
  return turns.map(({ day }) => sayDutyDay(day)).join("、");
}

function sayTurn({ day, plannedDay, startsAt, name }: Omit<TurnWords, "place">, now: Date): string {
  const isMoved = dayNumber(day) !== dayNumber(plannedDay);
  const moved = isMoved ? `（${sayDutyDay(plannedDay)}放假，顺延）` : "";
  return `${formatDateTime(startsAt, now)}　${name}${moved}`;
}

interface RotaWords {
  readonly place: string;
  readonly said: string;
  readonly turns: readonly Omit<TurnWords, "place">[];
  readonly peopleCount: number;
  /** Members who are left out because they lead. */
  readonly leftOut: readonly string[];
  /** It takes the place of the one that is in use there. */
  readonly isReplacing: boolean;
  readonly now: Date;
}

/** 接待日 排班, before 确认. */
export function rotaShown(rota: RotaWords, place: Place): string {
  const { leftOut } = rota;
  return lines(
    `接待日排班（还没有生效）：${rota.place}，${rota.said}`,
    ...rota.turns.map((turn) => sayTurn(turn, rota.now)),
    "",
    `${rota.peopleCount}人轮流：值过次数最少的先值，一样多的，等得久的先值，再按名单先后。`,
    leftOut.length === 0 ? undefined : `${leftOut.join("、")}没有排，要排请在“人员：”里写上。`,
    rota.isReplacing ? "确认后，这里原来的班表停用，已经值过的次数照算。" : undefined,
    `照这样排，${pleaseReply(place)}：确认　　不排，${pleaseReply(place)}：取消`,
  );
}

export function rotaKept(told: number, unreached: number): string {
  const others = unreached === 0 ? "" : `还有${unreached}位没法单独告知，名单已发给联络员。`;
  return `接待日排好了，已单独告知${told}位各自的日子。${others}前一个工作日上午9点，我会提醒值班的人。`;
}

interface OwnTurns {
  readonly salutation: string;
  readonly place: string;
  readonly turns: readonly { readonly startsAt: Date; readonly day: CivilDay }[];
  readonly now: Date;
}

/** To each who is on the new rota. */
export function rotaTold({ salutation, place, turns, now }: OwnTurns): string {
  const days = turns.map(({ startsAt }) => formatDateTime(startsAt, now)).join("、");
  const day = turns[0] === undefined ? "4月8日" : sayDutyDay(turns[0].day);
  return lines(
    `${salutation}您好，${place}的接待日排好了。您值班：${days}。`,
    `那天来不了，请回复，例：接待日 请假 ${day} 出差`,
    "看班表请回复：接待日",
  );
}

interface ShownWeek {
  readonly thisWeek: readonly ShownTurn[];
  readonly nextWeek: readonly ShownTurn[];
  readonly own: readonly ShownTurn[];
  readonly now: Date;
}

export interface ShownTurn extends TurnWords {
  /** Who is asked to take it, while nobody has agreed. */
  readonly askedName: string | undefined;
}

/** 接待日 */
export function dutyShown({ thisWeek, nextWeek, own, now }: ShownWeek, place: Place): string {
  const day = own[0] === undefined ? undefined : sayDutyDay(own[0].day);
  const days = own.map(({ startsAt }) => formatDate(startsAt, now)).join("、");
  return lines(
    "【接待日】",
    ...sayWeek("本周", thisWeek, now),
    ...sayWeek("下周", nextWeek, now),
    day === undefined ? "近期没有您的班。" : `您值班：${days}`,
    day === undefined
      ? undefined
      : `那天来不了，${please(place)}，例：接待日 请假 ${day} 出差；要对调，例：调班 ${day} 换 李梅 4月15日`,
  );
}

function sayWeek(week: string, turns: readonly ShownTurn[], now: Date): readonly string[] {
  if (turns.length === 0) return [`${week}：没有接待日`];
  return turns.map((turn) => {
    const asked = turn.askedName === undefined ? "" : `（要换班，在问${turn.askedName}）`;
    return `${week}：${sayTurn(turn, now)}，${turn.place}${asked}`;
  });
}

interface Reminded {
  readonly salutation: string;
  readonly turn: TurnWords;
  readonly day: "today" | "tomorrow" | "later";
  readonly isLate: boolean;
  readonly now: Date;
}

/** The workday before. */
export function dutyReminder({ salutation, turn, day, isLate, now }: Reminded): string {
  const near = { today: "今天", tomorrow: "明天", later: "" }[day];
  return lines(
    `【接待日】${salutation}您好，${near}${formatDateTime(turn.startsAt, now)}您在${turn.place}值班接待。`,
    "来了人，请回复我，例：接待记录 来访人：张大爷 事由：楼道路灯不亮",
    day === "today" ? undefined : `来不了，请回复，例：接待日 请假 ${sayDutyDay(turn.day)} 出差`,
    isLate ? "这条提醒晚了，请见谅。" : undefined,
  );
}

/** The day has become a day off since it was planned. */
export function turnMoved(salutation: string, from: CivilDay, turn: TurnWords, now: Date): string {
  return `【接待日】${salutation}您好，${sayWholeDay(from)}放假，您在${turn.place}的值班顺延到${formatDateTime(turn.startsAt, now)}。`;
}

/** Who must be told of one turn by telephone; it stands inside a sentence. */
export function turnAbout(turn: TurnWords, now: Date): string {
  return `${formatDateTime(turn.startsAt, now)}在${turn.place}的接待日由${turn.name}值班`;
}

/** Who must be told of their days by telephone; it stands inside a sentence. */
export const rotaAbout = "接待日排好了，各自的日子看班表";
