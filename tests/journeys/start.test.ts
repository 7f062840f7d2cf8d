import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";

import { expect, inject, test } from "vitest";

import { createTestDatabase } from "../support/postgres.ts";
import { findFreePort } from "../support/app.ts";

const main = join(import.meta.dirname, "../../main.ts");

/** Nothing of these is made or kept in the checkout. */
const own = { DATA_KEY: "07".repeat(32), SETUP_CODE: "12345678", SANDBOX: "off" };

function start(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env["PATH"] ?? "", ...own, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const announced = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString("utf8");
        if (output.includes("小协已启动")) resolve();
      });
    }
  });
  const ended = once(child, "close").then(([code]) => ({
    code: code as number | null,
    lines: output.trim().split("\n"),
  }));
  return { child, announced, ended };
}

test("设置有几处不对：一次都说出来，每处一句，退出码1", async () => {
  const { code, lines } = await start({
    PORT: "七",
    DATABASE_URL: "不是地址",
    WECOM_AIBOT_TOKEN: "token",
    DINGTALK_CLIENT_ID: "id",
  }).ended;
  expect(code).toBe(1);
  expect(lines).toEqual([
    "DATABASE_URL 不是可用的地址，应像 postgres://用户:密码@主机:5432/库名 这样填写。",
    "PORT 应是 1 到 65535 的整数，例：PORT=3000。",
    "填了 WECOM_AIBOT_TOKEN，还缺 WECOM_AIBOT_AES_KEY，请补上，或把这几项都留空。",
    "填了 DINGTALK_CLIENT_ID，还缺 DINGTALK_CLIENT_SECRET，请补上，或把这几项都留空。",
  ]);
});

test("连不上数据库、没有这个库、账号权限太大：各一句", async () => {
  const port = await findFreePort();
  const { superuserUrl } = inject("testCluster");
  const missing = new URL(superuserUrl);
  missing.pathname = "/no_such_database";
  const results = await Promise.all([
    start({ DATABASE_URL: `postgres://a:b@127.0.0.1:${port}/x` }).ended,
    start({ DATABASE_URL: missing.href }).ended,
    start({ DATABASE_URL: superuserUrl }).ended,
  ]);
  expect(results.map(({ code }) => code)).toEqual([1, 1, 1]);
  expect(results.map(({ lines }) => lines.length)).toEqual([1, 1, 1]);
  expect(results[0]?.lines[0]).toContain("连不上数据库");
  expect(results[1]?.lines[0]).toContain("没有这个数据库");
  expect(results[2]?.lines[0]).toContain("超级用户");
});

test("端口被占用：一句话说清怎么办，数据库连接都放开", async () => {
  await using database = await createTestDatabase();
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const address = holder.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const { code, lines } = await start({ DATABASE_URL: database.url, PORT: String(port) }).ended;
  holder.close();
  expect(code).toBe(1);
  expect(lines).toEqual([
    `端口${port}已被占用：可能小协已经在运行，或请换一个端口，例：PORT=3001 npm start`,
  ]);
});

test("带着演练场启动：说出地址，页面打得开", async () => {
  await using database = await createTestDatabase();
  const port = await findFreePort();
  const running = start({ DATABASE_URL: database.url, PORT: String(port), SANDBOX: "on" });
  await running.announced;
  expect((await fetch(`http://127.0.0.1:${port}/sandbox`)).status).toBe(200);
  running.child.kill("SIGINT");
  const { code, lines } = await running.ended;
  expect(code).toBe(0);
  expect(lines).toContain(`演练场（人和事都是虚构的）：http://127.0.0.1:${port}/sandbox`);
});

test("启动、就绪、收到停止信号后干净退出；接口在，伪造的一律403", async () => {
  await using database = await createTestDatabase();
  const port = await findFreePort();
  const running = start({ DATABASE_URL: database.url, PORT: String(port) });
  await running.announced;
  const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
  expect((await ask("/readyz")).status).toBe(200);
  expect((await ask("/sandbox")).status).toBe(404);
  expect((await ask("/webhook/wecom/aibot", { method: "POST", body: "{}" })).status).toBe(403);
  expect((await ask("/webhook/dingtalk/robot", { method: "POST", body: "{}" })).status).toBe(403);
  running.child.kill("SIGTERM");
  const { code, lines } = await running.ended;
  expect({ code, last: lines.at(-1) }).toEqual({ code: 0, last: "正在停止……" });
});
