import { createServer } from "node:net";
import { once } from "node:events";

import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ConfigError } from "../config.ts";
import { migrate } from "../db/migrate.ts";
import { LauncherError } from "../scripts/launcher-error.ts";
import { explainFailure } from "../start-failure.ts";
import { createTestDatabase, onDatabase, type TestDatabase } from "./support/postgres.ts";

/** What a real attempt fails with. */
async function failureOf(attempt: () => Promise<unknown>): Promise<unknown> {
  try {
    await attempt();
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

async function connect(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
  } finally {
    await client.end();
  }
}

function says(error: unknown): string {
  const sentences = explainFailure(error);
  expect(sentences).toHaveLength(1);
  expect(sentences[0]).toMatch(/\p{Script=Han}/u);
  return sentences[0] ?? "";
}

describe("连接不上", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database[Symbol.asyncDispose]());

  test("没有这台数据库", async () => {
    const url = "postgres://u:hunter2@127.0.0.1:1/x";
    const sentence = says(await failureOf(() => connect(url)));
    expect(sentence).toContain("连不上数据库");
    expect(sentence).not.toContain("hunter2");
  });

  test("主机名解析不了", async () => {
    const url = "postgres://u:p@no-such-host.invalid/x";
    expect(says(await failureOf(() => connect(url)))).toContain("连不上数据库");
  });

  test("没有这个库", async () => {
    const error = await failureOf(() => connect(onDatabase(database.url, "no_such_database")));
    expect(says(error)).toContain("没有这个数据库");
  });

  test("没有这个账号", async () => {
    const url = new URL(database.url);
    url.username = "nobody_here";
    expect(says(await failureOf(() => connect(url.href)))).toContain("数据库不认这个账号");
  });

  test("超级用户不行", async () => {
    const error = await failureOf(() => migrate(database.superuserUrl));
    expect(says(error)).toContain("超级用户");
  });
});

test("端口被占", async () => {
  const first = createServer().listen(0, "127.0.0.1");
  await once(first, "listening");
  const address = first.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const error = await failureOf(() => once(createServer().listen(port, "127.0.0.1"), "listening"));
  first.close();
  expect(says(error)).toContain(`端口${port}已被占用`);
});

test("监听的地址不是本机的", async () => {
  const error = await failureOf(() => once(createServer().listen(0, "192.0.2.1"), "listening"));
  expect(says(error)).toContain("HOST");
});

test("设置的毛病原样一句一句说", () => {
  expect(explainFailure(new ConfigError(["一。", "二。"]))).toEqual(["一。", "二。"]);
});

test("自带数据库的话原样说", () => {
  expect(says(new LauncherError("磁盘空间不足。"))).toBe("磁盘空间不足。");
});

test("几个地址都试过的，说第一个的原因", () => {
  const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
  expect(says(new AggregateError([refused, refused]))).toContain("连不上数据库");
});

test.each([
  ["EACCES", "没有权限使用端口"],
  ["28P01", "账号或密码"],
  ["42501", "权限不够"],
  ["53300", "连接数用完"],
])("错误码 %s", (code, words) => {
  expect(says(Object.assign(new Error("x"), { code, port: 80 }))).toContain(words);
});

test.each([[new Error("没见过的毛病")], ["没见过的毛病"], [undefined]])(
  "没见过的也说得出来：%s",
  (error) => {
    const sentence = says(error);
    expect(sentence).toContain("没能启动");
    expect(sentence).toContain("doctor");
  },
);
