import type { ChannelFault } from "../domain/errors.ts";
import type { AgendaLine } from "../domain/meeting-agenda.ts";
import { sayFault, sayRemedy } from "./channel-faults.ts";
import { type MeetingWords, sayAgenda, sayPreparation, sayWhen } from "./meetings.ts";
import { lines } from "./phrases.ts";

/** 加入日程: the file for one's own calendar. */

/** What stands under the title in the calendar. */
export function calendarDescription(
  tenantName: string,
  meeting: MeetingWords,
  agenda: readonly AgendaLine[],
  now: Date,
): string {
  return lines(
    tenantName,
    meeting.rainPlace === undefined ? undefined : `雨天改在${meeting.rainPlace}`,
    agenda.length === 0 ? undefined : `议程：${sayAgenda(agenda)}`,
    sayPreparation(meeting, now),
  );
}

export function calendarLink(
  meeting: Pick<MeetingWords, "title" | "startsAt">,
  url: string,
  now: Date,
): string {
  return lines(
    `${sayWhen(meeting.startsAt, now)}，${meeting.title}，点开就能加入手机日程：`,
    url,
    "以后改期，我会再告诉您，重新加入一次就会更新。",
  );
}

/** On a card that was tapped. */
export const calendarLinkSent = "日程的链接已单独发给您，点开就能加入手机日程。";

export const noCalendarLink = "现在没法给您日程文件，请先记下时间；改期我会告诉您。";

/** 加入日程, where the platform has it there already. */
export function inCalendarAlready(
  meeting: Pick<MeetingWords, "title" | "startsAt">,
  now: Date,
): string {
  return lines(
    `${meeting.title}已在您的日程里：${sayWhen(meeting.startsAt, now)}。`,
    "以后改期、取消，日程会跟着变，不用重新加入。",
  );
}

/** Where a meeting has no place. */
export const onlinePlace = "线上";

interface CalendarFault {
  readonly salutation: string;
  readonly title: string;
  /** What people call it. */
  readonly platform: string | undefined;
  readonly fault: ChannelFault;
  readonly detail: string | undefined;
}

/** To the 联络员: the meeting could not be written into people's calendars. */
export function calendarFault(told: CalendarFault): string {
  const { salutation, title, platform, fault, detail } = told;
  const name = platform ?? "平台";
  const own = ownAdvices[fault];
  return lines(
    `${salutation}您好，${title}没能写进${name}的日程：${own?.said ?? sayFault(fault)}。`,
    own === undefined ? sayRemedy(fault, platform, detail) : own.remedy(`${name}的管理后台`),
    "会议通知不受影响。要自己加的同志，请让他们单独回复我：加入日程",
  );
}

interface Advice {
  readonly said: string;
  readonly remedy: (adminSite: string) => string;
}

/** What is put right in another way than where something could not be said. */
const ownAdvices: Partial<Readonly<Record<ChannelFault, Advice>>> = {
  permission: {
    said: "应用还没有写日程的权限",
    remedy: (adminSite) =>
      `请管理员登录${adminSite}，打开小协这个应用，点“权限管理”，开通日程的权限，保存后发布。`,
  },
  scope: {
    said: "有同志不在应用的可见范围里",
    remedy: (adminSite) =>
      `请管理员登录${adminSite}，打开小协这个应用，点“可见范围”，把参会的同志或他们的部门加上。`,
  },
};
