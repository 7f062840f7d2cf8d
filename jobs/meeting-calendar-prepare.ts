import type { Tx } from "../db/database.ts";
import { findWantedEntry, updateEntryAttempt, updateEntryFailed } from "../db/meeting-calendar.ts";
import { getMeeting } from "../db/meetings.ts";
import type { Claim } from "../db/outbox.ts";
import { findLiaison } from "../db/people.ts";
import { listPersonAccounts, type PersonAccount } from "../db/reach.ts";
import { getTenant } from "../db/tenants.ts";
import type { Calendar } from "../domain/calendar.ts";
import { describeEntry } from "../handlers/meeting-calendar.ts";
import { readMeeting, type WholeMeeting } from "../handlers/meetings.ts";
import type { ReadyEntry } from "./meeting-calendar-call.ts";

interface Preparing {
  readonly tx: Tx;
  readonly wallNow: Date;
  /** Undefined where no app is connected that may write to calendars. */
  readonly calendarOf: (accountId: number) => Calendar | undefined;
}

/**
 * Reads what is to stand in the calendars of one account, and keeps what has to hold for every
 * attempt. @returns undefined if there is nothing to ask the platform
 */
export async function prepareEntry(
  preparing: Preparing,
  claim: Claim,
): Promise<ReadyEntry | undefined> {
  const { tx, calendarOf } = preparing;
  const kept = await findWantedEntry(tx, claim);
  if (kept === undefined) return undefined;
  const calendar = calendarOf(kept.accountId);
  const isMaybeMade = kept.entryId === undefined && (kept.isMaybeMade || claim.isTakenOver);
  if (calendar === undefined) {
    await updateEntryFailed(tx, kept, { failure: "no calendar", isMaybeMade });
    return undefined;
  }
  const whole = await readMeeting({ tx }, await getMeeting(tx, claim.tenantId, kept.meetingId));
  const accounts = (await listPersonAccounts(tx, claim.tenantId)).filter(
    ({ accountId }) => calendarOf(accountId) !== undefined,
  );
  const invited = listInvited(whole, accounts, kept.accountId);
  const organizer =
    kept.organizer ??
    (await chooseOrganizer(preparing, claim, { whole, accounts, kept })) ??
    invited[0]?.externalId;
  await updateEntryAttempt(tx, kept, { organizer, isMaybeMade });
  const wanted = { ...kept, organizer, isMaybeMade };
  const likely =
    organizer === undefined ? undefined : await describe(preparing, whole, { organizer, invited });
  const isOn = whole.meeting.state === "announced" && invited.length > 0;
  return {
    wanted,
    calendar,
    entry: isOn ? likely : undefined,
    likely,
    personIds: new Map(invited.map(({ externalId, personId }) => [externalId, personId])),
  };
}

/** Each once, on the first of their accounts whose calendars can be written; not those on leave. */
function listInvited(
  { people }: WholeMeeting,
  accounts: readonly PersonAccount[],
  accountId: number,
): readonly PersonAccount[] {
  return people.flatMap(({ personId, reply }) => {
    if (reply === "on-leave") return [];
    const first = accounts.find((each) => each.personId === personId);
    return first?.accountId === accountId ? [first] : [];
  });
}

/** Whoever convenes, presides, or looks after the others; entries belong to somebody. */
async function chooseOrganizer(
  { tx }: Preparing,
  { tenantId }: Claim,
  from: {
    readonly whole: WholeMeeting;
    readonly accounts: readonly PersonAccount[];
    readonly kept: { readonly accountId: number };
  },
): Promise<string | undefined> {
  const { drafterId, hostId } = from.whole.meeting;
  const own = from.accounts.filter(({ accountId }) => accountId === from.kept.accountId);
  const liaison = await findLiaison(tx, tenantId);
  return [drafterId, hostId, liaison?.id]
    .map((id) => own.find(({ personId }) => personId === id)?.externalId)
    .find((each) => each !== undefined);
}

async function describe(
  { tx, wallNow }: Preparing,
  whole: WholeMeeting,
  who: { readonly organizer: string; readonly invited: readonly PersonAccount[] },
) {
  const { clockOffsetMs, name } = await getTenant(tx, whole.meeting.tenantId);
  const now = new Date(wallNow.getTime() + clockOffsetMs);
  return {
    ...describeEntry(whole, name, now),
    organizer: who.organizer,
    attendees: who.invited.map(({ externalId }) => externalId),
  };
}
