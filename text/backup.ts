import type { BackupError, BackupErrorCode } from "../domain/backup.ts";
import { formatDateTime } from "../domain/time.ts";

/** What is wrong with a backup and what to do: one sentence each, for the operator. */
export function explainBackup(error: BackupError): string {
  return sentences[error.code](error.params);
}

type Params = Readonly<Record<string, string>>;

const sentences: Readonly<Record<BackupErrorCode, (params: Params) => string>> = {
  backupExists: ({ path }) => `${path} 已经有了，没有备份：请换一个文件名。`,
  backupUnfinished: ({ path }) =>
    `有一份没写完的 ${path}，没有备份：确认没有别的备份在进行，删掉它再来一次。`,
  diskFull: ({ path }) => `磁盘满了，${path} 没有写成：请腾出地方，或换一个盘。`,
  noFolder: ({ path }) => `没有 ${path} 所在的目录，没有备份：请先建好目录。`,
  notWritable: ({ path }) => `没有权限写 ${path}，没有备份：请换一个目录，或改目录的权限。`,
  noFile: ({ path }) => `没有找到 ${path}，没有恢复：请核对文件名和目录。`,
  notReadable: ({ path }) => `打不开 ${path}，没有恢复：请核对它是不是文件、有没有权限读。`,
  notBackup: ({ path }) => `${path} 不是小协的备份，没有恢复。`,
  newerFormat: () => "这份备份是更新版本的小协做的，没有恢复：请用做备份时的那一版。",
  wrongKey: () =>
    "数据密钥不对，没有恢复：请把做备份时的 DATA_KEY 填进 .env，或把另存的 data-key 放回 .data。",
  otherMigration: ({ theirs, ours }) =>
    `备份的数据表是 ${theirs}，这里的是 ${ours}，没有恢复：请用做备份时的那一版小协恢复，再升级。`,
  notMigrated: () =>
    "数据库还没有更新到这个版本，没有恢复：请先运行 npm run xiaoxie -- migrate，再恢复。",
  notEmpty: () =>
    "这个数据库里已经有内容，没有恢复：请另建一个空的数据库，先 migrate，不要启动，再恢复。",
  busy: () => "有别的程序正在用这个数据库，没有恢复：请先停下小协。",
  cut: ({ path }) => `${path} 不完整，后面缺了一截，没有恢复：请换一份备份。`,
  damaged: ({ path }) => `${path} 被改动过或损坏了，没有恢复：请换一份备份。`,
  otherShape: ({ table }) => `备份里的表 ${table} 和这里的对不上，没有恢复：请用同一版小协。`,
};

/** No key anywhere: one must not be made now, it would open nothing. */
export function noDataKey(): string {
  return "没有数据密钥：请把 DATA_KEY 填进 .env，或把另存的 data-key 放回 .data。";
}

interface Made {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

export function backupMade({ path, rows, bytes }: Made): readonly string[] {
  return [
    `备份好了：${path}，${rows} 行，${Math.ceil(bytes / 1024)} KB。`,
    "数据密钥不在备份里，没有它打不开：请把 DATA_KEY 另外保管，不和备份放在一起。",
  ];
}

export function backupRestored(restored: {
  readonly rows: number;
  /** ISO 8601. */
  readonly createdAt: string;
}): string {
  const made = formatDateTime(new Date(restored.createdAt), new Date(0));
  return `恢复好了：${restored.rows} 行，是${made}的备份。现在可以启动小协。`;
}
