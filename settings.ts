import { isAbsolute } from "node:path";

import { z } from "zod";

/** The names of the environment, what each may hold, and which belong together. */

const url = (name: string, protocols: string[], example: string) =>
  z.string().refine((value) => isUrl(value, protocols), {
    abort: true,
    message: `${name} 不是可用的地址，应像 ${example} 这样填写。`,
  });

const aesKey = (name: string, backend: "企业微信" | "钉钉") =>
  z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}$/, `${name} 应是 43 位字母或数字，请从${backend}后台原样复制。`);

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
  WECOM_AIBOT_AES_KEY: aesKey("WECOM_AIBOT_AES_KEY", "企业微信").optional(),
  WECOM_AIBOT_RECEIVE_ID: z.string().default(""),
  WECOM_AIBOT_ID: z.string().optional(),
  WECOM_AIBOT_SECRET: z.string().optional(),
  WECOM_WS_URL: url("WECOM_WS_URL", ["wss:", "ws:"], "wss://openws.work.weixin.qq.com").default(
    "wss://openws.work.weixin.qq.com",
  ),
  WECOM_APP_AGENT_ID: z.string().optional(),
  WECOM_APP_SECRET: z.string().optional(),
  WECOM_APP_TOKEN: z.string().optional(),
  WECOM_APP_AES_KEY: aesKey("WECOM_APP_AES_KEY", "企业微信").optional(),
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
  DINGTALK_MODE: z
    .enum(["http", "stream"], { message: "DINGTALK_MODE 只能是 http 或 stream。" })
    .default("http"),
  DINGTALK_CARD_TEMPLATE_ID: z.string().optional(),
  DINGTALK_CARD_SECRET: z.string().optional(),
  DINGTALK_EVENT_TOKEN: z.string().optional(),
  DINGTALK_EVENT_AES_KEY: aesKey("DINGTALK_EVENT_AES_KEY", "钉钉").optional(),
});

export type Settings = z.output<typeof settingsSchema>;

/** A platform each: some of them given and others missing is a fault. */
const groups: readonly { readonly all: readonly string[]; readonly needs: readonly string[] }[] = [
  {
    all: ["WECOM_AIBOT_TOKEN", "WECOM_AIBOT_AES_KEY"],
    needs: ["WECOM_AIBOT_TOKEN", "WECOM_AIBOT_AES_KEY"],
  },
  {
    all: ["WECOM_AIBOT_ID", "WECOM_AIBOT_SECRET"],
    needs: ["WECOM_AIBOT_ID", "WECOM_AIBOT_SECRET"],
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

/** Settings that come together and rest on another group. */
const additions: typeof groups = [
  {
    all: ["WECOM_APP_TOKEN", "WECOM_APP_AES_KEY"],
    needs: ["WECOM_APP_TOKEN", "WECOM_APP_AES_KEY", "WECOM_APP_AGENT_ID", "WECOM_APP_SECRET"],
  },
  {
    all: ["DINGTALK_CARD_TEMPLATE_ID", "DINGTALK_CARD_SECRET"],
    needs: ["DINGTALK_CARD_TEMPLATE_ID", "DINGTALK_CLIENT_ID"],
  },
  {
    all: ["DINGTALK_EVENT_TOKEN", "DINGTALK_EVENT_AES_KEY"],
    needs: ["DINGTALK_EVENT_TOKEN", "DINGTALK_EVENT_AES_KEY", "DINGTALK_CLIENT_ID"],
  },
];

/** One Chinese sentence for each group that is given in part, or against another. */
export function contradictions(settings: Readonly<Record<string, unknown>>): string[] {
  const isGiven = (name: string): boolean => settings[name] !== undefined;
  return [
    ...missingParts(settings),
    ...(isGiven("WECOM_AIBOT_TOKEN") && isGiven("WECOM_AIBOT_ID")
      ? [
          "WECOM_AIBOT_TOKEN 是 URL 回调方式，WECOM_AIBOT_ID 是长连接方式，一个机器人只能用一种：请留一组，另一组留空。",
        ]
      : []),
  ];
}

function missingParts(settings: Readonly<Record<string, unknown>>): string[] {
  return [...groups, ...additions].flatMap((group) => {
    if (!group.all.some((name) => settings[name] !== undefined)) return [];
    const missing = group.needs.filter((name) => settings[name] === undefined);
    const given = group.all.filter((name) => settings[name] !== undefined);
    return missing.length === 0
      ? []
      : [`填了 ${given.join("、")}，还缺 ${missing.join("、")}，请补上，或把这几项都留空。`];
  });
}

/** Whether a real platform is set up. */
export function usesPlatform(settings: Settings): boolean {
  return groups.some((group) =>
    group.needs.every((name) => settings[name as keyof Settings] !== undefined),
  );
}

function isUrl(value: string, protocols: string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

export function isLoopbackUrl(value: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(value).hostname);
}
