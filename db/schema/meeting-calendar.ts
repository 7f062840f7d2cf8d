import type { Generated } from "kysely";

/** The entry of a meeting in the calendars of one account, as it is wanted and as it is. */
export interface MeetingCalendarTable {
  tenant_id: number;
  id: Generated<number>;
  meeting_id: number;
  account_id: number;
  /** The idempotency key towards the platform. */
  key: Generated<string>;
  /** The platform's id of who made it: nobody else can change it. */
  organizer: string | null;
  /** The platform's id of it; null = none was made, or it was taken away. */
  entry_id: string | null;
  /** Who is in it. */
  people: Generated<number[]>;
  /** Grows with everything that has to be written. */
  wanted: number;
  /** Which of them is written. */
  done: Generated<number>;
  state: "waiting" | "calling" | "idle" | "failed";
  attempts: Generated<number>;
  /** An attempt to make it ended without our knowing whether it was made. */
  maybe_made: Generated<boolean>;
  /** Wall clock; moves with retries. */
  available_at: Date;
  /** While `calling`: after this the worker is taken for dead. */
  claimed_until: Date | null;
  failure: string | null;
  /** What is wrong with the app, if the platform told so. */
  fault: string | null;
  /** Wall clock. */
  wanted_at: Date;
}

/** A calendar of the app's own on an account. */
export interface AccountCalendarsTable {
  tenant_id: number;
  account_id: number;
  calendar_id: string;
  made_at: Date;
}
