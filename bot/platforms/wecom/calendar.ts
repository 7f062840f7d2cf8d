import type {
  Calendar,
  CalendarCall,
  CalendarEntry,
  ListedEntry,
} from "../../../domain/calendar.ts";
import { PermanentError } from "../../../domain/errors.ts";
import type { createApi } from "./api.ts";

/**
 * 日程 of the self-built app: needs the 日程 interface granted to it, and changes only what it made
 * itself. The platform takes no idempotency key for it, so entries are made in a calendar of the
 * app's own: only what stands in such a one can be listed.
 */
export function createCalendar(agentId: string, callApi: ReturnType<typeof createApi>): Calendar {
  const ask = ({ now, signal }: CalendarCall, what: string, json: object) =>
    callApi({ path: `/cgi-bin/oa/${what}`, json, now, signal });
  const call = (given: CalendarCall, verb: "add" | "update" | "del", json: object) =>
    ask(given, `schedule/${verb}`, json);
  const agentid = /^\d+$/.test(agentId) ? Number(agentId) : agentId;
  return {
    own: {
      async open(given) {
        const calendar = { summary: calendarName, color: calendarColor };
        const { cal_id: id } = await ask(given, "calendar/add", { calendar, agentid });
        if (id === undefined) {
          throw new PermanentError("/cgi-bin/oa/calendar/add: no calendar came back");
        }
        return id;
      },
      list: (calendarId, given) => listAll(calendarId, (json) => ask(given, listing, json)),
    },
    async add(entry, given) {
      const { calendarId } = given;
      const own = calendarId === undefined ? {} : { cal_id: calendarId };
      const schedule = { ...renderSchedule(entry), ...own };
      const result = await call(given, "add", { schedule, agentid });
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

const calendarName = "协商会";
const calendarColor = "#2F6FDE";
const listing = "schedule/get_by_calendar";
const pageMax = 1000;

async function listAll(
  calendarId: string,
  ask: (json: object) => ReturnType<ReturnType<typeof createApi>>,
): Promise<readonly ListedEntry[]> {
  const listed: ListedEntry[] = [];
  for (;;) {
    const json = { cal_id: calendarId, offset: listed.length, limit: pageMax };
    const { schedule_list: page } = await ask(json);
    for (const { schedule_id: entryId, summary: title, start_time: start } of page) {
      listed.push({ entryId, title, start: new Date(start * 1000) });
    }
    if (page.length < pageMax) return listed;
  }
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
