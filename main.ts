import { existsSync } from "node:fs";
import { join } from "node:path";

import { accountSettings, sandboxSettings } from "./accounts.ts";
import { jobLogOf, startApp } from "./app.ts";
import { backupFolder, type Config, parseConfig } from "./config.ts";
import { migrate } from "./db/migrate.ts";
import { keep, type LocalKeys, readAccessKey, readLocalKeys } from "./local-keys.ts";
import { createLog } from "./log.ts";
import { createSandboxTenant } from "./sandbox-tenant.ts";
import { createSandboxKeys, type SandboxKeys } from "./sandbox/keys.ts";
import { lanHost } from "./sandbox/lan.ts";
import { createSandbox, type Sandbox, sandboxAccount } from "./sandbox/sandbox.ts";
import { startPostgres } from "./scripts/postgres.ts";
import { keepAlive } from "./scripts/postgres/keep-alive.ts";
import { explainFailure } from "./start-failure.ts";

/** Where the embedded database and the keys made at the first start live. */
const dataDir = process.argv[2] ?? join(import.meta.dirname, ".data");
const envFile = join(import.meta.dirname, ".env");
const loopback = new Set(["127.0.0.1", "localhost", "::1"]);

// Everything that matters is closed by now; a queue whose server is gone would hold the process.
process.exit(await run());

async function run(): Promise<number> {
  try {
    return await main();
  } catch (error) {
    for (const sentence of explainFailure(error)) console.error(sentence);
    return 1;
  }
}

/** @returns the exit code */
async function main(): Promise<number> {
  if (existsSync(envFile)) process.loadEnvFile(envFile);
  const config = parseConfig(process.env);
  const stopped = untilStopped();
  const lost = Promise.withResolvers<never>();
  await using stack = new AsyncDisposableStack();
  const keys = readLocalKeys(dataDir, config);
  const databaseUrl = config.databaseUrl ?? (await startEmbedded(stack, lost.reject));
  // A start that hangs can be stopped too; what it left open ends with the process.
  const starting = open(stack, { config, keys, databaseUrl });
  const isUp = await Promise.race([starting.then(() => true), stopped, lost.promise]);
  if (isUp !== true) return 130;
  await Promise.race([stopped, lost.promise]);
  return 0;
}

interface Opening {
  readonly config: Config;
  readonly keys: LocalKeys;
  readonly databaseUrl: string;
}

async function open(stack: AsyncDisposableStack, opening: Opening): Promise<void> {
  const { config, keys, databaseUrl } = opening;
  await migrate(databaseUrl);
  const log = createLog();
  const sandbox = config.sandbox ? openSandbox(stack, config) : undefined;
  const app = await startApp({
    config,
    databaseUrl,
    dataKey: keys.dataKey,
    backupDir: backupFolder(config, dataDir),
    setupCodes: { env: keys.setupCode },
    accounts: accountSettings(config, sandbox?.settings),
    extraRoutes: sandbox === undefined ? [] : [sandbox.pretend.router],
    log,
    async prepare(db, accounts) {
      // A process that only works has no page: the play belongs to the one that shows it.
      if (sandbox === undefined || config.role === "worker") return;
      const { keys: sandboxKeys, baseUrl, pretend } = sandbox;
      const given = { accounts, keys: sandboxKeys, baseUrl };
      const options = { ...given, now: () => new Date(), log: jobLogOf(log) };
      const tenant = createSandboxTenant(db, options);
      await pretend.play.open(tenant);
    },
  });
  stack.use(app);
  announce(config, keys, sandbox);
}

async function startEmbedded(
  stack: AsyncDisposableStack,
  onLost: (error: unknown) => void,
): Promise<string> {
  const postgres = await startPostgres({ dataDir });
  stack.defer(() => postgres.stop());
  stack.use(keepAlive(postgres, { onRevived: tellRevived, onLost }));
  return postgres.url;
}

function tellRevived(): void {
  console.log("自带的数据库断了，已经重新启动。");
}

interface OpenSandbox {
  readonly keys: SandboxKeys;
  readonly baseUrl: string;
  readonly accessKey: string;
  readonly pretend: Sandbox;
  readonly settings: ReturnType<typeof sandboxSettings>;
}

/** The pretend platforms and the bot's account on them; their keys outlive the process. */
function openSandbox(stack: AsyncDisposableStack, config: Config): OpenSandbox {
  const stored = keep(dataDir, "sandbox-keys.json", () => JSON.stringify(createSandboxKeys()));
  const keys = JSON.parse(stored) as SandboxKeys;
  const baseUrl = `http://127.0.0.1:${config.port}`;
  const accessKey = readAccessKey(dataDir);
  const pretend = createSandbox({
    baseUrl,
    keys,
    accessKey,
    botName: config.botName,
    host: config.host,
    now: () => new Date(),
  });
  stack.defer(() => pretend.dispose());
  return { keys, baseUrl, accessKey, pretend, settings: sandboxSettings(keys, baseUrl) };
}

/** What the operator needs to know, and nothing that a log should keep. */
function announce(config: Config, keys: LocalKeys, sandbox: OpenSandbox | undefined): void {
  console.log("小协已启动。按 Ctrl-C 停止。");
  if (config.role !== "worker") console.log(`服务地址：http://${config.host}:${config.port}`);
  if (sandbox !== undefined && config.role !== "worker") {
    console.log(`演练场（人和事都是虚构的）：${sandbox.baseUrl}/${sandboxAccount}`);
    if (!loopback.has(config.host)) {
      const name = lanHost(config.host) ?? "本机地址";
      const link = `http://${name}:${config.port}/${sandboxAccount}?key=${sandbox.accessKey}`;
      console.log(`从同一网络的手机打开演练场：${link}`);
    }
  }
  const isConnected = config.wecom.aibot !== undefined || config.dingtalk.robot !== undefined;
  if (isConnected && config.setupCode === undefined) {
    console.log(`开通码（单独发给机器人，只用一次）：开通 ${keys.setupCode} 单位名`);
  }
  if (keys.isNewDataKey) {
    console.log("数据密钥已生成，在 .data/data-key，请另存一份：丢了它，加密的内容就打不开了。");
  }
}

/** Ctrl-C and the service manager ask politely; a second time takes no more waiting. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = 0;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        asked += 1;
        if (asked > 1) process.exit(130);
        console.log("正在停止……");
        resolve();
      });
    }
  });
}
