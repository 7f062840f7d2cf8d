import { listPeopleInCalendars } from "../../db/meeting-calendar.ts";
import {
  calendarLink,
  calendarLinkSent,
  inCalendarAlready,
  noCalendarLink,
} from "../../text/meeting-calendar.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import { linkToCalendar } from "../meeting-calendar.ts";
import { tellPerson } from "../meeting-telling.ts";
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
    if (url === undefined) return noCalendarLink;
    const text = calendarLink(meeting, url, context.now);
    // What a card shows may be cut, and a link on it cannot be opened everywhere.
    const isSent = context.message.isTap === true && (await tellTapped(context, text));
    return isSent ? calendarLinkSent : text;
  },
});

/** At once: whoever tapped is waiting for it. */
function tellTapped(context: PersonContext, text: string): Promise<boolean> {
  return tellPerson(context, context.person.id, { text }, true);
}

function matchCalendar({ original, plain }: MatchText): RawArgs | undefined {
  const head = /^(?:加入|加到|添加)日程(?:[\s:：,，]+|$)/.exec(plain);
  if (head === null || plain.length > WORDS_MAX) return undefined;
  const which = original.slice(head[0].length).trim();
  return which === "" ? {} : { which };
}

const WORDS_MAX = 40;
