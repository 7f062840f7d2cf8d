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
}

/**
 * The calendars that an account can write to. An entry can be changed by who made it only, so
 * whoever keeps entries keeps the organizer with them.
 * @throws TransientError  @throws PermanentError  by every method
 */
export interface Calendar {
  add(entry: CalendarEntry, call: CalendarCall): Promise<EntryMade>;
  change(entryId: string, entry: CalendarEntry, call: CalendarCall): Promise<void>;
  cancel(entryId: string, organizer: string, call: CalendarCall): Promise<void>;
}
