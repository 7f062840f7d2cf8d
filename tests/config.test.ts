import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

import { describe, expect, test } from "vitest";

import { type Config, ConfigError, parseConfig } from "../config.ts";
import { settingsSchema } from "../settings.ts";

const example = readFileSync(join(import.meta.dirname, "..", ".env.example"), "utf8");
const names = Object.keys(settingsSchema.shape);
const aesKey = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe(".env.example", () => {
  const listed = example.match(/^[A-Z_]+(?==)/gm) ?? [];

  test("名字和 config.ts 的一个不多、一个不少、不重复", () => {
    expect(listed.toSorted()).toEqual(names.toSorted());
  });

  test("原样复制就能用，和什么都不填一样", () => {
    const copied = parseEnv(example);
    expect(Object.keys(copied).toSorted()).toEqual(names.toSorted());
    expect(parseConfig(copied)).toEqual(parseConfig({}));
  });

  test("每一项前面都有中文说明，说了默认是什么", () => {
    for (const name of names) {
      const comment = new RegExp(`((?:^# .*\\n)+)${name}=`, "m").exec(example)?.[1] ?? "";
      expect(comment, name).toMatch(/\p{Script=Han}/u);
      expect(comment, name).toContain("默认");
    }
  });

  test("写的默认值就是真的默认值", () => {
    for (const [name, schema] of Object.entries(settingsSchema.shape)) {
      const value = schema.safeParse(undefined).data;
      if (value === undefined || value === "") continue;
      const comment = new RegExp(`((?:^# .*\\n)+)${name}=`, "m").exec(example)?.[1] ?? "";
      expect(comment, name).toContain(`默认 ${value}`);
    }
  });
});

describe("默认值", () => {
  test("什么都不填", () => {
    expect(parseConfig({})).toEqual({
      databaseUrl: undefined,
      redisUrl: undefined,
      host: "127.0.0.1",
      port: 3000,
      publicUrl: undefined,
      role: "all",
      dataKey: undefined,
      backupDir: undefined,
      setupCode: undefined,
      sandbox: true,
      botName: "小协",
      wecom: {
        apiBase: "https://qyapi.weixin.qq.com",
        aibot: undefined,
        socket: undefined,
        app: undefined,
      },
      dingtalk: {
        apiBase: "https://api.dingtalk.com",
        oapiBase: "https://oapi.dingtalk.com",
        mode: "http",
        robot: undefined,
        cards: undefined,
        events: undefined,
      },
    } satisfies Config);
  });

  test("空的和只有空格的都算没填", () => {
    const blank = Object.fromEntries(names.map((name, index) => [name, index % 2 ? "" : "  "]));
    expect(parseConfig(blank)).toEqual(parseConfig({}));
  });

  test("环境里别的变量不管", () => {
    expect(parseConfig({ PATH: "/bin", HOME: "/root" })).toEqual(parseConfig({}));
  });

  test("全填时各就各位，地址末尾的斜杠去掉", () => {
    const config = parseConfig({
      DATABASE_URL: "postgres://u:p@db:5432/x",
      REDIS_URL: "redis://cache:6379",
      HOST: "0.0.0.0",
      PORT: "8080",
      PUBLIC_URL: "https://xiaoxie.example.gov.cn/",
      ROLE: "worker",
      DATA_KEY: "ab".repeat(32),
      SETUP_CODE: "20261122",
      BOT_NAME: "小商",
      WECOM_CORP_ID: "ww1",
      WECOM_AIBOT_TOKEN: "token",
      WECOM_AIBOT_AES_KEY: aesKey,
      WECOM_APP_AGENT_ID: "1000002",
      WECOM_APP_SECRET: "secret",
      WECOM_APP_TOKEN: "token3",
      WECOM_APP_AES_KEY: aesKey,
      DINGTALK_CLIENT_ID: "ding1",
      DINGTALK_CLIENT_SECRET: "secret2",
      DINGTALK_MODE: "stream",
      DINGTALK_CARD_TEMPLATE_ID: "x.schema",
      DINGTALK_EVENT_TOKEN: "token4",
      DINGTALK_EVENT_AES_KEY: aesKey,
    });
    expect(config).toMatchObject({
      port: 8080,
      publicUrl: "https://xiaoxie.example.gov.cn",
      role: "worker",
      sandbox: false,
      botName: "小商",
    });
    expect(config.dataKey?.toString("hex")).toBe("ab".repeat(32));
    expect(config.wecom.aibot).toEqual({ token: "token", aesKey, receiveId: "" });
    expect(config.wecom.app).toEqual({
      corpId: "ww1",
      agentId: "1000002",
      secret: "secret",
      callback: { token: "token3", aesKey },
    });
    expect(config.dingtalk.mode).toBe("stream");
    expect(config.dingtalk.cards).toEqual({ templateId: "x.schema", secret: undefined });
    expect(config.dingtalk.events).toEqual({ token: "token4", aesKey });
    expect(config.dingtalk.robot).toEqual({
      clientId: "ding1",
      clientSecret: "secret2",
      robotCode: "ding1",
    });
  });
});

describe("毛病", () => {
  test.each([
    ["DATABASE_URL", "mysql://x", "DATABASE_URL 不是可用的地址"],
    ["DATABASE_URL", "随便写的", "DATABASE_URL 不是可用的地址"],
    ["REDIS_URL", "http://x", "REDIS_URL 不是可用的地址"],
    ["PORT", "0", "PORT 应是 1 到 65535 的整数"],
    ["PORT", "65536", "PORT 应是 1 到 65535 的整数"],
    ["PORT", "八千", "PORT 应是 1 到 65535 的整数"],
    ["PORT", "3000.5", "PORT 应是 1 到 65535 的整数"],
    ["PUBLIC_URL", "ftp://x", "PUBLIC_URL 不是可用的地址"],
    ["PUBLIC_URL", "http://", "PUBLIC_URL 不是可用的地址"],
    ["PUBLIC_URL", "xiaoxie.example.gov.cn", "PUBLIC_URL 不是可用的地址"],
    ["PUBLIC_URL", "http://xiaoxie.example.gov.cn", "PUBLIC_URL 要用 https 开头"],
    ["ROLE", "server", "ROLE 只能是"],
    ["DATA_KEY", "abc", "DATA_KEY 应是 64 位十六进制数字"],
    ["BACKUP_DIR", "backups", "BACKUP_DIR 要写完整的目录"],
    ["SANDBOX", "yes", "SANDBOX 只能是 on 或 off"],
    ["BOT_NAME", "很".repeat(21), "BOT_NAME 最多 20 个字"],
    ["WECOM_API_BASE", "qyapi", "WECOM_API_BASE 不是可用的地址"],
    ["DINGTALK_API_BASE", "x", "DINGTALK_API_BASE 不是可用的地址"],
    ["DINGTALK_OAPI_BASE", "x", "DINGTALK_OAPI_BASE 不是可用的地址"],
  ])("%s=%s", (name, value, says) => {
    const faults = faultsOf({ [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(says);
  });

  test("密钥长短不对", () => {
    const faults = faultsOf({ WECOM_AIBOT_TOKEN: "t", WECOM_AIBOT_AES_KEY: "short" });
    expect(faults).toEqual([
      "WECOM_AIBOT_AES_KEY 应是 43 位字母或数字，请从企业微信后台原样复制。",
    ]);
  });

  test.each([
    [{ WECOM_AIBOT_TOKEN: "t" }, "WECOM_AIBOT_TOKEN", "WECOM_AIBOT_AES_KEY"],
    [{ WECOM_AIBOT_AES_KEY: aesKey }, "WECOM_AIBOT_AES_KEY", "WECOM_AIBOT_TOKEN"],
    [{ WECOM_AIBOT_ID: "b" }, "WECOM_AIBOT_ID", "WECOM_AIBOT_SECRET"],
    [
      { WECOM_APP_TOKEN: "t" },
      "WECOM_APP_TOKEN",
      "WECOM_APP_AES_KEY、WECOM_APP_AGENT_ID、WECOM_APP_SECRET",
    ],
    [{ DINGTALK_CARD_TEMPLATE_ID: "x" }, "DINGTALK_CARD_TEMPLATE_ID", "DINGTALK_CLIENT_ID"],
    [
      { DINGTALK_EVENT_TOKEN: "t" },
      "DINGTALK_EVENT_TOKEN",
      "DINGTALK_EVENT_AES_KEY、DINGTALK_CLIENT_ID",
    ],
    [{ WECOM_APP_SECRET: "s" }, "WECOM_APP_SECRET", "WECOM_CORP_ID、WECOM_APP_AGENT_ID"],
    [{ DINGTALK_CLIENT_ID: "c" }, "DINGTALK_CLIENT_ID", "DINGTALK_CLIENT_SECRET"],
    [
      { DINGTALK_ROBOT_CODE: "r" },
      "DINGTALK_ROBOT_CODE",
      "DINGTALK_CLIENT_ID、DINGTALK_CLIENT_SECRET",
    ],
  ])("成组的只填了一部分：%o", (env, given, missing) => {
    expect(faultsOf(env)).toEqual([`填了 ${given}，还缺 ${missing}，请补上，或把这几项都留空。`]);
  });

  test("两种接法一起填：只能留一种", () => {
    const url = { WECOM_AIBOT_TOKEN: "t", WECOM_AIBOT_AES_KEY: aesKey };
    const [fault] = faultsOf({ ...url, WECOM_AIBOT_ID: "b", WECOM_AIBOT_SECRET: "s" });
    expect(fault).toContain("一个机器人只能用一种");
  });

  test("所有的毛病一次说全，各说一句中文，不带出填的值", () => {
    const faults = faultsOf({
      DATABASE_URL: "mysql://hunter2",
      REDIS_URL: "hunter2",
      PORT: "hunter2",
      PUBLIC_URL: "hunter2",
      ROLE: "hunter2",
      DATA_KEY: "hunter2",
      SANDBOX: "hunter2",
      BOT_NAME: "hunter2".repeat(4),
      WECOM_AIBOT_AES_KEY: "hunter2",
      DINGTALK_CLIENT_SECRET: "hunter2",
    });
    expect(faults).toHaveLength(11);
    expect(new Set(faults).size).toBe(11);
    for (const fault of faults) {
      expect(fault).toMatch(/^[A-Z填].*\p{Script=Han}.*。$/u);
      expect(fault).not.toContain("\n");
      expect(fault).not.toContain("hunter2");
    }
  });
});

describe("演练场", () => {
  const credentials = {
    WECOM_AIBOT_TOKEN: "t",
    WECOM_AIBOT_AES_KEY: aesKey,
  };
  test.each<[string, Record<string, string>, boolean]>([
    ["什么都没填：开", {}, true],
    ["本机地址：开", { PUBLIC_URL: "http://127.0.0.1:3000" }, true],
    ["本机地址：开", { PUBLIC_URL: "http://localhost:3000" }, true],
    ["本机地址（IPv6）：开", { PUBLIC_URL: "http://[::1]:3000" }, true],
    ["公网地址：关", { PUBLIC_URL: "https://xiaoxie.example.gov.cn" }, false],
    ["有数据库：关", { DATABASE_URL: "postgres://u@h/d" }, false],
    ["接了企业微信：关", credentials, false],
    [
      "配了自建应用：关",
      { WECOM_CORP_ID: "w", WECOM_APP_AGENT_ID: "1", WECOM_APP_SECRET: "s" },
      false,
    ],
    ["接了钉钉：关", { DINGTALK_CLIENT_ID: "c", DINGTALK_CLIENT_SECRET: "s" }, false],
    ["说了开就开", { ...credentials, SANDBOX: "on" }, true],
    ["说了关就关", { SANDBOX: "off" }, false],
    ["只有 Redis：开", { REDIS_URL: "redis://127.0.0.1:6379" }, true],
  ])("%s", (_, env, expected) => {
    expect(parseConfig(env).sandbox).toBe(expected);
  });
});
