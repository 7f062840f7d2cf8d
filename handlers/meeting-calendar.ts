import { appendEvent } from "../db/events.ts";
import { insertFile } from "../db/files.ts";
import { getTenant } from "../db/tenants.ts";
import { type CalendarFileEntry, endingOf, mimeOf } from "../domain/file.ts";
import { limits } from "../domain/limits.ts";
import { calendarDescription } from "../text/meeting-calendar.ts";
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

const MADE_BY = "xiaoxie";
const REMIND_MINUTES = 60;
const HOUR_MS = 60 * 60 * 1000;
