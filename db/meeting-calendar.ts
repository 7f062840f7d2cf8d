import { sql } from "kysely";

import type { ChannelFault } from "../domain/errors.ts";
import type { Tx } from "./database.ts";
import type { Meeting } from "./meeting-row.ts";
import { type Claim, OUTBOX_CHANNEL } from "./outbox.ts";

type Key = Pick<Meeting, "tenantId" | "id">;

/**
 * What stands in calendars has to be written anew, on every account that one of those invited has;
 * the workers hear of it once this is committed. Whatever was wanted before and is not written yet
 * is written with it.
 * @param at wall clock: not before
 */
export async function upsertWantedEntries(
  tx: Tx,
  { tenantId, id }: Key,
  { at, wallNow }: { readonly at: Date; readonly wallNow: Date },
): Promise<void> {
  await updateWantedEntries(tx, { tenantId, id }, { at, wallNow });
  await sql`insert into meeting_calendar
      (tenant_id, meeting_id, account_id, wanted, state, available_at, wanted_at)
    select distinct ${tenantId}::integer, ${id}::bigint, i.account_id, 1, 'waiting',
      ${at}::timestamptz, ${wallNow}::timestamptz
    from meeting_people p
    join identities i on i.tenant_id = p.tenant_id and i.person_id = p.person_id
    where p.tenant_id = ${tenantId} and p.meeting_id = ${id} and p.removed_at is null
    on conflict (tenant_id, meeting_id, account_id) do nothing`.execute(tx);
}

/** The same for the accounts that have been asked for one: a meeting called off needs no new one. */
export async function updateWantedEntries(
  tx: Tx,
  { tenantId, id }: Key,
  { at, wallNow }: { readonly at: Date; readonly wallNow: Date },
): Promise<void> {
  await sql`update meeting_calendar
    set wanted = wanted + 1, attempts = 0, failure = null, fault = null,
      wanted_at = ${wallNow}::timestamptz, available_at = ${at}::timestamptz,
      state = case when state = 'calling' then state else 'waiting' end
    where tenant_id = ${tenantId} and meeting_id = ${id}`.execute(tx);
  await sql`select pg_notify(${OUTBOX_CHANNEL}, '')`.execute(tx);
}

/** Takes what is ready, for one worker until `until`. Wall clock. */
export async function claimMeetingCalendar(
  tx: Tx,
  wallNow: Date,
  until: Date,
  batch: number,
): Promise<readonly Claim[]> {
  const { rows } = await sql<{ tenant_id: number; id: number; taken_over: boolean }>`
    select tenant_id, id, taken_over
    from claim_meeting_calendar(${wallNow}, ${until}, ${batch})`.execute(tx);
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    id: row.id,
    isTakenOver: row.taken_over,
  }));
}

export interface WantedEntry {
  readonly tenantId: number;
  readonly id: number;
  readonly meetingId: number;
  readonly accountId: number;
  readonly key: string;
  readonly organizer: string | undefined;
  readonly entryId: string | undefined;
  readonly people: readonly number[];
  readonly wanted: number;
  readonly attempts: number;
  readonly isMaybeMade: boolean;
  readonly wantedAt: Date;
}

/** Undefined if the meeting is gone meanwhile. */
export async function findWantedEntry(
  tx: Tx,
  { tenantId, id }: Pick<Claim, "tenantId" | "id">,
): Promise<WantedEntry | undefined> {
  const row = await tx
    .selectFrom("meeting_calendar")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .executeTakeFirst();
  return (
    row && {
      tenantId,
      id,
      meetingId: row.meeting_id,
      accountId: row.account_id,
      key: row.key,
      organizer: row.organizer ?? undefined,
      entryId: row.entry_id ?? undefined,
      people: row.people.map(Number),
      wanted: row.wanted,
      attempts: row.attempts,
      isMaybeMade: row.maybe_made,
      wantedAt: row.wanted_at,
    }
  );
}

/** What holds for every attempt from here on, kept before the platform is asked. */
export async function updateEntryAttempt(
  tx: Tx,
  { tenantId, id }: Pick<WantedEntry, "tenantId" | "id">,
  { organizer, isMaybeMade }: Pick<WantedEntry, "organizer" | "isMaybeMade">,
): Promise<void> {
  await tx
    .updateTable("meeting_calendar")
    .set({ organizer: organizer ?? null, maybe_made: isMaybeMade })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .execute();
}

/** How it stands in the calendars now. */
export interface WrittenEntry {
  readonly entryId: string | undefined;
  readonly people: readonly number[];
}

/** Written as it was wanted then; if it was wanted anew meanwhile, it waits again. */
export async function updateEntryDone(
  tx: Tx,
  { tenantId, id, wanted }: Pick<WantedEntry, "tenantId" | "id" | "wanted">,
  { entryId, people }: WrittenEntry,
): Promise<void> {
  await sql`update meeting_calendar
    set entry_id = ${entryId ?? null}, people = ${people}::bigint[], done = ${wanted},
      maybe_made = false, attempts = 0, claimed_until = null, failure = null, fault = null,
      -- What is gone can be made again, and is then another one.
      key = case when ${entryId ?? null}::text is null then gen_random_uuid()::text else key end,
      organizer = case when ${entryId ?? null}::text is null then null else organizer end,
      state = case when wanted > ${wanted} then 'waiting' else 'idle' end
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

export interface EntryRetry {
  readonly availableAt: Date;
  readonly failure: string;
  readonly isMaybeMade: boolean;
  /** False = the platform had no room: that was no attempt. */
  readonly isAttempt: boolean;
}

export async function updateEntryRetry(
  tx: Tx,
  { tenantId, id }: Pick<WantedEntry, "tenantId" | "id">,
  { availableAt, failure, isMaybeMade, isAttempt }: EntryRetry,
): Promise<void> {
  await sql`update meeting_calendar
    set state = 'waiting', available_at = ${availableAt}, failure = ${failure},
      maybe_made = ${isMaybeMade}, claimed_until = null,
      attempts = greatest(0, attempts - ${isAttempt ? 0 : 1})
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/** Not until it is wanted anew; the file of 加入日程 is there meanwhile. */
export async function updateEntryFailed(
  tx: Tx,
  { tenantId, id, wanted }: Pick<WantedEntry, "tenantId" | "id" | "wanted">,
  {
    failure,
    fault,
    isMaybeMade,
  }: {
    readonly failure: string;
    readonly fault?: ChannelFault | undefined;
    readonly isMaybeMade: boolean;
  },
): Promise<void> {
  await sql`update meeting_calendar
    set state = case when wanted > ${wanted} then 'waiting' else 'failed' end,
      failure = ${failure}, fault = ${fault ?? null}, maybe_made = ${isMaybeMade},
      claimed_until = null
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
}

/** Of all entries on that account: what else stands in the calendar belongs to nobody. */
export async function listEntryIds(
  tx: Tx,
  { tenantId, accountId }: Pick<WantedEntry, "tenantId" | "accountId">,
): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom("meeting_calendar")
    .select("entry_id")
    .where("tenant_id", "=", tenantId)
    .where("account_id", "=", accountId)
    .where("entry_id", "is not", null)
    .execute();
  return rows.flatMap(({ entry_id: entryId }) => (entryId === null ? [] : [entryId]));
}

/** Whose calendars the meeting stands in. */
export async function listPeopleInCalendars(
  tx: Tx,
  { tenantId, id }: Key,
): Promise<ReadonlySet<number>> {
  const rows = await tx
    .selectFrom("meeting_calendar")
    .select("people")
    .where("tenant_id", "=", tenantId)
    .where("meeting_id", "=", id)
    .where("entry_id", "is not", null)
    .execute();
  return new Set(rows.flatMap(({ people }) => people.map(Number)));
}

/** The app's own calendar on the account, if one was made. */
export async function findAccountCalendar(
  tx: Tx,
  { tenantId, accountId }: Pick<WantedEntry, "tenantId" | "accountId">,
): Promise<string | undefined> {
  const row = await tx
    .selectFrom("account_calendars")
    .select("calendar_id")
    .where("tenant_id", "=", tenantId)
    .where("account_id", "=", accountId)
    .executeTakeFirst();
  return row?.calendar_id;
}

/** Of two workers that made one at once, the first stays. @returns the one that holds */
export async function insertAccountCalendar(
  tx: Tx,
  { tenantId, accountId }: Pick<WantedEntry, "tenantId" | "accountId">,
  made: { readonly calendarId: string; readonly at: Date },
): Promise<string> {
  await tx
    .insertInto("account_calendars")
    .values({
      tenant_id: tenantId,
      account_id: accountId,
      calendar_id: made.calendarId,
      made_at: made.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await findAccountCalendar(tx, { tenantId, accountId })) ?? made.calendarId;
}
