import {
  listPeopleInCalendars,
  updateWantedEntries,
  upsertWantedEntries,
} from "../db/meeting-calendar.ts";
import { appendEvent } from "../db/events.ts";
import { insertFile } from "../db/files.ts";
import { getTenant } from "../db/tenants.ts";
import type { Meeting } from "../db/meetings.ts";
import type { CalendarEntry } from "../domain/calendar.ts";
import { type CalendarFileEntry, endingOf, mimeOf } from "../domain/file.ts";
import { limits } from "../domain/limits.ts";
import { nextSpeakingTime } from "../domain/time.ts";
import { calendarDescription, onlinePlace } from "../text/meeting-calendar.ts";
import { linkTo } from "./printing.ts";
import type { WholeMeeting } from "./meetings.ts";
import type { PublishContext } from "./publication.ts";

/** A link to the meeting as a calendar file; undefined where no link can be given. */
export async function linkToCalendar(
  context: PublishContext,
  whole: WholeMeeting,
  personId: number,
): Promise<string | undefined> {
  const { tx, tenantId, now, wallNow, receiptId, actorId, ports } = context;
  const { publicUrl } = ports;
  if (publicUrl === undefined) return undefined;
  const { meeting } = whole;
  const { id, token } = await insertFile(tx, {
    tenantId,
    kind: "meeting-calendar",
    name: `${meeting.title}${endingOf.calendar}`,
    mime: mimeOf.calendar,
    content: { kind: "calendar", entry: await entryOf(context, whole) },
    personId,
    at: wallNow,
    expiresAt: new Date(wallNow.getTime() + limits.fileKeepHours * HOUR_MS),
  });
  const file = { tenantId, objectKind: "file", objectId: id, receiptId } as const;
  appendEvent(tx, { ...file, kind: "made", actorId, at: now, words: { kind: "meeting-calendar" } });
  return linkTo({ publicUrl }, token);
}

async function entryOf(
  { tx, tenantId, now }: PublishContext,
  { meeting, agenda }: WholeMeeting,
): Promise<CalendarFileEntry> {
  const { name } = await getTenant(tx, tenantId);
  return {
    key: `meeting-${tenantId}-${meeting.id}@${MADE_BY}`,
    version: meeting.version,
    madeAt: now.toISOString(),
    startsAt: meeting.startsAt.toISOString(),
    endsAt: meeting.endsAt.toISOString(),
    title: meeting.title,
    description: calendarDescription(name, meeting, agenda, now),
    place: meeting.place,
    remindMinutesBefore: REMIND_MINUTES,
    isCancelled: meeting.state === "cancelled",
  };
}

/** What stands in the platforms' own calendars, but for who has it. */
export function describeEntry(
  { meeting, agenda }: Pick<WholeMeeting, "meeting" | "agenda">,
  tenantName: string,
  now: Date,
): Pick<
  CalendarEntry,
  "title" | "description" | "place" | "start" | "end" | "remindMinutesBefore"
> {
  return {
    title: meeting.title,
    description: calendarDescription(tenantName, meeting, agenda, now),
    place: meeting.place ?? onlinePlace,
    start: meeting.startsAt,
    end: meeting.endsAt,
    remindMinutesBefore: REMIND_MINUTES,
  };
}

/**
 * The entries in the platforms' own calendars are written as the meeting is by then, once the
 * transaction is committed. The platform tells people of it, so it keeps the hours of what is said.
 */
export async function wantEntries(
  { tx, now, wallNow }: Pick<PublishContext, "tx" | "now" | "wallNow">,
  meeting: Pick<Meeting, "tenantId" | "id">,
  isUrgent = false,
): Promise<void> {
  const waitMs = isUrgent ? 0 : nextSpeakingTime(now).getTime() - now.getTime();
  const at = new Date(wallNow.getTime() + waitMs);
  await upsertWantedEntries(tx, meeting, { at, wallNow });
}

/** They are taken away where there are any. @returns whose calendars the meeting stands in */
export async function unwantEntries(
  { tx, now, wallNow }: Pick<PublishContext, "tx" | "now" | "wallNow">,
  meeting: Pick<Meeting, "tenantId" | "id">,
  isUrgent = false,
): Promise<ReadonlySet<number>> {
  const waitMs = isUrgent ? 0 : nextSpeakingTime(now).getTime() - now.getTime();
  const at = new Date(wallNow.getTime() + waitMs);
  await updateWantedEntries(tx, meeting, { at, wallNow });
  return listPeopleInCalendars(tx, meeting);
}

const MADE_BY = "xiaoxie";
const REMIND_MINUTES = 60;
const HOUR_MS = 60 * 60 * 1000;
