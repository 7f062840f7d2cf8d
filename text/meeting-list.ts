import {
  type MeetingReply,
  type ParticipantCategory,
  participantCategoryNames,
} from "../domain/meeting.ts";
import type { Workdays } from "../domain/workdays.ts";
import { sayDayKind } from "./day-kind.ts";
import {
  callInvited,
  type InvitedWords,
  type MeetingWords,
  sayAgenda,
  sayInvited,
  sayLength,
  sayWhen,
} from "./meetings.ts";
import type { AgendaLine } from "../domain/meeting-agenda.ts";
import { sayDay } from "./moment.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";

/** 会议: what is to come, and one of them. */

export interface ListedMeeting {
  readonly meeting: MeetingWords;
  /** 7号; undefined = about no topic. */
  readonly number: string | undefined;
  /** Undefined = not invited. */
  readonly reply: MeetingReply | undefined;
}

export function meetingList(
  all: readonly ListedMeeting[],
  { now, more }: { readonly now: Date; readonly more: number },
  place: Place,
): string {
  const key = all.find(({ number }) => number !== undefined)?.number;
  return lines(
    `近期有${all.length + more}场会：`,
    ...all.map((each) => sayListed(each, now)),
    more > 0 ? `还有${more}场，到近了再列。` : undefined,
    `看一场，${pleaseReply(place)}，例：会议 ${key ?? sayDay(all[0]?.meeting.startsAt ?? now)}`,
  );
}

function sayListed({ meeting, number, reply }: ListedMeeting, now: Date): string {
  const { startsAt, place, title } = meeting;
  const where = place === undefined ? "" : `，${place}`;
  const own = reply === undefined ? "" : `（您：${replyNames[reply]}）`;
  return `${sayWhen(startsAt, now)}　${number ?? ""}${title}${where}${own}`;
}

const replyNames: Readonly<Record<MeetingReply, string>> = {
  none: "还没答复",
  attending: "参加",
  "leave-asked": "请假待批",
  "on-leave": "已请假",
  "leave-refused": "请按时参加",
  waiting: "候补",
};

export function noMeetings(place: Place, isStaff: boolean): string {
  if (!isStaff) return "近期没有安排会议。有了我单独通知您。";
  return lines(
    "近期没有安排会议。",
    `要安排一场，${pleaseReply(place)}，例：安排会议 7号 现场协商 3月25日下午3点 幸福里小区2栋前空地`,
  );
}

interface Shown {
  readonly meeting: MeetingWords & { readonly state: string };
  readonly hostName: string | undefined;
  readonly agenda: readonly AgendaLine[];
  readonly people: readonly (InvitedWords & { readonly reply: MeetingReply })[];
  readonly reply: MeetingReply | undefined;
  /** Who answered what, by name: for the staff, alone. */
  readonly showsNames: boolean;
  /** How many handed in what was asked for; undefined = nothing was. */
  readonly materials: number | undefined;
  readonly workdays: Workdays;
  readonly now: Date;
}

export function meetingShown(shown: Shown, place: Place): string {
  const { meeting, people, now, workdays, agenda, reply } = shown;
  const { startsAt, endsAt } = meeting;
  const states: Readonly<Record<string, string>> = { held: "已开过", cancelled: "已取消" };
  return lines(
    meeting.title,
    `时间：${sayWhen(startsAt, now)}，会期约${sayLength(startsAt, endsAt)}，${states[meeting.state] ?? sayDayKind(startsAt, workdays)}`,
    `地点：${meeting.place ?? "线上"}${meeting.rainPlace === undefined ? "" : `；雨天改在${meeting.rainPlace}`}`,
    shown.hostName === undefined ? undefined : `主持：${shown.hostName}`,
    agenda.length === 0 ? undefined : `议程：${sayAgenda(agenda)}`,
    `参加：${sayInvited(people)}，共${people.length}人`,
    `答复：${sayCounts(people)}`,
    ...(shown.showsNames ? sayNamesByReply(people) : []),
    shown.materials === undefined ? undefined : `材料：收到${shown.materials}份`,
    reply === undefined ? undefined : sayOwn(reply, place),
  );
}

function sayCounts(people: Shown["people"]): string {
  const count = (reply: MeetingReply) => people.filter((each) => each.reply === reply).length;
  const coming = people.filter(({ reply }) => reply === "attending" || reply === "leave-refused");
  const asked = count("leave-asked");
  return [
    `参加${coming.length}人${sayByCategory(coming)}`,
    `请假${count("on-leave")}人`,
    asked === 0 ? undefined : `请假待批${asked}人`,
    count("waiting") === 0 ? undefined : `候补${count("waiting")}人`,
    `还没答复${count("none")}人`,
  ]
    .filter((each) => each !== undefined)
    .join("，");
}

/** （委员5人、职能部门2人） */
function sayByCategory(people: readonly { readonly category: ParticipantCategory }[]): string {
  const groups = Map.groupBy(people, ({ category }) => category);
  if (groups.size === 0) return "";
  const said = [...groups].map(
    ([category, all]) => `${participantCategoryNames[category]}${all.length}人`,
  );
  return `（${said.join("、")}）`;
}

const listed: readonly { readonly reply: MeetingReply; readonly label: string }[] = [
  { reply: "leave-asked", label: "请假待批" },
  { reply: "on-leave", label: "请假" },
  { reply: "leave-refused", label: "未准假" },
  { reply: "waiting", label: "候补" },
  { reply: "none", label: "还没答复" },
];

function sayNamesByReply(people: Shown["people"]): readonly string[] {
  return listed.flatMap(({ reply, label }) => {
    const names = people.filter((each) => each.reply === reply).map(callInvited);
    if (names.length === 0) return [];
    const first = [...new Set(names)].slice(0, NAMES_MAX);
    const more = new Set(names).size - first.length;
    return [`${label}：${first.join("、")}${more > 0 ? `等${names.length}人` : ""}`];
  });
}

const NAMES_MAX = 12;

function sayOwn(reply: MeetingReply, place: Place): string {
  const way = pleaseReply(place);
  if (reply === "none") return `您还没有答复，${way}：参加，或者：请假 加上理由`;
  return `您的答复：${replyNames[reply]}`;
}

/** 待办 of the last meeting as an item of the next. */
export function taskItem({
  owner,
  words,
}: {
  readonly owner: string | undefined;
  readonly words: string;
}) {
  const title = `${words}的落实情况`;
  return { title, minutes: undefined, speaker: owner, carriedFrom: undefined };
}

/** 议完: how the agenda stands. */
export function agendaStanding(
  title: string,
  agenda: readonly (AgendaLine & { readonly position: number; readonly isDone: boolean })[],
  place: Place,
): string {
  const open = agenda.filter(({ isDone }) => !isDone);
  return lines(
    `${title}的议程：`,
    ...agenda.map(
      ({ position, title: item, isDone }) => `${position}、${item}${isDone ? "（议完）" : ""}`,
    ),
    open.length === 0
      ? "都议完了。"
      : `还有${open.length}项没有议完，接着开时带过去，${pleaseReply(place)}，例：接着开 7号 4月15日下午3点`,
  );
}

export function agendaNone(title: string): string {
  return `${title}没有写议程，没有要记的。`;
}
