import { type AgendaLine } from "../domain/meeting-agenda.ts";
import { type Dimensions, sayForm } from "../domain/meeting-forms.ts";
import { callNameless, isCalledBy } from "../domain/meeting-people.ts";
import {
  type MeetingForm,
  type ParticipantCategory,
  participantCategoryNames,
} from "../domain/meeting.ts";
import type { Liaison } from "../domain/person.ts";
import { formatDateTime, formatTime, toLocal } from "../domain/time.ts";
import { sayDay } from "./moment.ts";
import { itemNumber, lines, sayContact } from "./phrases.ts";

/** How meetings are named, and the notice that everybody gets. */

/** What the sentences need of a meeting. */
export interface MeetingWords extends Dimensions {
  readonly title: string;
  readonly form: MeetingForm;
  readonly alias: string | undefined;
  readonly place: string | undefined;
  readonly rainPlace: string | undefined;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly notes: string | undefined;
  readonly materialsDueAt: Date | undefined;
}

export interface InvitedWords {
  readonly name: string;
  readonly organization: string | undefined;
  readonly category: ParticipantCategory;
  /** 何秀兰副主席: how a leader stands in a text. */
  readonly formal?: string | undefined;
}

/** 3月25日（星期三）下午3:00 */
export function sayWhen(at: Date, now: Date): string {
  return formatDateTime(at, now);
}

/** 「老旧小区没地方充电」现场协商会; several topics are joined. */
export function sayMeetingTitle(
  topics: readonly string[],
  form: { readonly form: MeetingForm; readonly alias: string | undefined },
): string {
  const quoted = topics.map((title) => `「${title}」`).join("");
  return `${quoted}${sayForm(form)}`;
}

/** The words that name this meeting in a command: 7号, with its day where that is not enough. */
export function sayMeetingKey(
  meeting: { readonly id: number; readonly startsAt: Date } | undefined,
  topics: readonly { readonly meetingId: number; readonly year: number; readonly number: number }[],
  withDay = false,
): string {
  if (meeting === undefined) return "7号";
  const topic = topics.find(({ meetingId }) => meetingId === meeting.id);
  const { year } = toLocal(meeting.startsAt);
  const day = `${sayDay(meeting.startsAt)}${formatTime(meeting.startsAt)}`;
  if (topic === undefined) return day;
  return withDay ? `${itemNumber(topic, year)} ${day}` : itemNumber(topic, year);
}

/** 一个半小时, 两小时, 40分钟 */
export function sayLength(startsAt: Date, endsAt: Date): string {
  const minutes = Math.round((endsAt.getTime() - startsAt.getTime()) / 60_000);
  if (minutes === 30) return "半小时";
  const hours = Math.floor(minutes / 60);
  const word = ["", "一", "两", "三", "四", "五", "六", "七", "八", "九"][hours];
  if (word === undefined || word === "" || minutes % 30 !== 0) return `${minutes}分钟`;
  return minutes % 60 === 0 ? `${word}小时` : `${word}个半小时`;
}

/** 委员8人，县住建局2人，城南街道、幸福里社区各1人，居民代表3人 */
export function sayInvited(people: readonly InvitedWords[]): string {
  const groups = new Map<string, number>();
  for (const person of people) {
    const name = groupName(person);
    groups.set(name, (groups.get(name) ?? 0) + 1);
  }
  const pieces: { names: string[]; count: number; isOffice: boolean }[] = [];
  for (const [name, count] of groups) {
    const isOffice = people.some((each) => each.organization === name && groupName(each) === name);
    const last = pieces.at(-1);
    // Offices with equally many stand together.
    if (isOffice && last?.isOffice === true && last.count === count) last.names.push(name);
    else pieces.push({ names: [name], count, isOffice });
  }
  return pieces
    .map(({ names, count }) => `${names.join("、")}${names.length > 1 ? "各" : ""}${count}人`)
    .join("，");
}

function groupName({ name, organization, category }: InvitedWords): string {
  if (isCalledBy(name)) return name;
  const isOffice =
    category === "department" || category === "official" || category === "enterprise";
  if (isOffice && organization !== undefined) return organization;
  return category === "resident" ? callNameless(category) : participantCategoryNames[category];
}

/** 张建国委员, 居民代表黄春梅; 县住建局 for an office whose people have no names here. */
export function callInvited({ name, category, organization, formal }: InvitedWords): string {
  if (formal !== undefined) return formal;
  if (category === "member") return `${name}委员`;
  if (name === organization || isCalledBy(name)) return name;
  // As the minutes name them, too: 居民代表黄春梅.
  if (category === "resident") return `${callNameless(category)}${name}`;
  return organization === undefined ? `${name}同志` : `${organization}${name}同志`;
}

export interface Notice {
  readonly meeting: MeetingWords;
  readonly agenda: readonly AgendaLine[];
  readonly people: readonly InvitedWords[];
  readonly liaison: Liaison | undefined;
  readonly now: Date;
}

/** To one of those invited, or without a name as it is shown to who convenes it. */
export function meetingNotice(
  { meeting, agenda, people, liaison, now }: Notice,
  to: InvitedWords | undefined,
  choices: "buttons" | "words" | "none",
): string {
  const { startsAt, endsAt, title } = meeting;
  return lines(
    to === undefined ? "【会议通知】" : `【会议通知】${callInvited(to)}：`,
    `定于${sayWhen(startsAt, now)}，${sayHeldAt(meeting)}召开${title}，会期约${sayLength(startsAt, endsAt)}。${sayRain(meeting)}`,
    "",
    agenda.length === 0 ? undefined : `议程：${sayAgenda(agenda)}`,
    `参加：${sayInvited(people)}`,
    sayPreparation(meeting, now),
    "",
    choices === "buttons" ? "请选：参加　请假　加入日程" : undefined,
    choices === "words"
      ? "请回复：参加，或者：请假 加上理由；要加入日程，回复：加入日程"
      : undefined,
    liaison === undefined ? undefined : `联系人：${sayContact(liaison)}`,
  );
}

function sayHeldAt({ place, isOnline }: MeetingWords): string {
  if (place !== undefined) return isOnline ? `通过${place}` : `在${place}`;
  return isOnline ? "线上" : "";
}

function sayRain({ rainPlace }: MeetingWords): string {
  return rainPlace === undefined ? "" : `雨天改在${rainPlace}。`;
}

/** 现场察看；情况介绍（县住建局，10分钟） */
export function sayAgenda(agenda: readonly AgendaLine[]): string {
  return agenda
    .map(({ title, minutes, speaker }) => {
      const more = [speaker, minutes === undefined ? undefined : `${minutes}分钟`];
      const said = more.filter((each) => each !== undefined).join("，");
      return said === "" ? title : `${title}（${said}）`;
    })
    .join("；");
}

export function sayPreparation(
  { notes, materialsDueAt }: Pick<MeetingWords, "notes" | "materialsDueAt">,
  now: Date,
): string | undefined {
  if (notes === undefined && materialsDueAt === undefined) return undefined;
  const what = notes ?? "材料";
  if (materialsDueAt === undefined) return `请准备：${what}`;
  return `请准备：${what}，${sayWhen(materialsDueAt, now)}前发给我，说语音也行`;
}

/** On the card: the day and the place under the title. */
export function noticeFace(meeting: MeetingWords, now: Date) {
  const { title, startsAt, place } = meeting;
  return {
    title,
    note: place === undefined ? sayWhen(startsAt, now) : `${sayWhen(startsAt, now)}，${place}`,
  };
}
