/** What `directory-lock.mjs` offers; written apart because that file must run before any install. */

export interface LockOptions {
  /** Called once if another live process holds the lock. */
  readonly onWait?: () => void;
  readonly timeoutMs: number;
  /** The message of the error thrown when `timeoutMs` is over. */
  readonly timeoutMessage: string;
}

export function withDirectoryLock<T>(
  path: string,
  options: LockOptions,
  run: () => Promise<T>,
): Promise<T>;

export function createOwnerName(): string;

export function isOwnerAlive(name: string): boolean;
