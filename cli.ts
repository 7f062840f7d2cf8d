import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

import { type Config, parseConfig } from "./config.ts";
import { resetSetupTries } from "./db/accounts.ts";
import { writeBackup } from "./db/backup.ts";
import { createDatabase } from "./db/database.ts";
import { listPendingMigrations, migrate } from "./db/migrate.ts";
import { restoreBackup } from "./db/restore.ts";
import { readKeyFacts } from "./doctor-facts.ts";
import { runDoctor } from "./doctor-run.ts";
import { renderFinding } from "./finding.ts";
import { loadHolidays, readHolidayFile } from "./load-holidays.ts";
import { recountFile } from "./recount.ts";
import { registerCards } from "./register-cards.ts";
import { startPostgres } from "./scripts/postgres.ts";
import { explainFailure, MissingKeyError } from "./start-failure.ts";
import { backupMade, backupRestored } from "./text/backup.ts";
import { printWhen } from "./when.ts";
import { noticeLoaded } from "./text/workdays.ts";

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
  doctor: {
    summary: "检查设置、数据库、队列、时钟、密钥和平台，说清要办什么",
    run: () => examine(),
  },
  backup: { takes: "文件", summary: "备份到这个文件，运行时也可以", run: runBackup },
  restore: { takes: "文件", summary: "从备份恢复到一个空的数据库", run: runRestore },
  cards: { summary: "把钉钉卡片的回调地址登记到平台", run: runCards },
  recount: { takes: "文件", summary: "把一份选票文件重新计一遍，不用数据库", run: runRecount },
  holidays: { takes: "文件", summary: "载入一年的放假安排，给所有单位", run: runHolidays },
  when: { takes: "一句话", summary: "看一句话里的时间读成什么，不用数据库", run: runWhen },
  unlock: { summary: "开通码输错五次锁住以后，重新允许输入", run: () => withDatabase(runUnlock) },
  help: { summary: "看这份说明", run: () => Promise.resolve(printHelp()) },
};

/** What the file of each command may be called. */
const exampleFiles: Readonly<Record<string, string>> = {
  backup: "/var/backups/小协.backup",
  restore: "/var/backups/小协.backup",
  holidays: "2027.json",
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
  console.error(`请写一个文件名，例：npm run xiaoxie -- ${name} ${exampleFiles[name] ?? "文件"}`);
  return undefined;
}

/** @throws MissingKeyError: a new key must not be made here, it would open nothing */
function readDataKey({ dataKey }: Config): Buffer {
  if (dataKey !== undefined) return dataKey;
  const { kept } = readKeyFacts(dataDir);
  if (kept === undefined || !/^[0-9a-f]{64}$/i.test(kept)) throw new MissingKeyError();
  return Buffer.from(kept, "hex");
}

function examine(): Promise<number> {
  return runDoctor({ dataDir, env: process.env, withDatabaseOf, say: console.log });
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

async function runHolidays(words: readonly string[]): Promise<number> {
  const path = readPath("holidays", words);
  if (path === undefined) return 2;
  const file = await readHolidayFile(path);
  return withDatabase(async (databaseUrl) => {
    if (await isBehind(databaseUrl)) return 1;
    const tenants = await loadHolidays(databaseUrl, file, new Date());
    console.log(noticeLoaded(file.year, file.days.length, tenants));
    return 0;
  });
}

function runWhen(words: readonly string[]): Promise<number> {
  console.log(printWhen(words, new Date()));
  return Promise.resolve(0);
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
