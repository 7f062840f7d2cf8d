import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * A lock for processes of one machine: a directory holding one file named after its owner.
 * A finished directory is renamed into place, which succeeds only where nothing or an empty
 * directory stands, so a lock never exists without its owner's name. Of a dead owner only that
 * owner's file is removed; whoever renames next has the lock, and nobody can throw out a live one.
 *
 * Plain JavaScript for Node 20 without packages: it guards the very first install.
 *
 * @template T
 * @param {string} path
 * @param {import("./directory-lock.d.mts").LockOptions} options
 * @param {() => Promise<T>} run
 * @returns {Promise<T>}
 */
export async function withDirectoryLock(path, options, run) {
  const name = createOwnerName();
  const ready = fs.mkdtempSync(`${path}.`);
  try {
    fs.writeFileSync(join(ready, name), "");
    await waitForTurn(path, ready, options);
  } catch (error) {
    fs.rmSync(ready, { recursive: true, force: true });
    throw error;
  }
  try {
    sweepAbandoned(path);
    return await run();
  } finally {
    fs.rmSync(join(path, name), { force: true });
    removeIfEmpty(path);
  }
}

/**
 * A file name that stands for this process and no other: process ids are used again, so it also
 * carries the start time and the boot. Each call gives a new name.
 */
export function createOwnerName() {
  return `${process.pid}-${startTime(process.pid) ?? 0}-${bootId()}-${randomBytes(4).toString("hex")}`;
}

/** @param {string} name made by `createOwnerName` */
export function isOwnerAlive(name) {
  const [pid, start, boot] = name.split("-");
  if (boot !== bootId() || !/^\d+$/.test(pid ?? "")) return false;
  const found = startTime(Number(pid));
  if (found !== undefined) return found === start;
  try {
    process.kill(Number(pid), 0);
    return !fs.existsSync("/proc/self/stat");
  } catch (error) {
    // Not permitted means it exists, hidden from us by the way /proc is mounted.
    return errorCode(error) === "EPERM";
  }
}

/**
 * @param {string} path
 * @param {string} ready
 * @param {import("./directory-lock.d.mts").LockOptions} options
 */
async function waitForTurn(path, ready, options) {
  const until = Date.now() + options.timeoutMs;
  let hasWaited = false;
  while (!tryRename(ready, path)) {
    if (removeDeadOwners(path)) continue;
    if (Date.now() > until) throw new Error(options.timeoutMessage);
    if (!hasWaited) options.onWait?.();
    hasWaited = true;
    await sleep(50);
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function tryRename(from, to) {
  try {
    fs.renameSync(from, to);
    return true;
  } catch (error) {
    if (["ENOTEMPTY", "EEXIST"].includes(errorCode(error))) return false;
    throw error;
  }
}

/** @param {string} path */
function removeDeadOwners(path) {
  const dead = namesIn(path).filter((name) => !isOwnerAlive(name));
  for (const name of dead) fs.rmSync(join(path, name), { force: true });
  return dead.length > 0;
}

/**
 * Processes killed while waiting leave their unused directories behind.
 * @param {string} path
 */
function sweepAbandoned(path) {
  for (const name of namesIn(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const left = join(dirname(path), name);
    const owners = namesIn(left);
    const isDead = owners.length > 0 && owners.every((owner) => !isOwnerAlive(owner));
    if (isDead) fs.rmSync(left, { recursive: true, force: true });
  }
}

/** @param {string} path */
function removeIfEmpty(path) {
  try {
    fs.rmdirSync(path);
  } catch (error) {
    if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes(errorCode(error))) throw error;
  }
}

/** @param {string} path */
function namesIn(path) {
  try {
    return fs.readdirSync(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error))) return [];
    throw error;
  }
}

/**
 * Clock ticks from boot to the start of a living process. A zombie counts as dead.
 * @param {number} pid
 */
function startTime(pid) {
  const stat = readIfPossible(`/proc/${pid}/stat`);
  // The command, in parentheses, may itself contain spaces and parentheses.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields === undefined || ["Z", "X"].includes(fields[0] ?? "") ? undefined : fields[19];
}

function bootId() {
  const id = readIfPossible("/proc/sys/kernel/random/boot_id");
  return id === undefined ? "0" : id.replaceAll("-", "").slice(0, 12);
}

/** @param {string} path */
function readIfPossible(path) {
  try {
    return fs.readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** @param {unknown} error */
function errorCode(error) {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
