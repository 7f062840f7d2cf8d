import { backupFolder, type Config, ConfigError, parseConfig } from "./config.ts";
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
import { explainFailure } from "./start-failure.ts";

/** The settings' database, or the embedded one, which is let go of afterwards. */
type WithDatabase = <T>(config: Config, run: (databaseUrl: string) => Promise<T>) => Promise<T>;

interface Examination {
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly withDatabaseOf: WithDatabase;
  /** Takes each line. */
  readonly say: (line: string) => void;
}

/** Goes through everything, even after something is wrong: one run tells all there is to do. */
export async function runDoctor({
  dataDir,
  env,
  withDatabaseOf,
  say,
}: Examination): Promise<number> {
  const findings: Finding[] = [];
  const tell = (more: readonly Finding[]) => {
    for (const finding of more) say(renderFinding(finding));
    findings.push(...more);
  };
  tell(checkNode(process.versions.node));
  tell(checkDisk(readFreeBytes(dataDir)));
  const config = readSettings(tell, env);
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
  say(left === 0 ? "都好，没有要办的。" : `有 ${left} 件要办，办好后请再检查一次。`);
  return left === 0 ? 0 : 1;
}

type Tell = (more: readonly Finding[]) => void;

function readSettings(tell: Tell, env: NodeJS.ProcessEnv): Config | undefined {
  try {
    const config = parseConfig(env);
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
