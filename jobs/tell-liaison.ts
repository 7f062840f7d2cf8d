import { listPlaces, upsertSingleConversation } from "../db/conversations.ts";
import type { Tx } from "../db/database.ts";
import { insertOutgoing } from "../db/outbox.ts";
import { listPeopleByRole } from "../db/people.ts";
import { countInMonth, upsertNotice } from "../db/quota.ts";
import { listPersonAccounts, type PersonAccount } from "../db/reach.ts";
import { enterTenant, getTenant } from "../db/tenants.ts";
import { dayOf, monthOf, quotaMarkOf } from "../domain/channel-limits.ts";
import type { ChannelFault } from "../domain/errors.ts";
import { textMessage } from "../domain/message.ts";
import { nextSpeakingTime } from "../domain/time.ts";
import type { Sent } from "../domain/voice.ts";
import { faultNotice, quotaNotice } from "../text/channel-faults.ts";
import type { DeliverPorts, Prepared } from "./deliver-ports.ts";

interface Fault {
  readonly prepared: Prepared;
  readonly fault: ChannelFault;
  readonly detail: string | undefined;
}

/**
 * Tells the 联络员 what whoever administers the platform has to do: once a day for each fault of an
 * account. The message that was not said has its fate already, so a failure here is only logged.
 */
export async function tellFault(ports: DeliverPorts, fault: Fault): Promise<void> {
  const { claim, outgoing, accountId } = fault.prepared;
  const account = accountOf(fault.prepared);
  await tellOfAccount(ports, account, async (tx) => {
    const isNew = await upsertNotice(tx, account, fault.fault, dayOf(ports.now()));
    if (!isNew) return undefined;
    const [place] = await listPlaces(tx, claim.tenantId, [outgoing.conversationId]);
    const platform = ports.platformName?.(accountId);
    return (salutation) => faultNotice({ ...fault, salutation, platform, place });
  });
}

/** Counts what a month has room for, and warns while there is some left. */
export async function countSent(
  ports: DeliverPorts,
  prepared: Prepared,
  { via }: Sent,
): Promise<void> {
  const { speaker, accountId } = prepared;
  const quota = speaker.quota(via);
  if (quota === undefined) return;
  const account = accountOf(prepared);
  await tellOfAccount(ports, account, async (tx) => {
    const now = ports.now();
    const count = await countInMonth(tx, account, quota.key, now);
    const percent = quotaMarkOf(count, quota.max);
    if (percent === undefined) return undefined;
    const about = `${quota.key} ${percent}`;
    if (!(await upsertNotice(tx, account, about, monthOf(now)))) return undefined;
    const platform = ports.platformName?.(accountId);
    return (salutation) => quotaNotice({ ...quota, salutation, platform, percent, count });
  });
}

function accountOf({ claim, accountId }: Prepared): AccountOfTenant {
  return { tenantId: claim.tenantId, accountId };
}

type TellPorts = Pick<DeliverPorts, "db" | "speaker" | "now" | "log">;

interface AccountOfTenant {
  readonly tenantId: number;
  readonly accountId: number;
}

/**
 * Tells the 联络员 about an account, rather on another one; a failure is only logged.
 * @param work gives the words for somebody who is addressed like that, or undefined to stay silent
 */
export async function tellOfAccount(
  ports: TellPorts,
  account: AccountOfTenant,
  work: (tx: Tx) => Promise<((salutation: string) => string) | undefined>,
): Promise<void> {
  try {
    await ports.db.transaction(async (tx) => {
      await enterTenant(tx, account.tenantId);
      const words = await work(tx);
      if (words !== undefined) await tellLiaisons(ports, tx, account, words);
    });
  } catch (error) {
    ports.log.fault(error, "the 联络员 could not be told");
  }
}

async function tellLiaisons(
  ports: TellPorts,
  tx: Tx,
  about: AccountOfTenant,
  words: (salutation: string) => string,
): Promise<void> {
  const { tenantId } = about;
  const at = await nextMoment(tx, tenantId, ports.now());
  const accounts = await listPersonAccounts(tx, tenantId, "liaison");
  for (const { id, salutation } of await listPeopleByRole(tx, tenantId, "liaison")) {
    const own = accounts.filter(({ personId }) => personId === id);
    const account = findReachable(ports, about, own);
    if (account === undefined) {
      ports.log.error({ tenantId, personId: id }, "the 联络员 cannot be told");
      continue;
    }
    const { accountId, externalId } = account;
    await insertOutgoing(tx, {
      tenantId,
      conversationId: await upsertSingleConversation(
        tx,
        { id: accountId, externalId },
        ports.now(),
      ),
      urgency: "answer",
      message: textMessage(words(salutation)),
      isNotice: true,
      at,
    });
  }
}

/** Another account than the one with the fault, if there is one. */
function findReachable(
  ports: TellPorts,
  about: AccountOfTenant,
  accounts: readonly PersonAccount[],
): PersonAccount | undefined {
  const reachable = accounts.filter(({ accountId, externalId }) => {
    const conversation = { kind: "single", externalId } as const;
    return ports.speaker(accountId)?.voice({ conversation }, ports.now()) !== undefined;
  });
  return reachable.find(({ accountId }) => accountId !== about.accountId) ?? reachable[0];
}

/** Not in the quiet hours, which go by the business clock. Wall clock. */
async function nextMoment(tx: Tx, tenantId: number, wallNow: Date): Promise<Date> {
  const { clockOffsetMs } = await getTenant(tx, tenantId);
  const now = new Date(wallNow.getTime() + clockOffsetMs);
  return new Date(wallNow.getTime() + nextSpeakingTime(now).getTime() - now.getTime());
}
