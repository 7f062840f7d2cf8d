import type { Config } from "./config.ts";
import type { BackupFacts, DatabaseFacts, KeyFacts, QueueFacts } from "./doctor-facts.ts";
import { type Finding, good, note, todo } from "./finding.ts";
import { backupAgeMsMax } from "./domain/backup.ts";
import { retention, sayRetention } from "./domain/retention.ts";
import { formatDateTime } from "./domain/time.ts";

/** The oldest server the schema is written for, as PostgreSQL numbers its versions. */
const OLDEST_SERVER = 140_000;
const CLOCK_APART_MS_MAX = 2_000;
const FREE_BYTES_MIN = 1024 ** 3;
/** No clock of a running copy of this program can stand before its first year. */
const FIRST_YEAR = 2026;

export function checkDatabase(facts: DatabaseFacts): readonly Finding[] {
  const { version, versionNumber, encoding, isPrivileged, pendingMigrations } = facts;
  return [
    versionNumber >= OLDEST_SERVER
      ? good(`数据库：连得上，PostgreSQL ${version}。`)
      : todo(`数据库是 PostgreSQL ${version}，太旧：请升级到 14 或更新的版本。`),
    encoding === "UTF8"
      ? good("数据库编码：UTF8。")
      : todo(
          `数据库编码是 ${encoding}：请另建一个 UTF8 编码的数据库，例：create database 库名 encoding 'UTF8' template template0。`,
        ),
    isPrivileged
      ? todo(
          "数据库账号是超级用户或能绕过行级安全：请另建一个普通账号作数据库的所有者，填进 DATABASE_URL。",
        )
      : good("数据库账号：普通账号，绕不过行级安全。"),
    pendingMigrations.length === 0
      ? good("数据表：是最新的。")
      : todo(
          `数据表还差 ${pendingMigrations.length} 次更新：请运行 npm run xiaoxie -- migrate（npm start 也会自动更新）。`,
        ),
    ...checkIsolation(facts),
  ];
}

function checkIsolation({ tables, openTables }: DatabaseFacts): readonly Finding[] {
  if (tables === 0) return [];
  return openTables.length === 0
    ? [good("各单位数据互不相见：除收信用的三张表外，每张表都强制了行级安全。")]
    : [
        todo(
          `这些表没有强制行级安全：${openTables.join("、")}。请停止小协，查明是谁改的，再运行 npm run xiaoxie -- migrate。`,
        ),
      ];
}

export function checkQueue(facts: QueueFacts): readonly Finding[] {
  if (facts.kind === "postgres") {
    if (facts.isReady) return [good("队列：在数据库里，已建好。")];
    return facts.canCreate
      ? [good("队列：在数据库里，第一次启动时自动建。")]
      : [todo("队列要建在数据库里，可是账号没有建模式的权限：请让它成为这个数据库的所有者。")];
  }
  const { maxmemoryPolicy: policy, appendOnly } = facts;
  if (policy === undefined || appendOnly === undefined) {
    return [
      good("队列：Redis 连得上。"),
      note("这台 Redis 不让查设置，请自己核对 maxmemory-policy 是 noeviction、appendonly 是 yes。"),
    ];
  }
  return [
    good("队列：Redis 连得上。"),
    policy === "noeviction"
      ? good("Redis 的 maxmemory-policy：noeviction。")
      : todo(`Redis 的 maxmemory-policy 是 ${policy}，内存满了会丢队列：请改成 noeviction。`),
    appendOnly === "yes"
      ? good("Redis 的 appendonly：yes。")
      : note(
          "Redis 没有开 appendonly：断电后队列会空，消息和提醒都在数据库里，不会丢，重启后自动接上。",
        ),
  ];
}

/** @param apartMs how far the database's clock is ahead of this machine's */
export function checkClock(apartMs: number | undefined, now: Date): readonly Finding[] {
  const here = now.toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
  const own =
    now.getUTCFullYear() >= FIRST_YEAR
      ? good(`本机时钟：北京时间 ${here}。`)
      : todo(`本机时钟是 ${here}，不对：请打开自动校时，例：timedatectl set-ntp true。`);
  if (apartMs === undefined) return [own];
  const seconds = (Math.abs(apartMs) / 1000).toFixed(1);
  return [
    own,
    Math.abs(apartMs) <= CLOCK_APART_MS_MAX
      ? good("数据库的时钟和本机一致。")
      : todo(
          `数据库的时钟比本机${apartMs > 0 ? "快" : "慢"} ${seconds} 秒：请给两台机器都打开自动校时。`,
        ),
  ];
}

export function checkKeys(config: Config, facts: KeyFacts): readonly Finding[] {
  return [...checkDataKey(config, facts), ...checkAesKey(config)];
}

function checkDataKey(
  { dataKey }: Config,
  { kept, isReadableByOthers }: KeyFacts,
): readonly Finding[] {
  const apart = "请另存一份，和备份分开放：丢了它，加密的内容就打不开了";
  if (dataKey !== undefined) {
    const isOther = kept !== undefined && kept.toLowerCase() !== dataKey.toString("hex");
    return [
      good(`数据密钥：用的是 DATA_KEY。${apart}。`),
      ...(isOther
        ? [note("DATA_KEY 和 .data/data-key 里的不是同一把：以前用那一把加密的内容，现在打不开。")]
        : []),
    ];
  }
  if (kept === undefined)
    return [good("数据密钥：还没有，第一次启动时自动生成在 .data/data-key。")];
  if (!/^[0-9a-f]{64}$/i.test(kept)) {
    return [todo(".data/data-key 不是 64 位十六进制数字：请从另存的那一份恢复，不要重新生成。")];
  }
  return isReadableByOthers
    ? [todo("别的用户也能读 .data/data-key：请运行 chmod 600 .data/data-key。")]
    : [good(`数据密钥：在 .data/data-key，只有本用户能读。${apart}。`)];
}

function checkAesKey({ wecom: { aibot } }: Config): readonly Finding[] {
  if (aibot === undefined) return [];
  return Buffer.from(`${aibot.aesKey}=`, "base64").length === 32
    ? [good("企业微信 EncodingAESKey：长度对。")]
    : [todo("WECOM_AIBOT_AES_KEY 解出来不是 32 字节：请从企业微信后台重新复制。")];
}

/** @param facts undefined = nothing is backed up by itself */
export function checkBackups(facts: BackupFacts | undefined, now: Date): readonly Finding[] {
  if (facts === undefined) {
    return [
      note(
        "没有自动备份：请填 BACKUP_DIR，每夜备份到那里；或用数据库自己的办法。DATA_KEY 另外保管。",
      ),
    ];
  }
  const { folder, isFolder, count, newestAt } = facts;
  if (!isFolder) {
    return [note(`还没有备份：小协运行起来以后，每夜两点半自动备份到 ${folder}。`)];
  }
  const byHand = "请看日志里的 nightly backup，先手工备一份：npm run xiaoxie -- backup 文件";
  if (newestAt === undefined) return [todo(`${folder} 里没有一份备份。${byHand}`)];
  const made = formatDateTime(newestAt, now);
  return now.getTime() - newestAt.getTime() > backupAgeMsMax
    ? [todo(`最近一次备份是${made}，过了48小时。${byHand}`)]
    : [
        good(
          `备份：最近一次是${made}，共${count}份，在 ${folder}。打开它要 DATA_KEY，请另外保管。`,
        ),
      ];
}

/** The one table of how long what is kept. */
export function checkRetention(): readonly Finding[] {
  return Object.values(retention).map((rule) => good(`保留期限　${sayRetention(rule)}。`));
}

/** @param version as `process.versions.node` gives it */
export function checkNode(version: string): readonly Finding[] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 24 || (major === 24 && minor >= 11)
    ? [good(`Node：${version}。`)]
    : [
        todo(
          `Node 是 ${version}，太旧：请用 npm run xiaoxie -- doctor 运行，或安装 24.11 以上版本。`,
        ),
      ];
}

export function checkDisk(freeBytes: number): readonly Finding[] {
  const free = `${(freeBytes / 1024 ** 3).toFixed(1)} GB`;
  return freeBytes >= FREE_BYTES_MIN
    ? [good(`磁盘：.data 所在的盘还有 ${free}。`)]
    : [todo(`磁盘只剩 ${free}：请腾出至少 1 GB，数据库写满会停。`)];
}
