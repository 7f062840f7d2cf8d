import type { OpenAccount } from "./accounts.ts";
import { lockAccount } from "./db/accounts.ts";
import { findGroup, updatePushAddress } from "./db/conversations.ts";
import type { Database, Tx } from "./db/database.ts";
import type { Account } from "./handlers/command.ts";
import { type SeedGroup, type SeedPerson, seedTenant } from "./handlers/seed.ts";
import { type Cast, cast, type CastPerson } from "./sandbox/cast.ts";
import type { SandboxKeys } from "./sandbox/keys.ts";
import { sandboxAccount } from "./sandbox/sandbox.ts";

/**
 * Gives the pretend accounts their fictional county, once; later starts find what was played. Only
 * the groups' push addresses are new each time, because the port is in them.
 */
export async function ensureSandboxTenant(
  db: Database,
  accounts: readonly OpenAccount[],
  options: { readonly keys: SandboxKeys; readonly baseUrl: string; readonly now: Date },
): Promise<void> {
  const own = accounts.map((open) => open.account).filter(({ slug }) => slug === sandboxAccount);
  const { keys, baseUrl, now } = options;
  const pushAddress = `${baseUrl}/sandbox/api/wecom/cgi-bin/webhook/send?key=${keys.wecom.webhookKey}`;
  const groups = cast.groups.map((group) => ({
    ...group,
    pushAddress: group.platform === "wecom" ? pushAddress : undefined,
  }));
  await db.transaction(async (tx) => {
    for (const { id } of own) {
      if ((await lockAccount(tx, id)).tenantId === undefined) continue;
      await renewPushAddresses(tx, own, groups);
      return;
    }
    const seed = {
      tenantName: `${cast.county}政协`,
      unitName: cast.area,
      people: peopleOf(cast),
      groups,
      topics: topicsOf(cast, now),
    };
    await seedTenant(tx, own, seed, now);
  });
}

async function renewPushAddresses(
  tx: Tx,
  own: readonly Account[],
  groups: readonly SeedGroup[],
): Promise<void> {
  for (const { platform, externalId, pushAddress } of groups) {
    const account = own.find((each) => each.platform === platform);
    if (account === undefined || pushAddress === undefined) continue;
    const id = await findGroup(tx, account.id, externalId);
    if (id !== undefined) await updatePushAddress(tx, id, pushAddress);
  }
}

function peopleOf({ members, liaison, area }: Cast): readonly SeedPerson[] {
  const lines = members.map((member, index) => ({
    ...personOf(member, index + 1),
    unit: member.area,
    sector: member.sector,
    isLiaison: false,
  }));
  const last = { ...personOf(liaison, lines.length + 1), unit: area, isLiaison: true };
  return [...lines, last];
}

function personOf(person: CastPerson, line: number) {
  return {
    line,
    name: person.name,
    title: person.post,
    salutation: person.address,
    account:
      person.account === undefined
        ? undefined
        : { platform: person.account.platform, externalId: person.account.userId },
  };
}

/** Dated some weeks before today, in the order of their numbers. */
function topicsOf({ topics }: Cast, now: Date) {
  return topics.map((topic, index) => ({
    title: topic.title,
    proposerName: topic.proposedBy,
    at: new Date(now.getTime() - (topics.length - index) * DAY_MS),
  }));
}

const DAY_MS = 24 * 60 * 60 * 1000;
