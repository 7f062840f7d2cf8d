import type { Door } from "./bot/platform.ts";
import * as dingtalk from "./bot/platforms/dingtalk/index.ts";
import * as wecom from "./bot/platforms/wecom/index.ts";
import type { Config, DingtalkConfig, WecomConfig } from "./config.ts";
import { upsertAccount } from "./db/accounts.ts";
import type { Database } from "./db/database.ts";
import type { Speaker } from "./domain/voice.ts";
import type { Account } from "./handlers/command.ts";
import type { SandboxKeys } from "./sandbox/keys.ts";

/** One account on one platform: its row, its webhook addresses and its mouth. */
export interface OpenAccount {
  readonly account: Account;
  readonly doors: readonly Door[];
  readonly speaker: Speaker;
}

/** The settings of every account that this process serves, by the name in the path. */
export type AccountSettings = Readonly<
  Record<string, { readonly wecom: WecomConfig; readonly dingtalk: DingtalkConfig }>
>;

/** The account from the environment is always there, so that its paths answer, if only to refuse. */
export function accountSettings(
  config: Config,
  sandbox?: AccountSettings[string],
): AccountSettings {
  const env = { wecom: config.wecom, dingtalk: config.dingtalk };
  return sandbox === undefined ? { env } : { env, sandbox };
}

/** The bot's side of the pretend platforms. */
export function sandboxSettings(keys: SandboxKeys, baseUrl: string): AccountSettings[string] {
  const { token, aesKey, corpId, agentId, appSecret } = keys.wecom;
  const api = `${baseUrl}/sandbox/api`;
  return {
    wecom: {
      apiBase: `${api}/wecom`,
      aibot: { token, aesKey, receiveId: "" },
      socket: undefined,
      app: { corpId, agentId, secret: appSecret, callback: undefined },
    },
    dingtalk: {
      apiBase: `${api}/dingtalk`,
      oapiBase: `${api}/dingtalk`,
      mode: "http",
      cards: undefined,
      events: undefined,
      robot: {
        clientId: keys.dingtalk.clientId,
        clientSecret: keys.dingtalk.clientSecret,
        robotCode: keys.dingtalk.robotCode,
      },
    },
  };
}

export async function openAccounts(
  db: Database,
  settings: AccountSettings,
): Promise<readonly OpenAccount[]> {
  const parts = Object.entries(settings).flatMap(([slug, of]) => [
    {
      platform: "wecom",
      slug,
      doors: wecom.doors(of.wecom, slug),
      speaker: wecom.speaker(of.wecom),
    },
    {
      platform: "dingtalk",
      slug,
      doors: dingtalk.doors(of.dingtalk, slug),
      speaker: dingtalk.speaker(of.dingtalk),
    },
  ]);
  return db.transaction(async (tx) => {
    const open: OpenAccount[] = [];
    for (const { platform, slug, doors, speaker } of parts) {
      const { id } = await upsertAccount(tx, platform, slug);
      open.push({ account: { id, platform, slug }, doors, speaker });
    }
    return open;
  });
}
