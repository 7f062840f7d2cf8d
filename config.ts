import { join } from "node:path";

import {
  contradictions,
  isLoopbackUrl,
  type Settings,
  settingsSchema,
  usesPlatform,
} from "./settings.ts";

/**
 * The environment, read once. Every fault is found in one pass and told in one Chinese sentence
 * each; `.env.example` lists the same names (tests/config.test.ts).
 */
export interface Config {
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly role: "web" | "worker" | "all";
  /** 32 bytes; undefined = made in `.data/` at the first start. */
  readonly dataKey: Buffer | undefined;
  /** Undefined = beside the embedded database; with another database, none. */
  readonly backupDir: string | undefined;
  /** Undefined = made and printed at the first start. */
  readonly setupCode: string | undefined;
  readonly sandbox: boolean;
  readonly botName: string;
  readonly wecom: WecomConfig;
  readonly dingtalk: DingtalkConfig;
}

export interface WecomConfig {
  readonly apiBase: string;
  /** The AI bot in URL mode. */
  readonly aibot:
    | { readonly token: string; readonly aesKey: string; readonly receiveId: string }
    | undefined;
  /** The AI bot over a connection of its own; never together with `aibot`. */
  readonly socket:
    | { readonly botId: string; readonly secret: string; readonly url: string }
    | undefined;
  /** The self-built app that reaches people in 1:1. */
  readonly app:
    | {
        readonly corpId: string;
        readonly agentId: string;
        readonly secret: string;
        /** Undefined = it only speaks. */
        readonly callback: { readonly token: string; readonly aesKey: string } | undefined;
      }
    | undefined;
}

export interface DingtalkConfig {
  readonly apiBase: string;
  readonly oapiBase: string;
  readonly mode: "http" | "stream";
  readonly robot:
    | { readonly clientId: string; readonly clientSecret: string; readonly robotCode: string }
    | undefined;
  /** Interactive cards; without a secret their taps come over a stream only. */
  readonly cards: { readonly templateId: string; readonly secret: string | undefined } | undefined;
  readonly events: { readonly token: string; readonly aesKey: string } | undefined;
}

/** All faults of the settings, one Chinese sentence each. */
export class ConfigError extends Error {
  override name = "ConfigError";
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.faults = faults;
  }
}

/**
 * @param env the environment; empty strings count as unset, as in a copied `.env.example`
 * @throws ConfigError with every fault at once
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const parsed = settingsSchema.safeParse(given);
  const faults = parsed.success
    ? contradictions(parsed.data)
    : [...parsed.error.issues.map((issue) => issue.message), ...contradictions(given)];
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  return toConfig(parsed.data);
}

/** Where the nightly backups go. The operator of another database has its own ways. */
export function backupFolder(
  { backupDir, databaseUrl }: Pick<Config, "backupDir" | "databaseUrl">,
  dataDir: string,
): string | undefined {
  return backupDir ?? (databaseUrl === undefined ? join(dataDir, "backups") : undefined);
}

function toConfig(s: Settings): Config {
  const isPublic = s.PUBLIC_URL !== undefined && !isLoopbackUrl(s.PUBLIC_URL);
  const sandboxByDefault = !usesPlatform(s) && s.DATABASE_URL === undefined && !isPublic;
  return {
    databaseUrl: s.DATABASE_URL,
    redisUrl: s.REDIS_URL,
    host: s.HOST,
    port: Number(s.PORT),
    publicUrl: s.PUBLIC_URL?.replace(/\/+$/, ""),
    role: s.ROLE,
    dataKey: s.DATA_KEY === undefined ? undefined : Buffer.from(s.DATA_KEY, "hex"),
    backupDir: s.BACKUP_DIR,
    setupCode: s.SETUP_CODE,
    sandbox: s.SANDBOX === undefined ? sandboxByDefault : s.SANDBOX === "on",
    botName: s.BOT_NAME,
    wecom: wecomConfig(s),
    dingtalk: dingtalkConfig(s),
  };
}

function wecomConfig(s: Settings): WecomConfig {
  const { WECOM_AIBOT_TOKEN: token, WECOM_AIBOT_AES_KEY: key } = s;
  const { WECOM_CORP_ID: corpId, WECOM_APP_AGENT_ID: agentId, WECOM_APP_SECRET: secret } = s;
  return {
    apiBase: s.WECOM_API_BASE,
    aibot:
      token !== undefined && key !== undefined
        ? { token, aesKey: key, receiveId: s.WECOM_AIBOT_RECEIVE_ID }
        : undefined,
    socket: both(s.WECOM_AIBOT_ID, s.WECOM_AIBOT_SECRET, (botId, botSecret) => ({
      botId,
      secret: botSecret,
      url: s.WECOM_WS_URL,
    })),
    app:
      corpId !== undefined && agentId !== undefined && secret !== undefined
        ? {
            corpId,
            agentId,
            secret,
            callback: both(s.WECOM_APP_TOKEN, s.WECOM_APP_AES_KEY, tokenAndKey),
          }
        : undefined,
  };
}

function dingtalkConfig(s: Settings): DingtalkConfig {
  const { DINGTALK_CLIENT_ID: clientId, DINGTALK_CLIENT_SECRET: clientSecret } = s;
  return {
    apiBase: s.DINGTALK_API_BASE,
    oapiBase: s.DINGTALK_OAPI_BASE,
    mode: s.DINGTALK_MODE,
    cards:
      s.DINGTALK_CARD_TEMPLATE_ID === undefined
        ? undefined
        : { templateId: s.DINGTALK_CARD_TEMPLATE_ID, secret: s.DINGTALK_CARD_SECRET },
    events: both(s.DINGTALK_EVENT_TOKEN, s.DINGTALK_EVENT_AES_KEY, tokenAndKey),
    // For an internal robot the robot code equals the client id.
    robot:
      clientId !== undefined && clientSecret !== undefined
        ? { clientId, clientSecret, robotCode: s.DINGTALK_ROBOT_CODE ?? clientId }
        : undefined,
  };
}

function both<T>(
  first: string | undefined,
  second: string | undefined,
  join: (first: string, second: string) => T,
): T | undefined {
  return first === undefined || second === undefined ? undefined : join(first, second);
}

function tokenAndKey(token: string, aesKey: string): { token: string; aesKey: string } {
  return { token, aesKey };
}
