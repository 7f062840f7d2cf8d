import type { Calendar, CalendarCall, CalendarEntry, EntryMade } from "../../../domain/calendar.ts";
import { PermanentError } from "../../../domain/errors.ts";
import type { createApi } from "./api.ts";

/**
 * Events of the organisation's calendars: needs `Calendar.Event.Write`. People go by union ids here,
 * and the one in the path is the organizer.
 */
export function createCalendar(oapiBase: string, callApi: ReturnType<typeof createApi>): Calendar {
  const api: Api = { oapiBase, callApi, unionIds: new Map() };
  return {
    async add(entry, call) {
      const path = await eventsOf(api, entry.organizer, call);
      const { known, leftOut } = await invite(api, entry, call);
      // A repetition within a day comes back as the event that is there.
      const headers = { "x-client-token": call.key };
      const json = renderEvent(entry, known);
      const { id } = await callApi({ ...timing(call), path, json, headers });
      if (id === undefined) throw new PermanentError("calendar: no event came back");
      await addOthers(api, `${path}/${encodeURIComponent(id)}`, { known, call });
      return { entryId: id, leftOut };
    },
    async change(entryId, entry, call) {
      const path = `${await eventsOf(api, entry.organizer, call)}/${encodeURIComponent(entryId)}`;
      const { known } = await invite(api, entry, call);
      const json = { id: entryId, ...renderEvent(entry, known) };
      await callApi({ ...timing(call), method: "PUT", path, json });
      await addOthers(api, path, { known, call });
    },
    async cancel(entryId, organizer, call) {
      const path = `${await eventsOf(api, organizer, call)}/${encodeURIComponent(entryId)}`;
      await callApi({ ...timing(call), method: "DELETE", path });
    },
  };
}

interface Api {
  readonly oapiBase: string;
  readonly callApi: ReturnType<typeof createApi>;
  /** They never change. Kept, so that an attempt that was stopped by the rate goes on from there. */
  readonly unionIds: Map<string, string>;
}

const unionIdsMax = 10_000;

function timing({ now, signal }: CalendarCall) {
  return { now, signal };
}

async function eventsOf(api: Api, organizer: string, call: CalendarCall): Promise<string> {
  const unionId = await unionIdOf(api, organizer, call);
  if (unionId === undefined) {
    throw new PermanentError("calendar: the organizer is unknown", { fault: "scope" });
  }
  return `/v1.0/calendar/users/${encodeURIComponent(unionId)}/calendars/primary/events`;
}

/** Undefined for somebody the organisation does not have (any more). */
async function unionIdOf(
  { oapiBase, callApi, unionIds }: Api,
  userId: string,
  call: CalendarCall,
): Promise<string | undefined> {
  const kept = unionIds.get(userId);
  if (kept !== undefined) return kept;
  try {
    const json = { userid: userId };
    const found = await callApi({ ...timing(call), path: "/topapi/v2/user/get", oapiBase, json });
    const unionId = found.result?.unionid;
    if (unionIds.size >= unionIdsMax) unionIds.clear();
    if (unionId !== undefined) unionIds.set(userId, unionId);
    return unionId;
  } catch (error) {
    if (error instanceof PermanentError && error.fault === "scope") return undefined;
    throw error;
  }
}

/** How many attendees one call takes; 5000 in all. */
const perCallMax = 500;

interface Invited {
  readonly known: readonly string[];
  readonly call: CalendarCall;
}

async function addOthers({ callApi }: Api, path: string, { known, call }: Invited): Promise<void> {
  for (let from = perCallMax; from < known.length; from += perCallMax) {
    const attendeesToAdd = known.slice(from, from + perCallMax).map((id) => ({ id }));
    const json = { attendeesToAdd, pushNotification: true, chatNotification: false };
    await callApi({ ...timing(call), path: `${path}/attendees`, json });
  }
}

async function invite(
  api: Api,
  { attendees }: CalendarEntry,
  call: CalendarCall,
): Promise<Pick<EntryMade, "leftOut"> & { readonly known: readonly string[] }> {
  const known: string[] = [];
  const leftOut: string[] = [];
  for (const userId of new Set(attendees)) {
    const unionId = await unionIdOf(api, userId, call);
    if (unionId === undefined) leftOut.push(userId);
    else known.push(unionId);
  }
  return { known, leftOut };
}

function renderEvent(entry: CalendarEntry, known: readonly string[]): object {
  const { remindMinutesBefore: minutes } = entry;
  return {
    summary: entry.title,
    description: entry.description,
    start: { dateTime: entry.start.toISOString(), timeZone: "Asia/Shanghai" },
    end: { dateTime: entry.end.toISOString(), timeZone: "Asia/Shanghai" },
    isAllDay: false,
    location: { displayName: entry.place },
    attendees: known.slice(0, perCallMax).map((id) => ({ id })),
    // Left out, the platform would remind a quarter of an hour before by itself.
    reminders: minutes === undefined ? [] : [{ method: "dingtalk", minutes }],
  };
}
