import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";

import { expect, inject, test } from "vitest";

import { createOwnerName, isOwnerAlive, withDirectoryLock } from "../../scripts/directory-lock.mjs";

const options = { timeoutMs: 10_000, timeoutMessage: "等得太久" };
const module = join(import.meta.dirname, "..", "..", "scripts", "directory-lock.mjs");

test("二十个同时要锁：一次只有一个在里面，走后不留东西", async () => {
  const directory = newDir();
  const path = join(directory, "lock");
  let inside = 0;
  const most: number[] = [];
  const enter = async () => {
    inside += 1;
    most.push(inside);
    await nextTurn();
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => withDirectoryLock(path, options, enter)));
  expect(most).toEqual(Array.from({ length: 20 }, () => 1));
  expect(fs.readdirSync(directory)).toEqual([]);
});

test("持锁的进程被 kill -9：下一个接手；它活着时到时就报错", async () => {
  const directory = newDir();
  const path = join(directory, "lock");
  const holder = spawnHolder(path);
  await once(holder.stdout, "data");
  const hasty = { timeoutMs: 0, timeoutMessage: "等得太久" };
  await expect(withDirectoryLock(path, hasty, async () => "in")).rejects.toThrow("等得太久");
  const exit = once(holder, "exit");
  holder.kill("SIGKILL");
  await exit;
  expect(await withDirectoryLock(path, options, async () => "in")).toBe("in");
  expect(fs.readdirSync(directory)).toEqual([]);
});

test("里面出错也放锁", async () => {
  const path = join(newDir(), "lock");
  const failing = withDirectoryLock(path, options, () => Promise.reject(new Error("里面出错")));
  await expect(failing).rejects.toThrow("里面出错");
  expect(fs.existsSync(path)).toBe(false);
});

test("进程号被别的进程用了，或重启过电脑：原来的主人不算活着", () => {
  const name = createOwnerName();
  expect(isOwnerAlive(name)).toBe(true);
  const [pid, start, boot, rest] = name.split("-");
  expect(isOwnerAlive(`${pid}-1${start}-${boot}-${rest}`)).toBe(false);
  expect(isOwnerAlive(`${pid}-${start}-000000000000-${rest}`)).toBe(false);
  expect(isOwnerAlive("不认识的名字")).toBe(false);
});

function spawnHolder(path: string) {
  const program = `
    import { withDirectoryLock } from ${JSON.stringify(module)};
    await withDirectoryLock(${JSON.stringify(path)}, { timeoutMs: 0 }, async () => {
      console.log("in");
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    });`;
  return spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

function newDir(): string {
  return fs.mkdtempSync(join(inject("runDir"), "lock-"));
}
