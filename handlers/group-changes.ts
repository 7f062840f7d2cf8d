import { findAccountTenant } from "../db/accounts.ts";
import type { Database, Tx } from "../db/database.ts";
import { deleteSchedule } from "../db/digest-schedules.ts";
import { failOutgoingTo } from "../db/outbox.ts";
import { listPeopleByRole } from "../db/people.ts";
import { listPersonAccounts } from "../db/reach.ts";
import { updateGroupGone, updateGroupTitle } from "../db/route.ts";
import { enterTenant, getTenant } from "../db/tenants.ts";
import type { GroupChange } from "../domain/inbound.ts";
import { limits } from "../domain/limits.ts";
import { normalizeInput } from "../domain/normalize.ts";
import { nextSpeakingTime } from "../domain/time.ts";
import { groupGoneNotice } from "../text/channel-faults.ts";
import { shorten } from "../text/shorten.ts";
import type { Account, HandlerPorts } from "./command.ts";
import { takeBackDigests } from "./digest-reviews.ts";
import { tellAlone } from "./reach.ts";

interface Changing {
  readonly db: Database;
  readonly ports: Pick<HandlerPorts, "now" | "voice">;
  readonly account: Account;
}

/** Keeps what became of a group. A repetition changes nothing more, and tells nobody again. */
export function keepGroupChange(
  { db, ports, account }: Changing,
  change: GroupChange,
): Promise<void> {
  const group = { accountId: account.id, externalId: change.externalId };
  return db.transaction(async (tx) => {
    if (change.kind === "renamed") {
      const title = shorten(normalizeInput(change.title), limits.unitNameCharsMax);
      if (title !== "") await updateGroupTitle(tx, group, title);
      return;
    }
    const wallNow = ports.now();
    const gone = await updateGroupGone(tx, group, wallNow);
    const tenantId = gone && (await findAccountTenant(tx, account.id));
    if (gone === undefined || tenantId === undefined) return;
    await enterTenant(tx, tenantId);
    // No 周报 is counted, shown or passed on for a group that is not there any more.
    await takeBackDigests({ tx, tenantId }, gone.conversationId);
    await deleteSchedule(tx, { tenantId, conversationId: gone.conversationId });
    const unsaid = await failOutgoingTo(tx, tenantId, gone.conversationId);
    await tellLiaisons(tx, ports, { tenantId, title: gone.title, unsaid, wallNow });
  });
}

interface Gone {
  readonly tenantId: number;
  readonly title: string | undefined;
  /** How many messages were waiting. */
  readonly unsaid: number;
  readonly wallNow: Date;
}

/** Not in the quiet hours, which go by the business clock. */
async function tellLiaisons(
  tx: Tx,
  ports: Pick<HandlerPorts, "voice">,
  { tenantId, title, unsaid, wallNow }: Gone,
): Promise<void> {
  const { clockOffsetMs } = await getTenant(tx, tenantId);
  const now = new Date(wallNow.getTime() + clockOffsetMs);
  const at = new Date(wallNow.getTime() + nextSpeakingTime(now).getTime() - now.getTime());
  const accounts = await listPersonAccounts(tx, tenantId, "liaison");
  for (const { id, salutation } of await listPeopleByRole(tx, tenantId, "liaison")) {
    const own = accounts.filter(({ personId }) => personId === id);
    const words = groupGoneNotice({ salutation, title, unsaid });
    await tellAlone({ tx, ports, wallNow: at }, tenantId, own, words);
  }
}
