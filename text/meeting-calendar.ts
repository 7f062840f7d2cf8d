import type { AgendaLine } from "../domain/meeting-agenda.ts";
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

export const noCalendarLink = "现在没法给您日程文件，请先记下时间；改期我会告诉您。";
