import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { LauncherError } from "../launcher-error.ts";
import { type Place, runAs } from "./place.ts";
import { findSocketDir } from "./socket-dir.ts";

/** A live server process of one cluster. */
export interface Postmaster {
  readonly pid: number;
  readonly socketDir: string;
  readonly status: string;
}

/** Recovery after a crash reads the log since the last checkpoint, at most a gigabyte. */
const startTimeoutMs = 120_000;

/**
 * The server that runs on this cluster, if any. A pid file whose process is gone, or is by now
 * another program, is no server; the file is removed in the second case, because PostgreSQL would
 * take that program for a server and refuse to start.
 */
export function findPostmaster(cluster: string): Postmaster | undefined {
  const file = join(cluster, "postmaster.pid");
  const lines = readIfThere(file).split("\n");
  const pid = Number(lines[0]);
  if (!(pid > 0)) return undefined;
  const command = commandOf(pid);
  if (command === undefined) return undefined;
  if (command.includes(cluster)) {
    return { pid, socketDir: lines[4] ?? "", status: lines[7]?.trim() ?? "" };
  }
  if (command[0]?.endsWith("postgres") !== true) fs.rmSync(file, { force: true });
  return undefined;
}

/** A server that is just ending takes the file away between a look and the reading. */
function readIfThere(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

/**
 * Waits for a server found alive: one that is starting becomes ready, one that is stopping goes.
 * @returns undefined if it went
 */
export async function waitForPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const until = Date.now() + startTimeoutMs;
  for (;;) {
    const found = findPostmaster(cluster);
    if (found === undefined || found.status === "ready") return found;
    if (Date.now() > until) {
      throw new LauncherError(
        `PostgreSQL 两分钟没有就绪（进程 ${found.pid}），请看 ${logOf(cluster)}。`,
      );
    }
    await sleep(10);
  }
}

/**
 * Starts the server in a session of its own: Ctrl-C at the terminal reaches the program first, which
 * then stops the server, and the server outlives a killed program to be adopted by the next one.
 *
 * @param settings command line settings by name
 */
export async function startServer(
  place: Place,
  native: string,
  settings: Readonly<Record<string, string>>,
): Promise<Postmaster> {
  const until = Date.now() + startTimeoutMs;
  for (;;) {
    const logStart = logSize(place.cluster);
    const child = spawnServer(place, native, settings);
    const started = await waitForStart(place.cluster, child);
    if (started !== undefined) return started;
    // A start whose program was killed a moment ago may have come first.
    const other = await waitForPostmaster(place.cluster);
    if (other !== undefined) return other;
    const log = readLog(place.cluster, logStart);
    // After a kill of the main process its children need a moment to notice and end.
    const isStillHeld = /shared memory block .* is still in use|lock file .* exists/.test(log);
    if (!isStillHeld || Date.now() > until) throw startError(log, place.cluster);
    await sleep(100);
  }
}

/** Fast shutdown: open transactions roll back, everything committed is written out. */
export async function stopServer(cluster: string): Promise<void> {
  const found = findPostmaster(cluster);
  if (found === undefined) return;
  process.kill(found.pid, "SIGINT");
  const until = Date.now() + 60_000;
  while (findPostmaster(cluster)?.pid === found.pid) {
    if (Date.now() > until) {
      throw new LauncherError(
        `PostgreSQL 一分钟没有停下（进程 ${found.pid}），请看 ${logOf(cluster)}。`,
      );
    }
    await sleep(5);
  }
}

function spawnServer(
  place: Place,
  native: string,
  settings: Readonly<Record<string, string>>,
): ChildProcess {
  const socketDir = findSocketDir(place);
  const all = { ...settings, unix_socket_directories: `"${socketDir.replaceAll('"', '""')}"` };
  const options = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // The shell runs as the server's user, so root opens no file in a directory of another user.
  const script = 'umask 077; mkdir -p "$1" && log=$2 && shift 2 && exec "$@" >>"$log" 2>&1';
  const server = [join(native, "bin", "postgres"), "-D", place.cluster, ...options];
  const child = spawn("/bin/sh", ["-c", script, "sh", socketDir, logOf(place.cluster), ...server], {
    ...runAs(place.user),
    detached: true,
    stdio: "ignore",
  });
  child.unref();
  return child;
}

/** @returns undefined if the process ended instead */
async function waitForStart(cluster: string, child: ChildProcess): Promise<Postmaster | undefined> {
  const until = Date.now() + startTimeoutMs;
  while (child.exitCode === null && child.signalCode === null && Date.now() < until) {
    const found = findPostmaster(cluster);
    if (found?.pid === child.pid && found?.status === "ready") return found;
    await sleep(5);
  }
  return undefined;
}

/** The arguments of a living process, readable for every user; undefined for a zombie too. */
function commandOf(pid: number): string[] | undefined {
  try {
    const line = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return line === "" ? undefined : line.split("\0");
  } catch {
    return undefined;
  }
}

function logOf(cluster: string): string {
  return join(cluster, "server.log");
}

function logSize(cluster: string): number {
  return fs.statSync(logOf(cluster), { throwIfNoEntry: false })?.size ?? 0;
}

function readLog(cluster: string, from: number): string {
  if (!fs.existsSync(logOf(cluster))) return "";
  return fs.readFileSync(logOf(cluster)).subarray(from).toString("utf8");
}

function startError(log: string, cluster: string): LauncherError {
  const line = log.split("\n").find((each) => /FATAL|PANIC|error/i.test(each));
  const reason = line?.replace(/^.*(?:FATAL|PANIC): +/, "");
  if (log.includes("No space left on device")) {
    return new LauncherError("磁盘空间不足，PostgreSQL 没有启动，请腾出空间后再试。");
  }
  return new LauncherError(
    `PostgreSQL 没有启动${reason === undefined ? "" : `（${reason}）`}，请看 ${logOf(cluster)}。`,
  );
}
