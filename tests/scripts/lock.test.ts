import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

interface LockEntry {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

test("锁文件列全了各平台的可选程序包，否则 npm ci 到处都装不上（node scripts/complete-lock.mjs）", () => {
  const file = join(import.meta.dirname, "..", "..", "package-lock.json");
  const { packages } = JSON.parse(readFileSync(file, "utf8")) as {
    packages: Readonly<Record<string, LockEntry>>;
  };
  const missing = Object.values(packages)
    .flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
    .filter((name) => packages[`node_modules/${name}`] === undefined);
  expect(missing).toEqual([]);
});
