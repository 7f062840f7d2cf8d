import type { Database, Tx } from "../db/database.ts";
import {
  claimMeetingCalendar,
  updateEntryDone,
  updateEntryFailed,
  updateEntryRetry,
  type WrittenEntry,
} from "../db/meeting-calendar.ts";
import { getMeeting } from "../db/meetings.ts";
import type { Claim } from "../db/outbox.ts";
import { enterTenant } from "../db/tenants.ts";
import { upsertNotice } from "../db/quota.ts";
import type { Calendar } from "../domain/calendar.ts";
import { dayOf } from "../domain/channel-limits.ts";
import { TransientError } from "../domain/errors.ts";
import { limits } from "../domain/limits.ts";
import { calendarFault } from "../text/meeting-calendar.ts";
import type { DeliverPorts } from "./deliver-ports.ts";
import { decideFate, type Fate } from "./fate.ts";
import { type ReadyEntry, writeEntry } from "./meeting-calendar-call.ts";
import { prepareEntry } from "./meeting-calendar-prepare.ts";
import { createSingleFlight } from "./single-flight.ts";
import { tellOfAccount } from "./tell-liaison.ts";

export interface CalendarPorts extends Pick<
  DeliverPorts,
  "db" | "speaker" | "platformName" | "now" | "log"
> {
  /** The calendars of an account; undefined where no app is connected that may write to them. */
  calendar(accountId: number): Calendar | undefined;
  /** How long a claim holds; shorter in tests. */
  readonly claimMs?: number;
  /** Called at named points, for tests that stop the process there. */
  readonly onStep?: (step: "claimed" | "written") => Promise<void> | void;
}

/** Writes meetings into the platforms' own calendars, beside the deliver job and by its rules. */
export interface CalendarKeeper {
  /** Takes what is ready and begins to write it. */
  run(): Promise<void>;
  /** Settles when nothing is being written. */
  idle(): Promise<void>;
}

/** Claim, write outside any transaction, mark. */
export function createCalendarKeeper(ports: CalendarPorts): CalendarKeeper {
  const onError = (error: unknown) => ports.log.fault(error, "a calendar could not be written");
  const flight = createSingleFlight(async () => {
    for (;;) {
      const claims = await claim(ports);
      if (claims.length === 0) return;
      await ports.onStep?.("claimed");
      await Promise.all(claims.map((each) => keepOne(ports, each).catch(onError)));
    }
  }, onError);
  return { run: () => flight.run(), idle: () => flight.idle() };
}

function claim({ db, now, claimMs }: CalendarPorts): Promise<readonly Claim[]> {
  const until = new Date(now().getTime() + (claimMs ?? limits.calendarClaimMs));
  return db.transaction((tx) => claimMeetingCalendar(tx, now(), until, limits.calendarBatchMax));
}

async function keepOne(ports: CalendarPorts, claimed: Claim): Promise<void> {
  const inTenant = <T>(work: (tx: Tx) => Promise<T>) => inOwn(ports.db, claimed, work);
  const ready = await inTenant((tx) =>
    prepareEntry(
      { tx, wallNow: ports.now(), calendarOf: (accountId) => ports.calendar(accountId) },
      claimed,
    ),
  );
  if (ready === undefined) return;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), limits.calendarTimeoutMs);
  let written: WrittenEntry;
  try {
    const call = { key: ready.wanted.key, now: ports.now(), signal: stop.signal };
    written = await writeEntry(ready, call, inTenant);
  } catch (error) {
    await keepFate(ports, ready, error);
    return;
  } finally {
    clearTimeout(timer);
  }
  await ports.onStep?.("written");
  await inTenant((tx) => updateEntryDone(tx, ready.wanted, written));
}

async function keepFate(ports: CalendarPorts, ready: ReadyEntry, error: unknown): Promise<void> {
  const { wanted } = ready;
  const { tenantId } = wanted;
  const isUnknown = error instanceof TransientError && error.fateUnknown;
  const isMaybeMade = wanted.isMaybeMade || (wanted.entryId === undefined && isUnknown);
  const fate = decideFate(error, {
    attempts: wanted.attempts,
    mayBeRepeated: wanted.isMaybeMade,
    // What was made is found again, by its key or in the list.
    isIdempotent: true,
    createdAt: wanted.wantedAt,
    now: ports.now(),
  });
  const fields = { tenantId, meetingCalendarId: wanted.id, reason: fate.failure };
  if (fate.kind === "failed") ports.log.error(fields, "not in the calendar");
  else ports.log.info(fields, "will be written to the calendar again");
  await inOwn(ports.db, wanted, (tx) =>
    fate.kind === "failed"
      ? updateEntryFailed(tx, wanted, { ...fate, isMaybeMade })
      : updateEntryRetry(tx, wanted, {
          ...fate,
          isMaybeMade,
          isAttempt: fate.kind === "retry",
        }),
  );
  if (fate.kind === "failed") await tellFault(ports, ready, fate);
}

/** Once a day for each fault of an account, like what cannot be said. */
async function tellFault(
  ports: CalendarPorts,
  { wanted }: ReadyEntry,
  { fault, detail }: Extract<Fate, { kind: "failed" }>,
): Promise<void> {
  if (fault === undefined) return;
  const account = { tenantId: wanted.tenantId, accountId: wanted.accountId };
  await tellOfAccount(ports, account, async (tx) => {
    const isNew = await upsertNotice(tx, account, `calendar ${fault}`, dayOf(ports.now()));
    if (!isNew) return undefined;
    const { title } = await getMeeting(tx, wanted.tenantId, wanted.meetingId);
    const platform = ports.platformName?.(wanted.accountId);
    return (salutation) => calendarFault({ salutation, title, platform, fault, detail });
  });
}

function inOwn<T>(
  db: Database,
  { tenantId }: Pick<Claim, "tenantId">,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return db.transaction(async (tx) => {
    await enterTenant(tx, tenantId);
    return work(tx);
  });
}
