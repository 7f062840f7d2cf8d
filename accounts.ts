import type { Line } from "./bot/line.ts";
import type { Door } from "./bot/platform.ts";
import * as dingtalk from "./bot/platforms/dingtalk/index.ts";
import * as wecom from "./bot/platforms/wecom/index.ts";
import type { Config, DingtalkConfig, WecomConfig } from "./config.ts";
import type { SharedToken } from "./bot/tokens.ts";
import { findAccessToken, type TokenKey, upsertAccessToken } from "./db/access-tokens.ts";
import { upsertAccount } from "./db/accounts.ts";
import type { Database } from "./db/database.ts";
import type { Calendar } from "./domain/calendar.ts";
import type { Speaker } from "./domain/voice.ts";
import type { Account } from "./handlers/command.ts";
import { dingtalkCardKeys, type SandboxKeys } from "./sandbox/keys.ts";

/** One account on one platform: its row, how it hears, and its mouth. */
export interface OpenAccount {
  readonly account: Account;
  /** What people call the platform. */
  readonly platformName: string;
  readonly doors: readonly Door[];
  /** Connections that the bot keeps itself. */
  readonly lines: readonly Line[];
  readonly speaker: Speaker;
  /** Undefined where no app is connected that may write to calendars. */
  readonly calendar: Calendar | undefined;
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
      app: { corpId, agentId, secret: appSecret, callback: { token, aesKey } },
    },
    dingtalk: {
      apiBase: `${api}/dingtalk`,
      oapiBase: `${api}/dingtalk`,
      mode: "http",
      cards: dingtalkCardKeys(keys.dingtalk),
      events: undefined,
      robot: {
        clientId: keys.dingtalk.clientId,
        clientSecret: keys.dingtalk.clientSecret,
        robotCode: keys.dingtalk.robotCode,
      },
    },
  };
}

/** @param now the wall clock, for what the replicas share */
export async function openAccounts(
  db: Database,
  settings: AccountSettings,
  now: () => Date,
): Promise<readonly OpenAccount[]> {
  const parts = Object.entries(settings).flatMap(([slug, of]) => [
    { platform: "wecom", slug, open: (shared: Shared) => openWecom(of.wecom, slug, shared) },
    { platform: "dingtalk", slug, open: () => openDingtalk(of.dingtalk, slug) },
  ]);
  return db.transaction(async (tx) => {
    const opened: OpenAccount[] = [];
    for (const { platform, slug, open } of parts) {
      const { id } = await upsertAccount(tx, platform, slug);
      const token = (name: string) => shareToken(db, { accountId: id, name }, now);
      opened.push({ account: { id, platform, slug }, ...open({ token }) });
    }
    return opened;
  });
}

interface Shared {
  /** Where the replicas leave the token of that name for each other. */
  readonly token: (name: string) => SharedToken;
}

type Parts = Omit<OpenAccount, "account">;

function openWecom(settings: WecomConfig, slug: string, { token }: Shared): Parts {
  const hub = wecom.createHub();
  return {
    platformName: "企业微信",
    doors: wecom.doors(settings, slug),
    lines: wecom.lines(settings, slug, hub),
    speaker: wecom.speaker(settings, { hub, sharedToken: token("app") }),
    calendar: wecom.calendar(settings, { sharedToken: token("app") }),
  };
}

function openDingtalk(settings: DingtalkConfig, slug: string): Parts {
  const speaker = dingtalk.speaker(settings);
  return {
    platformName: "钉钉",
    doors: dingtalk.doors(settings, slug),
    lines: dingtalk.lines(settings, slug, { speaker }),
    speaker,
    calendar: dingtalk.calendar(settings),
  };
}

/** Transactions of their own: a token is worth keeping whatever becomes of the message. */
function shareToken(db: Database, key: TokenKey, now: () => Date): SharedToken {
  return {
    read: () => db.transaction((tx) => findAccessToken(tx, key, now())),
    write: (token) => db.transaction((tx) => upsertAccessToken(tx, key, token)),
  };
}
