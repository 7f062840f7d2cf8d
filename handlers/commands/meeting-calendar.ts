import { listPeopleInCalendars } from "../../db/meeting-calendar.ts";
import { calendarLink, inCalendarAlready, noCalendarLink } from "../../text/meeting-calendar.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText } from "../command.ts";
import { linkToCalendar } from "../meeting-calendar.ts";
import { findMeeting, readMeeting } from "../meetings.ts";
import { publishContext } from "../publication.ts";
import type { RawArgs } from "../question.ts";

/** 加入日程: a calendar file by a link that is for this person alone, so never in a group. */
export const meetingCalendar = defineCommand({
  id: "meeting-calendar",
  name: "加入日程",
  aliases: [],
  example: "加入日程 7号",
  place: "single",
  needs: "person",
  isWriting: true,
  glued: /(?!)/,
  args: { which: arg.optionalWords("哪一场") },
  match: matchCalendar,
  async run(context, { which }) {
    const picking = { states: ["announced"], isOwn: which === undefined } as const;
    const meeting = await findMeeting(context, which, picking);
    const inCalendars = await listPeopleInCalendars(context.tx, meeting);
    if (inCalendars.has(context.person.id)) return inCalendarAlready(meeting, context.now);
    const whole = await readMeeting(context, meeting);
    const url = await linkToCalendar(publishContext(context), whole, context.person.id);
    return url === undefined ? noCalendarLink : calendarLink(meeting, url, context.now);
  },
});

function matchCalendar({ original, plain }: MatchText): RawArgs | undefined {
  const head = /^(?:加入|加到|添加)日程(?:[\s:：,，]+|$)/.exec(plain);
  if (head === null || plain.length > WORDS_MAX) return undefined;
  const which = original.slice(head[0].length).trim();
  return which === "" ? {} : { which };
}

const WORDS_MAX = 40;
