import { type SpawnOptions, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { basename, dirname, join } from "node:path";

import { LauncherError } from "../launcher-error.ts";

/** The system user the server runs as; undefined = the one running this process. */
export type ServerUser = { readonly uid: number; readonly gid: number } | undefined;

/** Where the cluster lies and whose it is. */
export interface Place {
  readonly cluster: string;
  readonly user: ServerUser;
  /** To be written once the cluster exists, because it does not lie beside this file. */
  readonly pointer: string | undefined;
}

/**
 * A plain user keeps the cluster in `<dataDir>/postgres`. PostgreSQL refuses to run as root, so root
 * lends it to `postgres` or `nobody`; where that user cannot even reach the checkout (a home closed
 * to others), the cluster lies in `systemDir` and `<dataDir>/postgres.location` tells where.
 *
 * @param dataDir an existing directory without symbolic links in its path
 * @throws LauncherError if an existing cluster is out of reach; it is never silently replaced
 */
export function findPlace(dataDir: string, systemDir: string): Place {
  const isRoot = process.getuid?.() === 0;
  const pointer = join(dataDir, "postgres.location");
  const pointed = readPointer(pointer);
  const local = join(dataDir, "postgres");
  if (pointed !== undefined || hasCluster(local)) return existingPlace(pointed ?? local, isRoot);
  if (!isRoot) return { cluster: local, user: undefined, pointer: undefined };
  const user = findServerUser();
  if (canEnter(dataDir, user)) return { cluster: local, user, pointer: undefined };
  const digest = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
  const cluster = join(systemDir, `${basename(dirname(dataDir))}-${digest}`, "postgres");
  return { cluster, user, pointer };
}

/**
 * True once initdb has finished: an unfinished cluster lies under another name. One that we may not
 * look into is a cluster too, and must not be built over.
 */
export function hasCluster(cluster: string): boolean {
  try {
    return fs.readdirSync(cluster).includes("PG_VERSION");
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EACCES";
  }
}

/** Makes a directory that every user may pass through, its missing parents too. */
export function makePassable(path: string): void {
  if (fs.existsSync(path)) return;
  makePassable(dirname(path));
  fs.mkdirSync(path, { recursive: true });
  fs.chmodSync(path, 0o755);
}

/** Options under which a child runs as the server's user, without our environment. */
export function runAs(user: ServerUser): SpawnOptions {
  const path = `${process.env["PATH"] ?? ""}:/usr/bin:/bin`;
  const env = { PATH: path, LC_ALL: "C.UTF-8", TZ: "UTC" };
  return { cwd: "/", env, ...user };
}

function readPointer(pointer: string): string | undefined {
  if (!fs.existsSync(pointer)) return undefined;
  const cluster = fs.readFileSync(pointer, "utf8").trim();
  if (hasCluster(cluster)) return cluster;
  throw new LauncherError(
    `找不到或打不开数据目录 ${cluster}；请用最初启动小协的用户运行。要从头开始，请删除 ${pointer}。`,
  );
}

/** Who made the cluster goes on running it, whoever starts the program today. */
function existingPlace(cluster: string, isRoot: boolean): Place {
  const { uid, gid } = fs.statSync(cluster);
  if (!isRoot && uid !== process.getuid?.()) {
    throw new LauncherError(
      `数据目录 ${cluster} 属于另一个用户，请用最初启动小协的用户（或 root）运行。`,
    );
  }
  const user = isRoot ? { uid, gid } : undefined;
  if (canEnter(cluster, user)) return { cluster, user, pointer: undefined };
  throw new LauncherError(
    `数据库用户（uid ${uid}）进不去 ${cluster}，请恢复它和各级上层目录的权限后再试。`,
  );
}

/** Tried, not computed from modes: access lists and mount options count too. */
function canEnter(directory: string, user: ServerUser): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$0"', directory], runAs(user)).status === 0;
}

function findServerUser(): ServerUser {
  const lines = fs.readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(":");
    const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  throw new LauncherError(
    "以 root 运行时，本机需要有 postgres 或 nobody 用户；也可以设置 DATABASE_URL 使用已有的数据库。",
  );
}
