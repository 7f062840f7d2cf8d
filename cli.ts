import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

import { backupFolder, type Config, ConfigError, parseConfig } from "./config.ts";
import { resetSetupTries } from "./db/accounts.ts";
import { writeBackup } from "./db/backup.ts";
import { createDatabase } from "./db/database.ts";
import { listPendingMigrations, migrate } from "./db/migrate.ts";
import { restoreBackup } from "./db/restore.ts";
import {
  readBackupFacts,
  readDatabaseFacts,
  readFreeBytes,
  readKeyFacts,
  readRedisFacts,
  type DatabaseFacts,
} from "./doctor-facts.ts";
import { checkChannels, checkLines, readChannelFacts } from "./doctor-channels.ts";
import {
  checkBackups,
  checkClock,
  checkDatabase,
  checkDisk,
  checkKeys,
  checkNode,
  checkQueue,
  checkRetention,
} from "./doctor.ts";
import { type Finding, renderFinding, todo } from "./finding.ts";
import { recountFile } from "./recount.ts";
import { registerCards } from "./register-cards.ts";
import { startPostgres } from "./scripts/postgres.ts";
import { explainFailure, MissingKeyError } from "./start-failure.ts";
import { backupMade, backupRestored } from "./text/backup.ts";

/** The operator's commands: `npm run xiaoxie -- <command>`. */
interface Command {
  /** What stands behind its name in the help. */
  readonly takes?: string;
  readonly summary: string;
  /** @returns the exit code */
  run(words: readonly string[]): Promise<number>;
}

const commands: Readonly<Record<string, Command>> = {
  migrate: { summary: "把数据库更新到这个版本", run: () => withDatabase(runMigrate) },
  doctor: { summary: "检查设置、数据库、队列、时钟、密钥和平台，说清要办什么", run: runDoctor },
  backup: { takes: "文件", summary: "备份到这个文件，运行时也可以", run: runBackup },
  restore: { takes: "文件", summary: "从备份恢复到一个空的数据库", run: runRestore },
  cards: { summary: "把钉钉卡片的回调地址登记到平台", run: runCards },
  recount: { takes: "文件", summary: "把一份选票文件重新计一遍，不用数据库", run: runRecount },
  unlock: { summary: "开通码输错五次锁住以后，重新允许输入", run: () => withDatabase(runUnlock) },
  help: { summary: "看这份说明", run: () => Promise.resolve(printHelp()) },
};

const dataDir = join(import.meta.dirname, ".data");
const envFile = join(import.meta.dirname, ".env");
const startedIn = process.env["INIT_CWD"] ?? "";

try {
  process.exitCode = await main(process.argv[2] ?? "help");
} catch (error) {
  for (const sentence of explainFailure(error)) console.error(sentence);
  process.exitCode = 1;
}

async function main(name: string): Promise<number> {
  if (existsSync(envFile)) process.loadEnvFile(envFile);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command !== undefined) return command.run(process.argv.slice(3));
  console.error(`没有“${name}”这个命令。`);
  printHelp();
  return 2;
}

function printHelp(): number {
  console.log("用法：npm run xiaoxie -- 命令");
  for (const [name, { takes, summary }] of Object.entries(commands)) {
    console.log(`  ${name.padEnd(8)}　${takes === undefined ? "" : `${takes}　`}${summary}`);
  }
  return 0;
}

async function runMigrate(databaseUrl: string): Promise<number> {
  const pending = await listPendingMigrations(databaseUrl);
  await migrate(databaseUrl);
  console.log(
    pending.length === 0 ? "数据库已经是最新的。" : `数据库更新好了：${pending.join("、")}`,
  );
  return 0;
}

async function runBackup(words: readonly string[]): Promise<number> {
  const path = readPath("backup", words);
  if (path === undefined) return 2;
  const config = parseConfig(process.env);
  const dataKey = readDataKey(config);
  const made = await withDatabaseOf(config, async (databaseUrl) =>
    (await isBehind(databaseUrl))
      ? undefined
      : writeBackup({ databaseUrl, dataKey, path, now: new Date() }),
  );
  if (made === undefined) return 1;
  for (const line of backupMade({ path, ...made })) console.log(line);
  return 0;
}

async function runRestore(words: readonly string[]): Promise<number> {
  const path = readPath("restore", words);
  if (path === undefined) return 2;
  const config = parseConfig(process.env);
  const dataKey = readDataKey(config);
  const restored = await withDatabaseOf(config, (databaseUrl) =>
    restoreBackup({ databaseUrl, dataKey, path }),
  );
  console.log(backupRestored(restored));
  return 0;
}

/** Says so if it is: then nothing else is done with the database. */
async function isBehind(databaseUrl: string): Promise<boolean> {
  if ((await listPendingMigrations(databaseUrl)).length === 0) return false;
  console.error("数据库还没有更新到这个版本：请先运行 npm run xiaoxie -- migrate");
  return true;
}

/** Exactly one file, named from where the person stands. */
function readPath(name: string, words: readonly string[]): string | undefined {
  const [path] = words;
  if (words.length === 1 && path !== undefined) return resolve(startedIn, path);
  console.error(`请写一个文件名，例：npm run xiaoxie -- ${name} /var/backups/小协.backup`);
  return undefined;
}

/** @throws MissingKeyError: a new key must not be made here, it would open nothing */
function readDataKey({ dataKey }: Config): Buffer {
  if (dataKey !== undefined) return dataKey;
  const { kept } = readKeyFacts(dataDir);
  if (kept === undefined || !/^[0-9a-f]{64}$/i.test(kept)) throw new MissingKeyError();
  return Buffer.from(kept, "hex");
}

async function runCards(): Promise<number> {
  const finding = await registerCards(parseConfig(process.env), new Date());
  console.log(renderFinding(finding));
  return finding.kind === "todo" ? 1 : 0;
}

async function runRecount(words: readonly string[]): Promise<number> {
  console.log(await recountFile(words, startedIn));
  return 0;
}

async function runUnlock(databaseUrl: string): Promise<number> {
  if (await isBehind(databaseUrl)) return 1;
  // Nothing sealed is read, so the key does not matter here.
  await using db = createDatabase({ url: databaseUrl, dataKey: Buffer.alloc(32), poolSize: 1 });
  await db.transaction((tx) => resetSetupTries(tx));
  console.log("好了，可以重新输入开通码，还有五次机会。");
  return 0;
}

/** The settings' database, or the embedded one, which is let go of afterwards. */
async function withDatabase(run: (databaseUrl: string) => Promise<number>): Promise<number> {
  return withDatabaseOf(parseConfig(process.env), run);
}

async function withDatabaseOf<T>(
  config: Config,
  run: (databaseUrl: string) => Promise<T>,
): Promise<T> {
  if (config.databaseUrl !== undefined) return run(config.databaseUrl);
  const postgres = await startPostgres({ dataDir });
  try {
    return await run(postgres.url);
  } finally {
    await postgres.stop();
  }
}

/** Goes through everything, even after something is wrong: one run tells all there is to do. */
async function runDoctor(): Promise<number> {
  const findings: Finding[] = [];
  const tell = (more: readonly Finding[]) => {
    for (const finding of more) console.log(renderFinding(finding));
    findings.push(...more);
  };
  tell(checkNode(process.versions.node));
  tell(checkDisk(readFreeBytes(dataDir)));
  const config = readSettings(tell);
  if (config !== undefined) {
    tell(checkKeys(config, readKeyFacts(dataDir)));
    const facts = await attempt(tell, () => withDatabaseOf(config, readDatabaseFacts));
    if (facts !== undefined) tell(checkDatabase(facts));
    await examineQueue(tell, config, facts);
    tell(checkClock(facts?.clockApartMs, new Date()));
    const folder = backupFolder(config, dataDir);
    const backups = folder === undefined ? undefined : await readBackupFacts(folder);
    tell(checkBackups(backups, new Date()));
    tell(checkChannels(config, await readChannelFacts(config, new Date())));
    const isUsed = config.wecom.socket !== undefined;
    tell(checkLines(facts?.line, { isUsed, now: new Date() }));
  }
  tell(checkRetention());
  const left = findings.filter((finding) => finding.kind === "todo").length;
  console.log(left === 0 ? "都好，没有要办的。" : `有 ${left} 件要办，办好后请再检查一次。`);
  return left === 0 ? 0 : 1;
}

type Tell = (more: readonly Finding[]) => void;

function readSettings(tell: Tell): Config | undefined {
  try {
    const config = parseConfig(process.env);
    tell([{ kind: "good", words: "设置：看过了，没有问题。" }]);
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    tell(error.faults.map((words) => ({ kind: "todo", words })));
    return undefined;
  }
}

async function examineQueue(tell: Tell, config: Config, facts?: DatabaseFacts): Promise<void> {
  const { redisUrl } = config;
  if (redisUrl === undefined) {
    if (facts !== undefined) tell(checkQueue(facts.queue));
    return;
  }
  try {
    tell(checkQueue(await readRedisFacts(redisUrl)));
  } catch {
    // Whatever the driver says may quote the address, and with it the password.
    tell([
      todo(
        "连不上 Redis：请检查 REDIS_URL 里的主机、端口和密码，确认 Redis 已启动；不填 REDIS_URL 就用数据库作队列。",
      ),
    ]);
  }
}

async function attempt<T>(tell: Tell, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    tell(explainFailure(error).map((words) => ({ kind: "todo", words })));
    return undefined;
  }
}
