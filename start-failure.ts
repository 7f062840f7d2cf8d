import { ConfigError } from "./config.ts";
import { PrivilegedLoginError } from "./db/migrate.ts";
import { BackupError } from "./domain/backup.ts";
import { QueueSilentError } from "./jobs/queue.ts";
import { HolidayFileError } from "./load-holidays.ts";
import { RecountError } from "./recount-case.ts";
import { LauncherError } from "./scripts/launcher-error.ts";
import { explainBackup, noDataKey } from "./text/backup.ts";
import { WhenError } from "./when.ts";

/** There is no data key to open or to seal with. */
export class MissingKeyError extends Error {
  override name = "MissingKeyError";
}

/** Why the program does not start, one clear sentence each, with what to do. */
export function explainFailure(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.faults;
  if (error instanceof LauncherError) return [error.message];
  if (error instanceof BackupError) return [explainBackup(error)];
  if (error instanceof MissingKeyError) return [noDataKey()];
  if (error instanceof WhenError) return [error.message];
  if (error instanceof RecountError || error instanceof HolidayFileError) return [error.message];
  if (error instanceof PrivilegedLoginError) {
    return [
      "数据库账号是超级用户或能绕过行级安全，不能用它运行：请另建一个普通账号作数据库的所有者，填进 DATABASE_URL。",
    ];
  }
  if (error instanceof QueueSilentError) {
    return [
      "连不上 Redis：请检查 REDIS_URL 里的主机、端口和密码，确认 Redis 已启动；不填 REDIS_URL 就不用 Redis。",
    ];
  }
  const { code, port, message } = partsOf(error);
  if (timeouts.has(message)) {
    return [
      "数据库十秒没有回应：请检查 DATABASE_URL 里的主机和端口是不是数据库的，中间的防火墙放不放行。",
    ];
  }
  const sentence = sentences[code];
  if (sentence !== undefined) return [sentence(port)];
  return [`没能启动：${message}。请把这句话告诉维护人员，或运行 npm run xiaoxie -- doctor 检查。`];
}

interface Parts {
  readonly code: string;
  readonly port: string;
  readonly message: string;
}

/** A connection tried on several addresses fails with an error that holds one for each. */
function partsOf(error: unknown): Parts {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  if (!(first instanceof Error)) return { code: "", port: "", message: String(first) };
  const { code, port } = first as Error & { code?: unknown; port?: unknown };
  const text = typeof code === "string" ? code : "";
  return { code: text, port: String(Number(port) || ""), message: first.message };
}

/** What the driver says, without a code, when its time to connect is over. */
const timeouts: ReadonlySet<string> = new Set([
  "timeout expired",
  "timeout exceeded when trying to connect",
  "Connection terminated due to connection timeout",
]);

const databaseUnreachable = () =>
  "连不上数据库：请检查 DATABASE_URL 里的主机和端口，确认数据库已启动；不填 DATABASE_URL 就用自带的数据库。";

const sentences: Readonly<Record<string, ((port: string) => string) | undefined>> = {
  EADDRINUSE: (port) =>
    `端口${port}已被占用：可能小协已经在运行，或请换一个端口，例：PORT=3001 npm start`,
  EACCES: (port) => `没有权限使用端口${port}：请换一个1024以上的端口，例：PORT=3000 npm start`,
  EADDRNOTAVAIL: () => "HOST 填的不是本机的地址：请改成 127.0.0.1，或 0.0.0.0。",
  ECONNREFUSED: databaseUnreachable,
  ECONNRESET: databaseUnreachable,
  ENOTFOUND: databaseUnreachable,
  EAI_AGAIN: databaseUnreachable,
  ETIMEDOUT: databaseUnreachable,
  ENOENT: databaseUnreachable,
  "28P01": () => "数据库不认这个账号或密码：请检查 DATABASE_URL 里的用户名和密码。",
  "28000": () => "数据库不认这个账号：请检查 DATABASE_URL 里的用户名和连接方式。",
  "3D000": () => "没有这个数据库：请先建好，或检查 DATABASE_URL 里的库名。",
  "42501": () => "数据库账号权限不够：请让它成为这个数据库的所有者。",
  "53300": () => "数据库的连接数用完了：请调大 max_connections，或减少同时运行的程序。",
};
