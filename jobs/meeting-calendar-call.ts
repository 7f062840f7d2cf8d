import {
  findAccountCalendar,
  insertAccountCalendar,
  listEntryIds,
  type WantedEntry,
  type WrittenEntry,
} from "../db/meeting-calendar.ts";
import type { Tx } from "../db/database.ts";
import {
  type Calendar,
  type CalendarCall,
  type CalendarEntry,
  type EntryMade,
  findMade,
} from "../domain/calendar.ts";
import { PermanentError } from "../domain/errors.ts";

/** One entry with everything that is needed to write it; `entry` undefined = nobody is to have it. */
export interface ReadyEntry {
  readonly wanted: WantedEntry;
  readonly calendar: Calendar;
  readonly entry: CalendarEntry | undefined;
  /** What is looked for where one may have been made: the meeting as it is, whoever is asked. */
  readonly likely: CalendarEntry | undefined;
  /** Persons by the platform's ids. */
  readonly personIds: ReadonlyMap<string, number>;
}

type InTenant = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/**
 * Asks the platform, outside any transaction, until its calendars are as they are wanted. Every
 * step can be repeated: what is there already is found and brought up to date.
 * @throws TransientError  @throws PermanentError
 */
export async function writeEntry(
  ready: ReadyEntry,
  given: CalendarCall,
  inTenant: InTenant,
): Promise<WrittenEntry> {
  const { wanted, calendar, entry } = ready;
  const call = await inOwnCalendar(ready, given, inTenant);
  const entryId = wanted.entryId ?? (await findLost(ready, call, inTenant));
  if (entry === undefined) {
    if (entryId !== undefined) await takeAway(ready, entryId, call);
    return { entryId: undefined, people: [] };
  }
  if (entryId === undefined) return toWritten(ready, await calendar.add(entry, call));
  await calendar.change(entryId, entry, call);
  return toWritten(ready, { entryId, leftOut: [] });
}

function toWritten({ entry, personIds }: ReadyEntry, made: EntryMade): WrittenEntry {
  const known = (entry?.attendees ?? []).filter((each) => !made.leftOut.includes(each));
  return { entryId: made.entryId, people: known.flatMap((each) => personIds.get(each) ?? []) };
}

/** A calendar that the platform will not make is done without: then nothing can be looked for. */
async function inOwnCalendar(
  { wanted, calendar, entry }: ReadyEntry,
  call: CalendarCall,
  inTenant: InTenant,
): Promise<CalendarCall> {
  if (calendar.own === undefined || wanted.entryId !== undefined) return call;
  const kept = await inTenant((tx) => findAccountCalendar(tx, wanted));
  if (kept !== undefined) return { ...call, calendarId: kept };
  if (entry === undefined) return call;
  try {
    const made = { calendarId: await calendar.own.open(call), at: call.now };
    return { ...call, calendarId: await inTenant((tx) => insertAccountCalendar(tx, wanted, made)) };
  } catch (error) {
    const isOnlyThat = error instanceof PermanentError && isWithoutRemedy(error);
    if (!isOnlyThat) throw error;
    return call;
  }
}

/** What an attempt made whose end nobody has seen. */
async function findLost(
  { wanted, calendar, likely }: ReadyEntry,
  call: CalendarCall,
  inTenant: InTenant,
): Promise<string | undefined> {
  if (!wanted.isMaybeMade || likely === undefined) return undefined;
  // It comes back as the one that is there.
  if (calendar.own === undefined) return (await calendar.add(likely, call)).entryId;
  const { calendarId } = call;
  if (calendarId === undefined) return undefined;
  const known = await inTenant((tx) => listEntryIds(tx, wanted));
  return findMade(await calendar.own.list(calendarId, call), known, likely);
}

/** One that is gone already is as it should be. */
async function takeAway(
  { wanted, calendar }: ReadyEntry,
  entryId: string,
  call: CalendarCall,
): Promise<void> {
  try {
    await calendar.cancel(entryId, wanted.organizer ?? "", call);
  } catch (error) {
    const isGone = error instanceof PermanentError && isWithoutRemedy(error);
    if (!isGone || wanted.attempts === 1) throw error;
  }
}

/** Nothing about the app that somebody could put right. */
function isWithoutRemedy({ fault }: PermanentError): boolean {
  return fault === undefined || fault === "unknown" || fault === "content";
}
