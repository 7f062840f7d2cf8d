/** What can go wrong with a backup; `text/backup.ts` holds the sentence for every code. */
export type BackupErrorCode =
  | "backupExists"
  | "backupUnfinished"
  | "diskFull"
  | "noFolder"
  | "notWritable"
  | "noFile"
  | "notReadable"
  | "notBackup"
  | "newerFormat"
  | "wrongKey"
  | "otherMigration"
  | "notMigrated"
  | "notEmpty"
  | "busy"
  | "cut"
  | "damaged"
  | "otherShape";

/** Nothing was written, and what was begun has been taken back. */
export class BackupError extends Error {
  override name = "BackupError";
  readonly code: BackupErrorCode;
  readonly params: Readonly<Record<string, string>>;
  constructor(
    code: BackupErrorCode,
    params: Readonly<Record<string, string>> = {},
    cause?: unknown,
  ) {
    super(code, { cause });
    this.code = code;
    this.params = params;
  }
}

/** The backups kept in the folder: one a night, named by the day. */
export const backupName = /^xiaoxie-(\d{4}-\d{2}-\d{2})\.backup$/;

/** As many are kept; one older than `backupAgeMsMax` is worth a warning. */
export const backupsKept = 14;
export const backupAgeMsMax = 48 * 60 * 60 * 1000;

/** The night's backup is due at 2:30 in Shanghai. */
const DUE_MINUTE = 2 * 60 + 30;
const SHANGHAI_MS = 8 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The newest night whose backup is due at that moment, as `2026-03-09`. */
export function nightOf(now: Date): string {
  const shifted = now.getTime() + SHANGHAI_MS - DUE_MINUTE * 60_000;
  return new Date(Math.floor(shifted / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
}
