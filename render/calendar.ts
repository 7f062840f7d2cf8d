import { ICalAlarmType, ICalCalendar, ICalCalendarMethod, ICalEventStatus } from "ical-generator";

import type { CalendarFileEntry } from "../domain/file.ts";

/** The meeting as a file (RFC 5545) that phones and office programs take into their calendars. */
export function renderCalendar(entry: CalendarFileEntry): Uint8Array {
  const { isCancelled } = entry;
  const method = isCancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH;
  const calendar = new ICalCalendar({ prodId: { company: "xiaoxie", product: "xiaoxie" }, method });
  const event = calendar.createEvent({
    id: entry.key,
    sequence: entry.version,
    stamp: new Date(entry.madeAt),
    start: new Date(entry.startsAt),
    end: new Date(entry.endsAt),
    summary: entry.title,
    description: entry.description,
    location: entry.place ?? null,
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  if (!isCancelled) {
    const trigger = entry.remindMinutesBefore * 60;
    event.createAlarm({ type: ICalAlarmType.display, trigger, description: entry.title });
  }
  return Buffer.from(calendar.toString(), "utf8");
}
