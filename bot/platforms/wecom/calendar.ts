import type { Calendar, CalendarCall, CalendarEntry } from "../../../domain/calendar.ts";
import { PermanentError } from "../../../domain/errors.ts";
import type { createApi } from "./api.ts";

/**
 * 日程 of the self-built app: needs the 日程 interface granted to it, and changes only what it made
 * itself. The platform takes no idempotency key for it.
 */
export function createCalendar(agentId: string, callApi: ReturnType<typeof createApi>): Calendar {
  const call = ({ now, signal }: CalendarCall, verb: "add" | "update" | "del", json: object) =>
    callApi({ path: `/cgi-bin/oa/schedule/${verb}`, json, now, signal });
  const agentid = /^\d+$/.test(agentId) ? Number(agentId) : agentId;
  return {
    async add(entry, given) {
      const result = await call(given, "add", { schedule: renderSchedule(entry), agentid });
      if (result.schedule_id === undefined) {
        throw new PermanentError("/cgi-bin/oa/schedule/add: no entry came back");
      }
      return { entryId: result.schedule_id, leftOut: [] };
    },
    async change(entryId, entry, given) {
      const schedule = { schedule_id: entryId, ...renderSchedule(entry) };
      await call(given, "update", { schedule });
    },
    async cancel(entryId, _organizer, given) {
      await call(given, "del", { schedule_id: entryId });
    },
  };
}

/** Lengths are counted in characters and refused beyond these; more people than that are not asked. */
const titleCharsMax = 128;
const descriptionCharsMax = 1000;
const placeCharsMax = 128;
const attendeesMax = 1000;

function renderSchedule(entry: CalendarEntry): object {
  return {
    // Sharers may change it in their own calendar; there are three at most.
    admins: [entry.organizer],
    start_time: seconds(entry.start),
    end_time: seconds(entry.end),
    is_whole_day: 0,
    attendees: people(entry).map((userid) => ({ userid })),
    summary: shorten(entry.title, titleCharsMax),
    description: shorten(entry.description, descriptionCharsMax),
    location: shorten(entry.place, placeCharsMax),
    reminders: renderReminders(entry.remindMinutesBefore),
  };
}

/** Those who share an entry must be invited to it. */
function people({ organizer, attendees }: CalendarEntry): readonly string[] {
  const all = [...new Set([organizer, ...attendees])];
  if (all.length > attendeesMax) {
    throw new PermanentError("/cgi-bin/oa/schedule: more than 1000 people", { fault: "content" });
  }
  return all;
}

/** Only these are taken; a reminder comes rather too early than too late. */
const secondsBefore = [0, 300, 900, 3600, 86_400] as const;

function renderReminders(minutes: number | undefined): object {
  if (minutes === undefined) return { is_remind: 0, timezone: 8 };
  const wanted = minutes * 60;
  const before = secondsBefore.find((each) => each >= wanted) ?? 86_400;
  return { is_remind: 1, remind_before_event_secs: before, timezone: 8 };
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

function shorten(text: string, charsMax: number): string {
  const characters = Array.from(text);
  return characters.length <= charsMax ? text : `${characters.slice(0, charsMax - 1).join("")}…`;
}
