/** An entry in people's own calendars, as the platform keeps them. */
export interface CalendarEntry {
  readonly title: string;
  readonly description: string;
  readonly place: string;
  readonly start: Date;
  /** After `start`. */
  readonly end: Date;
  /** People by the platform's ids. */
  readonly organizer: string;
  readonly attendees: readonly string[];
  /** Undefined = the platform reminds nobody. */
  readonly remindMinutesBefore: number | undefined;
}

export interface EntryMade {
  readonly entryId: string;
  /** Attendees the platform does not know, or does not let us invite. */
  readonly leftOut: readonly string[];
}

/** What is told with every call. */
export interface CalendarCall {
  /** The same for every attempt: where the platform takes it, a repetition makes no second entry. */
  readonly key: string;
  /** Wall clock. */
  readonly now: Date;
  readonly signal: AbortSignal;
  /** What `open` gave; absent where it is not needed, or was refused. */
  readonly calendarId?: string | undefined;
}

/** An entry that is there already, as far as it tells which one it is. */
export interface ListedEntry {
  readonly entryId: string;
  readonly title: string;
  readonly start: Date;
}

/** Where entries are made that can be looked for afterwards. */
export interface OwnCalendar {
  /** Makes a calendar of the app's own. @returns its id, to be kept */
  open(call: CalendarCall): Promise<string>;
  /** Everything in it. */
  list(calendarId: string, call: CalendarCall): Promise<readonly ListedEntry[]>;
}

/**
 * The calendars that an account can write to. An entry can be changed by who made it only, so
 * whoever keeps entries keeps the organizer with them.
 * @throws TransientError  @throws PermanentError  by every method
 */
export interface Calendar {
  /** Present where a repetition of `add` makes a second entry: what was made is looked for first. */
  readonly own?: OwnCalendar;
  add(entry: CalendarEntry, call: CalendarCall): Promise<EntryMade>;
  change(entryId: string, entry: CalendarEntry, call: CalendarCall): Promise<void>;
  cancel(entryId: string, organizer: string, call: CalendarCall): Promise<void>;
}

/**
 * The entry that an attempt made before nobody knew of it: of that title, and rather of that start;
 * those that belong to other meetings are known.
 */
export function findMade(
  listed: readonly ListedEntry[],
  known: readonly string[],
  { title, start }: Pick<CalendarEntry, "title" | "start">,
): string | undefined {
  const unknown = listed.filter((each) => each.title === title && !known.includes(each.entryId));
  const same = unknown.find((each) => each.start.getTime() === start.getTime());
  return (same ?? unknown[0])?.entryId;
}
