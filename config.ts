import { isAbsolute, join } from "node:path";

import { z } from "zod";

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
  /** The self-built app that reaches people in 1:1. */
  readonly app:
    | { readonly corpId: string; readonly agentId: string; readonly secret: string }
    | undefined;
}

export interface DingtalkConfig {
  readonly apiBase: string;
  readonly oapiBase: string;
  readonly robot:
    | { readonly clientId: string; readonly clientSecret: string; readonly robotCode: string }
    | undefined;
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

const url = (name: string, protocols: string[], example: string) =>
  z.string().refine((value) => isUrl(value, protocols), {
    abort: true,
    message: `${name} 不是可用的地址，应像 ${example} 这样填写。`,
  });

const aesKey = (name: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}$/, `${name} 应是 43 位字母或数字，请从企业微信后台原样复制。`);

/** One entry per setting; the names are those of `.env.example`. */
export const settingsSchema = z.object({
  DATABASE_URL: url(
    "DATABASE_URL",
    ["postgres:", "postgresql:"],
    "postgres://用户:密码@主机:5432/库名",
  ).optional(),
  REDIS_URL: url("REDIS_URL", ["redis:", "rediss:"], "redis://127.0.0.1:6379").optional(),
  HOST: z.string().default("127.0.0.1"),
  PORT: z
    .string()
    .refine((value) => /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535, {
      message: "PORT 应是 1 到 65535 的整数，例：PORT=3000。",
    })
    .default("3000"),
  PUBLIC_URL: url("PUBLIC_URL", ["https:", "http:"], "https://xiaoxie.example.gov.cn")
    .refine((value) => !value.startsWith("http:") || isLoopbackUrl(value), {
      message: "PUBLIC_URL 要用 https 开头；只有本机地址可以用 http。",
    })
    .optional(),
  ROLE: z
    .enum(["web", "worker", "all"], { message: "ROLE 只能是 web、worker 或 all。" })
    .default("all"),
  DATA_KEY: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, "DATA_KEY 应是 64 位十六进制数字，可用 openssl rand -hex 32 生成。")
    .optional(),
  BACKUP_DIR: z
    .string()
    .refine(isAbsolute, "BACKUP_DIR 要写完整的目录，例：BACKUP_DIR=/var/backups/xiaoxie。")
    .optional(),
  SETUP_CODE: z.string().optional(),
  SANDBOX: z.enum(["on", "off"], { message: "SANDBOX 只能是 on 或 off。" }).optional(),
  BOT_NAME: z.string().max(20, "BOT_NAME 最多 20 个字。").default("小协"),
  WECOM_API_BASE: url("WECOM_API_BASE", ["https:", "http:"], "https://qyapi.weixin.qq.com").default(
    "https://qyapi.weixin.qq.com",
  ),
  WECOM_CORP_ID: z.string().optional(),
  WECOM_AIBOT_TOKEN: z.string().optional(),
  WECOM_AIBOT_AES_KEY: aesKey("WECOM_AIBOT_AES_KEY").optional(),
  WECOM_AIBOT_RECEIVE_ID: z.string().default(""),
  WECOM_APP_AGENT_ID: z.string().optional(),
  WECOM_APP_SECRET: z.string().optional(),
  DINGTALK_API_BASE: url(
    "DINGTALK_API_BASE",
    ["https:", "http:"],
    "https://api.dingtalk.com",
  ).default("https://api.dingtalk.com"),
  DINGTALK_OAPI_BASE: url(
    "DINGTALK_OAPI_BASE",
    ["https:", "http:"],
    "https://oapi.dingtalk.com",
  ).default("https://oapi.dingtalk.com"),
  DINGTALK_CLIENT_ID: z.string().optional(),
  DINGTALK_CLIENT_SECRET: z.string().optional(),
  DINGTALK_ROBOT_CODE: z.string().optional(),
});

type Settings = z.output<typeof settingsSchema>;

/** Settings that only make sense together: some of them given and others missing is a fault. */
const groups: readonly { readonly all: readonly string[]; readonly needs: readonly string[] }[] = [
  {
    all: ["WECOM_AIBOT_TOKEN", "WECOM_AIBOT_AES_KEY"],
    needs: ["WECOM_AIBOT_TOKEN", "WECOM_AIBOT_AES_KEY"],
  },
  {
    all: ["WECOM_APP_AGENT_ID", "WECOM_APP_SECRET"],
    needs: ["WECOM_CORP_ID", "WECOM_APP_AGENT_ID", "WECOM_APP_SECRET"],
  },
  {
    all: ["DINGTALK_CLIENT_ID", "DINGTALK_CLIENT_SECRET", "DINGTALK_ROBOT_CODE"],
    needs: ["DINGTALK_CLIENT_ID", "DINGTALK_CLIENT_SECRET"],
  },
];

function contradictions(settings: Readonly<Record<string, unknown>>): string[] {
  return groups.flatMap((group) => {
    if (!group.all.some((name) => settings[name] !== undefined)) return [];
    const missing = group.needs.filter((name) => settings[name] === undefined);
    const given = group.all.filter((name) => settings[name] !== undefined);
    return missing.length === 0
      ? []
      : [`填了 ${given.join("、")}，还缺 ${missing.join("、")}，请补上，或把这几项都留空。`];
  });
}

function toConfig(s: Settings): Config {
  const usesPlatform = groups.some((group) =>
    group.needs.every((name) => s[name as keyof Settings] !== undefined),
  );
  const isPublic = s.PUBLIC_URL !== undefined && !isLoopbackUrl(s.PUBLIC_URL);
  const sandboxByDefault = !usesPlatform && s.DATABASE_URL === undefined && !isPublic;
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
    app:
      corpId !== undefined && agentId !== undefined && secret !== undefined
        ? { corpId, agentId, secret }
        : undefined,
  };
}

function dingtalkConfig(s: Settings): DingtalkConfig {
  const { DINGTALK_CLIENT_ID: clientId, DINGTALK_CLIENT_SECRET: clientSecret } = s;
  return {
    apiBase: s.DINGTALK_API_BASE,
    oapiBase: s.DINGTALK_OAPI_BASE,
    // For an internal robot the robot code equals the client id.
    robot:
      clientId !== undefined && clientSecret !== undefined
        ? { clientId, clientSecret, robotCode: s.DINGTALK_ROBOT_CODE ?? clientId }
        : undefined,
  };
}

function isUrl(value: string, protocols: string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

function isLoopbackUrl(value: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(value).hostname);
}
