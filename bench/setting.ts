import { openAccounts, sandboxSettings } from "../accounts.ts";
import { createDatabase } from "../db/database.ts";
import { type SeedGroup, type SeedPerson, seedTenant } from "../handlers/seed.ts";
import type { SandboxKeys } from "../sandbox/keys.ts";

/** The committee that is measured: fictional, and large. */

/** The name of its account in the webhook paths. */
export const account = "bench";

export interface SettingOptions {
  readonly databaseUrl: string;
  readonly keys: SandboxKeys;
  readonly dataKey: string;
  readonly platformUrl: string;
  readonly topics: number;
  readonly groups: readonly SeedGroup[];
  readonly people: readonly SeedPerson[];
}

/** Makes accounts, tenant, people, groups and topics in a database that is migrated. */
export async function seedSetting(options: SettingOptions): Promise<void> {
  const { databaseUrl, keys, platformUrl, people } = options;
  const dataKey = Buffer.from(options.dataKey, "hex");
  await using db = createDatabase({ url: databaseUrl, dataKey, poolSize: 1 });
  const settings = { [account]: sandboxSettings(keys, platformUrl) };
  const open = await openAccounts(db, settings, () => new Date());
  const now = new Date();
  const topics = Array.from({ length: options.topics }, (_, index) => ({
    title: `第${index + 1}小区加装电动自行车充电棚`,
    proposerName: people[index % people.length]?.name ?? "",
    at: new Date(now.getTime() - (options.topics - index) * 60_000),
  }));
  const seed = {
    tenantName: "青禾县政协",
    unitName: "城南片区",
    people,
    groups: options.groups,
    topics,
  };
  await db.transaction((tx) =>
    seedTenant(
      tx,
      open.map((each) => each.account),
      seed,
      now,
    ),
  );
}

/** The n-th person has the account `n` on the platform of their own. */
export function personOf(index: number, platform: string): SeedPerson {
  return {
    line: index + 1,
    name: `${pick(surnames, index)}${pick(given, Math.floor(index / surnames.length))}`,
    title: "委员",
    unit: "城南片区",
    salutation: `${pick(surnames, index)}委员`,
    isLiaison: index === 0,
    account: { platform, externalId: userId(index) },
  };
}

export function groupOf(index: number, platform: string, pushAddress?: string): SeedGroup {
  return { platform, externalId: chatId(index), title: `第${index + 1}协商工作群`, pushAddress };
}

export function userId(index: number): string {
  return `member-${index + 1}`;
}

export function chatId(index: number): string {
  return `wr-bench-${index + 1}`;
}

const surnames = Array.from("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏");
const given = Array.from("建淑志玉海文秀国小桂", (first) =>
  Array.from("国芬强兰涛明英华", (second) => first + second),
).flat();

function pick(list: readonly string[], index: number): string {
  return list[index % list.length] ?? "";
}
