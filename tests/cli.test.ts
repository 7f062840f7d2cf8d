import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { settingsSchema } from "../settings.ts";
import { pretendPlatform } from "./bot/support.ts";
import {
  asSuperuser,
  createTestDatabase,
  onDatabase,
  type TestDatabase,
} from "./support/postgres.ts";

const root = join(import.meta.dirname, "..");
const aesKey = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The real program in a process of its own. Every setting not given is set empty, so that no `.env` counts. */
function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const empty = Object.fromEntries(Object.keys(settingsSchema.shape).map((name) => [name, ""]));
  const options = { cwd: "/", env: { ...process.env, ...empty, ...env }, timeout: 15_000 };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, "cli.ts"), ...args], options, (error, out, err) => {
      const code = error === null ? 0 : Number(error.code ?? 255);
      resolve({ code, out, err });
    });
  });
}

async function read<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

/** A database of the program's login without any table. */
async function createEmptyDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const { url, superuserUrl } = inject("testCluster");
  await asSuperuser(superuserUrl, `create database ${name} owner ${new URL(url).username}`);
  return {
    url: onDatabase(url, name),
    superuserUrl: onDatabase(superuserUrl, name),
    [Symbol.asyncDispose]: () => asSuperuser(superuserUrl, `drop database ${name} with (force)`),
  };
}

describe("help", () => {
  test("不说命令，就列出全部命令", async () => {
    const { code, out, err } = await run([]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const name of ["migrate", "doctor", "backup", "restore", "unlock", "when", "help"]) {
      expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
    }
    expect((await run(["help"])).out).toBe(out);
  });

  test.each(["doctr", "constructor", "__proto__"])(
    "没有的命令 %s：说一句，列出全部，退出码 2",
    async (name) => {
      const { code, out, err } = await run([name]);
      expect(code).toBe(2);
      expect(err.trim()).toBe(`没有“${name}”这个命令。`);
      expect(out).toContain("doctor");
    },
  );
});

describe("when", () => {
  const said = ["下周三下午3点", "--at", "2026-03-11T10:00:00+08:00"];

  test("打印一行 JSON，时间都带 +08:00", async () => {
    const { code, out, err } = await run(["when", ...said]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toEqual({
      kind: "instant",
      start: "2026-03-18T15:00:00+08:00",
      certainty: "certain",
      reason: "3月18日（星期三）下午3:00。",
    });
  });

  test("没有话、时间看不懂，说怎么写", async () => {
    for (const words of [[], ["明天", "--at", "昨天"], ["明天", "--in", "x"]]) {
      const { code, err } = await run(["when", ...words]);
      expect(code).toBe(1);
      expect(err).toMatch(/例：npm run xiaoxie -- when "下周三下午3点" --at \S+。\n$/);
    }
  });
});

describe("migrate", () => {
  test("从空的建起，第二次没有要做的", async () => {
    await using empty = await createEmptyDatabase();
    const first = await run(["migrate"], { DATABASE_URL: empty.url });
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toContain("0001-tables");
    const again = await run(["migrate"], { DATABASE_URL: empty.url });
    expect(again).toMatchObject({ code: 0, out: "数据库已经是最新的。\n" });
  });

  test("超级用户不行，什么都没动", async () => {
    await using empty = await createEmptyDatabase();
    const { code, err } = await run(["migrate"], { DATABASE_URL: empty.superuserUrl });
    expect(code).toBe(1);
    expect(err).toContain("超级用户");
    const tables = await read(
      empty.superuserUrl,
      "select from pg_tables where tablename = 'accounts'",
    );
    expect(tables).toEqual([]);
  });

  test("连不上数据库：一句话，退出码 1，不带出密码", async () => {
    const url = "postgres://u:hunter2@127.0.0.1:1/x";
    const { code, out, err } = await run(["migrate"], { DATABASE_URL: url });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(err).toContain("连不上数据库");
    expect(err).not.toContain("hunter2");
  });

  test("设置有毛病：一次说全", async () => {
    const { code, err } = await run(["migrate"], { PORT: "x", ROLE: "y", DATABASE_URL: "z" });
    expect(code).toBe(1);
    expect(err.trim().split("\n")).toHaveLength(3);
  });
});

describe("unlock", () => {
  test("锁住的开通码又能输了", async () => {
    await using own = await createTestDatabase();
    await read(
      own.url,
      "insert into accounts (platform, slug, setup_tries) values ('x', 'env', 5)",
    );
    const { code, out } = await run(["unlock"], { DATABASE_URL: own.url });
    expect(code).toBe(0);
    expect(out).toContain("可以重新输入开通码");
    const rows = await read<{ setup_tries: number }>(own.url, "select setup_tries from accounts");
    expect(rows).toEqual([{ setup_tries: 0 }]);
  });

  test("数据库还是空的：说先做什么", async () => {
    await using empty = await createEmptyDatabase();
    const { code, err } = await run(["unlock"], { DATABASE_URL: empty.url });
    expect(code).toBe(1);
    expect(err).toContain("migrate");
  });
});

const folder = () => fs.mkdtempSync(join(inject("runDir"), "cli-"));

describe("holidays", () => {
  test("载入一年的放假安排：说清给几个单位；空文件不收，退出码 1", async () => {
    const folder = fs.mkdtempSync(join(tmpdir(), "holidays-"));
    try {
      const file = join(folder, "2027.json");
      fs.writeFileSync(file, JSON.stringify({ year: 2027, papers: [], days: [] }));
      const env = { DATABASE_URL: database.url };
      const empty = await run(["holidays", file], env);
      expect({ code: empty.code, out: empty.out }).toEqual({ code: 1, out: "" });
      expect(empty.err).toContain("没有载入");
      const days = Array.from({ length: 13 }, (_, index) => ({
        name: "春节",
        date: `2027-02-${String(index + 1).padStart(2, "0")}`,
        isOffDay: true,
      }));
      fs.writeFileSync(file, JSON.stringify({ year: 2027, papers: [], days }));
      const loaded = await run(["holidays", file], env);
      expect(loaded).toEqual({
        code: 0,
        out: "2027年放假安排（13天）已经给0个单位记下，预计的日期会重新算、再告知。\n",
        err: "",
      });
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});

describe("backup 和 restore", () => {
  const DATA_KEY = "ab".repeat(32);

  test("备份一个，恢复到另一个空的：一样；不带出密钥", async () => {
    await using source = await createTestDatabase();
    await read(
      source.url,
      "insert into accounts (platform, slug, setup_tries) values ('x', 'y', 2)",
    );
    await using target = await createTestDatabase();
    const file = join(folder(), "小协.backup");
    const made = await run(["backup", file], { DATABASE_URL: source.url, DATA_KEY });
    expect(made).toMatchObject({ code: 0, err: "" });
    expect(made.out).toContain(`备份好了：${file}，1 行`);
    expect(made.out).toContain("请把 DATA_KEY 另外保管");
    expect(made.out).not.toContain(DATA_KEY);
    const restored = await run(["restore", file], { DATABASE_URL: target.url, DATA_KEY });
    expect(restored).toMatchObject({ code: 0, err: "" });
    expect(restored.out).toContain("恢复好了：1 行");
    const rows = await read(target.url, "select platform, slug, setup_tries from accounts");
    expect(rows).toEqual([{ platform: "x", slug: "y", setup_tries: 2 }]);
  });

  test("不成的：各说一句，退出码 1，什么都没写", async () => {
    await using source = await createTestDatabase();
    const file = join(folder(), "a.backup");
    const env = { DATABASE_URL: source.url, DATA_KEY };
    await run(["backup", file], env);
    const other = "cd".repeat(32);
    await using empty = await createEmptyDatabase();
    for (const [args, change, says] of [
      [["backup", file], {}, "已经有了"],
      [["backup", join(file, "x")], {}, "所在的目录"],
      [["restore", file], { DATA_KEY: other }, "数据密钥不对"],
      [["restore", join(root, "package.json")], {}, "不是小协的备份"],
      [["restore", `${file}x`], {}, "没有找到"],
      [["restore", file], { DATABASE_URL: empty.url }, "migrate"],
      [["backup", `${file}2`], { DATABASE_URL: empty.url }, "migrate"],
    ] satisfies [string[], Record<string, string>, string][]) {
      const { code, out, err } = await run(args, { ...env, ...change });
      expect({ code, out }, says).toEqual({ code: 1, out: "" });
      expect(err.trim().split("\n"), says).toHaveLength(1);
      expect(err).toContain(says);
      expect(err).toMatch(/没有(?:备份|恢复|更新)/);
      expect(err).not.toContain(DATA_KEY);
      expect(err).not.toContain(other);
    }
    expect(await read(empty.url, "select from pg_tables where schemaname = 'public'")).toEqual([]);
  }, 60_000);

  test.each(["backup", "restore", "holidays"])("%s 没说文件：说怎么写，退出码 2", async (name) => {
    const { code, err } = await run([name], { DATA_KEY });
    expect(code).toBe(2);
    expect(err).toContain(`npm run xiaoxie -- ${name} `);
  });
});

describe("cards", () => {
  const env = {
    DINGTALK_CLIENT_ID: "ding1",
    DINGTALK_CLIENT_SECRET: "hunter2secret",
    DINGTALK_CARD_TEMPLATE_ID: "x.schema",
    DINGTALK_CARD_SECRET: "hunter2card",
    PUBLIC_URL: "https://xiaoxie.example.gov.cn",
  };

  test("登记到平台，说发到哪里，不带出密钥", async () => {
    const platform = await pretendPlatform(({ path }) =>
      path.endsWith("accessToken")
        ? { json: { accessToken: "t", expireIn: 7200 } }
        : { json: { success: true } },
    );
    const { code, out } = await run(["cards"], { ...env, DINGTALK_API_BASE: platform.url });
    expect({ code, out }).toEqual({
      code: 0,
      out: "好　登记好了，卡片的点击发到 https://xiaoxie.example.gov.cn/webhook/dingtalk/card\n",
    });
    expect(platform.taken[1]).toMatchObject({
      path: "/v1.0/card/callbacks/register",
      json: { callbackRouteKey: "ding1", apiSecret: "hunter2card", forceUpdate: true },
    });
  });

  test("缺什么说什么；平台不认，说到哪里点什么", async () => {
    expect((await run(["cards"], {})).out).toContain("DINGTALK_CARD_TEMPLATE_ID");
    expect((await run(["cards"], { ...env, PUBLIC_URL: "" })).out).toContain("PUBLIC_URL");
    const platform = await pretendPlatform(() => ({
      status: 400,
      json: { code: "invalidClientIdOrSecret", message: "x" },
    }));
    const { code, out } = await run(["cards"], { ...env, DINGTALK_API_BASE: platform.url });
    expect(code).toBe(1);
    expect(out).toMatch(/^要办　没登记上：.*凭证.*管理后台/);
    expect(out).not.toContain("hunter2");
  });
});

describe("doctor", () => {
  const keys = { DATA_KEY: "ab".repeat(32) };

  test("都好：退出码 0，每行不是好就是留意，不带出密钥", async () => {
    const platform = await pretendPlatform(() => ({ json: { accessToken: "t", expireIn: 7200 } }));
    const env = {
      ...keys,
      DATABASE_URL: database.url,
      PUBLIC_URL: "https://xiaoxie.example.gov.cn",
      WECOM_AIBOT_TOKEN: "hunter2token",
      WECOM_AIBOT_AES_KEY: aesKey,
      DINGTALK_CLIENT_ID: "ding1",
      DINGTALK_CLIENT_SECRET: "hunter2secret",
      DINGTALK_API_BASE: platform.url,
    };
    const { code, out, err } = await run(["doctor"], env);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const lines = out.trim().split("\n");
    expect(lines.pop()).toBe("都好，没有要办的。");
    for (const line of lines) expect(line).toMatch(/^(好|留意)　.+/);
    expect(out).toMatch(/^留意　没有自动备份/m);
    expect(out).toContain("保留期限　发给小协的原话和小协的回答：90天");
    expect(out).toContain("https://xiaoxie.example.gov.cn/webhook/wecom/aibot");
    expect(out).toContain("https://xiaoxie.example.gov.cn/webhook/dingtalk/robot");
    for (const secret of ["hunter2", aesKey, keys.DATA_KEY]) expect(out).not.toContain(secret);
  });

  test("备份旧了：要办", async () => {
    const BACKUP_DIR = fs.mkdtempSync(join(inject("runDir"), "old-"));
    const env = { ...keys, DATABASE_URL: database.url, BACKUP_DIR };
    await run(["backup", join(BACKUP_DIR, "xiaoxie-2026-01-01.backup")], env);
    expect((await run(["doctor"], env)).out).toMatch(/^好　备份：最近一次是.*共1份/m);
    const file = join(BACKUP_DIR, "xiaoxie-2026-01-01.backup");
    const aged = fs
      .readFileSync(file, "latin1")
      .replace(/"createdAt":"[^"]*"/, '"createdAt":"2026-01-01T00:00:00.000Z"');
    fs.writeFileSync(file, aged, "latin1");
    const { code, out } = await run(["doctor"], env);
    expect(code).toBe(1);
    expect(out).toMatch(/^要办　最近一次备份是.*过了48小时/m);
  });

  test("空的数据库：说要 migrate，退出码 1", async () => {
    await using empty = await createEmptyDatabase();
    const { code, out } = await run(["doctor"], { ...keys, DATABASE_URL: empty.url });
    expect(code).toBe(1);
    expect(out).toMatch(/^要办　数据表还差 \d+ 次更新：.*migrate/m);
    expect(out).toContain("有 1 件要办");
  });

  test("超级用户：要办", async () => {
    const { code, out } = await run(["doctor"], { ...keys, DATABASE_URL: database.superuserUrl });
    expect(code).toBe(1);
    expect(out).toMatch(/^要办　数据库账号是超级用户/m);
  });

  test("有一张表没有强制行级安全：点名", async () => {
    await using own = await createTestDatabase();
    await asSuperuser(own.superuserUrl, "alter table topics no force row level security");
    const { code, out } = await run(["doctor"], { ...keys, DATABASE_URL: own.url });
    expect(code).toBe(1);
    expect(out).toMatch(/^要办　这些表没有强制行级安全：topics。/m);
  });

  test("数据库和 Redis 都连不上：别的照样查完，不带出密码", async () => {
    const { code, out } = await run(["doctor"], {
      ...keys,
      DATABASE_URL: "postgres://u:hunter2@127.0.0.1:1/x",
      REDIS_URL: "redis://:hunter2@127.0.0.1:1",
    });
    expect(code).toBe(1);
    expect(out).toMatch(/^要办　连不上数据库/m);
    expect(out).toMatch(/^要办　连不上 Redis/m);
    expect(out).toMatch(/^好　本机时钟/m);
    expect(out).toContain("有 2 件要办");
    expect(out).not.toContain("hunter2");
  });

  test("设置有毛病：每个都要办，别的能查的照查", async () => {
    const { code, out } = await run(["doctor"], { PORT: "x", DATABASE_URL: "z" });
    expect(code).toBe(1);
    expect(out).toMatch(/^要办　PORT /m);
    expect(out).toMatch(/^要办　DATABASE_URL /m);
    expect(out).toMatch(/^好　Node/m);
    expect(out).toContain("有 2 件要办");
  });
});
