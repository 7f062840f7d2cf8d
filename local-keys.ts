import { randomBytes, randomInt } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Secrets of this installation: from the settings, or made by the program for itself. */
export interface LocalKeys {
  /** 32 bytes. */
  readonly dataKey: Buffer;
  readonly setupCode: string;
  /** True if this start made the data key: the operator is told to keep a copy. */
  readonly isNewDataKey: boolean;
}

/**
 * What the settings do not name is made at the first start and kept in `.data/`, readable by the
 * owner only. Two first starts at once end up with the same keys.
 */
export function readLocalKeys(
  dataDir: string,
  given: { readonly dataKey: Buffer | undefined; readonly setupCode: string | undefined },
): LocalKeys {
  const isNewDataKey = given.dataKey === undefined && !existsSync(join(dataDir, "data-key"));
  return {
    isNewDataKey,
    dataKey: given.dataKey ?? Buffer.from(keep(dataDir, "data-key", createDataKey), "hex"),
    setupCode: given.setupCode ?? keep(dataDir, "setup-code", createSetupCode),
  };
}

/** 128 bits: the link to the sandbox from other machines. */
export function readAccessKey(dataDir: string): string {
  return keep(dataDir, "sandbox-access-key", () => randomBytes(16).toString("hex"));
}

/** Reads a kept secret, or keeps the new one under that name and reads whichever was first. */
export function keep(dataDir: string, name: string, create: () => string): string {
  const path = join(dataDir, name);
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true });
    const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
    writeFileSync(draft, `${create()}\n`, { mode: 0o600 });
    try {
      // A link appears whole or not at all, and only once.
      linkSync(draft, path);
    } catch (error) {
      if (!existsSync(path)) throw error;
    } finally {
      unlinkSync(draft);
    }
  }
  return readFileSync(path, "utf8").trim();
}

function createDataKey(): string {
  return randomBytes(32).toString("hex");
}

/** Eight digits, easy to read out and to type on a phone; five wrong tries lock it. */
function createSetupCode(): string {
  return String(randomInt(100_000_000)).padStart(8, "0");
}
