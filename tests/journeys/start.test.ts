import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";

import { expect, inject, onTestFinished, test, vi } from "vitest";

import { createDatabase } from "../../db/database.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { findFreePort } from "../support/app.ts";

const main = join(import.meta.dirname, "../../main.ts");

/** Nothing of these is made or kept in the checkout. */
const own = { DATA_KEY: "07".repeat(32), SETUP_CODE: "12345678", SANDBOX: "off" };

function start(env: Readonly<Record<string, string>>, dataDir = newDataDir()) {
  const child = spawn(process.execPath, [main, dataDir], {
    env: { PATH: process.env["PATH"] ?? "", ...own, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own, as at a terminal.
    detached: true,
  });
  onTestFinished(() => void child.kill("SIGKILL"));
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
  return { child, announced, ended, output: () => output };
}

/** Inside the run's directory, so that a failed test's server is ended with the run. */
function newDataDir(): string {
  const directory = fs.mkdtempSync(join(inject("runDir"), "start-"));
  fs.chmodSync(directory, 0o755);
  return join(directory, ".data");
}

/** Stands before a database, and can fall silent without closing anything. */
async function openGate(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const host = decodeURIComponent(target.hostname);
  const isSocket = host.startsWith("/");
  const port = Number(target.port || 5432);
  const ends: Socket[] = [];
  let isSilent = false;
  const server = createServer((near) => {
    const far = connect(isSocket ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
    ends.push(near, far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on("data", (chunk) => void (isSilent || to.write(chunk)));
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(typeof address === "object" ? address?.port : "");
  return {
    url: url.href,
    fallSilent: () => void (isSilent = true),
    /** How many connections it took. */
    count: () => ends.length / 2,
    async [Symbol.asyncDispose]() {
      for (const end of ends) end.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Some wait until a limit of ten seconds is over. */
vi.setConfig({ testTimeout: 60_000 });

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

test("数据库接了电话不说话：第一次 Ctrl-C 就停；不按的话，十秒后一句话", async () => {
  await using database = await createTestDatabase();
  await using gate = await openGate(database.url);
  gate.fallSilent();
  const patient = start({ DATABASE_URL: gate.url });
  const hasty = start({ DATABASE_URL: gate.url });
  await vi.waitUntil(() => gate.count() === 2, 10_000);
  hasty.child.kill("SIGINT");
  expect(await hasty.ended).toEqual({ code: 130, lines: ["正在停止……"] });
  const { code, lines } = await patient.ended;
  expect(code).toBe(1);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("数据库十秒没有回应");
});

test("数据库忽然不说话了：就绪检查两秒多就说没有就绪", async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database[Symbol.asyncDispose]());
  const gate = await openGate(database.url);
  onTestFinished(() => gate[Symbol.asyncDispose]());
  const port = await findFreePort();
  const running = start({ DATABASE_URL: gate.url, PORT: String(port), ROLE: "web" });
  await running.announced;
  gate.fallSilent();
  const signal = AbortSignal.timeout(4_000);
  expect((await fetch(`http://127.0.0.1:${port}/readyz`, { signal })).status).toBe(503);
  running.child.kill("SIGKILL");
  await running.ended;
});

test("Redis 没有启动：一句话", async () => {
  await using database = await createTestDatabase();
  const port = await findFreePort();
  const env = { DATABASE_URL: database.url, REDIS_URL: `redis://127.0.0.1:${port}` };
  const { code, lines } = await start(env).ended;
  expect(code).toBe(1);
  expect(lines.at(-1)).toContain("连不上 Redis");
});

test("自带的数据库被 kill -9：自己重新启动，说一句，接着听", async () => {
  const dataDir = newDataDir();
  const port = await findFreePort();
  const running = start({ PORT: String(port) }, dataDir);
  await running.announced;
  const isReady = async () => {
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  };
  for (let deaths = 1; deaths <= 2; deaths += 1) {
    await vi.waitFor(isReady, 10_000);
    process.kill(postmasterOf(dataDir), "SIGKILL");
    const revivals = () => running.output().split("已经重新启动").length - 1;
    await vi.waitFor(() => expect(revivals()).toBe(deaths), 15_000);
  }
  await vi.waitFor(isReady, 10_000);
  running.child.kill("SIGINT");
  expect((await running.ended).code).toBe(0);
  expect(fs.existsSync(join(dataDir, "postgres", "postmaster.pid"))).toBe(false);
});

test("自带的数据库起不来了：一句话，退出码1", async () => {
  const dataDir = newDataDir();
  const running = start({ PORT: String(await findFreePort()) }, dataDir);
  await running.announced;
  fs.writeFileSync(join(dataDir, "postgres", "PG_VERSION"), "17\n");
  process.kill(postmasterOf(dataDir), "SIGKILL");
  const { code, lines } = await running.ended;
  expect(code).toBe(1);
  expect(lines.some((line) => line.includes("是 PostgreSQL 17 的，随附的是 18"))).toBe(true);
});

test("首次建库时按 Ctrl-C：只说正在停止，不留下数据库进程", async () => {
  const dataDir = newDataDir();
  const running = start({ PORT: String(await findFreePort()) }, dataDir);
  const find = (pattern: string) => fs.globSync(pattern, { cwd: dataDir });
  await vi.waitUntil(() => find("postgres.new*/base").length > 0, 10_000);
  process.kill(-(running.child.pid ?? 0), "SIGINT");
  expect(await running.ended).toEqual({ code: 130, lines: ["正在停止……"] });
  expect(fs.existsSync(join(dataDir, "postgres", "postmaster.pid"))).toBe(false);
  expect(find("postgres.new*")).toEqual([]);
});

test("换一个端口再启动：演练场的群，推送地址跟着换", async () => {
  await using database = await createTestDatabase();
  await using db = createDatabase({ url: database.url, dataKey: Buffer.alloc(32, 7), poolSize: 1 });
  const dataDir = newDataDir();
  for (const _ of ["first", "second"]) {
    const port = await findFreePort();
    const env = { DATABASE_URL: database.url, PORT: String(port), SANDBOX: "on" };
    const running = start(env, dataDir);
    await running.announced;
    const rows = await db.transaction((tx) =>
      tx.selectFrom("conversations").select("push_address").where("kind", "=", "group").execute(),
    );
    const sealed = rows.flatMap((row) => row.push_address ?? []);
    expect(sealed.length).toBeGreaterThan(0);
    for (const address of sealed) expect(db.sealer.open(address)).toContain(`:${port}/`);
    running.child.kill("SIGTERM");
    expect((await running.ended).code).toBe(0);
  }
});

test("演练到一半被 kill -9：再启动，话、议题、日历都在，接着演", async () => {
  await using database = await createTestDatabase();
  const dataDir = newDataDir();
  const open = async () => {
    const origin = `http://127.0.0.1:${await findFreePort()}`;
    const port = new URL(origin).port;
    const running = start({ DATABASE_URL: database.url, PORT: port, SANDBOX: "on" }, dataDir);
    await running.announced;
    const headers = { "content-type": "application/json", origin };
    const post = (path: string, body: object) =>
      fetch(origin + path, { method: "POST", headers, body: JSON.stringify(body) });
    const say = (text: string) =>
      post("/sandbox/say", {
        userId: "LiMei",
        conversation: "wecom:group:wrQHchengnanxieshang01",
        text,
        mentionsBot: true,
      });
    return { running, origin, post, say };
  };
  const first = await open();
  expect((await first.say("荐题 河堤护栏太矮")).ok).toBe(true);
  await untilShown(first.origin, "编为7号");
  expect((await first.post("/sandbox/wind", { choice: "tomorrow" })).ok).toBe(true);
  first.running.child.kill("SIGKILL");
  await first.running.ended;
  const second = await open();
  const before = await untilShown(second.origin, "编为7号");
  expect(before).toContain("荐题 河堤护栏太矮");
  const now = Number(/"now":(\d+)/.exec(before)?.[1]);
  expect(new Date(now).toISOString()).toContain("2026-03-10T01:0");
  await second.say("荐题 楼道没有灯");
  await untilShown(second.origin, "编为8号");
  second.running.child.kill("SIGTERM");
  expect((await second.running.ended).code).toBe(0);
});

/** Reads the page's live stream until these words come. @returns all that came before */
async function untilShown(origin: string, words: string): Promise<string> {
  const stop = AbortSignal.timeout(10_000);
  const { body } = await fetch(`${origin}/sandbox/events`, { signal: stop });
  let seen = "";
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    seen += chunk;
    if (seen.includes(words)) break;
  }
  return seen;
}

test("伪造的请求再多，一分钟也只记一行", async () => {
  await using database = await createTestDatabase();
  const port = await findFreePort();
  const running = start({ DATABASE_URL: database.url, PORT: String(port) });
  await running.announced;
  const url = `http://127.0.0.1:${port}/webhook/wecom/aibot`;
  for (let i = 0; i < 20; i += 1) {
    expect((await fetch(url, { method: "POST", body: "{}" })).status).toBe(403);
  }
  running.child.kill("SIGTERM");
  const { lines } = await running.ended;
  expect(lines.filter((line) => line.includes("request refused"))).toHaveLength(1);
});

function postmasterOf(dataDir: string): number {
  const pidFile = join(dataDir, "postgres", "postmaster.pid");
  return Number(fs.readFileSync(pidFile, "utf8").split("\n")[0]);
}
