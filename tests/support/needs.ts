import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** A program that some tests need and a machine may lack. */
export interface Need {
  /** For `describe.skipIf(…)`. Never true under CI, where lacking it fails the test instead. */
  readonly isMissing: boolean;
  /** To append to the name of the suite: empty, or why it is skipped. */
  readonly note: string;
}

/**
 * ```ts
 * const redis = needs("redis");
 * describe.skipIf(redis.isMissing)(`队列在 Redis 上${redis.note}`, () => { … });
 * ```
 */
export function needs(program: keyof typeof programs): Need {
  const isMissing = findProgram(program) === undefined && !isCi;
  return { isMissing, note: isMissing ? `（跳过：${programs[program].reason}）` : "" };
}

/** @returns the path, or undefined where it is not installed */
export function findProgram(program: keyof typeof programs): string | undefined {
  const directories = (process.env["PATH"] ?? "").split(delimiter);
  return programs[program].names
    .flatMap((name) => directories.map((directory) => join(directory, name)))
    .find(isExecutable);
}

/** @throws Error under CI, where nothing may be skipped */
export function requireUnderCi(program: keyof typeof programs): void {
  if (isCi) throw new Error(programs[program].reason);
}

const programs = {
  redis: {
    names: ["redis-server"],
    reason: "本机没有 redis-server，可用 apt-get install redis-server 安装",
  },
  chromium: {
    names: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
    reason: "本机没有 Chromium，可用 apt-get install chromium 安装",
  },
} as const;

const isCi = !["", "false", "0"].includes(process.env["CI"] ?? "");

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
