import type { OpenAccount } from "./accounts.ts";
import { lockAccount } from "./db/accounts.ts";
import type { Database } from "./db/database.ts";
import { seedTenant, type SeedPerson } from "./handlers/seed.ts";
import { type Cast, cast, type CastPerson } from "./sandbox/cast.ts";
import type { SandboxKeys } from "./sandbox/keys.ts";
import { sandboxAccount } from "./sandbox/sandbox.ts";

/** Gives the pretend accounts their fictional county, once; later starts find what was played. */
export async function ensureSandboxTenant(
  db: Database,
  accounts: readonly OpenAccount[],
  options: { readonly keys: SandboxKeys; readonly baseUrl: string; readonly now: Date },
): Promise<void> {
  const own = accounts.map((open) => open.account).filter(({ slug }) => slug === sandboxAccount);
  const { keys, baseUrl, now } = options;
  const pushAddress = `${baseUrl}/sandbox/api/wecom/cgi-bin/webhook/send?key=${keys.wecom.webhookKey}`;
  await db.transaction(async (tx) => {
    for (const { id } of own) {
      if ((await lockAccount(tx, id)).tenantId !== undefined) return;
    }
    const seed = {
      tenantName: `${cast.county}政协`,
      unitName: cast.area,
      people: peopleOf(cast),
      groups: cast.groups.map((group) => ({
        ...group,
        pushAddress: group.platform === "wecom" ? pushAddress : undefined,
      })),
      topics: topicsOf(cast, now),
    };
    await seedTenant(tx, own, seed, now);
  });
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
